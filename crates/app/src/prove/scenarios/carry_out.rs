//! Running scenarios: in the background with progress and a way to stop, or at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use chrono::{SubsecRound as _, TimeDelta};

use super::assumed::assumed;
use super::compute::{Lookout, compute};
use super::inputs::Inputs;
use super::outcome::Outcome;
use super::parts::Parts;
use super::read::{self, WRITE};
use super::result_store;
use super::results::labels_of;
use super::run::{
    ENGINE_VERSION, LostPart, NO_CHANGES, ONE_AT_A_TIME, OVER, RUNS_KEPT_MAX, Ran, Run, RunState,
    SEED, TOO_MANY,
};
use super::run_store;
use super::runs::find_readable;
use super::scenario::Scenario;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, RunId, ScenarioId};
use crate::progress::{Progress, Task};
use crate::prove::recovery::{Board, Marks, current};
use crate::queue::{Full, Ticket};
use crate::settings::{self, General};
use crate::{Ctx, Error, Result, Timestamp};

/// How many runs are broken off by one statement.
const BROKEN_OFF_MAX: u64 = 500;

/// A run that was begun. Dropping it leaves it as it is, which is what a stop of the server does.
#[derive(Debug)]
pub struct Begun {
    /// The run, waiting.
    pub run: Run,
    agency_id: AgencyId,
    task: Task,
    ticket: Ticket,
}

/// Which runs of a scenario are asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// One with what the scenario assumes.
    #[default]
    AsSaid,
    /// One in which everything is as it is: what the scenario assumes is set aside.
    WithoutChanges,
    /// The one without, and after it the one with what the scenario assumes: to compare them.
    Both,
}

/// Starts a run of a scenario, which goes on by itself. [`super::watch_run`] tells how far it is.
pub async fn start(ctx: &Ctx, id: ScenarioId) -> Result<Run> {
    start_which(ctx, id, Which::AsSaid).await
}

/// Starts those runs of a scenario. Of two, this answers with the first.
pub async fn start_which(ctx: &Ctx, id: ScenarioId, which: Which) -> Result<Run> {
    let begun = begin_which(ctx, id, which).await?;
    let (run, ctx) = (begun.run.clone(), ctx.clone());
    tokio::spawn(async move {
        let done = async {
            let first = begun.carry_out(&ctx).await?;
            if which == Which::Both && first.state == RunState::Done {
                // The second one begins when the first is over.
                let now = first.finished_at.unwrap_or(ctx.now);
                let ctx = Ctx { now, ..ctx.clone() };
                begin(&ctx, id).await?.carry_out(&ctx).await?;
            }
            Ok::<(), Error>(())
        };
        if let Err(error) = done.await {
            tracing::error!(%error, "a run could not be carried out");
        }
    });
    Ok(run)
}

/// Runs a scenario, and answers when it is done.
pub async fn run(ctx: &Ctx, id: ScenarioId) -> Result<Run> {
    begin(ctx, id).await?.carry_out(ctx).await
}

/// Runs a scenario with what it assumes set aside, and answers when it is done.
pub async fn run_without_changes(ctx: &Ctx, id: ScenarioId) -> Result<Run> {
    begin_which(ctx, id, Which::WithoutChanges).await?.carry_out(ctx).await
}

/// Notes that a scenario is to be run, and takes a stand in the queue.
pub async fn begin(ctx: &Ctx, id: ScenarioId) -> Result<Begun> {
    begin_which(ctx, id, Which::AsSaid).await
}

/// The same of those runs. Of two, for the first.
async fn begin_which(ctx: &Ctx, id: ScenarioId, which: Which) -> Result<Begun> {
    let run_id = RunId::new();
    let tx = ctx.read().await?;
    let scenario = read::find_readable(&tx, ctx, id).await?;
    scenario.in_use()?;
    let as_said = ran(&tx, &scenario).await?;
    let scenario_ran = match which {
        Which::AsSaid => as_said,
        Which::WithoutChanges | Which::Both if as_said.changes.is_empty() => {
            return Err(NO_CHANGES.into());
        }
        Which::WithoutChanges | Which::Both => {
            Ran { changes: Vec::new(), is_without_changes: true, ..as_said }
        }
    };
    drop(tx);
    let ticket = ctx.platform.runs.enter(run_id.into(), ctx.actor.person_id);
    let ticket = ticket.map_err(|full| match full {
        Full::Person => ONE_AT_A_TIME,
        Full::Server => TOO_MANY,
    })?;
    let under_way = || Error::internal("a new run is under way already");
    let task = ctx.platform.progress.begin(run_id.into(), ctx.actor.person_id);
    let task = task.ok_or_else(under_way)?;
    let run = Run {
        id: run_id,
        scenario_id: id,
        person_id: ctx.actor.person_id,
        state: RunState::Waiting,
        created_at: ctx.now,
        finished_at: None,
        seq: None,
        seed: SEED,
        engine_version: ENGINE_VERSION.to_owned(),
        inputs_hash: String::new(),
        scenario: scenario_ran,
        result: None,
        problem: String::new(),
    };
    let tx = ctx.write().await?;
    run_store::trim(&tx, id, RUNS_KEPT_MAX - 1).await?;
    run_store::insert(&tx, &run).await?;
    let event = event(Action::RunStarted, &run, scenario.agency_id);
    events::record(&tx, ctx, event.to(&said(&run))).await?;
    tx.commit().await?;
    Ok(Begun { run, agency_id: scenario.agency_id, task, ticket })
}

