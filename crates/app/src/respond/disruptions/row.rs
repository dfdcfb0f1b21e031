//! Between disruptions and the rows of their table.

use sea_orm::Set;
use serde::{Deserialize, Serialize};

use super::Disruption;
use super::entity::{ActiveModel, Model};
use crate::{Error, Result};

/// What no query asks for.
#[derive(Serialize, Deserialize)]
struct Content {
    sites: Vec<String>,
    description: String,
}

pub(super) fn to_row(it: &Disruption) -> Result<ActiveModel> {
    let content = Content { sites: it.sites.clone(), description: it.description.clone() };
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        kind: Set(it.kind.code().to_owned()),
        is_exercise: Set(it.is_exercise),
        started_at: Set(it.started_at),
        ended_at: Set(it.ended_at),
        content: Set(serde_json::to_value(content).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_disruption(row: Model) -> Result<Disruption> {
    let content: Content = serde_json::from_value(row.content).map_err(Error::internal)?;
    let kind = row.kind.parse().ok();
    Ok(Disruption {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        kind: kind.ok_or_else(|| Error::internal(format!("disruption kind {}", row.kind)))?,
        is_exercise: row.is_exercise,
        sites: content.sites,
        description: content.description,
        started_at: row.started_at,
        ended_at: row.ended_at,
        updated_at: row.updated_at,
        version: row.version,
    })
}
