//! What happened: the audit log.
//!
//! The log is a chain. Each event's hash covers the hash before it, so [`verify`] finds any row
//! that was changed, removed or swapped. Whoever can rewrite the whole chain can still hide that:
//! [`Verdict::Intact`] carries the last hash, to be kept where they cannot reach it.

mod action;
mod chain;
mod entity;
mod event;
mod read;
mod store;
mod watch;

pub use action::Action;
pub use chain::{Entry, Hash, Verdict};
pub use event::{Event, Subject};
pub(crate) use store::subjects_done_by;

pub use read::{Query, history, last, list, list_before, verify};
pub use watch::{Watch, watch};

use std::collections::BTreeSet;

use db::{Moment, Tx};

use crate::ids::PersonId;
use crate::{Ctx, Result, Timestamp};

/// Writes down what happened, in the same transaction as the change itself.
///
/// Do this last before `commit`: until then, others who record something wait.
pub async fn record(tx: &Tx, ctx: &Ctx, event: Event) -> Result<()> {
    record_all(tx, ctx, vec![event]).await
}

/// Writes down many things that happened at once.
pub async fn record_all(tx: &Tx, ctx: &Ctx, events: Vec<Event>) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let mut end = store::lock_end(tx).await?;
    let mut entries = Vec::with_capacity(events.len());
    for event in events {
        let (entry, next) = end.followed_by(event, (&ctx.actor, ctx.now, ctx.request_id));
        entries.push(entry);
        end = next;
    }
    store::append(tx, entries, &end).await
}

/// Everybody who did one of `actions` to a subject.
pub(crate) async fn who_did(
    tx: &Tx,
    actions: &[Action],
    subject_id: uuid::Uuid,
) -> Result<BTreeSet<PersonId>> {
    store::who_did(tx, actions, subject_id).await
}

/// At most `n_max` documents of some records, each as it was after an event and when that was, the
/// newest first.
pub(crate) async fn documents_of(
    tx: &Tx,
    ids: &[uuid::Uuid],
    n_max: u64,
) -> Result<Vec<(uuid::Uuid, Timestamp, serde_json::Value)>> {
    store::documents_of(tx, ids, n_max).await
}

/// The number of the last event: whether anything happened since, in one cheap look.
pub(crate) async fn last_seq(tx: &Tx) -> Result<i64> {
    Ok(store::end(tx).await?.seq)
}

/// The same, and until this transaction is over nothing else happens.
pub(crate) async fn lock_last_seq(tx: &Tx) -> Result<i64> {
    Ok(store::lock_end(tx).await?.seq)
}

/// Which state of the database the transaction sees.
pub(crate) async fn moment(tx: &Tx) -> Result<Moment> {
    store::moment(tx).await
}

/// Notes that results were saved which follow from what happened and are no event, so that what is
/// remembered of the rows is forgotten.
pub(crate) async fn note_derived(tx: &Tx) -> Result<()> {
    store::note_derived(tx).await
}

/// Whether anything happened after number `seq` to a record of one of these kinds.
pub(crate) async fn any_after(tx: &Tx, seq: i64, kinds: &[&str]) -> Result<bool> {
    store::any_after(tx, seq, kinds).await
}

/// The subjects of the events after number `seq`, with what was done to them.
pub(crate) async fn subjects_after(tx: &Tx, seq: i64) -> Result<Vec<(String, uuid::Uuid)>> {
    store::subjects_after(tx, seq).await
}
