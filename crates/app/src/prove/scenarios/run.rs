//! A run: one computation of what a scenario would mean, kept as it was. Nothing here does I/O.

use serde::{Deserialize, Serialize};

use super::area::Area;
use super::later::Later;
use super::note::Note;
use super::scenario::Part;
use crate::ids::{AgencyId, ItemId, PersonId, RunId, ScenarioId};
use crate::prepare::inventory::Kind;
use crate::prove::investments::Improvement;
use crate::{Refusal, Span, Timestamp};

/// How many runs of a scenario are kept: those without results go first, then the oldest.
pub const RUNS_KEPT_MAX: u64 = 200;

/// By which methods runs are computed: another version may come to another answer.
pub const ENGINE_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "-7");

/// What chance follows from unless somebody says otherwise: runs under the same luck can be compared.
pub const SEED: u64 = 1;

/// One computation of what a scenario would mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Of which scenario.
    pub scenario_id: ScenarioId,
    /// Who started it.
    pub person_id: PersonId,
    /// How far it is.
    pub state: RunState,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// The number of the last event that it knows of.
    pub seq: Option<i64>,
    /// What chance follows from.
    pub seed: u64,
    /// By which methods it was computed.
    pub engine_version: String,
    /// The hash of everything that it was computed from: runs with the same hash say the same.
    pub inputs_hash: String,
    /// How many times chance was tried: between what each chance lies follows from that.
    pub n_trials: u64,
    /// The scenario as it was then.
    pub scenario: Ran,
    /// What it found out, but for the lists. None until it is done.
    pub result: Option<RunResult>,
    /// Why it failed, if it did.
    pub problem: String,
}

/// A run in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunLine {
    /// Its id.
    pub id: RunId,
    /// Who started it.
    pub person_id: PersonId,
    /// How far it is.
    pub state: RunState,
    /// When it was started.
    pub created_at: Timestamp,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// Whether what the scenario assumes was set aside, to compare with.
    pub is_without_changes: bool,
    /// How often the scenario had been saved then.
    pub scenario_version: i64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RunState {
    /// Others come first.
    Waiting,
    /// It is being computed.
    Running,
    /// It is there.
    Done,
    /// Somebody gave it up.
    Canceled,
    /// The server stopped before it was done.
    BrokenOff,
    /// Something went wrong.
    Failed,
}

impl RunState {
    /// Every state, in the order in which they follow.
    pub const ALL: [RunState; 6] = [
        RunState::Waiting,
        RunState::Running,
        RunState::Done,
        RunState::Canceled,
        RunState::BrokenOff,
        RunState::Failed,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            RunState::Waiting => "waiting",
            RunState::Running => "running",
            RunState::Done => "done",
            RunState::Canceled => "canceled",
            RunState::BrokenOff => "broken_off",
            RunState::Failed => "failed",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            RunState::Waiting => "Waiting",
            RunState::Running => "Running",
            RunState::Done => "Done",
            RunState::Canceled => "Canceled",
            RunState::BrokenOff => "Broken off",
            RunState::Failed => "Failed",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<RunState> {
        RunState::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether it is not over yet.
    pub fn is_open(self) -> bool {
        matches!(self, RunState::Waiting | RunState::Running)
    }
}

pub(super) const OVER: Refusal = Refusal::new("run.over", "This run is over already.");
pub(super) const NO_CHANGES: Refusal = Refusal::new(
    "run.no_changes",
    "This scenario assumes nothing that could be set aside. Run it as it is.",
);
pub(super) const NOT_DONE: Refusal = Refusal::new(
    "run.not_done",
    "This run has no results. Wait until it is done, or run it again.",
);
pub(super) const ONE_AT_A_TIME: Refusal = Refusal::new(
    "run.one_at_a_time",
    "You have a run under way already. Wait until it is done, or cancel it: it stops soon after.",
);
pub(super) const TOO_MANY: Refusal = Refusal::new(
    "run.too_many",
    "Too many runs are waiting on this server. Try again in a few minutes.",
);

/// A scenario as it was when it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ran {
    /// Whose it was.
    pub agency_id: AgencyId,
    /// Its short name.
    pub code: String,
    /// What it was called.
    pub name: String,
    /// What was said to happen.
    pub description: String,
    /// What was lost by name.
    pub lost: Vec<LostPart>,
    /// The one service that it was about: that and all that it rests on was lost, and nobody else
    /// called for the crews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<LostPart>,
    /// Where all sites were lost.
    pub areas: Vec<Area>,
    /// The sites that were in one of the areas.
    pub sites_in_areas: Vec<LostPart>,
    /// What was assumed to be better.
    #[serde(default)]
    pub changes: Vec<Assumed>,
    /// Whether what the scenario assumes was set aside, to compare with.
    #[serde(default)]
    pub is_without_changes: bool,
    /// When it struck.
    pub strikes_at: Option<Timestamp>,
    /// After how long people who were lost were there again.
    pub people_back: Option<Span>,
    /// After how long work began. None: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins_after: Option<Span>,
    /// The time zone of the state then.
    pub time_zone: String,
    /// By which business calendar those were called who can be called in business hours. None: it
    /// struck at no particular time, or the run is of an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// How often the scenario had been saved then.
    pub version: i64,
}

/// Something that was assumed to be better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assumed {
    /// What.
    pub change: Improvement,
    /// Of which item. None: it was out of use, and this did not count.
    pub item_id: Option<ItemId>,
    /// What it did without. None: nothing, or what was out of use.
    pub need_id: Option<ItemId>,
    /// Where a copy was. None: it was about no copy, or the site was out of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_id: Option<ItemId>,
}

