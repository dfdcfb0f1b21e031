//! Obligations in the database: those that were added, and those that came with the program and were
//! changed since. They are few, and read all at once.

use std::collections::BTreeMap;

use db::Tx;
use sea_orm::{EntityTrait as _, QuerySelect as _, Set};

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Obligation, builtin};
use crate::ids::ObligationId;
use crate::{Error, Result, Timestamp, row_store};

/// How many obligations there may be. Nobody keeps to more, and a list of them is read at once.
pub(super) const ALL_MAX: u64 = 1_000;

/// Every obligation, retired or not, by code.
pub(super) async fn all(tx: &Tx) -> Result<Vec<Obligation>> {
    let mut found: BTreeMap<String, Obligation> =
        builtin::all().iter().map(|it| (it.document.code.clone(), it.clone())).collect();
    for row in Entity::find().limit(ALL_MAX).all(tx).await? {
        found.insert(row.code.clone(), to_obligation(row)?);
    }
    Ok(found.into_values().collect())
}

/// The obligation called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: ObligationId) -> Result<Option<Obligation>> {
    if let Some(row) = Entity::find_by_id(id).one(tx).await? {
        return to_obligation(row).map(Some);
    }
    Ok(builtin::all().iter().find(|it| it.id == id).cloned())
}

/// Saves an obligation, unless someone else saved it since it was read.
pub(super) async fn save(tx: &Tx, it: Obligation, now: Timestamp) -> Result<Obligation> {
    let next = Obligation { version: it.version + 1, updated_at: Some(now), ..it };
    let row = to_row(&next, now)?;
    if it.version == 0 {
        // Whoever else was first has taken the id and the code.
        if Entity::find_by_id(next.id).one(tx).await?.is_some() {
            return Err(Error::Stale("obligation"));
        }
        Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(next);
    }
    row_store::update(tx, row, Column::Version, "obligation").await?;
    Ok(next)
}

fn to_row(it: &Obligation, now: Timestamp) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        code: Set(it.document.code.clone()),
        document: Set(serde_json::to_value(&it.document).map_err(Error::internal)?),
        updated_at: Set(now),
        version: Set(it.version),
    })
}

fn to_obligation(row: Model) -> Result<Obligation> {
    Ok(Obligation {
        id: row.id.into(),
        document: serde_json::from_value(row.document).map_err(Error::internal)?,
        updated_at: Some(row.updated_at),
        version: row.version,
    })
}
