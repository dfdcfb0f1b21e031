//! Looking at what a run found out, as far as the actor may see it now.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::compute::plain_curve;
use super::inputs::NAMED_MAX;
use super::note::NoteKind;
use super::outcome::{
    BookingKind, BookingOut, PeakAhead, RowPeaks, ServiceOut, Tightened, Trials, WorkOut,
};
use super::result_store::{self as store, Seen};
use super::run::{Curve, NOT_DONE, RowVerdict, Run, RunResult, RunState, Totals};
use super::run_store;
use super::runs::find_readable;
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, ItemId, RunId};
use crate::people::agencies;
use crate::prepare::impact::CaughtUp;
use crate::prepare::inventory::{self, Kind, Label};
use crate::prove::recovery::{Named, Names};
use crate::{Ctx, Page, Paging, Result, Span};

/// Which services and processes of a run to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowQuery {
    /// Only those whose name or code contains this.
    pub text: String,
    /// Only those that fare so.
    pub verdict: Option<RowVerdict>,
    /// Only those of this tier.
    pub tier: Option<u8>,
    /// Only services, or only processes.
    pub kind: Option<Kind>,
    /// Only those that are past their MTD, as far as the actor reads their impact analyses.
    pub is_past_mtd: bool,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// What decides the order.
    pub sort: RowSort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of the services of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RowSort {
    /// In which order they come back.
    #[default]
    Position,
    /// What they are called.
    Name,
    /// How critical they are.
    Tier,
    /// When they are back.
    Back,
    /// How late they are.
    Late,
    /// How likely they are in time.
    Chance,
}

impl RowSort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<RowSort> {
        Some(match word {
            "position" => RowSort::Position,
            "name" => RowSort::Name,
            "tier" => RowSort::Tier,
            "back" => RowSort::Back,
            "late" => RowSort::Late,
            "chance" => RowSort::Chance,
            _ => return None,
        })
    }
}

/// How a service or a process fares in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceRow {
    /// Which, as it was called then.
    pub item: Named,
    /// Whose it was.
    pub agency_id: AgencyId,
    /// How critical it was.
    pub tier: Option<u8>,
    /// What the scenario names that took it down: of several, the nearest.
    pub cause: Option<Named>,
    /// Its place in the order of restoration of the whole state: the first is 1. None: it does not
    /// come back.
    pub position: Option<u32>,
    /// When it is back.
    pub back: Option<Span>,
    /// By when it must be back.
    pub due: Option<Span>,
    /// How late it is, if it is late and comes back.
    pub late: Option<Span>,
    /// How long its restoration waits for what it needs.
    pub wait_for_needs: Option<Span>,
    /// How long it waits for people or equipment after that.
    pub wait_for_crew: Option<Span>,
    /// How likely it is back in time, from 0 to 1. None: it has no target, or it was not tried.
    pub chance: Option<f64>,
    /// Between what that lies, in 95 cases of a hundred. None: it was not tried.
    pub chance_between: Option<(f64, f64)>,
    /// How it fares.
    pub verdict: RowVerdict,
    /// The peak that makes its own target tighter. None also for those who do not read its analysis.
    pub tightened: Option<Tightened>,
    /// A peak of it that begins before it is back. None likewise.
    pub peak_ahead: Option<PeakAhead>,
    /// When people have caught up, and how long it can be gone at most. Nothing likewise, and in runs
    /// of earlier versions.
    pub caught_up: CaughtUp,
}

impl ServiceRow {
    /// That it is past its MTD, in words. None: it is not, or that is not to be known.
    pub fn past_mtd(&self) -> Option<String> {
        self.caught_up.finding(self.verdict == RowVerdict::Unknown)
    }
}

/// A piece of work in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkRow {
    /// Its place in the order of restoration of the whole state: the first is 1.
    pub position: u32,
    /// What is restored, as it was called then.
    pub item: Named,
    /// Whose it was.
    pub agency_id: AgencyId,
    /// Who restores it. None: nobody has said.
    pub crew: Option<Named>,
    /// How many of them work on it: all that there are, where it asks for more.
    pub people: u32,
    /// Which equipment it takes, if any.
    pub equipment: Option<Named>,
    /// How many units of it: all that there are, where it asks for more.
    pub units: u32,
    /// When they start.
    pub from: Span,
    /// When they are done.
    pub until: Span,
}

