//! Investments in the database.

use std::collections::BTreeSet;

use db::{Counts, Tx};
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select,
};
use uuid::Uuid;

use super::Investment;
use super::entity::{Column, Entity};
use super::read::{Query, Sort};
use super::row::{to_investment, to_row};
use crate::actor::Scope;
use crate::ids::InvestmentId;
use crate::row_store::VALUES_MAX;
use crate::{Page, Result, events, page_store, row_store, scope_store, text_store};

/// The investment called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: InvestmentId) -> Result<Option<Investment>> {
    Entity::find_by_id(id).one(tx).await?.map(to_investment).transpose()
}

/// The investments with these ids.
pub(super) async fn by_ids(tx: &Tx, ids: &BTreeSet<InvestmentId>) -> Result<Vec<Investment>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(tx).await?;
        for row in rows {
            found.push(to_investment(row)?);
        }
    }
    Ok(found)
}

/// The investments with these codes.
pub(super) async fn by_codes(tx: &Tx, codes: &BTreeSet<&str>) -> Result<Vec<Investment>> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = Vec::new();
    for codes in codes.chunks(VALUES_MAX) {
        let rows = Entity::find().filter(Column::Code.is_in(codes.iter().copied())).all(tx).await?;
        for row in rows {
            found.push(to_investment(row)?);
        }
    }
    Ok(found)
}

/// Every investment, retired or not, after the one called `after`, 500 at a time.
pub(super) async fn all_after(tx: &Tx, after: Option<InvestmentId>) -> Result<Vec<Investment>> {
    let rows = Entity::find()
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(500)
        .all(tx)
        .await?;
    rows.into_iter().map(to_investment).collect()
}

/// The first `n_max` in use that `scope` lets see, the dearest first.
pub(super) async fn in_use(tx: &Tx, scope: &Scope, n_max: u64) -> Result<Vec<Investment>> {
    let rows = Entity::find()
        .filter(scope.rows(Column::AgencyId, Column::Id))
        .filter(Column::RetiredAt.is_null())
        .order_by_desc(Column::CostCents)
        .order_by_asc(Column::Code)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_investment).collect()
}

/// One page of the investments that `scope` lets see. The id settles the order of equals.
pub(super) async fn list(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Investment>> {
    let found = Entity::find().filter(condition(tx, scope, query));
    let column = match query.sort {
        Sort::Name => Column::NameFolded,
        Sort::Cost => Column::CostCents,
        Sort::Updated => Column::UpdatedAt,
    };
    let (found, how) = ((found, Column::Id), (query.descending, query.paging));
    let sorted = |found: Select<Entity>, order| found.order_by(column, order);
    let page = page_store::page((tx, counts), found, how, sorted).await?;
    let items = by_ids(tx, &page.items.iter().copied().collect()).await?;
    Ok(page.with(items.into_iter().map(|it| (it.id, it)).collect()))
}

/// At most `n_max` of them in the order of their ids, after the one called `after`.
pub(super) async fn list_after(
    tx: &Tx,
    scope: &Scope,
    query: &Query,
    (after, n_max): (Option<InvestmentId>, u64),
) -> Result<Vec<Investment>> {
    let rows = Entity::find()
        .filter(condition(tx, scope, query))
        .filter(Condition::all().add_option(after.map(|it| Column::Id.gt(Uuid::from(it)))))
        .order_by_asc(Column::Id)
        .limit(n_max)
        .all(tx)
        .await?;
    rows.into_iter().map(to_investment).collect()
}

/// How many there are.
pub(super) async fn count(tx: &Tx, counts: &Counts, scope: &Scope, query: &Query) -> Result<u64> {
    let found = Entity::find().filter(condition(tx, scope, query));
    Ok(counts.of(tx, events::moment(tx).await?, &found).await?)
}

fn condition(tx: &Tx, scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id));
    found = found.add(match query.retired {
        true => Column::RetiredAt.is_not_null(),
        false => Column::RetiredAt.is_null(),
    });
    found = found.add_option(scope_store::within(Column::AgencyId, &query.agencies));
    let named = (Column::NameFolded, Column::Code);
    let found =
        found.add(text_store::about(tx, "investments", named, (&query.text, query.retired)));
    found.add_option(query.cost_max.map(|it| Column::CostCents.lte(it.cents())))
}

/// Saves new investments.
pub(super) async fn insert_all(tx: &Tx, investments: &[Investment]) -> Result<()> {
    for investments in investments.chunks(VALUES_MAX) {
        let rows = investments.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed investment, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, investment: Investment) -> Result<Investment> {
    let next = Investment { version: investment.version + 1, ..investment };
    row_store::update(tx, to_row(&next)?, Column::Version, "investment").await?;
    Ok(next)
}
