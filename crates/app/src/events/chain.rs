//! The chain of hashes. Nothing here does I/O.

use chrono::SecondsFormat;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Event;
use crate::Timestamp;
use crate::actor::Actor;

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// Whether the log is what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Intact {
        /// How many events there are.
        n_events: i64,
        /// The hash of the last one, which stands for all of them.
        hash: Hash,
    },
    /// It is not.
    Broken {
        /// The number of the first event that is wrong or missing.
        at_seq: i64,
    },
}

/// One event as it is stored. It need not make sense: someone may have changed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number. The first is 1, and none is left out.
    pub seq: i64,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub who: Uuid,
    /// For whom, if not for themselves.
    pub on_behalf_of: Option<Uuid>,
    /// Whose hand it was, where nobody had signed in: `root on the command line`.
    pub via: Option<String>,
    /// In which request.
    pub request_id: Uuid,
    /// What was done.
    pub action: String,
    /// To what kind of record.
    pub subject_kind: String,
    /// To which.
    pub subject_id: Uuid,
    /// Of which record that is a part, if of one.
    pub part_of_id: Option<Uuid>,
    /// In which agency, if in one.
    pub agency_id: Option<Uuid>,
    /// The record as it was.
    pub before: Value,
    /// The record as it is since.
    pub after: Value,
    /// What ties it to the event before it.
    pub hash: Vec<u8>,
}

/// The last link of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    pub(super) seq: i64,
    pub(super) hash: Hash,
}

impl End {
    /// The end of a chain without events.
    pub(super) const START: End = End { seq: 0, hash: [0; 32] };

    /// The entry for `event`, if it comes next, and the end of the chain with it.
    pub(super) fn followed_by(
        &self,
        event: Event,
        (actor, at, request_id): (&Actor, Timestamp, Uuid),
    ) -> (Entry, End) {
        let mut entry = Entry {
            seq: self.seq + 1,
            at,
            who: actor.person_id.into(),
            on_behalf_of: actor.on_behalf_of.map(Uuid::from),
            via: actor.via.clone(),
            request_id,
            action: event.action.name().to_owned(),
            subject_kind: event.subject.kind.into_owned(),
            subject_id: event.subject.id,
            part_of_id: event.part_of_id,
            agency_id: event.agency_id.map(Uuid::from),
            before: event.before,
            after: event.after,
            hash: Vec::new(),
        };
        let hash = entry.hash_after(&self.hash);
        entry.hash = hash.to_vec();
        let end = End { seq: entry.seq, hash };
        (entry, end)
    }

    /// The end after `entries`, or the first of them that does not follow.
    pub(super) fn extended(self, entries: &[Entry]) -> Result<End, Verdict> {
        let mut end = self;
        for entry in entries {
            let expected = End { seq: end.seq + 1, hash: entry.hash_after(&end.hash) };
            if entry.seq != expected.seq || entry.hash != expected.hash {
                return Err(Verdict::Broken { at_seq: expected.seq });
            }
            end = expected;
        }
        Ok(end)
    }

    /// The verdict on a chain that ends here and should end at `noted`.
    pub(super) fn compared_with(self, noted: &End) -> Verdict {
        match self == *noted {
            true => Verdict::Intact { n_events: self.seq, hash: self.hash },
            false => Verdict::Broken { at_seq: self.seq + 1 },
        }
    }
}

impl Entry {
    /// Who did it, for people: `name` is what the person is called who counts as the one.
    pub fn done_by<'a>(&'a self, name: &'a str) -> &'a str {
        self.via.as_deref().unwrap_or(name)
    }

    fn hash_after(&self, previous: &Hash) -> Hash {
        let mut content = json!({
            "seq": self.seq,
            "at": self.at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "who": self.who,
            "on_behalf_of": self.on_behalf_of,
            "request_id": self.request_id,
            "action": self.action,
            "subject_kind": self.subject_kind,
            "subject_id": self.subject_id,
            "agency_id": self.agency_id,
            "before": self.before,
            "after": self.after,
        });
        // Only where there is one: what was written before there were any stays as it was.
        if let (Some(id), Some(content)) = (self.part_of_id, content.as_object_mut()) {
            content.insert("part_of_id".to_owned(), json!(id));
        }
        if let (Some(via), Some(content)) = (&self.via, content.as_object_mut()) {
            content.insert("via".to_owned(), json!(via));
        }
        Sha256::new()
            .chain_update(previous)
            .chain_update(canonical(content).to_string())
            .finalize()
            .into()
    }
}

