//! Versions of plans in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use uuid::Uuid;

use super::entity::version::{Column, Entity};
use super::row::{number, to_version, to_version_row};
use super::version::{PlanVersion, VersionState};
use crate::ids::PlanId;
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, row_store};

/// Every version of a plan, the newest first.
pub(super) async fn all(tx: &Tx, plan_id: PlanId) -> Result<Vec<PlanVersion>> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(plan_id)))
        .order_by_desc(Column::Number)
        .all(tx)
        .await?;
    rows.into_iter().map(to_version).collect()
}

/// The newest version of a plan, if there is one.
pub(super) async fn newest(tx: &Tx, plan_id: PlanId) -> Result<Option<PlanVersion>> {
    let row = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(plan_id)))
        .order_by_desc(Column::Number)
        .one(tx)
        .await?;
    row.map(to_version).transpose()
}

/// Every version of these plans, by plan, the oldest first.
pub(super) async fn all_of(tx: &Tx, ids: &[PlanId]) -> Result<BTreeMap<PlanId, Vec<PlanVersion>>> {
    by_plan(tx, ids, &Condition::all()).await
}

/// What of these plans is in force or worked on, by plan, the oldest first: what was replaced stays where
/// it is.
pub(super) async fn current_of(
    tx: &Tx,
    ids: &[PlanId],
) -> Result<BTreeMap<PlanId, Vec<PlanVersion>>> {
    let is_current = Column::State.ne(VersionState::Superseded.code());
    by_plan(tx, ids, &Condition::all().add(is_current)).await
}

async fn by_plan(
    tx: &Tx,
    ids: &[PlanId],
    which: &Condition,
) -> Result<BTreeMap<PlanId, Vec<PlanVersion>>> {
    let mut found: BTreeMap<PlanId, Vec<PlanVersion>> = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        let rows = Entity::find()
            .filter(Column::PlanId.is_in(ids))
            .filter(which.clone())
            .order_by_asc(Column::Number)
            .all(tx)
            .await?;
        for row in rows {
            let version = to_version(row)?;
            found.entry(version.plan_id).or_default().push(version);
        }
    }
    Ok(found)
}

/// Version `n` of a plan, if there is one.
pub(super) async fn find(tx: &Tx, plan_id: PlanId, n: u32) -> Result<Option<PlanVersion>> {
    let row = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(plan_id)))
        .filter(Column::Number.eq(number(n)))
        .one(tx)
        .await?;
    row.map(to_version).transpose()
}

/// Saves new versions.
pub(super) async fn insert_all(tx: &Tx, versions: &[PlanVersion]) -> Result<()> {
    for versions in versions.chunks(100) {
        let rows = versions.iter().map(to_version_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Saves a changed version, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, version: PlanVersion) -> Result<PlanVersion> {
    let next = PlanVersion { version: version.version + 1, ..version };
    row_store::update(tx, to_version_row(&next)?, Column::Version, "plan").await?;
    Ok(next)
}

/// Removes a draft that was thrown away.
pub(super) async fn remove(tx: &Tx, version: &PlanVersion) -> Result<()> {
    let done = Entity::delete_many()
        .filter(Column::Id.eq(Uuid::from(version.id)))
        .filter(Column::Version.eq(version.version))
        .exec(tx)
        .await?;
    if done.rows_affected == 0 { Err(Error::Stale("plan")) } else { Ok(()) }
}
