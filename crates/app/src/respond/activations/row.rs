//! Between activations and the rows of their tables.

use sea_orm::Set;

use super::activation::{Activation, Extent, State};
use super::entity::{activation, statement, task};
use super::statements::Statement;
use super::task::{Task, TaskState};
use crate::{Error, Result, Span};

pub(super) fn to_row(it: &Activation) -> Result<activation::ActiveModel> {
    Ok(activation::ActiveModel {
        id: Set(it.id.into()),
        plan_id: Set(it.plan_id.into()),
        agency_id: Set(it.agency_id.into()),
        number: Set(number(it.number)),
        parent_id: Set(it.parent_id.map(Into::into)),
        state: Set(it.state.code().to_owned()),
        extent: Set(it.extent.code().to_owned()),
        because: Set(it.because.clone()),
        asked_by: Set(it.asked_by.into()),
        asked_at: Set(it.asked_at),
        decided_by: Set(it.decided_by.map(Into::into)),
        activated_at: Set(it.activated_at),
        validation: Set(it.validation.clone()),
        declaration: Set(it.declaration.clone()),
        declared_by: Set(it.declared_by.map(Into::into)),
        stood_down_at: Set(it.stood_down_at),
        report: Set(it.report.clone()),
        report_on: Set(it.report_on),
        ended_at: Set(it.ended_at),
        roster: Set(serde_json::to_value(&it.roster).map_err(Error::internal)?),
        notices: Set(Some(serde_json::to_value(&it.notices).map_err(Error::internal)?)),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    })
}

pub(super) fn to_activation(row: activation::Model) -> Result<Activation> {
    let unknown = |it: &str| Error::internal(format!("activation {it}"));
    Ok(Activation {
        id: row.id.into(),
        plan_id: row.plan_id.into(),
        agency_id: row.agency_id.into(),
        number: to_number(row.number),
        parent_id: row.parent_id.map(Into::into),
        state: State::from_code(&row.state).ok_or_else(|| unknown(&row.state))?,
        extent: Extent::from_code(&row.extent).ok_or_else(|| unknown(&row.extent))?,
        because: row.because,
        asked_by: row.asked_by.into(),
        asked_at: row.asked_at,
        decided_by: row.decided_by.map(Into::into),
        activated_at: row.activated_at,
        validation: row.validation,
        declaration: row.declaration,
        declared_by: row.declared_by.map(Into::into),
        stood_down_at: row.stood_down_at,
        report: row.report,
        report_on: row.report_on,
        ended_at: row.ended_at,
        roster: serde_json::from_value(row.roster).map_err(Error::internal)?,
        notices: match row.notices {
            Some(it) => serde_json::from_value(it).map_err(Error::internal)?,
            None => Vec::new(),
        },
        updated_at: row.updated_at,
        version: row.version,
    })
}

pub(super) fn to_task_row(it: &Task) -> task::ActiveModel {
    task::ActiveModel {
        id: Set(it.id.into()),
        activation_id: Set(it.activation_id.into()),
        number: Set(number(it.number)),
        text: Set(it.text.clone()),
        by_whom: Set(it.by_whom.clone()),
        check_text: Set(it.check.clone()),
        takes_s: Set(it.takes.map(Span::secs)),
        owner_id: Set(it.owner_id.map(Into::into)),
        state: Set(it.state.code().to_owned()),
        note: Set(it.note.clone()),
        changed_by: Set(it.changed_by.map(Into::into)),
        changed_at: Set(it.changed_at),
        version: Set(it.version),
    }
}

pub(super) fn to_task(row: task::Model) -> Result<Task> {
    let state = TaskState::from_code(&row.state);
    Ok(Task {
        id: row.id.into(),
        activation_id: row.activation_id.into(),
        number: to_number(row.number),
        text: row.text,
        by_whom: row.by_whom,
        check: row.check_text,
        takes: row.takes_s.map(Span::from_secs),
        owner_id: row.owner_id.map(Into::into),
        state: state.ok_or_else(|| Error::internal(format!("task {}", row.state)))?,
        note: row.note,
        changed_by: row.changed_by.map(Into::into),
        changed_at: row.changed_at,
        version: row.version,
    })
}

pub(super) fn to_statement_row(it: &Statement) -> statement::ActiveModel {
    statement::ActiveModel {
        id: Set(it.id.into()),
        activation_id: Set(it.activation_id.into()),
        number: Set(number(it.number)),
        title: Set(it.title.clone()),
        text: Set(it.text.clone()),
        edited_by: Set(it.edited_by.into()),
        updated_at: Set(it.updated_at),
        version: Set(it.version),
    }
}

pub(super) fn to_statement(row: statement::Model) -> Statement {
    Statement {
        id: row.id.into(),
        activation_id: row.activation_id.into(),
        number: to_number(row.number),
        title: row.title,
        text: row.text,
        edited_by: row.edited_by.into(),
        updated_at: row.updated_at,
        version: row.version,
    }
}

fn number(it: u32) -> i32 {
    i32::try_from(it).unwrap_or(i32::MAX)
}

fn to_number(it: i32) -> u32 {
    u32::try_from(it).unwrap_or_default()
}
