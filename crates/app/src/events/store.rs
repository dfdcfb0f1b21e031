//! Events in the database.

use std::collections::BTreeSet;

use db::{Counts, Error, Moment, Tx};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, NotSet, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _, Set,
    sea_query::{Expr, ExprTrait as _, SelectStatement},
};
use serde_json::Value;
use uuid::Uuid;

use super::Action;
use super::chain::{End, Entry};
use super::entity::{end, event};
use super::read::Query;
use crate::actor::Scope;
use crate::ids::PersonId;
use crate::{Page, Result, Timestamp};

/// How many events are read at a time.
const ROWS_MAX: u64 = 2_000;

/// How many are written by one statement: SQLite takes at most 32,766 values.
const ROWS_WRITTEN_MAX: usize = 500;

/// Where the chain ends. Until this transaction is over, nobody else can add to it.
pub(super) async fn lock_end(tx: &Tx) -> Result<End> {
    let row = end::Entity::find_by_id(1).lock_exclusive().one(tx).await?;
    to_end(row)
}

/// Where the chain ends.
pub(super) async fn end(tx: &Tx) -> Result<End> {
    to_end(end::Entity::find_by_id(1).one(tx).await?)
}

/// Which state of the database the transaction sees.
pub(super) async fn moment(tx: &Tx) -> Result<Moment> {
    let row = end::Entity::find_by_id(1).one(tx).await?;
    let moment = |it: end::Model| Moment { seq: it.seq, hash: it.hash, n_derived: it.n_derived };
    Ok(row.map(moment).unwrap_or_default())
}

/// Notes that results were saved which follow from what happened.
pub(super) async fn note_derived(tx: &Tx) -> Result<()> {
    let more = Expr::col(end::Column::NDerived).add(1);
    end::Entity::update_many().col_expr(end::Column::NDerived, more).exec(tx).await?;
    Ok(())
}

/// Adds events to the end of the chain, which is `end` with them. They are never changed.
pub(super) async fn append(tx: &Tx, entries: Vec<Entry>, end: &End) -> Result<()> {
    let mut rows: Vec<event::ActiveModel> = entries.into_iter().map(to_row).collect();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(ROWS_WRITTEN_MAX));
        event::Entity::insert_many(rows).exec_without_returning(tx).await?;
        rows = rest;
    }
    let row = end::ActiveModel {
        id: Set(1),
        seq: Set(end.seq),
        hash: Set(end.hash.to_vec()),
        n_derived: NotSet,
    };
    end::Entity::update(row).exec(tx).await?;
    Ok(())
}

/// The next events after number `seq`.
pub(super) async fn after(tx: &Tx, seq: i64) -> Result<Vec<Entry>> {
    let rows = event::Entity::find()
        .filter(event::Column::Seq.gt(seq))
        .order_by_asc(event::Column::Seq)
        .limit(ROWS_MAX)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(to_entry).collect())
}

/// Whether anything happened after number `seq` to a record of one of these kinds.
pub(super) async fn any_after(tx: &Tx, seq: i64, kinds: &[&str]) -> Result<bool> {
    let found: Option<i64> = event::Entity::find()
        .select_only()
        .column(event::Column::Seq)
        .filter(event::Column::Seq.gt(seq))
        .filter(event::Column::SubjectKind.is_in(kinds.iter().copied()))
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(found.is_some())
}

/// What happened after number `seq`, and to what, each thing once.
pub(super) async fn subjects_after(tx: &Tx, seq: i64) -> Result<Vec<(String, Uuid)>> {
    let rows = event::Entity::find()
        .select_only()
        .column(event::Column::SubjectKind)
        .column(event::Column::SubjectId)
        .filter(event::Column::Seq.gt(seq))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows)
}

/// Everybody who did one of `actions` to a subject.
pub(super) async fn who_did(
    tx: &Tx,
    actions: &[Action],
    subject_id: Uuid,
) -> Result<BTreeSet<PersonId>> {
    let rows: Vec<Uuid> = event::Entity::find()
        .select_only()
        .column(event::Column::Who)
        .filter(event::Column::SubjectId.eq(subject_id))
        .filter(event::Column::Action.is_in(actions.iter().map(|it| it.name())))
        .distinct()
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(PersonId::from).collect())
}

/// To what someone did one of `actions`, as a part of another query.
pub(crate) fn subjects_done_by(who: PersonId, actions: &[Action]) -> SelectStatement {
    event::Entity::find()
        .select_only()
        .column(event::Column::SubjectId)
        .filter(event::Column::Who.eq(Uuid::from(who)))
        .filter(event::Column::Action.is_in(actions.iter().map(|it| it.name())))
        .into_query()
}