/// The scenario as it is now, with what it names by code and by id.
pub(super) async fn ran(tx: &db::Tx, scenario: &Scenario) -> Result<Ran> {
    let parts = Parts::of_scenarios(tx, std::slice::from_ref(scenario)).await?;
    let lost = scenario.lost.iter().map(|it| LostPart {
        kind: it.kind,
        code: it.code.clone(),
        id: parts.in_use(it).map(|it| it.id),
    });
    let general: General = settings::find(tx).await?.value;
    Ok(Ran {
        agency_id: scenario.agency_id,
        code: scenario.code.clone(),
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        lost: lost.collect(),
        areas: scenario.areas.clone(),
        sites_in_areas: Vec::new(),
        changes: assumed(scenario, &parts),
        is_without_changes: false,
        strikes_at: scenario.strikes_at,
        people_back: scenario.people_back,
        time_zone: general.time_zone,
        version: scenario.version,
    })
}

/// The sites on the board that are in an area of the scenario.
fn sites_in_areas(board: &Board, ran: &Ran) -> Vec<LostPart> {
    let is_in =
        |latitude: f64, longitude: f64| ran.areas.iter().any(|it| it.holds(latitude, longitude));
    let site = |it: &crate::prove::recovery::Entry| {
        let Marks::Site(details) = &it.marks else { return None };
        let (latitude, longitude) = details.latitude.zip(details.longitude)?;
        let found = LostPart { kind: it.kind, code: it.code.clone(), id: Some(it.id) };
        is_in(latitude, longitude).then_some(found)
    };
    let mut sites: Vec<LostPart> = board.entries.iter().filter_map(site).collect();
    sites.sort_by(|a, b| a.code.cmp(&b.code));
    sites
}

/// What a computation of a scenario came to.
pub(super) struct Computed {
    pub(super) ran: Ran,
    pub(super) seq: i64,
    pub(super) hash: String,
    pub(super) outcome: Outcome,
}

/// Computes what a scenario would mean on the board as of now. `None`: somebody stopped it.
pub(super) async fn computed(
    ctx: &Ctx,
    mut ran: Ran,
    seed: u64,
    stop: Arc<dyn Fn() -> bool + Send + Sync>,
    tell: Arc<dyn Fn(u64, u8) + Send + Sync>,
) -> Result<Option<Computed>> {
    let board = current(ctx).await?;
    // Nobody holds a connection while they compute.
    ctx.see_anew();
    let compute = move || {
        let seq = board.seq;
        ran.sites_in_areas = sites_in_areas(&board, &ran);
        let inputs = Inputs::of(board, &ran, seed)?;
        let found = compute(&inputs, &Lookout { stop: &*stop, tell: &*tell });
        Ok(found.map(|outcome| Computed { ran, seq, hash: inputs.hash, outcome }))
    };
    let start = Instant::now();
    let found = tokio::task::spawn_blocking(compute).await.map_err(Error::internal)?;
    metrics::histogram!("scenario_run_seconds").record(start.elapsed());
    found.map_err(|error: engine::ModelError| Error::internal(error))
}

impl Begun {
    /// Computes it as soon as there is a place, and keeps what it finds out. Answers with the run as
    /// it is then.
    pub async fn carry_out(self, ctx: &Ctx) -> Result<Run> {
        let Begun { mut run, agency_id, task, ticket } = self;
        let (start, id, task) = (Instant::now(), run.id, Arc::new(task));
        let place = ticket.place().await?;
        run.state = RunState::Running;
        let tx = ctx.write().await?;
        let goes_on = run_store::update(&tx, &run, &[RunState::Waiting]).await?;
        tx.commit().await?;
        if goes_on && !task.is_canceled() {
            let found = attempt(ctx, &run, &task).await;
            drop(place);
            let over = finished(&run, found, (ctx.now, start));
            if let Some((over, outcome)) = over {
                keep(ctx, (&over, agency_id), outcome).await?;
            }
        }
        let tx = ctx.platform.db.read().await?;
        run_store::find(&tx, id).await?.ok_or(Error::NotFound("run"))
    }
}

