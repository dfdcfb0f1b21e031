//! What runs look like outside, and what they found out.

use std::collections::BTreeMap;

use app::progress::Progress;
use app::prove::investments::Improvement;
use app::prove::scenarios::{
    Area, Booking, BookingKind, Curve, Findings, LostPart, RowVerdict, Run, RunState, SeenNote,
    SoFar, Totals, WorkRow,
};
use app::{Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::compare_forms::{ChangedForm, ComparisonForm};
use super::progress_forms::ProgressForm;
use super::row_forms::ServiceForm;
use crate::api::inventory::NamedForm;
use crate::openapi::{list_of, named, refine, replace};

/// A run: one computation of what a scenario would mean.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RunForm {
    /// Its id.
    id: Uuid,
    /// The scenario of which it is.
    scenario_id: Uuid,
    /// The person who started it.
    person_id: Uuid,
    /// How far it is.
    state: &'static str,
    /// When it was started.
    created_at: Timestamp,
    /// When it was over.
    finished_at: Option<Timestamp>,
    /// What chance follows from.
    seed: u64,
    /// By which methods it was computed.
    engine_version: String,
    /// The hash of everything that it was computed from. Empty until it is done.
    inputs_hash: String,
    /// The scenario as it was then.
    scenario: RanForm,
    /// Why it failed, if it did.
    problem: String,
    /// How far the work on it is. Null if none is under way.
    progress: Option<ProgressForm>,
    /// Whether anything changed since that may change what it would find out. Null in lists.
    things_changed: Option<bool>,
    /// What it found out in short. Null in lists, and until it is done.
    found: Option<FoundForm>,
}

/// A scenario as it was when it ran.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RanScenario")]
struct RanForm {
    /// Its code.
    code: String,
    /// What it was called.
    name: String,
    /// What was lost by name, of what the caller may see.
    lost: Vec<LostForm>,
    /// The one service that it was about, if it was, and the caller may see it: that and all that it
    /// rests on was lost, and nobody else called for the crews.
    alone: Option<LostForm>,
    /// The sites in its areas, of what the caller may see.
    sites_in_areas: Vec<LostForm>,
    /// Its areas.
    #[schemars(with = "Value")]
    areas: Vec<Area>,
    /// What was assumed to be better, of what the caller may see.
    changes: Vec<Improvement>,
    /// Whether what the scenario assumes was set aside, to compare with.
    without_changes: bool,
    /// When it struck.
    strikes_at: Option<Timestamp>,
    /// By which business calendar those were called who can be called in business hours. Null: it
    /// struck at no particular time, or the run is not over.
    calendar: Option<String>,
    /// After how long people who were lost were there again.
    people_back: Option<Span>,
    /// After how long work began: what it took to notice, to decide and to call people. Null: at once.
    begins_after: Option<Span>,
}

/// Something that was lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunLoss")]
struct LostForm {
    /// Its kind and code.
    reference: String,
    /// Its id. Null: it was out of use, and did not count.
    id: Option<Uuid>,
    /// After how long it was usable again: before that, nothing of it was brought back. Null: work
    /// began at once.
    usable_after: Option<Span>,
}

impl From<&LostPart> for LostForm {
    fn from(it: &LostPart) -> Self {
        LostForm {
            reference: it.part().to_string(),
            id: it.id.map(Into::into),
            usable_after: it.usable_after,
        }
    }
}

/// What a run found out in short.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunFindings")]
struct FoundForm {
    /// Whether it is of the whole state. Otherwise it is of what the caller may see.
    is_statewide: bool,
    /// How many services and processes are down.
    n_services: u64,
    /// How many of them are back too late.
    n_late: u64,
    /// How many do not come back.
    n_never: u64,
    /// How many are back in time.
    n_in_time: u64,
    /// Of how many it cannot be said: restore times or sizes of crews are missing.
    n_unknown: u64,
    /// How many of these are in time as far as times and sizes are known.
    n_at_least: u64,
    /// How many have no target.
    n_no_target: u64,
    /// All of them by tier.
    tiers: Vec<TierForm>,
    /// How many are past their MTD, of those of which you read the impact analysis.
    n_past_mtd: u64,
    /// How many sites lay in the areas that you may not see.
    n_hidden_sites: u64,
    /// How many of the services and processes are down because of those.
    n_by_hidden_sites: u64,
    /// How many things of all kinds are down. Null unless it is of the whole state.
    n_down: Option<u64>,
    /// When all is back that comes back.
    all_back: Option<Span>,
    /// When all could be back at the earliest, whatever the order. Null as above.
    all_back_at_least: Option<Span>,
    /// How often chance was tried.
    n_trials: u64,
    /// What somebody should know about how it was computed.
    notes: Vec<NoteForm>,
}

