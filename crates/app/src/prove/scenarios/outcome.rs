//! What a computation finds out, before anything has a name. Nothing here does I/O.

use serde::{Deserialize, Serialize};

use super::chance::between;
use super::run::{RowVerdict, Run, RunResult};
use crate::Span;
use crate::ids::{AgencyId, ItemId};
use crate::prepare::impact::CaughtUp;
use crate::prepare::inventory::Kind;

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct Outcome {
    pub(super) result: RunResult,
    pub(super) services: Vec<ServiceOut>,
    pub(super) work: Vec<WorkOut>,
    pub(super) bookings: Vec<BookingOut>,
}

/// How a service or a process fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ServiceOut {
    pub(super) item_id: ItemId,
    pub(super) agency_id: AgencyId,
    pub(super) kind: Kind,
    pub(super) tier: Option<u8>,
    /// What of all that is lost took it down, the nearest.
    pub(super) cause_id: Option<ItemId>,
    /// Its place in the order of restoration: the first is 1.
    pub(super) position: Option<u32>,
    pub(super) back: Option<Span>,
    pub(super) due: Option<Span>,
    pub(super) late: Option<Span>,
    pub(super) wait_for_needs: Option<Span>,
    pub(super) wait_for_crew: Option<Span>,
    /// How likely it is back in time, in millionths.
    pub(super) chance_ppm: Option<u32>,
    pub(super) verdict: RowVerdict,
    pub(super) peaks: RowPeaks,
    pub(super) caught_up: CaughtUp,
}

/// How chance was tried in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Trials {
    /// How many times.
    pub(super) n: u64,
    /// How long after it strikes work begins.
    pub(super) begin: Span,
}

impl Trials {
    /// Those of a run.
    pub(super) fn of(run: &Run) -> Trials {
        Trials { n: run.n_trials, begin: run.scenario.begins_after.unwrap_or_default() }
    }
}

impl ServiceOut {
    /// Between what the chance to be in time lies. None: it was not tried. What never comes back, and
    /// what is late before work begins, was not: it is never in time, and no number of trials says so.
    pub(super) fn chance_between(&self, trials: Trials) -> Option<(f64, f64)> {
        let is_late_anyhow = self.due.is_some_and(|it| it < trials.begin);
        self.back.filter(|_| !is_late_anyhow)?;
        between(self.chance_ppm?, trials.n)
    }
}

/// What peaks have to do with a service or a process that is down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RowPeaks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) tightened: Option<Tightened>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) ahead: Option<PeakAhead>,
}

/// A target that is tighter because it strikes in a peak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tightened {
    /// What the peak is called.
    pub peak: String,
    /// By when it must be back of its own then.
    pub rto: Span,
    /// By when at other times. None: nobody has said.
    pub usual: Option<Span>,
}

/// A peak that begins before something is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeakAhead {
    /// What it is called.
    pub peak: String,
    /// How long after it struck it begins.
    pub begins: Span,
    /// How soon it must be back in it.
    pub rto: Span,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct WorkOut {
    pub(super) position: u32,
    pub(super) item_id: ItemId,
    pub(super) agency_id: AgencyId,
    pub(super) kind: Kind,
    pub(super) crew_id: Option<ItemId>,
    pub(super) people: u32,
    pub(super) equipment_id: Option<ItemId>,
    pub(super) units: u32,
    pub(super) from: Span,
    pub(super) until: Span,
}

/// Something that several agencies count on at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct BookingOut {
    pub(super) kind: BookingKind,
    pub(super) item_id: ItemId,
    pub(super) from: Span,
    pub(super) until: Option<Span>,
    /// How many people, seats or units all of them count on at the worst moment, or how many things of
    /// theirs wait for it.
    pub(super) asked: u32,
    /// How many there are then. None: nobody has said.
    pub(super) there: Option<u32>,
    /// Who counts on it, and on how many.
    pub(super) agencies: Vec<(AgencyId, u32)>,
}

/// What it is that several agencies count on at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookingKind {
    /// People who restore things.
    Crew,
    /// Seats for people whose site is lost.
    Seats,
    /// A vendor who has to bring back things of several agencies at the same time.
    Vendor,
    /// Equipment that restoring takes, or on which several agencies fall back.
    Equipment,
}

impl BookingKind {
    /// Every kind.
    pub const ALL: [BookingKind; 4] =
        [BookingKind::Crew, BookingKind::Seats, BookingKind::Vendor, BookingKind::Equipment];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            BookingKind::Crew => "crew",
            BookingKind::Seats => "seats",
            BookingKind::Vendor => "vendor",
            BookingKind::Equipment => "equipment",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            BookingKind::Crew => "Crew",
            BookingKind::Seats => "Seats",
            BookingKind::Vendor => "Vendor",
            BookingKind::Equipment => "Equipment",
        }
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<BookingKind> {
        BookingKind::ALL.into_iter().find(|it| it.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_chance_that_was_tried_has_an_interval() {
        let hours = Span::from_hours;
        let trials = Trials { n: 1_024, begin: hours(2) };
        let of = |back: Option<i64>, due: i64, chance_ppm| {
            let it = ServiceOut {
                item_id: ItemId::FIRST,
                agency_id: AgencyId::FIRST,
                kind: Kind::Service,
                tier: None,
                cause_id: None,
                position: None,
                back: back.map(hours),
                due: Some(hours(due)),
                late: None,
                wait_for_needs: None,
                wait_for_crew: None,
                chance_ppm,
                verdict: RowVerdict::Late,
                peaks: RowPeaks::default(),
                caught_up: CaughtUp::default(),
            };
            it.chance_between(trials)
        };
        assert_eq!(of(None, 4, Some(0)), None);
        assert_eq!(of(Some(6), 1, Some(0)), None);
        assert_eq!(of(Some(6), 4, None), None);
        // What was tried and never met might be met some time.
        let (low, high) = of(Some(6), 4, Some(0)).unwrap();
        assert!(low == 0.0 && 0.003 < high && high < 0.004, "{high}");
        let (low, high) = of(Some(3), 4, Some(1_000_000)).unwrap();
        assert!(high == 1.0 && 0.996 < low && low < 0.997, "{low}");
    }
}
