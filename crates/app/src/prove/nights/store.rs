//! The counts of nights in the database.

use db::Tx;
use sea_orm::{EntityTrait as _, QueryOrder as _, QuerySelect as _, Set};

use super::entity::{ActiveModel, Column, Entity, Model};
use super::read::Night;
use crate::{Error, Result};

/// The last `n_max` nights, the latest first.
pub(super) async fn last(tx: &Tx, n_max: u64) -> Result<Vec<Night>> {
    let rows = Entity::find().order_by_desc(Column::CountedFor).limit(n_max).all(tx).await?;
    rows.into_iter().map(to_night).collect()
}

/// Saves the counts of a night.
pub(super) async fn insert(tx: &Tx, night: &Night) -> Result<()> {
    let row = ActiveModel {
        counted_for: Set(night.counted_for),
        counts: Set(serde_json::to_value(&night.counts).map_err(Error::internal)?),
    };
    Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

fn to_night(row: Model) -> Result<Night> {
    let counts = serde_json::from_value(row.counts).map_err(Error::internal)?;
    Ok(Night { counted_for: row.counted_for, counts })
}