/// What is down of a tier.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunTier")]
struct TierForm {
    /// Which. Null: nobody has said.
    tier: Option<u8>,
    /// How many are down.
    n_services: u64,
    /// How many of them are too late, or do not come back.
    n_late: u64,
}

/// Something that somebody should know about how a run was computed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunNote")]
struct NoteForm {
    /// A word for programs, such as `crew_gone`.
    code: &'static str,
    /// A sentence for people.
    text: &'static str,
    /// How many things it is about that you may see.
    n: u64,
    /// Whether there may be more.
    is_at_least: bool,
    /// Some of them.
    items: Vec<NamedForm>,
}

impl From<SeenNote> for NoteForm {
    fn from(it: SeenNote) -> Self {
        let items = it.items.iter().map(Into::into).collect();
        let (code, text) = (it.kind.code(), it.kind.text());
        NoteForm { code, text, n: it.n, is_at_least: it.is_at_least, items }
    }
}

impl From<Findings> for FoundForm {
    fn from(it: Findings) -> Self {
        let Totals {
            n_down,
            n_late,
            n_never,
            n_in_time,
            n_unknown,
            n_at_least,
            n_no_target,
            tiers,
        } = it.totals;
        let tiers = tiers.into_iter().map(|it| TierForm {
            tier: it.tier,
            n_services: it.n_down,
            n_late: it.n_late,
        });
        FoundForm {
            is_statewide: it.is_statewide,
            n_services: n_down,
            n_late,
            n_never,
            n_in_time,
            n_unknown,
            n_at_least,
            n_no_target,
            n_past_mtd: it.n_past_mtd,
            tiers: tiers.collect(),
            n_hidden_sites: it.n_hidden,
            n_by_hidden_sites: it.n_by_hidden,
            n_down: it.n_down,
            all_back: it.all_back,
            all_back_at_least: it.all_back_at_least,
            n_trials: it.n_trials,
            notes: it.notes.into_iter().map(Into::into).collect(),
        }
    }
}

impl RunForm {
    /// The run, how far the work on it is, and what was found so far.
    pub(super) fn of(it: Run, progress: Option<(Progress, Option<SoFar>)>) -> RunForm {
        let parts = |them: &[LostPart]| them.iter().map(Into::into).collect();
        RunForm {
            id: it.id.into(),
            scenario_id: it.scenario_id.into(),
            person_id: it.person_id.into(),
            state: it.state.code(),
            created_at: it.created_at,
            finished_at: it.finished_at,
            seed: it.seed,
            engine_version: it.engine_version,
            inputs_hash: it.inputs_hash,
            scenario: RanForm {
                lost: parts(&it.scenario.lost),
                alone: it.scenario.alone.as_ref().map(Into::into),
                sites_in_areas: parts(&it.scenario.sites_in_areas),
                code: it.scenario.code,
                name: it.scenario.name,
                areas: it.scenario.areas,
                changes: it.scenario.changes.into_iter().map(|it| it.change).collect(),
                without_changes: it.scenario.is_without_changes,
                strikes_at: it.scenario.strikes_at,
                calendar: it.scenario.calendar,
                people_back: it.scenario.people_back,
                begins_after: it.scenario.begins_after,
            },
            problem: it.problem,
            progress: progress.map(Into::into),
            things_changed: None,
            found: None,
        }
    }

    /// … with whether things changed since, and what it found out.
    pub(super) fn with(self, things_changed: bool, found: Option<Findings>) -> RunForm {
        let things_changed = Some(things_changed);
        RunForm { things_changed, found: found.map(Into::into), ..self }
    }
}

/// A piece of work in a run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct WorkForm {
    /// Its place in the order of restoration of the whole state.
    position: u32,
    /// What is restored, as it was called then.
    item: NamedForm,
    /// Who restores it. Null: nobody has said.
    crew: Option<NamedForm>,
    /// How many of them that takes.
    people: u32,
    /// Which equipment it takes. Null: none.
    equipment: Option<NamedForm>,
    /// How many units of it.
    units: u32,
    /// When they start, after it struck.
    from: Span,
    /// When they are done.
    until: Span,
}

