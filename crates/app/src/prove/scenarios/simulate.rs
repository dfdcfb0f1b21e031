//! What a scenario would mean, computed at once and not kept: for the command line.

use std::collections::{BTreeMap, BTreeSet};
use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::assumed;
use super::carry_out::{Computed, computed, ran};
use super::compute::Watcher;
use super::document::ScenarioDocument;
use super::later::{Later, Overtaken};
use super::named;
use super::outcome::Trials;
use super::put::Found;
use super::reach::Reach;
use super::read::READ;
use super::result_store::Seen;
use super::results::{
    Booking, ServiceRow, WorkRow, labels_of, seen_bookings, service_row, work_row,
};
use super::run::{ENGINE_VERSION, Ran, RunResult};
use super::scenario::Scenario;
use crate::actor::Place;
use crate::ids::ItemId;
use crate::prove::investments::Improvement;
use crate::prove::recovery::Names;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const STATEWIDE: Refusal = Refusal::new(
    "scenario.statewide",
    "Only those who see the whole state can try a scenario without keeping it.",
);

/// What a scenario would mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulated {
    /// The scenario as it was computed.
    pub scenario: Ran,
    /// What it found out in short.
    pub result: RunResult,
    /// Services and processes that are down, in the order in which they come back; those that do not
    /// come last.
    pub services: Vec<ServiceRow>,
    /// What is done by whom, in order.
    pub work: Vec<WorkRow>,
    /// What several agencies count on at once.
    pub bookings: Vec<Booking>,
    /// Who is back later than without what is assumed, and what goes before it.
    pub later: BTreeMap<ItemId, Overtaken>,
    /// What chance follows from.
    pub seed: u64,
    /// By which methods it was computed.
    pub engine_version: &'static str,
    /// The hash of everything that it was computed from.
    pub inputs_hash: String,
}

/// How to simulate.
#[derive(Clone)]
pub struct Simulation {
    /// What chance follows from.
    pub seed: u64,
    /// Told how many services and processes are down, and how far it is, in percent.
    pub tell: Arc<dyn Fn(u64, u8) + Send + Sync>,
}

/// What a scenario that is kept would mean today.
pub async fn simulate(ctx: &Ctx, scenario: &Scenario, how: &Simulation) -> Result<Simulated> {
    statewide(ctx)?;
    scenario.in_use()?;
    let tx = ctx.read().await?;
    let ran = ran(&tx, scenario).await?;
    drop(tx);
    simulated(ctx, ran, how).await
}

/// The scenario with these changes assumed, too. Nothing is saved.
pub async fn assuming(ctx: &Ctx, scenario: Scenario, changes: &[Improvement]) -> Result<Scenario> {
    // What is assumed already was looked at when it was said.
    let document =
        ScenarioDocument { changes: changes.to_vec(), ..ScenarioDocument::new("", "", "") };
    let (document, mut problems) = named::by_codes(ctx, &document).await?;
    let tx = ctx.read().await?;
    let changes = &document.changes;
    if problems.is_empty() {
        problems = assumed::problems(changes);
    }
    if problems.is_empty() {
        problems = Found::of(&tx, slice::from_ref(&document), &Reach::default())
            .await?
            .unknown_changes(ctx, &document);
    }
    drop(tx);
    let more = changes.iter().map(Improvement::trimmed);
    let all: BTreeSet<Improvement> = scenario.changes.iter().cloned().chain(more).collect();
    if problems.is_empty() && assumed::CHANGES_MAX < all.len() {
        problems.push(FieldProblem::new("changes", "Assume at most 20 changes."));
    }
    match problems.is_empty() {
        true => Ok(Scenario { changes: all.into_iter().collect(), ..scenario }),
        false => Err(problems.into()),
    }
}

/// What a scenario would mean that is not kept. It must be one that could be.
pub async fn simulate_document(
    ctx: &Ctx,
    document: &ScenarioDocument,
    how: &Simulation,
) -> Result<Simulated> {
    statewide(ctx)?;
    let (document, unclear) = named::by_codes(ctx, document).await?;
    if !unclear.is_empty() {
        return Err(unclear.into());
    }
    let tx = ctx.read().await?;
    let found = Found::of(&tx, slice::from_ref(&document), &Reach::default()).await?;
    let scenario = found.scenario(ctx, &document)?;
    let unknown = found.unknown_changes(ctx, &document);
    if !unknown.is_empty() {
        return Err(unknown.into());
    }
    let ran = ran(&tx, &scenario).await?;
    drop(tx);
    simulated(ctx, ran, how).await
}

/// Whoever tries a scenario is told all that it finds out.
fn statewide(ctx: &Ctx) -> Result<()> {
    ctx.require(READ, Place::State)?;
    if Seen::of(ctx).is_all() { Ok(()) } else { Err(STATEWIDE.into()) }
}

async fn simulated(ctx: &Ctx, ran: Ran, how: &Simulation) -> Result<Simulated> {
    let is_over = Arc::new(AtomicBool::new(false));
    let over = is_over.clone();
    let stop = Arc::new(move || over.load(Ordering::Relaxed));
    let watcher = Watcher { stop, tell: how.tell.clone(), order: Arc::new(|_| ()) };
    let found = computed(ctx, ran, how.seed, watcher).await?;
    let found = found.ok_or_else(|| Error::internal("nobody stopped it"))?;
    let Computed { ran, hash, mut outcome, .. } = found;
    let tx = ctx.read().await?;
    let labels = labels_of(&tx, &outcome).await?;
    drop(tx);
    let bookings = seen_bookings(ctx, std::mem::take(&mut outcome.bookings)).await?;
    let causes = outcome.services.iter().filter_map(|it| it.cause_id);
    let crews = outcome.work.iter().flat_map(|it| [it.crew_id, it.equipment_id]);
    let crews: Vec<ItemId> = crews.flatten().collect();
    let later = outcome.result.later.iter().flat_map(Later::ids);
    let names = Names::of(ctx, causes.chain(crews).chain(later)).await?;
    let called = |id| {
        let label = labels.get(&id);
        label.map(|it| (it.code.clone(), it.name.clone())).unwrap_or_default()
    };
    outcome.services.sort_by_key(|it| (it.position.is_none(), it.position, it.item_id));
    let begin = ran.begins_after.unwrap_or_default();
    let trials = Trials { n: outcome.result.n_trials, begin };
    let services = outcome.services.into_iter().map(|it| {
        let (code, name) = called(it.item_id);
        service_row(ctx, (it, code, name), (&names, trials))
    });
    let services = services.collect();
    let work = outcome.work.into_iter().map(|it| {
        let (code, name) = called(it.item_id);
        work_row((it, code, name), &names)
    });
    let later = outcome.result.later.iter().map(|it| (it.item_id, it.named(&names))).collect();
    Ok(Simulated {
        later,
        scenario: ran,
        result: outcome.result,
        services,
        work: work.collect(),
        bookings,
        seed: how.seed,
        engine_version: ENGINE_VERSION,
        inputs_hash: hash,
    })
}
