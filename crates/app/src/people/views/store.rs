//! Saved views in the database.

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use uuid::Uuid;

use super::SavedView;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::Result;
use crate::ids::{PersonId, SavedViewId};

/// The view called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: SavedViewId) -> Result<Option<SavedView>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_view))
}

/// A person's views of one list, by name.
pub(super) async fn by_page(tx: &Tx, person: PersonId, page: &str) -> Result<Vec<SavedView>> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(Uuid::from(person)))
        .filter(Column::Page.eq(page))
        .order_by_asc(Column::Name)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(to_view).collect())
}

/// Saves a new view.
pub(super) async fn insert(tx: &Tx, view: &SavedView) -> Result<()> {
    let row = ActiveModel {
        id: Set(view.id.into()),
        person_id: Set(view.person_id.into()),
        page: Set(view.page.clone()),
        name: Set(view.name.clone()),
        query: Set(view.query.clone()),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Removes a view.
pub(super) async fn delete(tx: &Tx, id: SavedViewId) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

fn to_view(row: Model) -> SavedView {
    SavedView {
        id: row.id.into(),
        person_id: row.person_id.into(),
        page: row.page,
        name: row.name,
        query: row.query,
    }
}
