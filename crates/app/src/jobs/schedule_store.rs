//! When routines are due, in the database.

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};

use super::entity::schedule::{ActiveModel, Column, Entity, Model};
use super::schedule::Routine;
use crate::{Result, Timestamp};

/// Every routine that was ever due, by name.
pub(super) async fn all(tx: &Tx) -> Result<Vec<Routine>> {
    let rows = Entity::find().order_by_asc(Column::Name).all(tx).await?;
    Ok(rows.into_iter().map(to_routine).collect())
}

/// By which rule a routine is due, and when next.
pub(super) async fn find(tx: &Tx, name: &str) -> Result<Option<(String, Routine)>> {
    let row = Entity::find_by_id(name.to_owned()).one(tx).await?;
    Ok(row.map(|it| (it.rule.clone(), to_routine(it))))
}

/// Saves a new routine, unless somebody else just did.
pub(super) async fn insert(tx: &Tx, name: &str, rule: &str, next_at: Timestamp) -> Result<()> {
    let row = ActiveModel {
        name: Set(name.to_owned()),
        rule: Set(rule.to_owned()),
        next_at: Set(next_at),
        last_at: Set(None),
    };
    let is_there = OnConflict::column(Column::Name).do_nothing().to_owned();
    Entity::insert(row).on_conflict(is_there).try_insert().exec_without_returning(tx).await?;
    Ok(())
}

/// Changes by which rule a routine is due.
pub(super) async fn update_rule(tx: &Tx, name: &str, rule: &str, next_at: Timestamp) -> Result<()> {
    let row =
        ActiveModel { rule: Set(rule.to_owned()), next_at: Set(next_at), ..ActiveModel::default() };
    Entity::update_many().set(row).filter(Column::Name.eq(name)).exec(tx).await?;
    Ok(())
}

/// Moves a routine on from one time to the next, unless somebody else did. Says whether it did.
pub(super) async fn advance(
    tx: &Tx,
    name: &str,
    (due_at, next_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<bool> {
    let row =
        ActiveModel { next_at: Set(next_at), last_at: Set(Some(now)), ..ActiveModel::default() };
    let done = Entity::update_many()
        .set(row)
        .filter(Column::Name.eq(name))
        .filter(Column::NextAt.eq(due_at))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

fn to_routine(row: Model) -> Routine {
    Routine { name: row.name, next_at: row.next_at, last_at: row.last_at }
}
