//! Impact analysis (BIA): what it would mean to lose a business process or a service, and so how
//! soon it must be back.
//!
//! Read [`Content`] first: it holds the rules. An [`Analysis`] is that with who wrote and approved
//! it. Once approved it never changes: who knows better starts a new one.

mod analysis;
mod compare;
mod content;
mod cost;
mod criteria;
mod document;
mod entity;
mod money;
mod peak;
mod peak_form;
mod peak_rules;
mod peak_words;
mod put;
mod read;
mod row;
mod rules;
mod store;
mod suggest;
mod tolerance;
mod typed;
mod write;
mod year_day;

pub use analysis::{Analysis, State};
pub use compare::{Difference, compare, lines};
pub use content::{Content, Impact, MinimumLevel, Quantity, ResourceKind, ResourceNeed};
pub use cost::{CostStep, DowntimeCost, Strategy};
pub use criteria::{ImpactCriteria, ImpactType, LEVEL_MAX, Question};
pub use document::AnalysisDocument;
pub use money::{Money, NotMoney};
pub use peak::{Dates, DayOfWeek, HoursOfDay, Peak, tightest};
pub use put::put_all;
pub use read::{
    Query, Sort, Summary, all_after, comparison, count, criteria, documents, is_own, list,
    list_after, of_item, show, to_approve, to_write,
};
pub use rules::Remark;
pub use suggest::{Suggestion, suggest};
pub use tolerance::{CaughtUp, Tolerance};
pub use write::{approve, save, send_back, set_availability, stale_due, start, submit};
pub use year_day::{NotAYearDay, YearDay};

pub(crate) use read::{
    approved_targets, id_in, keys_in, peaks_in_force, targets_of, tolerances_in_force,
};
