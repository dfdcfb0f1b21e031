//! Between inspections and the rows of their table.

use sea_orm::Set;

use super::Inspection;
use super::entity::{ActiveModel, Model};
use crate::{Error, Result};

pub(super) fn to_row(it: &Inspection) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        site_id: Set(it.site_id.into()),
        inspected_on: Set(it.inspected_on),
        inspector_id: Set(it.inspector_id.into()),
        found: Set(serde_json::to_value(&it.found).map_err(Error::internal)?),
        note: Set(it.note.clone()),
        recorded_at: Set(it.recorded_at),
    })
}

pub(super) fn to_inspection(row: Model) -> Result<Inspection> {
    Ok(Inspection {
        id: row.id.into(),
        site_id: row.site_id.into(),
        inspected_on: row.inspected_on,
        inspector_id: row.inspector_id.into(),
        found: serde_json::from_value(row.found).map_err(Error::internal)?,
        note: row.note,
        recorded_at: row.recorded_at,
    })
}
