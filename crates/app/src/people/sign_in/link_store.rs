//! One-time links in the database.

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set, sea_query::Expr};
use uuid::Uuid;

use super::entity::link::{ActiveModel, Column, Entity};
use crate::ids::PersonId;
use crate::{Result, Timestamp};

/// Whose unused link this is, if it still works.
pub(super) async fn find(tx: &Tx, hash: &[u8], now: Timestamp) -> Result<Option<PersonId>> {
    let row = Entity::find_by_id(hash.to_vec())
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .one(tx)
        .await?;
    Ok(row.map(|it| it.person_id.into()))
}

/// Saves a new link. Those that the person had no longer work.
pub(super) async fn insert(
    tx: &Tx,
    hash: Vec<u8>,
    person_id: PersonId,
    expires_at: Timestamp,
) -> Result<()> {
    delete(tx, person_id).await?;
    let row = ActiveModel {
        secret_hash: Set(hash),
        person_id: Set(person_id.into()),
        expires_at: Set(expires_at),
        used_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Uses a link. Says whether it still could be: two who try at once do not both succeed.
pub(super) async fn update(tx: &Tx, hash: &[u8], now: Timestamp) -> Result<bool> {
    let done = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::SecretHash.eq(hash.to_vec()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Removes the links of a person.
pub(super) async fn delete(tx: &Tx, person_id: PersonId) -> Result<()> {
    let all = Entity::delete_many().filter(Column::PersonId.eq(Uuid::from(person_id)));
    all.exec(tx).await?;
    Ok(())
}
