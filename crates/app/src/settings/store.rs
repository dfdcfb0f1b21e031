//! Settings in the database.

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use serde_json::Value;

use super::entity::{ActiveModel, Column, Entity};
use crate::{Error, Result, Timestamp};

/// What is kept under `key`, since when, and how often it was changed.
pub(super) async fn find(tx: &Tx, key: &str) -> Result<Option<(Value, Timestamp, i64)>> {
    let row = Entity::find_by_id(key.to_owned()).one(tx).await?;
    Ok(row.map(|it| (it.value, it.updated_at, it.version)))
}

/// Keeps a value under `key`, unless someone else changed it since version `seen`.
pub(super) async fn put(
    tx: &Tx,
    key: &str,
    (value, seen): (Value, i64),
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        key: Set(key.to_owned()),
        value: Set(value),
        updated_at: Set(now),
        version: Set(seen + 1),
    };
    if seen == 0 {
        Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(());
    }
    let of_seen =
        Entity::update_many().set(row).filter(Column::Key.eq(key)).filter(Column::Version.eq(seen));
    if of_seen.exec(tx).await?.rows_affected == 0 {
        return Err(Error::Stale("setting"));
    }
    Ok(())
}
