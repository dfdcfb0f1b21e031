//! What was written down about programmes, in the database.

use db::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use uuid::Uuid;

use super::entity::{ActiveModel, Column, Entity, Model};
use super::{Part, Record};
use crate::ids::{AgencyId, PersonId};
use crate::{Error, Result, Timestamp, row_store};

/// What was written down about one part, if anything was.
pub(super) async fn find(tx: &Tx, (agency, part): (AgencyId, Part)) -> Result<Option<Record>> {
    let row = Entity::find()
        .filter(Column::AgencyId.eq(Uuid::from(agency)))
        .filter(Column::Part.eq(part.code()))
        .one(tx)
        .await?;
    row.map(to_record).transpose()
}

/// What was written down about the programme of an agency.
pub(super) async fn by_agency(tx: &Tx, agency: AgencyId) -> Result<Vec<Record>> {
    let rows = Entity::find().filter(Column::AgencyId.eq(Uuid::from(agency))).all(tx).await?;
    rows.into_iter().map(to_record).collect()
}

/// What somebody answers for.
pub(super) async fn by_owner(tx: &Tx, owner: PersonId) -> Result<Vec<Record>> {
    let rows = Entity::find()
        .filter(Column::OwnerId.eq(Uuid::from(owner)))
        .order_by_asc(Column::Id)
        .all(tx)
        .await?;
    rows.into_iter().map(to_record).collect()
}

/// Saves it, unless someone else saved it since it was read.
pub(super) async fn save(tx: &Tx, it: Record, now: Timestamp) -> Result<Record> {
    let next = Record { version: it.version + 1, updated_at: Some(now), ..it };
    let row = to_row(&next, now)?;
    if it.version == 0 {
        if find(tx, (next.agency_id, next.part)).await?.is_some() {
            return Err(Error::Stale("part of the programme"));
        }
        Entity::insert(row).exec_without_returning(tx).await?;
        return Ok(next);
    }
    row_store::update(tx, row, Column::Version, "part of the programme").await?;
    Ok(next)
}

fn to_row(it: &Record, now: Timestamp) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        part: Set(it.part.code().to_owned()),
        owner_id: Set(it.owner_id.map(Into::into)),
        document: Set(serde_json::to_value(&it.document).map_err(Error::internal)?),
        updated_at: Set(now),
        version: Set(it.version),
    })
}

fn to_record(row: Model) -> Result<Record> {
    let unknown = || Error::internal(format!("there is no part of a programme “{}”", row.part));
    Ok(Record {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        part: Part::from_code(&row.part).ok_or_else(unknown)?,
        owner_id: row.owner_id.map(Into::into),
        document: serde_json::from_value(row.document).map_err(Error::internal)?,
        updated_at: Some(row.updated_at),
        version: row.version,
    })
}
