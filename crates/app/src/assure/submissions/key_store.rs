//! The key that signs, in the database.

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, Set};
use uuid::Uuid;

use super::entity::signing_key::{ActiveModel, Column, Entity};
use crate::{Result, Timestamp};

/// The key called `id`, sealed, if there is one.
pub(super) async fn find(tx: &Tx, id: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(|it| it.sealed))
}

/// Keeps a key, unless there is one.
pub(super) async fn insert(tx: &Tx, id: Uuid, sealed: Vec<u8>, now: Timestamp) -> Result<()> {
    let row = ActiveModel { id: Set(id), sealed: Set(sealed), created_at: Set(now) };
    let is_there = OnConflict::column(Column::Id).do_nothing().to_owned();
    Entity::insert(row).on_conflict(is_there).try_insert().exec_without_returning(tx).await?;
    Ok(())
}
