//! Between strategies and the rows of their table.

use sea_orm::Set;

use super::entity::strategy::{ActiveModel, Model};
use super::{State, Strategy};
use crate::{Error, Result, Span};

pub(super) fn to_row(it: &Strategy) -> Result<ActiveModel> {
    let (capital, yearly) = it.content.cost();
    Ok(ActiveModel {
        id: Set(it.id.into()),
        item_id: Set(it.item_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        state: Set(it.state.code().to_owned()),
        author_id: Set(it.author_id.into()),
        edited_by: Set(it.edited_by.into()),
        proposed_at: Set(it.proposed_at),
        approved_by: Set(it.approved_by.map(Into::into)),
        approved_at: Set(it.approved_at),
        because: Set(it.because.clone()),
        funded: Set(it.funded),
        rto_s: Set(it.content.chosen_way().and_then(|it| it.rto).map(Span::secs)),
        capital_cents: Set(capital.cents()),
        yearly_cents: Set(yearly.cents()),
        content: Set(serde_json::to_value(&it.content).map_err(Error::internal)?),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_strategy(row: Model) -> Result<Strategy> {
    let state = State::from_code(&row.state);
    Ok(Strategy {
        id: row.id.into(),
        item_id: row.item_id.into(),
        code: row.code,
        name: row.name,
        state: state.ok_or_else(|| Error::internal(format!("strategy state {}", row.state)))?,
        author_id: row.author_id.into(),
        edited_by: row.edited_by.into(),
        proposed_at: row.proposed_at,
        approved_by: row.approved_by.map(Into::into),
        approved_at: row.approved_at,
        because: row.because,
        funded: row.funded,
        content: serde_json::from_value(row.content).map_err(Error::internal)?,
        updated_at: row.updated_at,
        version: row.version,
    })
}
