//! Scenarios: what would be lost at once, and what that would mean for the whole state.
//!
//! A [`Scenario`] says what is lost: sites, vendors, crews, anything of the inventory, or all sites in
//! an area. A [`Run`] is one computation of it, kept as it was: what is down, in which joint order it
//! comes back, who is late, how likely that is, and what several agencies count on at once. `inputs`
//! puts together what a run is computed from, `compute` asks the engine, `carry_out` does both in the
//! background and keeps what came out.
//!
//! **Never here:** how orders are found. That is the `engine`.

mod area;
mod assumed;
mod behind;
mod cap;
mod carry_out;
mod chance;
mod compare;
mod compute;
mod copies;
mod document;
mod entity;
mod geojson;
mod hash;
mod hours;
mod in_runs;
mod in_runs_store;
mod inputs;
mod keep;
mod later;
mod lost;
mod named;
mod note;
mod outcome;
mod parts;
mod peaks;
mod put;
mod reach;
mod read;
mod result_store;
mod results;
mod row;
mod rows_store;
mod run;
mod run_store;
mod runs;
mod scenario;
mod seats;
mod shared;
mod simulate;
mod sites_in;
mod so_far;
mod store;
mod tolerated;
mod try_fix;
mod usable;
mod write;

pub use area::{AREA_BYTES_MAX, Area, Circle, Ring};
pub use behind::{behind, order_alone};
pub use carry_out::{
    Begun, Which, begin, break_off, cancel_run, run, run_without_changes, start, start_which,
};
pub use compare::{
    BackAlone, Change, ChangedRow, Comparison, SEARCHED_APART, changed, compare, differences,
};
pub use document::ScenarioDocument;
pub use in_runs::{InRun, in_runs};
pub use later::{Later, Overtaken};
pub use note::{Note, NoteKind};
pub use outcome::{BookingKind, PeakAhead, Tightened};
pub use put::put_all;
pub use reach::nameable;
pub use read::{
    AssumedChange, Losses, Query, READ, Sort, WRITE, all_after, by_code, document, documents, list,
    list_after, losses, show,
};
pub use results::{
    Booking, Findings, RowQuery, RowSort, SeenNote, ServiceRow, WorkRow, bookings, curve, findings,
    services, work,
};
pub use run::{
    Assumed, Curve, CurvePoint, ENGINE_VERSION, LostPart, RUNS_KEPT_MAX, Ran, RowVerdict, Run,
    RunLine, RunResult, RunState, SEED, TierTotals, Totals,
};
pub use runs::{
    Pair, list_runs, pair, runs_after, show_run, things_changed, watch_run, with_and_without,
};
pub use scenario::{Part, Scenario};
pub use simulate::{Simulated, Simulation, assuming, simulate, simulate_document};
pub use sites_in::{Areas, count_sites};
pub use so_far::{SoFar, so_far};
pub use try_fix::try_fix;
pub use usable::Usable;
pub use write::{add, change, faults, prune, restore, retire};

pub(crate) use read::codes_in;
