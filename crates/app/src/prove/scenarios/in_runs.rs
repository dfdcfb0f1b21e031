//! In which runs a service is down, and how it fares there.

use super::in_runs_store;
use super::outcome::Trials;
use super::read::READ;
use super::run::RowVerdict;
use crate::ids::RunId;
use crate::prepare::inventory::{self, Item};
use crate::{Ctx, Error, Result, Span, Timestamp};

/// How many runs are told of.
const RUNS_MAX: u64 = 5;

/// How an item fares in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct InRun {
    /// The run.
    pub id: RunId,
    /// What its scenario was called then.
    pub scenario: String,
    /// Whether what the scenario assumes to be better was set aside.
    pub is_without_changes: bool,
    /// When it was started.
    pub created_at: Timestamp,
    /// When the item is back. None: it does not come back.
    pub back: Option<Span>,
    /// How late it is, if it is late and comes back.
    pub late: Option<Span>,
    /// How likely it is back in time, from 0 to 1. None: it has no target, or it was not tried.
    pub chance: Option<f64>,
    /// Between what that lies, in 95 cases of a hundred. None: it was not tried.
    pub chance_between: Option<(f64, f64)>,
    /// How it fares.
    pub verdict: RowVerdict,
}

/// The newest runs in which an item is down, of scenarios in use that the actor may see.
pub async fn in_runs(ctx: &Ctx, item: &Item) -> Result<Vec<InRun>> {
    if !inventory::reads(ctx, item) {
        return Err(Error::NotFound("record"));
    }
    if !ctx.actor.may_somewhere(READ) {
        return Ok(Vec::new());
    }
    let scope = ctx.actor.scope(READ);
    let found = in_runs_store::newest(&*ctx.read().await?, &scope, item.id, RUNS_MAX).await?;
    let in_run = found.into_iter().map(|(run, it)| InRun {
        id: run.id,
        is_without_changes: run.scenario.is_without_changes,
        chance_between: it.chance_between(Trials::of(&run)),
        scenario: run.scenario.name,
        created_at: run.created_at,
        back: it.back,
        late: it.late,
        chance: it.chance_ppm.map(|it| f64::from(it) / 1e6),
        verdict: it.verdict,
    });
    Ok(in_run.collect())
}
