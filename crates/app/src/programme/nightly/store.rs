//! The last night of each plan in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, Order, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::night::{Noted, PlanNight};
use super::read::{Query, Since, Sort};
use crate::actor::Scope;
use crate::ids::PlanId;
use crate::plans::checks::Severity;
use crate::{Error, Page, Result};

/// How many rows one statement writes: each has many values.
const ROWS: usize = 30;

/// What of a night is kept in one piece.
#[derive(Serialize, Deserialize)]
struct Kept {
    found: Vec<Noted>,
    new: Vec<Noted>,
    gone: Vec<Noted>,
}

/// The last night of a plan, if there was one.
pub(super) async fn find(tx: &Tx, id: PlanId) -> Result<Option<PlanNight>> {
    Entity::find_by_id(id).one(tx).await?.map(to_night).transpose()
}

/// The last night of every plan.
pub(super) async fn all(tx: &Tx) -> Result<BTreeMap<PlanId, PlanNight>> {
    let rows = Entity::find().all(tx).await?;
    rows.into_iter().map(|row| Ok((row.plan_id.into(), to_night(row)?))).collect()
}

/// Keeps these nights instead of those that are there.
pub(super) async fn replace(tx: &Tx, nights: &[PlanNight]) -> Result<()> {
    Entity::delete_many().exec(tx).await?;
    for nights in nights.chunks(ROWS) {
        let rows = nights.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// One page of the nights that `scope` lets see.
pub(super) async fn list(tx: &Tx, scope: &Scope, query: &Query) -> Result<Page<PlanNight>> {
    let found = Entity::find().filter(condition(scope, query));
    let n_items = found.clone().count(tx).await?;
    let order = if query.descending { Order::Desc } else { Order::Asc };
    let found = match query.sort {
        Sort::Title => found.order_by(Column::TitleFolded, order.clone()),
        Sort::Errors => found.order_by(Column::NErrors, order.clone()),
        Sort::New => found.order_by(Column::NNew, order.clone()),
        Sort::Gone => found.order_by(Column::NGone, order.clone()),
    };
    let rows = found
        .order_by(Column::PlanId, order)
        .offset(query.paging.offset())
        .limit(query.paging.limit())
        .all(tx)
        .await?;
    let items = rows.into_iter().map(to_night).collect::<Result<Vec<_>>>()?;
    Ok(query.paging.of(items, n_items))
}

/// What is different since the night before, over the plans that `scope` lets see.
pub(super) async fn since(tx: &Tx, scope: &Scope) -> Result<Option<Since>> {
    let rows: Vec<(chrono::DateTime<chrono::Utc>, i32, i32)> = Entity::find()
        .select_only()
        .column(Column::CheckedFor)
        .column(Column::NNew)
        .column(Column::NGone)
        .filter(scope.rows(Column::AgencyId, Column::PlanId))
        .into_tuple()
        .all(tx)
        .await?;
    let count = |n: i32| u64::try_from(n).unwrap_or_default();
    let Some(checked_for) = rows.iter().map(|it| it.0).max() else { return Ok(None) };
    Ok(Some(Since {
        checked_for,
        n_new: rows.iter().map(|it| count(it.1)).sum(),
        n_plans_new: rows.iter().filter(|it| 0 < it.1).count() as u64,
        n_gone: rows.iter().map(|it| count(it.2)).sum(),
    }))
}

fn condition(scope: &Scope, query: &Query) -> Condition {
    let mut found = Condition::all().add(scope.rows(Column::AgencyId, Column::PlanId));
    if let Some(agencies) = &query.agencies {
        found = found.add(Column::AgencyId.is_in(agencies.iter().map(|it| Uuid::from(*it))));
    }
    if query.changed {
        found = found.add(Condition::any().add(Column::NNew.gt(0)).add(Column::NGone.gt(0)));
    }
    if let Some(rule) = &query.rule {
        found = found.add(Column::Rules.contains(format!(" {rule} ")));
    }
    let text = query.text.trim();
    if !text.is_empty() {
        let named = Condition::any()
            .add(db::contains(Column::TitleFolded, text))
            .add(db::contains(Column::Code, text));
        found = found.add(named);
    }
    found
}

fn to_row(it: &PlanNight) -> Result<ActiveModel> {
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let rules: Vec<&str> = it.by_rule().into_keys().collect();
    let kept = Kept { found: it.found.clone(), new: it.new.clone(), gone: it.gone.clone() };
    Ok(ActiveModel {
        plan_id: Set(it.plan_id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        title: Set(it.title.clone()),
        title_folded: Set(db::fold(&it.title)),
        checked_for: Set(it.checked_for),
        n_errors: Set(count(it.n_of(Severity::Error))),
        n_warnings: Set(count(it.n_of(Severity::Warning))),
        n_notes: Set(count(it.n_of(Severity::Note))),
        n_new: Set(count(it.new.len())),
        n_gone: Set(count(it.gone.len())),
        rules: Set(format!(" {} ", rules.join(" "))),
        document: Set(serde_json::to_value(&kept).map_err(Error::internal)?),
    })
}

fn to_night(row: Model) -> Result<PlanNight> {
    let kept: Kept = serde_json::from_value(row.document).map_err(Error::internal)?;
    Ok(PlanNight {
        plan_id: row.plan_id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        title: row.title,
        checked_for: row.checked_for,
        found: kept.found,
        new: kept.new,
        gone: kept.gone,
    })
}