impl Assumed {
    /// Whether it did not count, because what it names was out of use.
    pub fn is_gone(&self) -> bool {
        self.item_id.is_none()
            || (self.change.need.is_some() && self.need_id.is_none())
            || (self.change.site.is_some() && self.site_id.is_none())
    }
}

/// Something that was lost, by code and by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostPart {
    /// What kind of thing.
    pub kind: Kind,
    /// Its code.
    pub code: String,
    /// Which it was. None: it was out of use, and did not count.
    pub id: Option<ItemId>,
    /// After how long it was usable again. None: work began at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable_after: Option<Span>,
}

impl LostPart {
    /// What names it.
    pub fn part(&self) -> Part {
        Part { kind: self.kind, code: self.code.clone() }
    }
}

/// What a run found out, but for the lists that have tables of their own. It is of the whole state:
/// see [`super::show_run`] for what of it somebody may see.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RunResult {
    /// How many things of all kinds are down.
    pub n_down: u64,
    /// The services and processes that are down, counted.
    pub totals: Totals,
    /// When all is back that comes back.
    pub all_back: Span,
    /// When all could be back at the earliest, whatever the order.
    pub all_back_at_least: Span,
    /// How late everything is, all in all, in weighted seconds.
    pub tardiness: u64,
    /// How late it is at least, whatever the order.
    pub tardiness_at_least: u64,
    /// How many times chance was tried.
    pub n_trials: u64,
    /// How many services and processes are past their MTD, with catching up. Runs of earlier versions
    /// did not count them.
    #[serde(default)]
    pub n_past_mtd: u64,
    /// How many services and processes are back over time.
    pub curve: Curve,
    /// What somebody should know about how it was computed.
    pub notes: Vec<Note>,
    /// Of a run with something assumed: who is back later than without, and because of what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<Later>,
}

/// Services and processes that are down, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many are down.
    pub n_down: u64,
    /// How many of those are back, but too late.
    pub n_late: u64,
    /// How many never come back.
    pub n_never: u64,
    /// How many are back in time.
    pub n_in_time: u64,
    /// How many may be late: nobody has said how long some of the work takes, or how many there are to
    /// do it.
    pub n_unknown: u64,
    /// Of how many of these it is known when they are back at least.
    #[serde(default)]
    pub n_at_least: u64,
    /// How many have no target.
    pub n_no_target: u64,
    /// The same by tier, the first one first; last, those without one.
    pub tiers: Vec<TierTotals>,
}

/// What is down of one tier.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierTotals {
    /// Which. None: nobody has said.
    pub tier: Option<u8>,
    /// How many are down.
    pub n_down: u64,
    /// How many of those are too late, or never back.
    pub n_late: u64,
}

impl Totals {
    /// Counts one of a tier, by when it is back.
    pub(super) fn add_row(&mut self, tier: Option<u8>, verdict: RowVerdict, back: Option<Span>) {
        self.add(tier, verdict, 1);
        let is_bounded = verdict == RowVerdict::Unknown && back.is_some_and(|it| it != Span::ZERO);
        self.n_at_least += u64::from(is_bounded);
    }

