//! Risk assessments: what may happen, what it would mean, and who decided to live with it.
//!
//! Read [`Rating`] first: likelihood and four kinds of impact, of which the worst decides. A
//! [`Risk`] is that with what is done about it, and how far that is.

mod content;
mod document;
mod entity;
mod put;
mod rating;
mod read;
mod risk;
mod row;
mod store;
mod tolerance;
mod typed;
mod write;

pub use content::{Content, HazardKind, Task, Treatment};
pub use document::RiskDocument;
pub use put::put_all;
pub use rating::{IMPACTS, Level, Rating, SCALE, SCALE_MAX};
pub use read::{
    Deciding, Query, Sort, by_code, count, deciding, documents, items_of, list, list_after, show,
    tolerance,
};
pub use risk::{Risk, State};
pub use tolerance::RiskTolerance;
pub use typed::{TASK, typed, typed_of};
pub use write::{accept, add, assess, change, close, reopen, send_back, treat};

pub(crate) use read::{all_after, codes, covered, id_in};
pub(crate) use write::prune;
