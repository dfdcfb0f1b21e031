//! Between risks and the rows of their tables.

use sea_orm::Set;

use super::entity::{affected, risk};
use super::{Level, Risk, State};
use crate::{Error, Result};

pub(super) fn to_row(it: &Risk) -> Result<risk::ActiveModel> {
    let number = |it: Option<Level>| it.map(|it| i32::from(it.number()));
    Ok(risk::ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        state: Set(it.state.code().to_owned()),
        author_id: Set(it.author_id.into()),
        edited_by: Set(it.edited_by.into()),
        assessed_at: Set(it.assessed_at),
        decided_by: Set(it.decided_by.map(Into::into)),
        decided_at: Set(it.decided_at),
        because: Set(it.because.clone()),
        hazard_kind: Set(it.content.kind.map(|it| it.code().to_owned())),
        level: Set(number(it.content.level())),
        level_left: Set(number(it.content.level_left())),
        review_due: Set(it.content.review_due),
        content: Set(serde_json::to_value(&it.content).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

/// What it would hit, a row for each.
pub(super) fn affected_rows(it: &Risk) -> impl Iterator<Item = affected::ActiveModel> {
    let row = |item: &String| affected::ActiveModel {
        risk_id: Set(it.id.into()),
        item: Set(item.clone()),
    };
    it.content.affects.iter().map(row)
}

pub(super) fn to_risk(row: risk::Model) -> Result<Risk> {
    let state = State::from_code(&row.state);
    Ok(Risk {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        state: state.ok_or_else(|| Error::internal(format!("risk state {}", row.state)))?,
        author_id: row.author_id.into(),
        edited_by: row.edited_by.into(),
        assessed_at: row.assessed_at,
        decided_by: row.decided_by.map(Into::into),
        decided_at: row.decided_at,
        because: row.because,
        content: serde_json::from_value(row.content).map_err(Error::internal)?,
        updated_at: row.updated_at,
        version: row.version,
    })
}
