//! Risks in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};
use sea_orm::sea_query::{NullOrdering, Query as Sql};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::entity::affected;
use super::entity::risk::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{affected_rows, to_risk, to_row};
use super::{Risk, State};
use crate::actor::Scope;
use crate::ids::RiskId;
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, events, row_store, scope_store, text_store, word_store};

/// The risk called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: RiskId) -> Result<Option<Risk>> {
    Entity::find_by_id(id).one(tx).await?.map(to_risk).transpose()
}

/// The risks with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Risk>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        for row in rows {
            found.push(to_risk(row)?);
        }
    }
    Ok(found)
}

/// The codes of these risks.
pub(super) async fn codes(tx: &Tx, ids: &BTreeSet<RiskId>) -> Result<BTreeMap<RiskId, String>> {
    word_store::words::<Entity, _>(tx, (Column::Id, Column::Code), ids).await
}

/// Every risk after the one called `after`, closed or not, 500 at a time.
pub(super) async fn all_after(tx: &Tx, after: Option<RiskId>) -> Result<Vec<Risk>> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_risk).collect()
}

/// Which of these records risks would hit that are in one of these states.
pub(super) async fn hit(
    tx: &Tx,
    items: &BTreeSet<String>,
    states: &[State],
) -> Result<BTreeSet<String>> {
    let items: Vec<&String> = items.iter().collect();
    let mut found = BTreeSet::new();
    for items in items.chunks(VALUES_MAX) {
        let in_state = Sql::select()
            .column(Column::Id)
            .from(Entity)
            .and_where(Column::State.is_in(states.iter().map(|it| it.code())))
            .take();
        let rows: Vec<String> = affected::Entity::find()
            .select_only()
            .column(affected::Column::Item)
            .distinct()
            .filter(affected::Column::Item.is_in(items.iter().map(|it| it.as_str())))
            .filter(affected::Column::RiskId.in_subquery(in_state))
            .into_tuple()
            .all(tx)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// One page of the risks that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Risk>> {
    let found = Entity::find().filter(condition(tx, scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let last = NullOrdering::Last;
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::State => found.order_by(Column::State, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
        Sort::Level => found.order_by_with_nulls(Column::Level, order.clone(), last),
        Sort::Left => found.order_by_with_nulls(Column::LevelLeft, order.clone(), last),
        Sort::Review => found.order_by_with_nulls(Column::ReviewDue, order.clone(), last),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_risk).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<RiskId>, u64),
) -> Result<Vec<Risk>> {
    let rows = Entity::find()
        .filter(condition(tx, scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_risk).collect()
}

/// How many there are.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    let found = Entity::find().filter(condition(tx, scope, query));
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    found = match query.states.is_empty() {
        true => found.add(Column::State.ne(State::Closed.code())),
        false => found.add(Column::State.is_in(query.states.iter().map(|it| it.code()))),
    };
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    if let Some(item) = &query.item {
        let of_item = Sql::select()
            .column(affected::Column::RiskId)
            .from(affected::Entity)
            .and_where(affected::Column::Item.eq(item.as_str()))
            .take();
        found = found.add(Column::Id.in_subquery(of_item));
    }
    let named = (Column::NameFolded, Column::Code);
    let is_closed = query.states == [State::Closed];
    found
        .add(text_store::about(tx, "risks", named, (&query.text, is_closed)))
        .add_option(query.kind.map(|it| Column::HazardKind.eq(it.code())))
        .add_option(query.level_min.map(|it| Column::LevelLeft.gte(i32::from(it.number()))))
        .add_option(query.due_by.map(|it| Column::ReviewDue.lt(it)))
}

/// Saves new risks.
pub(super) async fn insert_all(tx: &Tx, risks: &[Risk]) -> Result<()> {
    for risks in risks.chunks(VALUES_MAX) {
        let rows = risks.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    for risk in risks {
        put_affected(tx, risk).await?;
    }
    Ok(())
}

/// Saves a changed risk, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, risk: Risk) -> Result<Risk> {
    let next = Risk { version: risk.version + 1, ..risk };
    row_store::update(tx, to_row(&next)?, Column::Version, "risk").await?;
    affected::Entity::delete_many()
        .filter(affected::Column::RiskId.eq(Uuid::from(next.id)))
        .exec(tx)
        .await?;
    put_affected(tx, &next).await?;
    Ok(next)
}

async fn put_affected(tx: &Tx, risk: &Risk) -> Result<()> {
    if risk.content.affects.is_empty() {
        return Ok(());
    }
    affected::Entity::insert_many(affected_rows(risk)).exec_without_returning(tx).await?;
    Ok(())
}
