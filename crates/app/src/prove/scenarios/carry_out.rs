//! Running scenarios: in the background with progress and a way to stop, or at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::{SubsecRound as _, TimeDelta};
use tokio::sync::oneshot;

use super::assumed::assumed;
use super::compute::{Watcher, compute};
use super::hours::{self, Presence};
use super::inputs::Inputs;
use super::keep::{keep, sweep};
use super::outcome::Outcome;
use super::parts::Parts;
use super::read::{self, WRITE};
use super::run::{
    ENGINE_VERSION, LostPart, NO_CHANGES, ONE_AT_A_TIME, OVER, RUNS_KEPT_MAX, Ran, Run, RunState,
    SEED, TOO_MANY,
};
use super::run_store;
use super::runs::find_readable;
use super::scenario::{Part, Scenario};
use super::so_far::Fares;
use super::tolerated::Known;
use super::usable;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ItemId, RunId, ScenarioId};
use crate::progress::{Progress, Task, Waiting};
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
    /// The number of the last event that its scenario and settings are of.
    seq: i64,
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
    let ctx = ctx.clone();
    let (tell, told) = oneshot::channel();
    // What is begun goes on, also if whoever began it does not wait for the answer.
    tokio::spawn(async move {
        let begun = match begin_which(&ctx, id, which).await {
            Ok(begun) => begun,
            Err(error) => return drop(tell.send(Err(error))),
        };
        drop(tell.send(Ok(begun.run.clone())));
        let first = begun.carried_out(&ctx).await;
        if let (Which::Both, Some(first)) = (which, first.filter(|it| it.state == RunState::Done)) {
            // The second one begins when the first is over.
            let ctx = Ctx { now: first.finished_at.unwrap_or(ctx.now), ..ctx.clone() };
            match begin(&ctx, id).await {
                Ok(begun) => drop(begun.carried_out(&ctx).await),
                Err(error) => tracing::error!(%error, "a second run could not be begun"),
            }
        }
    });
    told.await.map_err(Error::internal)?
}

/// Notes of a run whose results could not be kept that it failed. Otherwise it would be open until
/// the server starts again.
async fn give_up(ctx: &Ctx, (run, agency_id): (Run, AgencyId)) {
    let noted = async {
        keep(ctx, (&failed(&run, Some(ctx.now)), agency_id), None).await?;
        sweep(ctx, run.id).await
    };
    if let Err(error) = noted.await {
        tracing::error!(%error, run = %run.id, "nor could that be noted");
    }
}

/// The run as one that failed.
fn failed(run: &Run, finished_at: Option<Timestamp>) -> Run {
    let problem = "Something went wrong here. Run it again.".to_owned();
    Run { state: RunState::Failed, finished_at, problem, ..run.clone() }
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
    let seq = events::last_seq(&tx).await?;
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
        n_trials: 0,
        scenario: scenario_ran,
        result: None,
        problem: String::new(),
    };
    let tx = ctx.write().await?;
    let agency_id = scenario.agency_id;
    let gone = run_store::trim(&tx, id, RUNS_KEPT_MAX - 1).await?;
    let removed = |it: &Run| event(Action::RunRemoved, it, agency_id).from(&said(it));
    let mut events: Vec<Event> = gone.iter().map(removed).collect();
    run_store::insert(&tx, &run).await?;
    events.push(event(Action::RunStarted, &run, agency_id).to(&said(&run)));
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(Begun { run, agency_id, seq, task, ticket })
}

/// The scenario as it is now, with what it names by code and by id.
pub(super) async fn ran(tx: &db::Tx, scenario: &Scenario) -> Result<Ran> {
    let parts = Parts::of_scenarios(tx, std::slice::from_ref(scenario)).await?;
    let part = |it: &Part| LostPart {
        kind: it.kind,
        code: it.code.clone(),
        id: parts.in_use(it).map(|it| it.id),
        usable_after: scenario.usable.get(it).copied(),
    };
    let lost: Vec<LostPart> = scenario.lost.iter().map(part).collect();
    let alone = scenario.alone.as_ref().map(part);
    let general: General = settings::find(tx).await?.value;
    Ok(Ran {
        agency_id: scenario.agency_id,
        code: scenario.code.clone(),
        name: scenario.name.clone(),
        description: scenario.description.clone(),
        lost,
        alone,
        areas: scenario.areas.clone(),
        sites_in_areas: Vec::new(),
        changes: assumed(scenario, &parts),
        is_without_changes: false,
        strikes_at: scenario.strikes_at,
        people_back: scenario.people_back,
        begins_after: scenario.begins_after,
        time_zone: general.time_zone,
        calendar: None,
        version: scenario.version,
    })
}

