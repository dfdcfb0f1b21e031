//! Scenarios in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use uuid::Uuid;

use super::entity::scenario::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{to_row, to_scenario};
use super::scenario::Scenario;
use crate::actor::Scope;
use crate::ids::ScenarioId;
use crate::{Error, Page, Result, page_store, text_store};

/// How many values one statement may hold, safely below what either engine takes.
const VALUES_MAX: usize = 500;

/// How many rows are read at once where all are.
const ROWS_READ_MAX: u64 = 100;

/// The scenario called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ScenarioId) -> Result<Option<Scenario>> {
    Entity::find_by_id(id).one(tx).await?.map(to_scenario).transpose()
}

/// The scenarios with these codes, by code.
pub(super) async fn by_codes(
    tx: &Tx,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Scenario>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = BTreeMap::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        for row in rows {
            found.insert(row.code.clone(), to_scenario(row)?);
        }
    }
    Ok(found)
}

/// The codes of the scenarios with these ids.
pub(super) async fn codes(
    tx: &Tx,
    ids: &BTreeSet<ScenarioId>,
) -> Result<BTreeMap<ScenarioId, String>> {
    crate::word_store::words::<Entity, _>(tx, (Column::Id, Column::Code), ids).await
}

/// One page of the scenarios that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Scenario>> {
    let found = (selected(tx, scope, query), Column::Id);
    let column = match query.sort {
        Sort::Name => Column::NameFolded,
        Sort::Code => Column::Code,
        Sort::Updated => Column::UpdatedAt,
    };
    let how = (query.descending, query.paging);
    let sorted = |found: Select<Entity>, order| found.order_by(column, order);
    let page: Page<ScenarioId> = page_store::page((tx, counts), found, how, sorted).await?;
    let mut items = BTreeMap::new();
    for ids in page.items.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        for row in Entity::find().filter(Column::Id.is_in(ids)).all(tx).await? {
            let scenario = to_scenario(row)?;
            items.insert(scenario.id, scenario);
        }
    }
    Ok(page.with(items))
}

/// At most `n_max` of the scenarios that `scope` lets see, in the order of their ids, after `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<ScenarioId>, u64),
) -> Result<Vec<Scenario>> {
    let rows = selected(tx, scope, query)
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_scenario).collect()
}

/// Scenarios in the order of their ids, after the one called `after`, retired ones among them.
pub(super) async fn all_after(tx: &Tx, after: Option<ScenarioId>) -> Result<Vec<Scenario>> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(ROWS_READ_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_scenario).collect()
}

fn selected(tx: &Tx, scope: &Scope, query: &Query) -> Select<Entity> {
    let mut found = Condition::all().add(match query.retired {
        true => Column::RetiredAt.is_not_null(),
        false => Column::RetiredAt.is_null(),
    });
    found = found.add(scope.rows(Column::AgencyId, Column::Id));
    if let Some(agencies) = &query.agencies {
        found = found.add(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))));
    }
    let named = (Column::NameFolded, Column::Code);
    let found = found.add(text_store::about(tx, "scenarios", named, (&query.text, query.retired)));
    Entity::find().filter(found)
}

/// Saves a new scenario.
pub(super) async fn insert(tx: &Tx, scenario: &Scenario) -> Result<()> {
    Entity::insert(to_row(scenario)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed scenario, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, scenario: Scenario) -> Result<Scenario> {
    let next = Scenario { version: scenario.version + 1, ..scenario };
    let done = Entity::update_many()
        .set(to_row(&next)?)
        .filter(Column::Id.eq(Uuid::from(next.id)))
        .filter(Column::Version.eq(next.version - 1))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("scenario")) } else { Ok(next) }
}
