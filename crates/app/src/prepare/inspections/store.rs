//! Inspections in the database.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::Inspection;
use super::entity::{Column, Entity};
use super::row::{to_inspection, to_row};
use crate::Result;
use crate::ids::{InspectionId, ItemId};
use crate::row_store::VALUES_MAX;

/// How many inspections of one site are shown: more than a site has in its life.
const SHOWN_MAX: u64 = 500;

/// The inspection called `id`, if there is one.
pub(super) async fn find(tx: &Tx, id: InspectionId) -> Result<Option<Inspection>> {
    Entity::find_by_id(id).one(tx).await?.map(to_inspection).transpose()
}

/// The inspections of a site, the last first.
pub(super) async fn of_site(tx: &Tx, site_id: ItemId) -> Result<Vec<Inspection>> {
    let rows = Entity::find()
        .filter(Column::SiteId.eq(Uuid::from(site_id)))
        .order_by_desc(Column::InspectedOn)
        .order_by_desc(Column::Id)
        .limit(SHOWN_MAX)
        .all(tx)
        .await?;
    rows.into_iter().map(to_inspection).collect()
}

/// The last inspection of each of these sites that has one.
pub(super) async fn last_of(
    tx: &Tx,
    sites: &BTreeSet<ItemId>,
) -> Result<BTreeMap<ItemId, Inspection>> {
    let sites: Vec<Uuid> = sites.iter().map(|it| Uuid::from(*it)).collect();
    let mut last = BTreeMap::new();
    for sites in sites.chunks(VALUES_MAX) {
        let rows = Entity::find()
            .filter(Column::SiteId.is_in(sites.iter().copied()))
            .order_by_asc(Column::InspectedOn)
            .order_by_asc(Column::Id)
            .all(tx)
            .await?;
        for row in rows {
            let it = to_inspection(row)?;
            last.insert(it.site_id, it);
        }
    }
    Ok(last)
}

/// Saves new inspections.
pub(super) async fn insert_all(tx: &Tx, inspections: &[Inspection]) -> Result<()> {
    for some in inspections.chunks(VALUES_MAX) {
        let rows = some.iter().map(to_row).collect::<Result<Vec<_>>>()?;
        Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Removes one. Says whether it was there.
pub(super) async fn delete(tx: &Tx, id: InspectionId) -> Result<bool> {
    Ok(0 < Entity::delete_by_id(id).exec(tx).await?.rows_affected)
}