impl From<WorkRow> for WorkForm {
    fn from(it: WorkRow) -> Self {
        WorkForm {
            position: it.position,
            item: (&it.item).into(),
            crew: it.crew.as_ref().map(Into::into),
            people: it.people,
            equipment: it.equipment.as_ref().map(Into::into),
            units: it.units,
            from: it.from,
            until: it.until,
        }
    }
}

/// How many services and processes are back over time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CurveForm {
    /// How many are down.
    n_services: u64,
    /// A few hundred moments, from the first one on.
    points: Vec<PointForm>,
    /// When half of them are back, to the second. Null: never.
    half_back: Option<Span>,
    /// When the last is back of those that come back, to the second. Null: none does.
    last_back: Option<Span>,
}

/// How many are back by a moment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunCurvePoint")]
struct PointForm {
    /// How long after it struck.
    at: Span,
    /// How many are back by then if all takes as long as planned.
    n_back: u64,
    /// In one case of ten no more than so many are back. Null: unknown.
    n_low: Option<u64>,
    /// In one case of ten at least so many are back. Null: unknown.
    n_high: Option<u64>,
}

impl From<Curve> for CurveForm {
    fn from(it: Curve) -> Self {
        let points = it.points.into_iter().map(|it| PointForm {
            at: it.at,
            n_back: it.n_back,
            n_low: it.n_low,
            n_high: it.n_high,
        });
        CurveForm {
            n_services: it.n_down,
            points: points.collect(),
            half_back: it.half_back,
            last_back: it.last_back,
        }
    }
}

/// Something that several agencies count on at once.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct BookingForm {
    /// What it is.
    kind: &'static str,
    /// Which.
    item: NamedForm,
    /// From when on.
    from: Span,
    /// Until when. Null: until the end.
    until: Option<Span>,
    /// How many people, seats or things they count on at the worst moment, all together.
    asked: u32,
    /// How many there are then. Null: nobody has said.
    there: Option<u32>,
    /// Who counts on it, of those whom the caller may know of.
    agencies: Vec<CountingForm>,
    /// Whether others count on it, too.
    has_others: bool,
}

/// An agency that counts on something.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunBookingAgency")]
struct CountingForm {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// On how many it counts.
    n: u32,
}

impl From<Booking> for BookingForm {
    fn from(it: Booking) -> Self {
        let counting = |(id, name, n): (app::ids::AgencyId, String, u32)| CountingForm {
            id: id.into(),
            name,
            n,
        };
        BookingForm {
            kind: it.kind.code(),
            item: (&it.item).into(),
            from: it.from,
            until: it.until,
            asked: it.asked,
            there: it.there,
            agencies: it.agencies.into_iter().map(counting).collect(),
            has_others: it.has_others,
        }
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    let mut record = RunForm::json_schema(to).to_value();
    let states: Vec<&str> = RunState::ALL.iter().map(|it| it.code()).collect();
    refine(&mut record, "state", json!({ "enum": states }));
    named(all, "RunRecord", record);
    list_of(all, "RunList", "RunRecord");
    let mut service = ServiceForm::json_schema(to).to_value();
    let verdicts: Vec<&str> = RowVerdict::ALL.iter().map(|it| it.code()).collect();
    refine(&mut service, "verdict", json!({ "enum": verdicts }));
    let service = named(all, "RunService", service);
    list_of(all, "RunServiceList", "RunService");
    named(all, "RunWork", WorkForm::json_schema(to).to_value());
    list_of(all, "RunWorkList", "RunWork");
    named(all, "RunCurve", CurveForm::json_schema(to).to_value());
    let mut booking = BookingForm::json_schema(to).to_value();
    let kinds: Vec<&str> = BookingKind::ALL.iter().map(|it| it.code()).collect();
    refine(&mut booking, "kind", json!({ "enum": kinds }));
    named(all, "RunBooking", booking);
    list_of(all, "RunBookingList", "RunBooking");
    named(all, "RunComparison", ComparisonForm::json_schema(to).to_value());
    let mut changed = ChangedForm::json_schema(to).to_value();
    replace(&mut changed, "service", service);
    named(all, "RunChange", changed);
    list_of(all, "RunChangeList", "RunChange");
}