/// Something that several agencies count on at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// What it is.
    pub kind: BookingKind,
    /// Which.
    pub item: Named,
    /// From when on.
    pub from: Span,
    /// Until when. None: until the end.
    pub until: Option<Span>,
    /// How many people, seats or things they count on at the worst moment, all together.
    pub asked: u32,
    /// How many there are then. None: nobody has said.
    pub there: Option<u32>,
    /// Who counts on it, and on how many: those that the actor may see.
    pub agencies: Vec<(AgencyId, String, u32)>,
    /// Whether others that the actor may not see count on it, too.
    pub has_others: bool,
}

/// What a run found out in short.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Whether it is of the whole state. Otherwise it is of what the actor may see.
    pub is_statewide: bool,
    /// The services and processes that are down, counted.
    pub totals: Totals,
    /// How many things of all kinds are down. None: only those who see the state are told.
    pub n_down: Option<u64>,
    /// When all is back that comes back.
    pub all_back: Option<Span>,
    /// When all of the state could be back at the earliest, whatever the order. None as above.
    pub all_back_at_least: Option<Span>,
    /// How many sites lay in the areas that the actor may not see.
    pub n_hidden: u64,
    /// How many services and processes that they may see are down because of those.
    pub n_by_hidden: u64,
    /// How many are past their MTD, of those of which the actor reads the impact analysis.
    pub n_past_mtd: u64,
    /// How often chance was tried.
    pub n_trials: u64,
    /// What somebody should know about how it was computed.
    pub notes: Vec<SeenNote>,
}

/// Something that somebody should know about how a run was computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenNote {
    /// What.
    pub kind: NoteKind,
    /// How many things it is about that the actor may see. 0 if about none in particular.
    pub n: u64,
    /// Whether there may be more: of each agency only some were noted.
    pub is_at_least: bool,
    /// Some of them.
    pub items: Vec<Named>,
}

/// What a run found out in short.
pub async fn findings(ctx: &Ctx, id: RunId) -> Result<Findings> {
    let tx = ctx.read().await?;
    let result = result(&tx, ctx, id).await?;
    let seen = Seen::of(ctx);
    let is_statewide = seen.is_all();
    let (totals, all_back) = match is_statewide {
        true => (result.totals.clone(), Some(result.all_back)),
        false => {
            let times = store::times(&tx, (id, &seen)).await?;
            (store::totals(&tx, (id, &seen)).await?, times.last().copied())
        }
    };
    let n_past_mtd = match is_statewide {
        true => result.n_past_mtd,
        false => store::n_past_mtd(&tx, &ctx.platform.counts, (id, &seen)).await?,
    };
    let notes = notes(&tx, ctx, &result, is_statewide).await?;
    let hidden = hidden_sites(&tx, ctx, id).await?;
    Ok(Findings {
        n_hidden: super::compute::n_of(hidden.len()),
        n_by_hidden: store::n_because(&tx, (id, &seen), &hidden).await?,
        is_statewide,
        totals,
        n_down: is_statewide.then_some(result.n_down),
        all_back,
        all_back_at_least: is_statewide.then_some(result.all_back_at_least),
        n_past_mtd,
        n_trials: result.n_trials,
        notes,
    })
}

/// The sites that lay in the areas of a run and that the actor may not see.
async fn hidden_sites(tx: &Tx, ctx: &Ctx, id: RunId) -> Result<Vec<ItemId>> {
    let run = done(tx, ctx, id).await?;
    let ids: Vec<ItemId> = run.scenario.sites_in_areas.iter().filter_map(|it| it.id).collect();
    let labels = inventory::labels_in(tx, &ids).await?;
    let is_hidden = |id: &ItemId| labels.get(id).is_none_or(|it| !it.may_open(ctx, *id));
    Ok(ids.into_iter().filter(is_hidden).collect())
}

