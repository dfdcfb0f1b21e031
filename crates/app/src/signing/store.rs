//! Keys that sign, in the database: the secret half sealed.

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait as _, QueryOrder as _, Set, TryInsertResult};

use super::entity::{ActiveModel, Column, Entity, Model};
use super::key::Kept;
use crate::Result;

/// The newest key, if there is one.
pub(super) async fn newest(tx: &Tx) -> Result<Option<Kept>> {
    let row = Entity::find().order_by_desc(Column::Number).one(tx).await?;
    Ok(row.map(to_kept))
}

/// Saves a new key, unless somebody else just saved one of that number. Says whether it did.
pub(super) async fn insert(tx: &Tx, kept: &Kept) -> Result<bool> {
    let row = ActiveModel {
        number: Set(kept.number),
        id: Set(kept.id.into()),
        public_key: Set(kept.public_key.clone()),
        sealed: Set(kept.sealed.clone()),
        made_at: Set(kept.made_at),
    };
    let is_there = OnConflict::column(Column::Number).do_nothing().to_owned();
    let done =
        Entity::insert(row).on_conflict(is_there).try_insert().exec_without_returning(tx).await?;
    Ok(matches!(done, TryInsertResult::Inserted(1..)))
}

fn to_kept(row: Model) -> Kept {
    Kept {
        number: row.number,
        id: row.id.into(),
        public_key: row.public_key,
        sealed: row.sealed,
        made_at: row.made_at,
    }
}
