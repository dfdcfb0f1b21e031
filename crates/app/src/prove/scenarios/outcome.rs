//! What a computation finds out, before anything has a name. Nothing here does I/O.

use serde::{Deserialize, Serialize};

use super::chance::between;
use super::run::{RowVerdict, RunResult};
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

impl ServiceOut {
    /// Between what the chance to be in time lies, out of so many trials. What never comes back was
    /// not tried: it is never in time.
    pub(super) fn chance_between(&self, n_trials: u64) -> Option<(f64, f64)> {
        match self.back {
            None => self.chance_ppm.map(|_| (0.0, 0.0)),
            Some(_) => between(self.chance_ppm?, n_trials),
        }
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