async fn attempt(ctx: &Ctx, run: &Run, task: &Arc<Task>) -> Result<Option<Computed>> {
    let is_over = Arc::new(AtomicBool::new(false));
    let (asked, told, over) = (task.clone(), task.clone(), is_over.clone());
    let stop = move || over.load(Ordering::Relaxed) || asked.is_canceled();
    let tell = move |n_done, percent| told.tell(Progress { n_done, percent, writes: false });
    // If nobody waits for the answer any more, nobody computes it.
    let guard = Guard(is_over);
    let found = computed(ctx, run.scenario.clone(), run.seed, Arc::new(stop), Arc::new(tell)).await;
    drop(guard);
    found
}

/// Says that it is over when it is dropped.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The run as it is after the computation. None: it was stopped, and whoever did so has noted that.
fn finished(
    run: &Run,
    found: Result<Option<Computed>>,
    (now, start): (Timestamp, Instant),
) -> Option<(Run, Option<Outcome>)> {
    let lasted = TimeDelta::from_std(start.elapsed()).unwrap_or_default();
    let finished_at = Some((now + lasted).trunc_subsecs(6));
    match found {
        Ok(None) => None,
        Ok(Some(Computed { ran, seq, hash, outcome })) => {
            let run = Run {
                state: RunState::Done,
                finished_at,
                seq: Some(seq),
                inputs_hash: hash,
                scenario: ran,
                result: Some(outcome.result.clone()),
                ..run.clone()
            };
            Some((run, Some(outcome)))
        }
        Err(error) => {
            tracing::error!(%error, run = %run.id, "a run failed");
            let problem = "Something went wrong here. Run it again.".to_owned();
            Some((Run { state: RunState::Failed, finished_at, problem, ..run.clone() }, None))
        }
    }
}

/// Keeps a run that is over, unless somebody canceled it meanwhile.
async fn keep(
    ctx: &Ctx,
    (run, agency_id): (&Run, AgencyId),
    outcome: Option<Outcome>,
) -> Result<()> {
    let tx = ctx.write().await?;
    if !run_store::update(&tx, run, &[RunState::Running]).await? {
        return Ok(tx.rollback().await?);
    }
    if let Some(outcome) = outcome {
        let labels = labels_of(&tx, &outcome).await?;
        result_store::insert(&tx, run.id, &outcome, &labels).await?;
    }
    let action = match run.state {
        RunState::Done => Action::RunFinished,
        _ => Action::RunFailed,
    };
    events::record(&tx, ctx, event(action, run, agency_id).to(&said(run))).await?;
    Ok(tx.commit().await?)
}

/// Gives a run up that is not over: at once, and its computation stops soon. Those may who started
/// it, and those who may change its scenario.
pub async fn cancel_run(ctx: &Ctx, id: RunId) -> Result<Run> {
    let tx = ctx.write().await?;
    let (before, scenario) = find_readable(&tx, ctx, id).await?;
    if before.person_id != ctx.actor.person_id {
        ctx.require(WRITE, scenario.place())?;
    }
    let run = Run { state: RunState::Canceled, finished_at: Some(ctx.now), ..before.clone() };
    if !run_store::update(&tx, &run, &[RunState::Waiting, RunState::Running]).await? {
        return Err(OVER.into());
    }
    let event = event(Action::RunCanceled, &run, scenario.agency_id);
    events::record(&tx, ctx, event.from(&said(&before)).to(&said(&run))).await?;
    tx.commit().await?;
    ctx.platform.progress.cancel(id.into(), run.person_id);
    ctx.platform.runs.leave(id.into());
    Ok(run)
}

/// Notes of runs that are not over and that nobody computes here that they were broken off. The
/// server does this when it starts. Says how many.
pub async fn break_off(ctx: &Ctx) -> Result<u64> {
    let mut n_broken = 0;
    loop {
        let tx = ctx.write().await?;
        let mut open = run_store::open(&tx, BROKEN_OFF_MAX).await?;
        open.retain(|it| !ctx.platform.runs.holds(it.id.into()));
        if open.is_empty() {
            return Ok(n_broken);
        }
        let mut events = Vec::new();
        for before in open {
            let (state, finished_at) = (RunState::BrokenOff, Some(ctx.now));
            let run = Run { state, finished_at, ..before.clone() };
            run_store::update(&tx, &run, &[before.state]).await?;
            let event = event(Action::RunBrokenOff, &run, run.scenario.agency_id);
            events.push(event.from(&said(&before)).to(&said(&run)));
            n_broken += 1;
        }
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
    }
}

fn event(action: Action, run: &Run, agency_id: AgencyId) -> Event {
    let event = Event::new(action, Subject::new("run", run.id));
    event.part_of(run.scenario_id).in_agency(agency_id)
}

/// What the audit log says of a run.
fn said(run: &Run) -> serde_json::Value {
    serde_json::json!({
        "scenario": run.scenario.code,
        "state": run.state.code(),
        "seed": run.seed.to_string(),
        "engine_version": run.engine_version,
        "inputs_hash": run.inputs_hash,
        "problem": run.problem,
    })
}
