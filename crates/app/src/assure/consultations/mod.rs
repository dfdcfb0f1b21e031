//! Consultations (S0-07, S0-16, S0-20, S1-29): an agency asks the continuity team for advice.
//!
//! It asks about a plan, a risk, an impact analysis or by itself. Somebody takes it on, and writes down
//! what came of it.
//!
//! Read [`Consultation`] first. Whoever takes one on that is about a plan may see its draft for as long
//! as it lasts: they are lent the role of an adviser for that one plan, which ends when it is closed.
//! What is recommended stands on the list of the agency's tasks until somebody says what became of it.

mod consultation;
mod document;
mod entity;
mod file;
mod files;
mod give;
mod read;
mod recommendation;
mod store;
mod tell;
mod write;

pub use consultation::{About, Area, Consultation, State};
pub use document::{Advice, AskDocument, RecordDocument};
pub use file::ConsultationFile;
pub use give::{close, record, take};
pub use read::{
    Open, Query, Sort, Told, Waiting, list, may_advise, may_resolve, of_plan, show, told, waiting,
};
pub use recommendation::{Recommendation, resolve};
pub use write::{ask, withdraw};

pub(crate) use files::{all_in, restore_all};
pub(crate) use write::{Past, put_all};