/// Names what is lost by its ids on the board: some may be in use that was not, or the other way
/// round, since the scenario was looked up.
fn in_use_on(board: &Board, lost: &mut [LostPart]) {
    let mut ids: BTreeMap<Part, Option<ItemId>> = lost.iter().map(|it| (it.part(), None)).collect();
    for entry in &board.entries {
        let part = Part { kind: entry.kind, code: entry.code.clone() };
        if let Some(id) = ids.get_mut(&part) {
            *id = Some(entry.id);
        }
    }
    for it in lost {
        it.id = ids.get(&it.part()).copied().flatten();
    }
}

/// The sites on the board that are in an area of the scenario.
fn sites_in_areas(board: &Board, ran: &Ran) -> Vec<LostPart> {
    let is_in =
        |latitude: f64, longitude: f64| ran.areas.iter().any(|it| it.holds(latitude, longitude));
    let site = |it: &crate::prove::recovery::Entry| {
        let Marks::Site(details) = &it.marks else { return None };
        let (latitude, longitude) = details.latitude.zip(details.longitude)?;
        let usable_after = usable::in_areas(&ran.areas, (latitude, longitude));
        let found =
            LostPart { kind: it.kind, code: it.code.clone(), id: Some(it.id), usable_after };
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
    watcher: Watcher,
) -> Result<Option<Computed>> {
    let board = current(ctx).await?;
    let known = Known::of(ctx, &ran).await?;
    let mut presence = Presence::ALWAYS;
    if let Some(at) = ran.strikes_at {
        let office = hours::office(ctx).await?;
        presence = office.presence(at);
        ran.calendar = Some(office.calendar);
    }
    // Nobody holds a connection while they compute.
    ctx.see_anew();
    let compute = move || {
        let seq = board.seq;
        in_use_on(&board, &mut ran.lost);
        in_use_on(&board, ran.alone.as_mut_slice());
        ran.sites_in_areas = sites_in_areas(&board, &ran);
        // What is assumed is compared with what is, so that order is sought first.
        let without = match ran.changes.is_empty() {
            true => None,
            false => {
                let ran = Ran { changes: Vec::new(), ..ran.clone() };
                Some(Inputs::of((board.clone(), known.clone(), &presence), &ran, seed)?)
            }
        };
        let inputs = Inputs::of((board, known, &presence), &ran, seed)?;
        let found = compute(&inputs, without.as_ref(), &watcher.lookout());
        Ok(found.map(|outcome| Computed { ran, seq, hash: inputs.hash, outcome }))
    };
    let start = Instant::now();
    let found = tokio::task::spawn_blocking(compute).await.map_err(Error::internal)?;
    metrics::histogram!("scenario_run_seconds").record(start.elapsed());
    found.map_err(|error: engine::ModelError| Error::internal(error))
}

impl Begun {
    /// The same as [`Begun::carry_out`], where nobody waits for it.
    async fn carried_out(self, ctx: &Ctx) -> Option<Run> {
        let (run, agency_id) = (self.run.clone(), self.agency_id);
        match self.carry_out(ctx).await {
            Ok(run) => Some(run),
            Err(error) => {
                tracing::error!(%error, run = %run.id, "a run could not be carried out");
                give_up(ctx, (run, agency_id)).await;
                None
            }
        }
    }

    /// Computes it as soon as there is a place, and keeps what it finds out. Answers with the run as
    /// it is then.
    pub async fn carry_out(self, ctx: &Ctx) -> Result<Run> {
        let Begun { mut run, agency_id, seq, task, ticket } = self;
        let (start, id, task) = (Instant::now(), run.id, Arc::new(task));
        // What was canceled does not go on waiting: it would hold its stand in the queue.
        let place = tokio::select! {
            place = ticket.place() => Some(place?),
            () = task.canceled() => None,
        };
        run.state = RunState::Running;
        if place.is_some() && begins(ctx, &run).await? && !task.is_canceled() {
            let found = attempt(ctx, &run, &task).await;
            drop(place);
            let over = finished((&run, seq), found, (ctx.now, start));
            if let Some((over, outcome)) = over {
                keep(ctx, (&over, agency_id), outcome).await?;
            }
        }
        // It may have been canceled while its rows were written.
        sweep(ctx, id).await?;
        let tx = ctx.platform.db.read().await?;
        let run = run_store::find(&tx, id).await?.ok_or(Error::NotFound("run"))?;
        Ok(Run { result: run_store::result(&tx, id).await?, ..run })
    }
}

/// Notes that a run is computed from now on, unless it was canceled. That is no event: nothing follows
/// from it, and its end is one. Another server that starts on
/// the same database takes it to be broken off: who holds it knows better.
async fn begins(ctx: &Ctx, run: &Run) -> Result<bool> {
    let tx = ctx.write().await?;
    let states = [RunState::Waiting, RunState::BrokenOff];
    let goes_on = run_store::update(&tx, run, &states).await?;
    tx.commit().await?;
    Ok(goes_on)
}

async fn attempt(ctx: &Ctx, run: &Run, task: &Arc<Task>) -> Result<Option<Computed>> {
    // If nobody waits for the answer any more, nobody computes it.
    let waiting = Waiting::default();
    let (asked, told, is_over) = (task.clone(), task.clone(), waiting.is_over());
    let found_so_far = task.clone();
    let stop = move || is_over() || asked.is_canceled();
    let tell = move |n_done, percent| told.tell(Progress { n_done, percent, writes: false });
    let order = move |fares: Vec<Fares>| found_so_far.find(fares);
    let watcher = Watcher { stop: Arc::new(stop), tell: Arc::new(tell), order: Arc::new(order) };
    let found = computed(ctx, run.scenario.clone(), run.seed, watcher).await;
    drop(waiting);
    found
}

/// The run as it is after the computation. None: it was stopped, and whoever did so has noted that.
fn finished(
    (run, begun): (&Run, i64),
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
                // The scenario is of when it was begun, and the inventory of later, when there was a
                // place: what happened in between may count or not.
                seq: Some(seq.min(begun)),
                inputs_hash: hash,
                n_trials: outcome.result.n_trials,
                scenario: ran,
                result: Some(outcome.result.clone()),
                ..run.clone()
            };
            Some((run, Some(outcome)))
        }
        Err(error) => {
            tracing::error!(%error, run = %run.id, "a run failed");
            Some((failed(run, finished_at), None))
        }
    }
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
    // One that another server takes to be broken off goes on if it is held here.
    let is_held = ctx.platform.runs.holds(id.into());
    let states = [RunState::Waiting, RunState::Running, RunState::BrokenOff];
    let states = states.into_iter().filter(|it| it.is_open() || is_held).collect::<Vec<_>>();
    if !run_store::update(&tx, &run, &states).await? {
        return Err(OVER.into());
    }
    let event = event(Action::RunCanceled, &run, scenario.agency_id);
    events::record(&tx, ctx, event.from(&said(&before)).to(&said(&run))).await?;
    tx.commit().await?;
    // It leaves the queue when its computation has stopped.
    ctx.platform.progress.cancel(id.into(), run.person_id);
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
        let (mut events, mut broken) = (Vec::new(), Vec::new());
        for before in open {
            let (state, finished_at) = (RunState::BrokenOff, Some(ctx.now));
            let run = Run { state, finished_at, ..before.clone() };
            // Somebody may have canceled it meanwhile.
            if !run_store::update(&tx, &run, &[before.state]).await? {
                continue;
            }
            let event = event(Action::RunBrokenOff, &run, run.scenario.agency_id);
            events.push(event.from(&said(&before)).to(&said(&run)));
            broken.push(run.id);
            n_broken += 1;
        }
        events::record_all(&tx, ctx, events).await?;
        tx.commit().await?;
        // What was written of them belongs to nothing.
        for id in broken {
            sweep(ctx, id).await?;
        }
    }
}

pub(super) fn event(action: Action, run: &Run, agency_id: AgencyId) -> Event {
    let event = Event::new(action, Subject::new("run", run.id));
    event.part_of(run.scenario_id).in_agency(agency_id)
}

/// What the audit log says of a run.
pub(super) fn said(run: &Run) -> serde_json::Value {
    serde_json::json!({
        "scenario": run.scenario.code,
        "state": run.state.code(),
        "seed": run.seed.to_string(),
        "engine_version": run.engine_version,
        "inputs_hash": run.inputs_hash,
        "problem": run.problem,
    })
}
