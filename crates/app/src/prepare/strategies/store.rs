//! Strategies in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait as _, EntityTrait as _, JoinType, Order,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef, Select,
};
use uuid::Uuid;

use super::entity::item;
use super::entity::strategy::{Column, Entity};
use super::read::{Funding, Query, Sort};
use super::row::{to_row, to_strategy};
use super::{State, Strategy};
use crate::actor::Scope;
use crate::ids::StrategyId;
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, events, row_store, scope_store};

/// The states in which money is asked for a strategy.
const WANTED: [&str; 2] = ["proposed", "approved"];

/// The strategy called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: StrategyId) -> Result<Option<Strategy>> {
    Entity::find_by_id(id).one(tx).await?.map(to_strategy).transpose()
}

/// The strategies with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Strategy>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        for row in rows {
            found.push(to_strategy(row)?);
        }
    }
    Ok(found)
}

/// Every strategy after the one called `after`, retired or not, 500 at a time.
pub(super) async fn all_after(tx: &Tx, after: Option<StrategyId>) -> Result<Vec<Strategy>> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_strategy).collect()
}

/// What the strategies that are asked for cost, once and each year, one by one.
pub(super) async fn costs(tx: &Tx, scope: &Scope, query: &Query) -> Result<Vec<(i64, i64)>> {
    let found = selected(tx, scope, query)
        .select_only()
        .columns([Column::CapitalCents, Column::YearlyCents]);
    Ok(found.into_tuple().all(tx).await?)
}

/// One page of the strategies that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Strategy>> {
    let found = selected(tx, scope, query);
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::State => found.order_by(Column::State, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
        Sort::Capital => found.order_by(Column::CapitalCents, order.clone()),
        Sort::Yearly => found.order_by(Column::YearlyCents, order.clone()),
        Sort::Rto => found.order_by_with_nulls(Column::RtoS, order.clone(), NullOrdering::Last),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_strategy).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<StrategyId>, u64),
) -> Result<Vec<Strategy>> {
    let rows = selected(tx, scope, query)
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_strategy).collect()
}

/// How many there are.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    Ok(counts.of(tx, events::moment(tx).await?, &selected(tx, scope, query)).await?)
}

fn about() -> RelationDef {
    Entity::belongs_to(item::Entity).from(Column::ItemId).to(item::Column::Id).into()
}

fn selected(tx: &Tx, scope: &Scope, query: &Query) -> Select<Entity> {
    Entity::find().join(JoinType::InnerJoin, about()).filter(condition(tx, scope, query))
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(item::Column::RetiredAt.is_null());
    found = found.add(scope.rows(item::Column::AgencyId, Column::ItemId));
    found = match query.states.is_empty() {
        true => found.add(Column::State.ne(State::Retired.code())),
        false => found.add(Column::State.is_in(query.states.iter().map(|it| it.code()))),
    };
    found = found.add_option(scope_store::within(item::Column::AgencyId, &query.agencies));
    if let Some(funding) = query.funding {
        let costs = Condition::any().add(Column::CapitalCents.gt(0)).add(Column::YearlyCents.gt(0));
        found = found.add(Column::Funded.eq(funding == Funding::Funded));
        found = found.add(Column::State.is_in(WANTED)).add(costs);
    }
    let text = query.text.trim();
    if let Some(of_item) = db::search::matches(tx.get_database_backend(), "items", text) {
        // By what it is called, or by what it is for.
        let contains = |column: Column| db::contains((Entity, column), text);
        let named = Condition::any().add(of_item).add(contains(Column::NameFolded));
        found = found.add(named.add(contains(Column::Code)));
    }
    found
        .add_option(query.kind.map(|it| item::Column::Kind.eq(it.code())))
        .add_option(query.item_id.map(|it| Column::ItemId.eq(Uuid::from(it))))
}

/// Saves new strategies.
pub(super) async fn insert_all(tx: &Tx, strategies: &[Strategy]) -> Result<()> {
    for strategies in strategies.chunks(VALUES_MAX) {
        let rows = strategies.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed strategy, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, strategy: Strategy) -> Result<Strategy> {
    let next = Strategy { version: strategy.version + 1, ..strategy };
    row_store::update(tx, to_row(&next)?, Column::Version, "strategy").await?;
    Ok(next)
}
