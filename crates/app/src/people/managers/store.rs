//! Relationship managers in the database. There are some for each agency, so that all are read at once.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};
use uuid::Uuid;

use super::Manager;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::actor::Scope;
use crate::ids::{AgencyId, ManagerId, PersonId};
use crate::{Result, row_store};

/// The one called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ManagerId) -> Result<Option<Manager>> {
    Ok(Entity::find_by_id(id).one(tx).await?.as_ref().map(to_manager))
}

/// Everybody who is, was or will be it in an agency that `scope` lets see, the first first.
pub(super) async fn all(tx: &Tx, scope: &Scope) -> Result<Vec<Manager>> {
    rows(tx, scope.rows(Column::AgencyId, Column::Id)).await
}

/// Everybody who is, was or will be it in an agency.
pub(super) async fn by_agency(tx: &Tx, id: AgencyId) -> Result<Vec<Manager>> {
    rows(tx, Condition::all().add(Column::AgencyId.eq(Uuid::from(id)))).await
}

/// Wherever a person is, was or will be it.
pub(super) async fn by_person(tx: &Tx, id: PersonId) -> Result<Vec<Manager>> {
    rows(tx, Condition::all().add(Column::PersonId.eq(Uuid::from(id)))).await
}

async fn rows(tx: &Tx, which: Condition) -> Result<Vec<Manager>> {
    let found = Entity::find().filter(which);
    let rows = found.order_by_asc(Column::FromOn).order_by_asc(Column::Id).all(tx).await?;
    Ok(rows.iter().map(to_manager).collect())
}

/// Saves a new one.
pub(super) async fn insert(tx: &Tx, it: &Manager) -> Result<()> {
    Entity::insert(to_row(it)).exec_without_returning(tx).await?;
    Ok(())
}

/// Saves a changed one, unless someone else saved it since it was read.
pub(super) async fn update(tx: &Tx, it: Manager) -> Result<Manager> {
    let next = Manager { version: it.version + 1, ..it };
    row_store::update(tx, to_row(&next), Column::Version, "relationship manager").await?;
    Ok(next)
}

fn to_row(it: &Manager) -> ActiveModel {
    ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        person_id: Set(it.person_id.into()),
        from_on: Set(it.from),
        until_on: Set(it.until),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    }
}

fn to_manager(row: &Model) -> Manager {
    Manager {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        person_id: row.person_id.into(),
        from: row.from_on,
        until: row.until_on,
        updated_at: row.updated_at,
        version: row.version,
    }
}
