//! Between roll calls and the rows of their tables.

use sea_orm::Set;

use super::entity::{call, called};
use super::{Called, RollCall};
use crate::{Error, Result};

pub(super) fn call_row(it: &RollCall) -> call::ActiveModel {
    call::ActiveModel {
        id: Set(it.id.into()),
        disruption_id: Set(it.disruption_id.into()),
        site_id: Set(it.site_id.into()),
        started_by: Set(it.started_by.into()),
        started_at: Set(it.started_at),
        closed_at: Set(it.closed_at),
        version: Set(it.version),
    }
}

pub(super) fn to_call(row: &call::Model) -> RollCall {
    RollCall {
        id: row.id.into(),
        disruption_id: row.disruption_id.into(),
        site_id: row.site_id.into(),
        started_by: row.started_by.into(),
        started_at: row.started_at,
        closed_at: row.closed_at,
        version: row.version,
    }
}

pub(super) fn called_row(it: &Called) -> called::ActiveModel {
    called::ActiveModel {
        id: Set(it.id.into()),
        roll_call_id: Set(it.roll_call_id.into()),
        person_id: Set(it.person_id.map(Into::into)),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        is_visitor: Set(it.is_visitor),
        status: Set(it.status.code().to_owned()),
        note: Set(it.note.clone()),
        marked_at: Set(it.marked_at),
        marked_by: Set(it.marked_by.map(Into::into)),
    }
}

pub(super) fn to_called(row: called::Model) -> Result<Called> {
    let status = row.status.parse().ok();
    Ok(Called {
        id: row.id.into(),
        roll_call_id: row.roll_call_id.into(),
        person_id: row.person_id.map(Into::into),
        name: row.name,
        is_visitor: row.is_visitor,
        status: status.ok_or_else(|| Error::internal(format!("roll call {}", row.status)))?,
        note: row.note,
        marked_at: row.marked_at,
        marked_by: row.marked_by.map(Into::into),
    })
}
