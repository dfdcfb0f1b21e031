//! Between scenarios and runs and the rows of their tables.

use sea_orm::{DerivePartialModel, Set};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::entity::{run, scenario};
use super::run::{Run, RunLine, RunState};
use super::scenario::{Part, Scenario};
use super::usable::{self, Usable};
use crate::{Error, Result, Span, Timestamp};

pub(super) fn to_row(it: &Scenario) -> Result<scenario::ActiveModel> {
    let lost: Vec<String> = it.lost.iter().map(ToString::to_string).collect();
    Ok(scenario::ActiveModel {
        id: Set(it.id.into()),
        agency_id: Set(it.agency_id.into()),
        code: Set(it.code.clone()),
        name: Set(it.name.clone()),
        name_folded: Set(db::fold(&it.name)),
        description: Set(it.description.clone()),
        lost: Set(value(&lost)?),
        alone: Set(it.alone.as_ref().map(ToString::to_string)),
        usable: Set(value(&usable::written(it.usable.iter()))?),
        areas: Set(value(&it.areas)?),
        changes: Set(value(&it.changes)?),
        strikes_at: Set(it.strikes_at),
        people_back_s: Set(it.people_back.map(Span::secs)),
        begins_after_s: Set(it.begins_after.map(Span::secs)),
        updated_at: Set(it.updated_at),
        retired_at: Set(it.retired_at),
        version: Set(it.version),
    })
}

pub(super) fn to_scenario(row: scenario::Model) -> Result<Scenario> {
    let lost: Vec<String> = read(row.lost)?;
    let lost: Vec<Part> = lost.iter().filter_map(|it| Part::read(it)).collect();
    let usable: Vec<Usable> = read(row.usable)?;
    Ok(Scenario {
        id: row.id.into(),
        agency_id: row.agency_id.into(),
        code: row.code,
        name: row.name,
        description: row.description,
        usable: usable::by_part(&usable, &lost.iter().cloned().collect()),
        lost,
        alone: row.alone.as_deref().and_then(Part::read),
        areas: read(row.areas)?,
        changes: read(row.changes)?,
        strikes_at: row.strikes_at,
        people_back: row.people_back_s.map(Span::from_secs),
        begins_after: row.begins_after_s.map(Span::from_secs),
        updated_at: row.updated_at,
        retired_at: row.retired_at,
        version: row.version,
    })
}

pub(super) fn to_run_row(it: &Run) -> Result<run::ActiveModel> {
    Ok(run::ActiveModel {
        id: Set(it.id.into()),
        scenario_id: Set(it.scenario_id.into()),
        person_id: Set(it.person_id.into()),
        state: Set(it.state.code().to_owned()),
        created_at: Set(it.created_at),
        finished_at: Set(it.finished_at),
        seq: Set(it.seq),
        seed: Set(it.seed.cast_signed()),
        engine_version: Set(it.engine_version.clone()),
        inputs_hash: Set(it.inputs_hash.clone()),
        scenario: Set(value(&it.scenario)?),
        result: Set(value(&it.result)?),
        problem: Set(it.problem.clone()),
        is_without_changes: Set(it.scenario.is_without_changes),
        scenario_version: Set(it.scenario.version),
        n_trials: Set(i64::try_from(it.n_trials).unwrap_or(i64::MAX)),
    })
}

/// A run without what it found out, which is large.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "run::Entity")]
pub(super) struct RunHead {
    id: Uuid,
    scenario_id: Uuid,
    person_id: Uuid,
    state: String,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    seq: Option<i64>,
    seed: i64,
    engine_version: String,
    inputs_hash: String,
    scenario: Value,
    problem: String,
    n_trials: i64,
}

/// A run as pages list it: its scenario is large, too.
#[derive(Debug, DerivePartialModel)]
#[sea_orm(entity = "run::Entity")]
pub(super) struct RunLineRow {
    id: Uuid,
    person_id: Uuid,
    state: String,
    created_at: Timestamp,
    finished_at: Option<Timestamp>,
    is_without_changes: bool,
    scenario_version: i64,
}

pub(super) fn to_run_line(row: &RunLineRow) -> Result<RunLine> {
    Ok(RunLine {
        id: row.id.into(),
        person_id: row.person_id.into(),
        state: to_state(&row.state)?,
        created_at: row.created_at,
        finished_at: row.finished_at,
        is_without_changes: row.is_without_changes,
        scenario_version: row.scenario_version,
    })
}

fn to_state(code: &str) -> Result<RunState> {
    RunState::from_code(code).ok_or_else(|| Error::internal(format!("state {code}")))
}

pub(super) fn to_run_without_result(row: RunHead) -> Result<Run> {
    Ok(Run {
        id: row.id.into(),
        scenario_id: row.scenario_id.into(),
        person_id: row.person_id.into(),
        state: to_state(&row.state)?,
        created_at: row.created_at,
        finished_at: row.finished_at,
        seq: row.seq,
        seed: row.seed.cast_unsigned(),
        engine_version: row.engine_version,
        inputs_hash: row.inputs_hash,
        n_trials: u64::try_from(row.n_trials).unwrap_or(0),
        scenario: read(row.scenario)?,
        result: None,
        problem: row.problem,
    })
}

pub(super) fn value<T: Serialize>(it: &T) -> Result<Value> {
    serde_json::to_value(it).map_err(Error::internal)
}

pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}
