//! Entries in the database.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::sea_query::{Expr, ExprTrait as _, NullOrdering};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::entity::entry::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{to_entry, to_row};
use super::{AccessStanding, Entry, EntryKind, Severity};
use crate::ids::{DisruptionId, EntryId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Page, Result, Timestamp, row_store};

/// The entry called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: EntryId) -> Result<Option<Entry>> {
    Entity::find_by_id(id).one(tx).await?.map(to_entry).transpose()
}

/// One page of the entries of a disruption. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    id: DisruptionId,
    query: &Query,
    now: Timestamp,
) -> Result<Page<Entry>> {
    let found = Entity::find().filter(condition(id, query, now));
    let n_items = found.clone().count(tx).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let last = NullOrdering::Last;
    let found = match query.sort {
        Sort::At => found.order_by(Column::HappenedAt, order.clone()),
        Sort::What => found.order_by(Column::WhatFolded, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
        Sort::Word => found
            .order_by_with_nulls(Column::Rank, order.clone(), last)
            .order_by(Column::Word, order.clone()),
        Sort::Amount => found.order_by_with_nulls(Column::Amount, order.clone(), last),
        Sort::Until => found.order_by_with_nulls(Column::UntilAt, order.clone(), last),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_entry).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

fn condition(id: DisruptionId, query: &Query, now: Timestamp) -> Condition {
    let mut found = Condition::all()
        .add(Column::DisruptionId.eq(Uuid::from(id)))
        .add_option(query.kind.map(|it| Column::Kind.eq(it.code())))
        .add_option(query.word.as_ref().map(|it| Column::Word.eq(it.as_str())));
    let text = query.text.trim();
    if !text.is_empty() {
        found = found.add(db::contains(Column::WhatFolded, text));
    }
    match query.access {
        None => found,
        // What is over is over at that moment, whether a routine noted it or not.
        Some(AccessStanding::Over) => {
            found.add(Condition::any().add(Column::UntilAt.lte(now)).add(Column::EndedAt.lte(now)))
        }
        Some(AccessStanding::Ahead) => {
            found.add(Column::HappenedAt.gt(now)).add(Column::EndedAt.is_null())
        }
        Some(AccessStanding::InForce) => found
            .add(Column::HappenedAt.lte(now))
            .add(Column::UntilAt.gt(now))
            .add(Column::EndedAt.is_null()),
    }
}

/// The damage of these items in these disruptions with which they do not work, in the order of time.
pub(super) async fn stopped(
    tx: &Tx,
    ids: &BTreeSet<DisruptionId>,
    items: &[&str],
) -> Result<Vec<Entry>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let stops = [Severity::Major.code(), Severity::Destroyed.code()];
    let mut rows = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        for items in items.chunks(VALUES_MAX) {
            // SQLite understands the operators of PostgreSQL.
            let item = Expr::cust(r#"("disruption_entries"."content" ->> 'item')"#);
            let found = Entity::find()
                .filter(Column::DisruptionId.is_in(ids.iter().copied()))
                .filter(Column::Kind.eq(EntryKind::Damage.code()))
                .filter(Column::Word.is_in(stops))
                .filter(item.is_in(items.iter().copied()));
            rows.extend(found.all(tx).await?);
        }
    }
    rows.sort_unstable_by_key(|it| (it.happened_at, it.id));
    rows.into_iter().map(to_entry).collect()
}

/// Kind, word and amount in cents of every entry of a disruption.
pub(super) async fn amounts(
    tx: &Tx,
    id: DisruptionId,
) -> Result<Vec<(String, String, Option<i64>)>> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::Kind, Column::Word, Column::Amount])
        .filter(Column::DisruptionId.eq(Uuid::from(id)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows)
}

/// Access whose time is over by `now`, which nobody noted yet: at most 500.
pub(super) async fn over(tx: &Tx, now: Timestamp) -> Result<Vec<Entry>> {
    let rows = Entity::find()
        .filter(Column::Kind.eq(EntryKind::Access.code()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::UntilAt.lte(now))
        .order_by_asc(Column::UntilAt)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_entry).collect()
}

/// Saves a new entry.
pub(super) async fn insert(tx: &Tx, it: &Entry) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed entry, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Entry) -> Result<Entry> {
    let next = Entry { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "entry").await?;
    Ok(next)
}

/// Removes an entry of that version.
pub(super) async fn delete(tx: &Tx, it: &Entry) -> Result<()> {
    let done = Entity::delete_many()
        .filter(Column::Id.eq(Uuid::from(it.id)))
        .filter(Column::Version.eq(it.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("entry")) } else { Ok(()) }
}
