//! How far a run is, for programs: while it is computed, with what the best order says so far.

use app::Span;
use app::progress::Progress;
use app::prove::scenarios::SoFar;
use schemars::JsonSchema;
use serde::Serialize;

/// How far a run is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunProgress")]
pub(super) struct ProgressForm {
    /// How far it is, in percent.
    percent: u8,
    /// What the best order says that was found so far, of what the caller may see. Null: there is none
    /// yet.
    so_far: Option<SoFarForm>,
}

/// What an order says that was found before the search is over.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RunSoFar")]
struct SoFarForm {
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
    /// When all is back that comes back. Null: nothing does.
    all_back: Option<Span>,
}

impl From<SoFar> for SoFarForm {
    fn from(it: SoFar) -> Self {
        SoFarForm {
            is_statewide: it.is_statewide,
            n_services: it.totals.n_down,
            n_late: it.totals.n_late,
            n_never: it.totals.n_never,
            n_in_time: it.totals.n_in_time,
            all_back: it.all_back,
        }
    }
}

impl From<(Progress, Option<SoFar>)> for ProgressForm {
    fn from((it, so_far): (Progress, Option<SoFar>)) -> Self {
        ProgressForm { percent: it.percent, so_far: so_far.map(Into::into) }
    }
}
