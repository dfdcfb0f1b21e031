//! Sessions in the database.

use db::Tx;
use sea_orm::{
    ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
    sea_query::Expr,
};
use uuid::Uuid;

use super::Session;
use super::entity::session::{ActiveModel, Column, Entity, Model};
use super::session::IDLE_MAX;
use crate::ids::{PersonId, SessionId};
use crate::{Result, Timestamp};

/// The session of the secret with this hash, whether it is over or not.
pub(super) async fn find(tx: &Tx, hash: Vec<u8>) -> Result<Option<Session>> {
    let row = Entity::find().filter(Column::SecretHash.eq(hash)).one(tx).await?;
    Ok(row.map(to_session))
}

/// The session called `id`.
pub(super) async fn by_id(tx: &Tx, id: SessionId) -> Result<Option<Session>> {
    Ok(Entity::find_by_id(id).one(tx).await?.map(to_session))
}

/// The sessions of a person, the one used last first.
pub(super) async fn by_person(tx: &Tx, person_id: PersonId) -> Result<Vec<Session>> {
    let rows = Entity::find().filter(Column::PersonId.eq(Uuid::from(person_id)));
    let rows = rows.order_by_desc(Column::SeenAt).order_by_desc(Column::Id).all(tx).await?;
    Ok(rows.into_iter().map(to_session).collect())
}

/// Saves a new session.
pub(super) async fn insert(tx: &Tx, it: &Session, secret_hash: Vec<u8>) -> Result<()> {
    let row = ActiveModel {
        id: Set(it.id.into()),
        secret_hash: Set(secret_hash),
        person_id: Set(it.person_id.into()),
        browser: Set(it.browser.clone()),
        created_at: Set(it.created_at),
        seen_at: Set(it.seen_at),
        expires_at: Set(it.expires_at),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Notes that a session is in use.
pub(super) async fn update_seen(tx: &Tx, id: SessionId, now: Timestamp) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now))
        .filter(Column::Id.eq(Uuid::from(id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends a session.
pub(super) async fn delete(tx: &Tx, id: SessionId) -> Result<()> {
    Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Ends all sessions of a person but `keep`. Says how many.
pub(super) async fn delete_all(
    tx: &Tx,
    person_id: PersonId,
    keep: Option<SessionId>,
) -> Result<u64> {
    let mut all = Entity::delete_many().filter(Column::PersonId.eq(Uuid::from(person_id)));
    if let Some(keep) = keep {
        all = all.filter(Column::Id.ne(Uuid::from(keep)));
    }
    Ok(all.exec(tx).await?.rows_affected)
}

/// Removes sessions that ended by themselves.
pub(super) async fn delete_over(tx: &Tx, now: Timestamp) -> Result<()> {
    let over =
        Condition::any().add(Column::ExpiresAt.lte(now)).add(Column::SeenAt.lte(now - IDLE_MAX));
    Entity::delete_many().filter(over).exec(tx).await?;
    Ok(())
}

fn to_session(row: Model) -> Session {
    Session {
        id: row.id.into(),
        person_id: row.person_id.into(),
        browser: row.browser,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }
}