/// One page of the events that `scope` lets see, the newest first.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Entry>> {
    let rows = event::Entity::find().filter(condition(scope, query));
    let n_items = counts.of(tx, moment(tx).await?, &rows).await?;
    let rows = rows
        .order_by_desc(event::Column::Seq)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    Ok(query.paging.of(rows.into_iter().map(to_entry).collect(), n_items))
}

/// At most `n_max` of the events that `scope` lets see, the newest first: those before number
/// `before`.
pub(super) async fn list_before(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (before, n_max): (Option<i64>, u64),
) -> Result<Vec<Entry>> {
    let mut found = event::Entity::find().filter(condition(scope, query));
    if let Some(before) = before {
        found = found.filter(event::Column::Seq.lt(before));
    }
    let rows = found.order_by_desc(event::Column::Seq).limit(n_max).all(tx).await?;
    Ok(rows.into_iter().map(to_entry).collect())
}

/// At most `n_max` events about a record and its parts, the newest first.
pub(super) async fn history(tx: &Tx, id: Uuid, n_max: u32) -> Result<Vec<Entry>> {
    let mut rows = Vec::new();
    // One index after the other: for both at once, a database would sort all that there is.
    for column in [event::Column::SubjectId, event::Column::PartOfId] {
        let found = event::Entity::find().filter(column.eq(id));
        rows.extend(found.order_by_desc(event::Column::Seq).limit(u64::from(n_max)).all(tx).await?);
    }
    rows.sort_unstable_by_key(|it| std::cmp::Reverse(it.seq));
    rows.truncate(usize::try_from(n_max).unwrap_or(usize::MAX));
    Ok(rows.into_iter().map(to_entry).collect())
}

/// At most `n_max` documents of these records, each as it was after an event and when that was, the
/// newest first.
pub(super) async fn documents_of(
    tx: &Tx,
    ids: &[Uuid],
    n_max: u64,
) -> Result<Vec<(Uuid, Timestamp, Value)>> {
    let rows = event::Entity::find()
        .select_only()
        .column(event::Column::SubjectId)
        .column(event::Column::At)
        .column(event::Column::After)
        .filter(event::Column::SubjectId.is_in(ids.iter().copied()))
        .order_by_desc(event::Column::Seq)
        .limit(n_max)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows)
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all();
    found = found.add(scope.rows(event::Column::AgencyId, event::Column::SubjectId));
    if !query.action.is_empty() {
        found = found.add(event::Column::Action.starts_with(&query.action));
    }
    if let Some(who) = query.who {
        found = found.add(event::Column::Who.eq(who));
    }
    if let Some(id) = query.subject_id {
        found = found.add(event::Column::SubjectId.eq(id));
    }
    if let Some(since) = query.since {
        found = found.add(event::Column::At.gte(since));
    }
    if let Some(until) = query.until {
        found = found.add(event::Column::At.lt(until));
    }
    found
}

fn to_row(entry: Entry) -> event::ActiveModel {
    event::ActiveModel {
        seq: Set(entry.seq),
        at: Set(entry.at),
        who: Set(entry.who),
        on_behalf_of: Set(entry.on_behalf_of),
        via: Set(entry.via),
        request_id: Set(entry.request_id),
        action: Set(entry.action),
        subject_kind: Set(entry.subject_kind),
        subject_id: Set(entry.subject_id),
        part_of_id: Set(entry.part_of_id),
        agency_id: Set(entry.agency_id),
        before: Set(entry.before),
        after: Set(entry.after),
        hash: Set(entry.hash),
    }
}

fn to_entry(row: event::Model) -> Entry {
    Entry {
        seq: row.seq,
        at: row.at,
        who: row.who,
        on_behalf_of: row.on_behalf_of,
        via: row.via,
        request_id: row.request_id,
        action: row.action,
        subject_kind: row.subject_kind,
        subject_id: row.subject_id,
        part_of_id: row.part_of_id,
        agency_id: row.agency_id,
        before: row.before,
        after: row.after,
        hash: row.hash,
    }
}

fn to_end(row: Option<end::Model>) -> Result<End> {
    let row = row.ok_or_else(|| Error::RecordNotFound("the end of the audit log".to_owned()))?;
    let hash = row.hash.try_into().unwrap_or([0; 32]);
    Ok(End { seq: row.seq, hash })
}