    /// Counts so many services of a tier.
    pub(super) fn add(&mut self, tier: Option<u8>, verdict: RowVerdict, n: u64) {
        self.n_down += n;
        *match verdict {
            RowVerdict::Never => &mut self.n_never,
            RowVerdict::Late => &mut self.n_late,
            RowVerdict::Unknown => &mut self.n_unknown,
            RowVerdict::InTime => &mut self.n_in_time,
            RowVerdict::NoTarget => &mut self.n_no_target,
        } += n;
        let key = |it: Option<u8>| it.unwrap_or(u8::MAX);
        let found = self.tiers.binary_search_by_key(&key(tier), |it| key(it.tier));
        let place = found.unwrap_or_else(|place| {
            self.tiers.insert(place, TierTotals { tier, ..TierTotals::default() });
            place
        });
        if let Some(it) = self.tiers.get_mut(place) {
            it.n_down += n;
            it.n_late += if verdict.is_late() { n } else { 0 };
        }
    }
}

/// How a service or a process fares in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// It does not come back: there is nobody to restore it, or what it needs.
    Never,
    /// It is back, but too late.
    Late,
    /// It is in time so far, but nobody has said how long some of the work takes, or how many there are
    /// to do it.
    Unknown,
    /// It is back in time.
    InTime,
    /// Nobody has said how soon it must be back.
    NoTarget,
}

impl RowVerdict {
    /// Every verdict, the worst first.
    pub const ALL: [RowVerdict; 5] = [
        RowVerdict::Never,
        RowVerdict::Late,
        RowVerdict::Unknown,
        RowVerdict::InTime,
        RowVerdict::NoTarget,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            RowVerdict::Never => "never",
            RowVerdict::Late => "late",
            RowVerdict::Unknown => "unknown",
            RowVerdict::InTime => "in_time",
            RowVerdict::NoTarget => "no_target",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            RowVerdict::Never => "Does not come back",
            RowVerdict::Late => "Late",
            RowVerdict::Unknown => "Times or sizes are missing",
            RowVerdict::InTime => "In time",
            RowVerdict::NoTarget => "No target",
        }
    }

    /// The verdict called `code`.
    pub fn from_code(code: &str) -> Option<RowVerdict> {
        RowVerdict::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether it misses its target.
    pub fn is_late(self) -> bool {
        matches!(self, RowVerdict::Never | RowVerdict::Late)
    }
}

/// How many services and processes are back over time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// How many are down.
    pub n_down: u64,
    /// A few hundred moments, from the first one on.
    pub points: Vec<CurvePoint>,
    /// When half of them are back, to the second: the points are further apart. None: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_back: Option<Span>,
    /// When the last is back of those that come back, to the second. None: none does, or the run is of
    /// a version that did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_back: Option<Span>,
}

impl Curve {
    /// The same with its exact times, by when each is back that comes back, in order.
    pub(super) fn timed(self, back: &[Span]) -> Curve {
        let half = usize::try_from(self.n_down.div_ceil(2)).unwrap_or(usize::MAX);
        let half_back = half.checked_sub(1).and_then(|it| back.get(it)).copied();
        Curve { half_back, last_back: back.last().copied(), ..self }
    }
}

/// How many services and processes are back by a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// How long after it struck.
    pub at: Span,
    /// How many are back by then if all takes as long as planned.
    pub n_back: u64,
    /// In one case of ten no more than so many are back. None: chance was not tried.
    pub n_low: Option<u64>,
    /// In one case of ten at least so many are back.
    pub n_high: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_verdict_is_found_by_its_code() {
        for state in RunState::ALL {
            assert_eq!(RunState::from_code(state.code()), Some(state));
        }
        for verdict in RowVerdict::ALL {
            assert_eq!(RowVerdict::from_code(verdict.code()), Some(verdict));
        }
    }

    #[test]
    fn totals_add_up_by_tier_with_those_without_one_last() {
        let mut totals = Totals::default();
        totals.add(None, RowVerdict::NoTarget, 2);
        totals.add(Some(2), RowVerdict::InTime, 3);
        totals.add(Some(1), RowVerdict::Never, 1);
        totals.add(Some(1), RowVerdict::Late, 4);
        assert_eq!((totals.n_down, totals.n_late, totals.n_never), (10, 4, 1));
        let tiers: Vec<_> = totals.tiers.iter().map(|it| (it.tier, it.n_down, it.n_late)).collect();
        assert_eq!(tiers, [(Some(1), 5, 5), (Some(2), 3, 0), (None, 2, 0)]);
    }
}
