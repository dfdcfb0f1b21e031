//! Between investments and the rows of their table.

use sea_orm::Set;

use super::Investment;
use super::entity::{ActiveModel, Model};
use crate::prepare::impact::Money;
use crate::{Error, Result};

pub(super) fn to_row(it: &Investment) -> Result<ActiveModel> {
    Ok(ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        description: Set(it.description.clone()),
        cost_cents: Set(it.cost.cents()),
        currency: Set(it.currency.clone()),
        changes: Set(serde_json::to_value(&it.changes).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

pub(super) fn to_investment(row: Model) -> Result<Investment> {
    Ok(Investment {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        description: row.description,
        cost: Money::from_cents(row.cost_cents),
        currency: row.currency,
        changes: serde_json::from_value(row.changes).map_err(Error::internal)?,
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}
