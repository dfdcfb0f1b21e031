//! How agencies meet obligations, in the database.

use std::collections::BTreeSet;

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, Set};
use uuid::Uuid;

use super::Compliance;
use super::entity::{ActiveModel, Column, Entity, Model};
use crate::ids::{AgencyId, ObligationId};
use crate::row_store::VALUES_MAX;
use crate::{Error, Result, Timestamp, row_store};

/// What was written down of one agency and one obligation, if anything was.
pub(super) async fn find(
    tx: &Tx,
    (agency, obligation): (AgencyId, ObligationId),
) -> Result<Option<Compliance>> {
    let row = Entity::find()
        .filter(Column::AgencyId.eq(Uuid::from(agency)))
        .filter(Column::ObligationId.eq(Uuid::from(obligation)))
        .one(tx)
        .await?;
    row.map(to_compliance).transpose()
}

/// What was written down of these agencies.
pub(super) async fn of_agencies(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<Vec<Compliance>> {
    let ids: Vec<Uuid> = ids.iter().map(|it| Uuid::from(*it)).collect();
    let mut found = Vec::new();
    for ids in ids.chunks(VALUES_MAX) {
        let of = Entity::find().filter(Column::AgencyId.is_in(ids.iter().copied()));
        for row in of.all(tx).await? {
            found.push(to_compliance(row)?);
        }
    }
    Ok(found)
}

/// Saves it, unless someone else saved it since it was read.
pub(super) async fn save(tx: &Tx, it: Compliance, now: Timestamp) -> Result<Compliance> {
    let next = Compliance { version: it.version + 1, updated_at: Some(now), ..it };
    let row = to_row(&next, now)?;
    if it.version == 0 {
        if find(tx, (next.agency_id, next.obligation_id)).await?.is_some() {
            return Err(Error::Stale("compliance"));
        }
        Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(next);
    }
    row_store::update(tx, row, Column::Version, "compliance").await?;
    Ok(next)
}

fn to_row(it: &Compliance, now: Timestamp) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        obligation_id: Set(it.obligation_id.into()),
        owner_id: Set(it.owner_id.map(Into::into)),
        due: Set(it.due),
        evidence: Set(serde_json::to_value(&it.evidence).map_err(Error::internal)?),
        attested_by: Set(it.attested_by.map(Into::into)),
        attested_at: Set(it.attested_at),
        updated_at: Set(now),
        version: Set(it.version),
    })
}

fn to_compliance(row: Model) -> Result<Compliance> {
    Ok(Compliance {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        obligation_id: row.obligation_id.into(),
        owner_id: row.owner_id.map(Into::into),
        due: row.due,
        evidence: serde_json::from_value(row.evidence).map_err(Error::internal)?,
        attested_by: row.attested_by.map(Into::into),
        attested_at: row.attested_at,
        updated_at: Some(row.updated_at),
        version: row.version,
    })
}
