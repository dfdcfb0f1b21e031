//! Roll calls in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::sea_query::{Expr, NullOrdering};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::entity::call::{Column as CallColumn, Entity as CallEntity};
use super::entity::called::{Column, Entity};
use super::people::{PeopleQuery, PeopleSort};
use super::row::{call_row, called_row, to_call, to_called};
use super::{Called, Counts, RollCall, Status};
use crate::ids::{CalledId, DisruptionId, PersonId, RollCallId};
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, Timestamp, row_store};

/// The roll call called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: RollCallId) -> Result<Option<RollCall>> {
    Ok(CallEntity::find_by_id(id).one(tx).await?.as_ref().map(to_call))
}

/// The roll calls of a disruption, the last first: at most 500.
pub(super) async fn of_disruption(tx: &Tx, id: DisruptionId) -> Result<Vec<RollCall>> {
    let rows = CallEntity::find()
        .filter(CallColumn::DisruptionId.eq(Uuid::from(id)))
        .order_by_desc(CallColumn::StartedAt)
        .order_by_desc(CallColumn::Id)
        .limit(500)
        .all(tx)
        .await?;
    Ok(rows.iter().map(to_call).collect())
}

/// How many people of each status these roll calls have.
pub(super) async fn counts(
    tx: &Tx,
    calls: &BTreeSet<RollCallId>,
) -> Result<BTreeMap<RollCallId, Counts>> {
    let ids: Vec<Uuid> = calls.iter().map(|it| Uuid::from(*it)).collect();
    let mut counts: BTreeMap<RollCallId, Counts> = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<(Uuid, String, i64)> = Entity::find()
            .select_only()
            .columns([Column::RollCallId, Column::Status])
            .column_as(Column::Id.count(), "n")
            .filter(Column::RollCallId.is_in(ids.iter().copied()))
            .group_by(Column::RollCallId)
            .group_by(Column::Status)
            .into_tuple()
            .all(tx)
            .await?;
        for (id, status, n) in rows {
            let status: Status = status.parse().unwrap_or_default();
            let counts = counts.entry(id.into()).or_default();
            *counts.0.entry(status).or_default() += u64::try_from(n).unwrap_or(0);
        }
    }
    Ok(counts)
}

/// One page of who is asked for. The id settles the order of equals.
pub(super) async fn people(tx: &Tx, id: RollCallId, query: &PeopleQuery) -> Result<Page<Called>> {
    let found = Entity::find().filter(condition(id, query));
    let n_items = found.clone().count(tx).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        PeopleSort::Name => found.order_by(Column::NameFolded, order.clone()),
        PeopleSort::Status => {
            found.order_by(Column::Status, order.clone()).order_by(Column::NameFolded, Order::Asc)
        }
        PeopleSort::Marked => {
            found.order_by_with_nulls(Column::MarkedAt, order.clone(), NullOrdering::Last)
        }
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_called).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

fn condition(id: RollCallId, query: &PeopleQuery) -> Condition {
    let mut found = Condition::all()
        .add(Column::RollCallId.eq(Uuid::from(id)))
        .add_option(query.status.map(|it| Column::Status.eq(it.code())))
        .add_option(query.is_visitor.map(|it| Column::IsVisitor.eq(it)));
    let text = query.text.trim();
    if !text.is_empty() {
        found = found.add(db::contains(Column::NameFolded, text));
    }
    found
}

/// Those of a roll call with these ids.
pub(super) async fn by_ids(tx: &Tx, id: RollCallId, ids: &[CalledId]) -> Result<Vec<Called>> {
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = Entity::find()
            .filter(Column::RollCallId.eq(Uuid::from(id)))
            .filter(Column::Id.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .all(tx)
            .await?;
        for row in rows {
            found.push(to_called(row)?);
        }
    }
    Ok(found)
}

/// Who is in a roll call already: people by id, and visitors by name.
pub(super) async fn known(
    tx: &Tx,
    id: RollCallId,
) -> Result<(BTreeSet<PersonId>, BTreeSet<String>)> {
    let rows: Vec<(Option<Uuid>, String)> = Entity::find()
        .select_only()
        .columns([Column::PersonId, Column::NameFolded])
        .filter(Column::RollCallId.eq(Uuid::from(id)))
        .into_tuple()
        .all(tx)
        .await?;
    let people = rows.iter().filter_map(|it| it.0).map(PersonId::from).collect();
    let visitors = rows.into_iter().filter(|it| it.0.is_none()).map(|it| it.1).collect();
    Ok((people, visitors))
}

/// What is known of each person in the roll calls of a disruption, the latest word last.
pub(super) async fn statuses(
    tx: &Tx,
    calls: &BTreeSet<RollCallId>,
) -> Result<Vec<(PersonId, Status)>> {
    let ids: Vec<Uuid> = calls.iter().map(|it| Uuid::from(*it)).collect();
    let mut all: Vec<(Option<Timestamp>, PersonId, Status)> = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows: Vec<(Option<Uuid>, String, Option<Timestamp>)> = Entity::find()
            .select_only()
            .columns([Column::PersonId, Column::Status, Column::MarkedAt])
            .filter(Column::RollCallId.is_in(ids.iter().copied()))
            .filter(Column::PersonId.is_not_null())
            .into_tuple()
            .all(tx)
            .await?;
        all.extend(rows.into_iter().filter_map(|(person, status, at)| {
            Some((at, PersonId::from(person?), status.parse().unwrap_or_default()))
        }));
    }
    all.sort();
    Ok(all.into_iter().map(|it| (it.1, it.2)).collect())
}

/// Saves a new roll call.
pub(super) async fn insert(tx: &Tx, it: &RollCall) -> Result<()> {
    CallEntity::insert(call_row(it)).exec_without_returning(tx).await?;
    Ok(())
}

/// Adds people to a roll call.
pub(super) async fn insert_people(tx: &Tx, people: &[Called]) -> Result<()> {
    for people in people.chunks(VALUES_MAX) {
        let rows = people.iter().map(called_row);
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Says of some people of a roll call what is known of them.
pub(super) async fn mark(
    tx: &Tx,
    ids: &[CalledId],
    (status, note): (Status, &str),
    (by, now): (PersonId, Timestamp),
) -> Result<()> {
    for ids in ids.chunks(VALUES_MAX) {
        Entity::update_many()
            .col_expr(Column::Status, Expr::value(status.code()))
            .col_expr(Column::Note, Expr::value(note))
            .col_expr(Column::MarkedAt, Expr::value(now))
            .col_expr(Column::MarkedBy, Expr::value(Uuid::from(by)))
            .filter(Column::Id.is_in(ids.iter().map(|it| Uuid::from(*it))))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Saves a changed roll call, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: RollCall) -> Result<RollCall> {
    let next = RollCall { version: it.version + 1, ..it };
    row_store::update(tx, call_row(&next), CallColumn::Version, "roll call").await?;
    Ok(next)
}
