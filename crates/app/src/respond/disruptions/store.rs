//! Disruptions in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::sea_query::NullOrdering;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};

use super::Disruption;
use super::entity::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{to_disruption, to_row};
use crate::actor::Scope;
use crate::ids::DisruptionId;
use crate::{Page, Result, Timestamp, events, row_store, scope_store, text_store};

/// The disruption called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: DisruptionId) -> Result<Option<Disruption>> {
    Entity::find_by_id(id).one(tx).await?.map(to_disruption).transpose()
}

/// The disruptions with these codes: a few.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Disruption>> {
    let codes = codes.iter().copied();
    let rows = Entity::find().filter(Column::Code.is_in(codes)).all(tx).await?;
    rows.into_iter().map(to_disruption).collect()
}

/// One page of the disruptions that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Disruption>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = counts.of(tx, events::moment(tx).await?, &found).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Name => found.order_by(Column::NameFolded, order.clone()),
        Sort::Started => found.order_by(Column::StartedAt, order.clone()),
        Sort::Updated => found.order_by(Column::UpdatedAt, order.clone()),
        Sort::Ended => {
            found.order_by_with_nulls(Column::EndedAt, order.clone(), NullOrdering::First)
        }
    };
    let rows = found
        .order_by(Column::Id, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_disruption).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// What really struck and went on after `since`. All of it: what is left out would look as if nothing were.
pub(super) async fn real_since(tx: &Tx, since: Timestamp) -> Result<Vec<Disruption>> {
    let went_on = Condition::any().add(Column::EndedAt.is_null()).add(Column::EndedAt.gt(since));
    let rows = Entity::find().filter(Column::IsExercise.eq(false)).filter(went_on).all(tx).await?;
    rows.into_iter().map(to_disruption).collect()
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all()
        .add(scope.rows(Column::AgencyId, Column::Id))
        .add_option(scope_store::within(Column::AgencyId, &query.agencies))
        .add_option(text_store::called((Column::NameFolded, Column::Code), &query.text));
    found = found
        .add_option(query.kind.map(|it| Column::Kind.eq(it.code())))
        .add_option(query.is_exercise.map(|it| Column::IsExercise.eq(it)));
    match query.is_open {
        Some(true) => found.add(Column::EndedAt.is_null()),
        Some(false) => found.add(Column::EndedAt.is_not_null()),
        None => found,
    }
}

/// Saves a new disruption.
pub(super) async fn insert(tx: &Tx, it: &Disruption) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed disruption, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Disruption) -> Result<Disruption> {
    let next = Disruption { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "disruption").await?;
    Ok(next)
}