/// The same value with the keys of its objects in alphabetical order.
///
/// They already are, unless some dependency turns on the `preserve_order` feature of `serde_json`.
fn canonical(value: Value) -> Value {
    match value {
        Value::Object(mut object) => {
            object.sort_keys();
            Value::Object(object.into_iter().map(|(key, it)| (key, canonical(it))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(canonical).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::events::{Action, Subject};
    use crate::ids::ItemId;

    fn chain(titles: &[String]) -> (Vec<Entry>, End) {
        let mut end = End::START;
        let mut entries = Vec::new();
        let actor = Actor::platform();
        for (title, minute) in titles.iter().zip(0..) {
            let event = Event::new(Action::ItemChanged, Subject::new("service", ItemId::new()))
                .to(&json!({ "name": title }));
            let at = Timestamp::UNIX_EPOCH + chrono::Duration::minutes(minute);
            let (entry, next) = end.followed_by(event, (&actor, at, Uuid::nil()));
            entries.push(entry);
            end = next;
        }
        (entries, end)
    }

    fn verdict(entries: &[Entry], noted: &End) -> Verdict {
        match End::START.extended(entries) {
            Ok(end) => end.compared_with(noted),
            Err(broken) => broken,
        }
    }

    fn any_titles() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec(any::<String>(), 2..12)
    }

    fn damage(entry: &mut Entry, field: usize, by: usize) {
        match field {
            0 => entry.seq += 1,
            1 => entry.at += chrono::Duration::microseconds(1),
            2 => entry.who = Uuid::now_v7(),
            3 => entry.action.push('x'),
            4 => entry.subject_id = Uuid::now_v7(),
            5 => entry.after["name"] = json!(by),
            6 => entry.before = json!({ "name": by }),
            7 => entry.agency_id = Some(Uuid::now_v7()),
            8 => entry.on_behalf_of = Some(Uuid::now_v7()),
            9 => entry.request_id = Uuid::now_v7(),
            10 => entry.subject_kind.push('x'),
            11 => entry.via = Some("somebody else".to_owned()),
            _ => entry.hash[by] ^= 1,
        }
    }

    proptest! {
        #[test]
        fn an_untouched_chain_is_intact(titles in any_titles()) {
            let (entries, end) = chain(&titles);
            let n_events = end.seq;
            prop_assert_eq!(verdict(&entries, &end), Verdict::Intact { n_events, hash: end.hash });
        }

        #[test]
        fn any_changed_row_is_found(
            titles in any_titles(), i: Index, field in 0..13_usize, by in 0..32_usize,
        ) {
            let (mut entries, end) = chain(&titles);
            let at_seq = entries[i.index(titles.len())].seq;
            damage(i.get_mut(&mut entries), field, by);
            prop_assert_eq!(verdict(&entries, &end), Verdict::Broken { at_seq });
        }

        #[test]
        fn any_removed_row_is_found(titles in any_titles(), i: Index) {
            let (mut entries, end) = chain(&titles);
            let removed = entries.remove(i.index(titles.len()));
            prop_assert_eq!(verdict(&entries, &end), Verdict::Broken { at_seq: removed.seq });
        }

        #[test]
        fn any_swapped_rows_are_found(titles in any_titles(), i: Index, j: Index) {
            let (mut entries, end) = chain(&titles);
            let (i, j) = (i.index(titles.len()), j.index(titles.len()));
            prop_assume!(i != j);
            entries.swap(i, j);
            // As if only the contents had been swapped, and each row kept its number.
            for (entry, seq) in entries.iter_mut().zip(1..) {
                entry.seq = seq;
            }
            let at_seq = entries[i.min(j)].seq;
            prop_assert_eq!(verdict(&entries, &end), Verdict::Broken { at_seq });
        }
    }
}