async fn notes(
    tx: &Tx,
    ctx: &Ctx,
    result: &RunResult,
    is_statewide: bool,
) -> Result<Vec<SeenNote>> {
    let ids: Vec<ItemId> = result.notes.iter().flat_map(|it| it.item_ids.clone()).collect();
    let labels = inventory::labels_in(tx, &ids).await?;
    let mut notes = Vec::new();
    for it in &result.notes {
        let found = it.item_ids.iter().filter_map(|id| Some((*id, labels.get(id)?)));
        let mut items: Vec<Named> = found
            .filter(|(id, label)| label.may_open(ctx, *id))
            .map(|(id, label)| named(id, label.kind, (&label.code, &label.name)))
            .collect();
        let n = if is_statewide { it.n } else { super::compute::n_of(items.len()) };
        items.truncate(NAMED_MAX);
        let is_at_least = !is_statewide && super::compute::n_of(it.item_ids.len()) < it.n;
        // A note about things of others says nothing to those who may not see them.
        let is_about_none = it.item_ids.is_empty() && it.kind != NoteKind::PartsOutOfUse;
        if is_about_none || 0 < n {
            notes.push(SeenNote { kind: it.kind, n, is_at_least, items });
        }
    }
    Ok(notes)
}

/// One page of the services and processes that are down in a run.
pub async fn services(ctx: &Ctx, id: RunId, query: &RowQuery) -> Result<Page<ServiceRow>> {
    let tx = ctx.read().await?;
    let run = done(&tx, ctx, id).await?;
    let seen = Seen::of(ctx);
    let page = store::services(&tx, &ctx.platform.counts, (id, &seen), query).await?;
    drop(tx);
    let causes = page.items.iter().filter_map(|it| it.0.cause_id);
    let names = Names::of(ctx, causes).await?;
    Ok(page.map(|it| service_row(ctx, it, (&names, Trials::of(&run)))))
}

pub(super) fn service_row(
    ctx: &Ctx,
    (it, code, name): (ServiceOut, String, String),
    (names, trials): (&Names, Trials),
) -> ServiceRow {
    let chance_between = it.chance_between(trials);
    // These are of impact analyses: not everybody who sees the service reads these.
    let place = Place::Record(it.agency_id, it.item_id.into());
    let (peaks, caught_up) = match ctx.actor.may(Permission::ReadAnalyses, place) {
        true => (it.peaks, it.caught_up),
        false => (RowPeaks::default(), CaughtUp::default()),
    };
    ServiceRow {
        item: named(it.item_id, it.kind, (&code, &name)),
        agency_id: it.agency_id,
        tier: it.tier,
        cause: it.cause_id.map(|it| names.named(it)),
        position: it.position,
        back: it.back,
        due: it.due,
        late: it.late,
        wait_for_needs: it.wait_for_needs,
        wait_for_crew: it.wait_for_crew,
        chance: it.chance_ppm.map(|it| f64::from(it) / 1e6),
        chance_between,
        verdict: it.verdict,
        tightened: peaks.tightened,
        peak_ahead: peaks.ahead,
        caught_up,
    }
}

/// Something that the actor may open, as it was called then.
fn named(id: ItemId, kind: Kind, (code, name): (&str, &str)) -> Named {
    Named { id, kind, code: code.to_owned(), name: name.to_owned(), may_open: true }
}

/// One page of the work of a run, in its order: all, or what one crew does, or what takes one equipment.
pub async fn work(
    ctx: &Ctx,
    id: RunId,
    crew: Option<ItemId>,
    paging: Paging,
) -> Result<Page<WorkRow>> {
    let tx = ctx.read().await?;
    done(&tx, ctx, id).await?;
    let seen = Seen::of(ctx);
    let page = store::work(&tx, &ctx.platform.counts, (id, &seen), (crew, paging)).await?;
    drop(tx);
    let taken = page.items.iter().flat_map(|it| [it.0.crew_id, it.0.equipment_id]);
    let taken: Vec<ItemId> = taken.flatten().collect();
    let names = Names::of(ctx, taken).await?;
    Ok(page.map(|it| work_row(it, &names)))
}

pub(super) fn work_row((it, code, name): (WorkOut, String, String), names: &Names) -> WorkRow {
    WorkRow {
        position: it.position,
        item: named(it.item_id, it.kind, (&code, &name)),
        agency_id: it.agency_id,
        crew: it.crew_id.map(|it| names.named(it)),
        people: it.people,
        equipment: it.equipment_id.map(|it| names.named(it)),
        units: it.units,
        from: it.from,
        until: it.until,
    }
}

/// The restoration curve of a run. Who sees only a part of the state sees that part, without a band.
pub async fn curve(ctx: &Ctx, id: RunId) -> Result<Curve> {
    let tx = ctx.read().await?;
    let result = result(&tx, ctx, id).await?;
    let seen = Seen::of(ctx);
    let is_all = seen.is_all();
    if is_all && result.curve.last_back.is_some() {
        return Ok(result.curve);
    }
    let times = store::times(&tx, (id, &seen)).await?;
    if is_all {
        // Of a version that did not keep exact times, or none comes back.
        return Ok(result.curve.timed(&times));
    }
    let totals = store::totals(&tx, (id, &seen)).await?;
    Ok(plain_curve(&times, totals.n_down))
}

