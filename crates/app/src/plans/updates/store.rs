//! What was set aside, in the database.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity};
use super::read::Dismissal;
use crate::ids::PlanId;
use crate::{Error, Result};

/// How many values one statement may hold, safely below what either engine takes.
const VALUES_MAX: usize = 500;

/// What was set aside of these plans.
pub(super) async fn of(tx: &Tx, ids: &[PlanId]) -> Result<BTreeMap<PlanId, Dismissal>> {
    let mut found = BTreeMap::new();
    for ids in ids.chunks(VALUES_MAX) {
        let ids = ids.iter().map(|it| Uuid::from(*it));
        for row in Entity::find().filter(Column::PlanId.is_in(ids)).all(tx).await? {
            let dismissal = Dismissal {
                number: u32::try_from(row.number).map_err(Error::internal)?,
                by: row.dismissed_by.into(),
                at: row.dismissed_at,
            };
            found.insert(row.plan_id.into(), dismissal);
        }
    }
    Ok(found)
}

/// Keeps that a version of a template was set aside for a plan.
pub(super) async fn put(tx: &Tx, id: PlanId, it: &Dismissal) -> Result<()> {
    let row = ActiveModel {
        plan_id: Set(id.into()),
        number: Set(i32::try_from(it.number).map_err(Error::internal)?),
        dismissed_by: Set(it.by.into()),
        dismissed_at: Set(it.at),
    };
    let instead = OnConflict::column(Column::PlanId)
        .update_columns([Column::Number, Column::DismissedBy, Column::DismissedAt])
        .to_owned();
    Entity::insert(row).on_conflict(instead).exec_without_returning(tx).await?;
    Ok(())
}
