//! API tokens in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set, sea_query::Expr,
};
use serde_json::Value;
use uuid::Uuid;

use super::Token;
use super::entity::token::{ActiveModel, Column, Entity, Model};
use crate::ids::{PersonId, TokenId};
use crate::{Result, Timestamp};

/// The token of the secret with this hash, whether it still works or not.
pub(super) async fn find(tx: &Tx, hash: Vec<u8>) -> Result<Option<Token>> {
    let row = Entity::find().filter(Column::SecretHash.eq(hash)).one(tx).await?;
    Ok(row.map(to_token))
}

/// The token called `id`.
pub(super) async fn by_id(tx: &Tx, id: TokenId) -> Result<Option<Token>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_token))
}

/// The tokens of a person, the newest first.
pub(super) async fn by_person(tx: &Tx, person_id: PersonId) -> Result<Vec<Token>> {
    let rows = Entity::find().filter(Column::PersonId.eq(Uuid::from(person_id)));
    let rows = rows.order_by_desc(Column::Id).all(tx).await?;
    Ok(rows.into_iter().map(to_token).collect())
}

/// Saves a new token.
pub(super) async fn insert(tx: &Tx, it: &Token, secret_hash: Vec<u8>) -> Result<()> {
    let names = it.permissions.iter().map(|it| Value::from(it.name())).collect();
    let row = ActiveModel {
        id: Set(it.id.into()),
        secret_hash: Set(secret_hash),
        person_id: Set(it.person_id.into()),
        name: Set(it.name.clone()),
        permissions: Set(Value::Array(names)),
        created_at: Set(it.created_at),
        expires_at: Set(it.expires_at),
        used_at: Set(it.used_at),
        revoked_at: Set(it.revoked_at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes that a token was used.
pub(super) async fn update_used(tx: &Tx, id: TokenId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(Uuid::from(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Revokes a token.
pub(super) async fn update_revoked(tx: &Tx, id: TokenId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::Id.eq(Uuid::from(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Revokes all tokens of a person that still work.
pub(super) async fn update_all_revoked(
    tx: &Tx,
    person_id: PersonId,
    now: Timestamp,
) -> Result<u64> {
    let done = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::PersonId.eq(Uuid::from(person_id)))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// A permission that this release does not know is one that the token does not have.
fn to_token(row: Model) -> Token {
    let names = row.permissions.as_array().map(Vec::as_slice).unwrap_or_default();
    let permissions = names.iter().filter_map(|it| it.as_str()?.parse().ok()).collect();
    Token {
        id: row.id.into(),
        person_id: row.person_id.into(),
        name: row.name,
        permissions,
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        revoked_at: row.revoked_at,
    }
}