/// What several agencies count on at once in a run, as far as it concerns the actor: what is theirs,
/// or what an agency counts on whose things they see.
pub async fn bookings(ctx: &Ctx, id: RunId) -> Result<Vec<Booking>> {
    let tx = ctx.read().await?;
    done(&tx, ctx, id).await?;
    let found = store::bookings(&tx, id).await?;
    drop(tx);
    seen_bookings(ctx, found).await
}

pub(super) async fn seen_bookings(ctx: &Ctx, mut found: Vec<BookingOut>) -> Result<Vec<Booking>> {
    let tx = ctx.read().await?;
    let counted = found.iter().flat_map(|it| &it.agencies).map(|it| it.0).collect();
    let now = agencies::now_in(&tx, &counted).await?;
    for it in &mut found {
        it.agencies = merged(&it.agencies, &now);
    }
    let ids: Vec<ItemId> = found.iter().map(|it| it.item_id).collect();
    let labels = inventory::labels_in(&tx, &ids).await?;
    let counting = |it: &BookingOut| it.agencies.iter().map(|it| it.0).collect::<Vec<_>>();
    let agency_ids: BTreeSet<AgencyId> = found.iter().flat_map(counting).collect();
    let agencies = agencies::names_in(&tx, &agency_ids).await?;
    drop(tx);
    let names = Names::of(ctx, ids).await?;
    let sees = |it: AgencyId| ctx.actor.may(Permission::ReadInventory, Place::Agency(it));
    let concerns = |it: &BookingOut| {
        let own = labels.get(&it.item_id).is_some_and(|label| label.may_open(ctx, it.item_id));
        own || it.agencies.iter().any(|it| sees(it.0))
    };
    let booking = |it: BookingOut| {
        let shown = it.agencies.iter().filter(|it| ctx.actor.may(Permission::ReadAgencies, it.0));
        let shown: Vec<(AgencyId, String, u32)> =
            shown.filter_map(|(id, n)| Some((*id, agencies.get(id)?.clone(), *n))).collect();
        Booking {
            kind: it.kind,
            item: names.named(it.item_id),
            from: it.from,
            until: it.until,
            asked: it.asked,
            there: it.there,
            has_others: shown.len() < it.agencies.len(),
            agencies: shown,
        }
    };
    Ok(found.into_iter().filter(concerns).map(booking).collect())
}

/// How much each agency counts on, by what the agencies are `now`: they are merged.
fn merged(
    agencies: &[(AgencyId, u32)],
    now: &BTreeMap<AgencyId, AgencyId>,
) -> Vec<(AgencyId, u32)> {
    let mut all: Vec<(AgencyId, u32)> = Vec::new();
    for (id, n) in agencies {
        let id = now.get(id).copied().unwrap_or(*id);
        match all.iter_mut().find(|it| it.0 == id) {
            Some(it) => it.1 = it.1.saturating_add(*n),
            None => all.push((id, *n)),
        }
    }
    all
}

/// The run called `id`, if the actor may see it and it is done.
pub(super) async fn done(tx: &Tx, ctx: &Ctx, id: RunId) -> Result<Run> {
    let (run, _) = find_readable(tx, ctx, id).await?;
    if run.state == RunState::Done { Ok(run) } else { Err(NOT_DONE.into()) }
}

/// What it found out in short, likewise.
async fn result(tx: &Tx, ctx: &Ctx, id: RunId) -> Result<RunResult> {
    done(tx, ctx, id).await?;
    run_store::result(tx, id).await?.ok_or_else(|| NOT_DONE.into())
}

/// The labels of all that an outcome names in its lists.
pub(super) async fn labels_of(
    tx: &Tx,
    outcome: &super::outcome::Outcome,
) -> Result<BTreeMap<ItemId, Label>> {
    let services = outcome.services.iter().map(|it| it.item_id);
    let ids: BTreeSet<ItemId> = services.chain(outcome.work.iter().map(|it| it.item_id)).collect();
    inventory::labels_in(tx, &ids.into_iter().collect::<Vec<_>>()).await
}
