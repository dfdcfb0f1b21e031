//! The entry itself. Nothing here does I/O.

use super::{Details, EntryDocument, EntryKind};
use crate::ids::{DisruptionId, EntryId, PersonId};
use crate::{Refusal, Timestamp};

/// Something that was written down during a disruption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// During which disruption.
    pub disruption_id: DisruptionId,
    /// What it says.
    pub document: EntryDocument,
    /// When access was taken back, or noted as over.
    pub ended_at: Option<Timestamp>,
    /// Who wrote it down.
    pub written_by: PersonId,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

/// How access for a time stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessStanding {
    /// It begins later.
    Ahead,
    /// It is in force.
    InForce,
    /// It is over.
    Over,
}

impl AccessStanding {
    /// Every standing, in the order in which they follow.
    pub const ALL: &[AccessStanding] =
        &[AccessStanding::Ahead, AccessStanding::InForce, AccessStanding::Over];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            AccessStanding::Ahead => "ahead",
            AccessStanding::InForce => "in_force",
            AccessStanding::Over => "over",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            AccessStanding::Ahead => "Begins later",
            AccessStanding::InForce => "In force",
            AccessStanding::Over => "Over",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<AccessStanding> {
        AccessStanding::ALL.iter().copied().find(|it| it.code() == code)
    }
}

const OVER: Refusal =
    Refusal::new("access.over", "This access is over. Give it anew if it is needed again.");
const NO_ACCESS: Refusal = Refusal::new("entry.no_access", "Only access can be taken back.");

impl Entry {
    /// Of which kind it is.
    pub const fn kind(&self) -> EntryKind {
        self.document.details.kind()
    }

    /// How access stands at `now`: the clock decides, and nobody has to do anything for it. None of
    /// anything else.
    pub fn access(&self, now: Timestamp) -> Option<AccessStanding> {
        let Details::Access(it) = &self.document.details else { return None };
        let ends = self.ended_at.map_or(it.until, |ended| ended.min(it.until));
        Some(if ends <= now {
            AccessStanding::Over
        } else if now < self.document.at {
            AccessStanding::Ahead
        } else {
            AccessStanding::InForce
        })
    }

    /// The entry with what else it says. Access that is over stays as it was.
    pub(super) fn saved(self, document: EntryDocument, now: Timestamp) -> Result<Entry, Refusal> {
        if self.access(now) == Some(AccessStanding::Over) {
            return Err(OVER);
        }
        Ok(Entry { document, updated_at: now, ..self })
    }

    /// The entry with access that is taken back now.
    pub(super) fn revoked(self, now: Timestamp) -> Result<Entry, Refusal> {
        match self.access(now) {
            None => Err(NO_ACCESS),
            Some(AccessStanding::Over) => Err(OVER),
            Some(_) => Ok(Entry { ended_at: Some(now), updated_at: now, ..self }),
        }
    }

    /// The entry with access that came to the end of its time, if that is to be noted.
    pub(super) fn expired(self, now: Timestamp) -> Option<Entry> {
        let Details::Access(it) = &self.document.details else { return None };
        let until = it.until;
        let is_due = self.ended_at.is_none() && until <= now;
        is_due.then_some(Entry { ended_at: Some(until), updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::respond::entries::Access;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn badge() -> Entry {
        let access = Access {
            who: "Ann".to_owned(),
            until: at("2026-11-22T09:00:00Z"),
            approved_by: "Hal".to_owned(),
        };
        Entry {
            id: EntryId::FIRST,
            disruption_id: DisruptionId::FIRST,
            document: EntryDocument {
                what: "Server room".to_owned(),
                at: at("2026-11-21T09:00:00Z"),
                site: None,
                item: None,
                vendor: None,
                note: String::new(),
                details: Details::Access(access),
            },
            ended_at: None,
            written_by: PersonId::FIRST,
            updated_at: at("2026-11-21T09:00:00Z"),
            version: 1,
        }
    }

    #[test]
    fn req_s3_28_the_clock_alone_ends_access() {
        let standing = |now: &str| badge().access(at(now)).unwrap();
        assert_eq!(standing("2026-11-21T08:59:59Z"), AccessStanding::Ahead);
        assert_eq!(standing("2026-11-21T09:00:00Z"), AccessStanding::InForce);
        assert_eq!(standing("2026-11-22T08:59:59.999999Z"), AccessStanding::InForce);
        assert_eq!(standing("2026-11-22T09:00:00Z"), AccessStanding::Over);
        assert_eq!(badge().expired(at("2026-11-22T08:59:59Z")), None);
        let noted = badge().expired(at("2026-11-22T12:00:00Z")).unwrap();
        assert_eq!(noted.ended_at, Some(at("2026-11-22T09:00:00Z")));
        assert_eq!(noted.expired(at("2026-11-22T12:00:00Z")), None);
    }

    #[test]
    fn what_is_over_is_neither_taken_back_nor_made_longer() {
        let noon = at("2026-11-21T12:00:00Z");
        let revoked = badge().revoked(noon).unwrap();
        assert_eq!(revoked.access(noon), Some(AccessStanding::Over));
        assert_eq!(revoked.clone().revoked(noon), Err(OVER));
        assert_eq!(revoked.saved(badge().document, noon), Err(OVER));
    }
}
