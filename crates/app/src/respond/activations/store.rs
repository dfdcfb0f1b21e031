//! Activations in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::Query as Sql;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

use super::activation::{Activation, State};
use super::entity::activation::{Column, Entity};
use super::entity::plan;
use super::read::{Query, Sort};
use super::row::{to_activation, to_row};
use crate::actor::Scope;
use crate::ids::{ActivationId, PlanId};
use crate::{Page, Result, events, row_store, scope_store};

/// The states in which an activation is neither over nor canceled, nor stood down.
const RUNNING: [State; 4] =
    [State::StandBy, State::Activated, State::Recovering, State::Reconstituting];

/// The activation called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ActivationId) -> Result<Option<Activation>> {
    Entity::find_by_id(id).one(tx).await?.map(to_activation).transpose()
}

/// The activations with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<ActivationId>) -> Result<Vec<Activation>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(tx).await?;
        for row in rows {
            found.push(to_activation(row)?);
        }
    }
    Ok(found)
}

/// The activation of a plan that is not over yet, if there is one.
pub(super) async fn running(tx: &Tx, plan_id: PlanId) -> Result<Option<Activation>> {
    let found = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(plan_id)))
        .filter(Column::State.is_in(RUNNING.map(State::code)))
        .one(tx)
        .await?;
    found.map(to_activation).transpose()
}

/// Every activation of a plan, the last first, at most 50.
pub(super) async fn of_plan(tx: &Tx, plan_id: PlanId) -> Result<Vec<Activation>> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(plan_id)))
        .order_by_desc(Column::Id)
        .limit(50)
        .all(tx)
        .await?;
    rows.into_iter().map(to_activation).collect()
}

/// What an activation called up.
pub(super) async fn children(tx: &Tx, id: ActivationId) -> Result<Vec<Activation>> {
    let rows = Entity::find()
        .filter(Column::ParentId.eq(Uuid::from(id)))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_activation).collect()
}

/// One page of the activations that `scope` lets see.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Activation>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Asked => found.order_by(Column::AskedAt, order.clone()),
        Sort::State => found.order_by(Column::State, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_activation).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<ActivationId>, u64),
) -> Result<Vec<Activation>> {
    let rows = Entity::find()
        .filter(condition(scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_activation).collect()
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::PlanId));
    if query.is_running {
        found = found.add(Column::State.is_in(RUNNING.map(State::code)));
    }
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    if !query.text.trim().is_empty() {
        let named = Sql::select()
            .column(plan::Column::Id)
            .from(plan::Entity)
            .cond_where(db::contains(plan::Column::TitleFolded, query.text.trim()))
            .take();
        found = found.add(Column::PlanId.in_subquery(named));
    }
    found.add_option(query.state.map(|it| Column::State.eq(it.code())))
}

/// Saves a new activation.
pub(super) async fn insert(tx: &Tx, it: &Activation) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed activation, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Activation) -> Result<Activation> {
    let next = Activation { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "activation").await?;
    Ok(next)
}
