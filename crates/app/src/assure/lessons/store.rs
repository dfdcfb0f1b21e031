//! Lessons in the database. All that somebody may see are read at once: an agency has a few dozen.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};
use uuid::Uuid;

use super::Lesson;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::actor::Scope;
use crate::ids::{LessonId, PlanId};
use crate::{Error, Result, row_store};

/// How many are read at once at most.
const ALL_MAX: u64 = 50_000;

/// The lesson called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: LessonId) -> Result<Option<Lesson>> {
    Entity::find_by_id(id).one(tx).await?.map(to_lesson).transpose()
}

/// The lesson called `code`, if there is one.
pub(super) async fn by_code(tx: &Tx, code: &str) -> Result<Option<Lesson>> {
    let row = Entity::find().filter(Column::Code.eq(code)).one(tx).await?;
    row.map(to_lesson).transpose()
}

/// Every lesson that `scope` lets see.
pub(super) async fn all(tx: &Tx, scope: &Scope) -> Result<Vec<Lesson>> {
    let rows = Entity::find()
        .filter(scope.rows(Column::AgencyId, Column::Id))
        .order_by_asc(Column::Id)
        .limit(ALL_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_lesson).collect()
}

/// The lessons that are to change a plan, or did.
pub(super) async fn of_plan(tx: &Tx, id: PlanId) -> Result<Vec<Lesson>> {
    let rows = Entity::find()
        .filter(Column::PlanId.eq(Uuid::from(id)))
        .order_by_asc(Column::Id)
        .limit(ALL_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_lesson).collect()
}

/// Saves a new lesson.
pub(super) async fn insert(tx: &Tx, it: &Lesson) -> Result<()> {
    Entity::insert(to_row(it)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed lesson, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Lesson) -> Result<Lesson> {
    let next = Lesson { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next)?, Column::Version, "lesson").await?;
    Ok(next)
}

fn to_row(it: &Lesson) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        plan_id: Set(it.plan_id.map(Into::into)),
        owner_id: Set(it.owner_id.map(Into::into)),
        code: Set(it.document.code.clone()),
        name: Set(it.document.title.clone()),
        document: Set(serde_json::to_value(&it.document).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

fn to_lesson(row: Model) -> Result<Lesson> {
    Ok(Lesson {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        plan_id: row.plan_id.map(Into::into),
        owner_id: row.owner_id.map(Into::into),
        document: serde_json::from_value(row.document).map_err(Error::internal)?,
        updated_at: row.updated_at,
        version: row.version,
    })
}
