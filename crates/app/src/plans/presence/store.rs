//! Open drafts in the database.

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use crate::ids::{PersonId, PlanId};
use crate::{Result, Timestamp};

/// Who has the draft of a plan open, with the section: who said so last comes last.
pub(super) async fn of(tx: &Tx, id: PlanId) -> Result<Vec<(PersonId, String)>> {
    let rows =
        Entity::find().filter(Column::PlanId.eq(Uuid::from(id))).order_by_asc(Column::SeenAt);
    let rows = rows.order_by_asc(Column::PersonId).all(tx).await?;
    Ok(rows.into_iter().map(|it| (it.person_id.into(), it.section)).collect())
}

/// Keeps that somebody has a section open at a moment.
pub(super) async fn put(
    tx: &Tx,
    (id, person): (PlanId, PersonId),
    section: &str,
    now: Timestamp,
) -> Result<()> {
    let row = ActiveModel {
        plan_id: Set(id.into()),
        person_id: Set(person.into()),
        section: Set(section.to_owned()),
        seen_at: Set(now),
    };
    let instead = OnConflict::columns([Column::PlanId, Column::PersonId])
        .update_columns([Column::Section, Column::SeenAt])
        .to_owned();
    Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    Ok(())
}

/// Forgets who has said nothing about a plan since `oldest`.
pub(super) async fn forget(tx: &Tx, id: PlanId, oldest: Timestamp) -> Result<()> {
    let gone = Entity::delete_many().filter(Column::PlanId.eq(Uuid::from(id)));
    gone.filter(Column::SeenAt.lt(oldest)).exec(tx).await?;
    Ok(())
}
