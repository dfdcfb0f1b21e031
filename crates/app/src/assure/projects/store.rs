//! Special projects in the database. All that somebody may see are read at once: an agency has a few dozen.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use super::Project;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::actor::Scope;
use crate::ids::ProjectId;
use crate::{Error, Result, row_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 50_000;

/// The project called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ProjectId) -> Result<Option<Project>> {
    Entity::find_by_id(id).one(tx).await?.map(to_project).transpose()
}

/// The project called `code`, if there is one.
pub(super) async fn by_code(tx: &Tx, code: &str) -> Result<Option<Project>> {
    let row = Entity::find().filter(Column::Code.eq(code)).one(tx).await?;
    row.map(to_project).transpose()
}

/// Every project that `scope` lets see.
pub(super) async fn all(tx: &Tx, scope: &Scope) -> Result<Vec<Project>> {
    let rows = Entity::find()
        .filter(scope.rows(Column::AgencyId, Column::Id))
        .order_by_asc(Column::Id)
        .limit(ALL_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_project).collect()
}

/// Saves a new project.
pub(super) async fn insert(tx: &Tx, it: &Project) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed project, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Project) -> Result<Project> {
    let next = Project { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "project").await?;
    Ok(next)
}

fn to_row(it: &Project) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        owner_id: Set(it.owner_id.map(Into::into)),
        code: Set(it.document.code.clone()),
        name: Set(it.document.name.clone()),
        document: Set(serde_json::to_value(&it.document).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_project(row: Model) -> Result<Project> {
    Ok(Project {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        owner_id: row.owner_id.map(Into::into),
        document: serde_json::from_value(row.document).map_err(Error::internal)?,
        updated_at: row.updated_at,
        version: row.version,
    })
}
