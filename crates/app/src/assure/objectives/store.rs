//! Objectives in the database. An agency has a few, so all that somebody may see are read at once.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};

use super::Objective;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::actor::Scope;
use crate::ids::ObjectiveId;
use crate::{Error, Result, row_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 20_000;

/// The objective called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ObjectiveId) -> Result<Option<Objective>> {
    Entity::find_by_id(id).one(tx).await?.map(to_objective).transpose()
}

/// The objective called `code`, if there is one.
pub(super) async fn by_code(tx: &Tx, code: &str) -> Result<Option<Objective>> {
    let row = Entity::find().filter(Column::Code.eq(code)).one(tx).await?;
    row.map(to_objective).transpose()
}

/// Every objective that `scope` lets see: those in use, or the retired ones.
pub(super) async fn all(tx: &Tx, scope: &Scope, is_retired: bool) -> Result<Vec<Objective>> {
    let retired = match is_retired {
        true => Column::RetiredAt.is_not_null(),
        false => Column::RetiredAt.is_null(),
    };
    let found = Condition::all().add(scope.rows(Column::AgencyId, Column::Id)).add(retired);
    let rows = Entity::find().filter(found).order_by_asc(Column::Id).limit(ALL_MAX).all(tx).await?;
    rows.into_iter().map(to_objective).collect()
}

/// Saves a new objective.
pub(super) async fn insert(tx: &Tx, it: &Objective) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed objective, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Objective) -> Result<Objective> {
    let next = Objective { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "objective").await?;
    Ok(next)
}

fn to_row(it: &Objective) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        content: Set(serde_json::to_value(&it.content).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

fn to_objective(row: Model) -> Result<Objective> {
    Ok(Objective {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        content: serde_json::from_value(row.content).map_err(Error::internal)?,
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
