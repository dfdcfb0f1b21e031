//! Handovers (S0-34; NIST SP 800-53 PS-4 and PS-5): an agency says that somebody leaves, moves or
//! changes role, from which day on, and who follows.
//!
//! Read [`Handover`] first. Who may give the roles confirms it; then, on its day, a job ends what the
//! one person may do in the agency, their sessions and tokens too, and lets the other begin. The
//! continuity team is told at once. What still names the one who went is listed as to be changed.

mod apply;
mod changes;
mod document;
mod entity;
mod file;
mod files;
mod handover;
mod read;
mod store;
mod tell;
mod write;

pub use apply::{ApplyHandover, Naming};
pub use changes::{Change, Target, to_change};
pub use document::HandoverDocument;
pub use file::{AgencyHandovers, HandoverFile};
pub use handover::{Handover, Kind, State};
pub use read::{Query, Sort, current, documents, list, may_confirm, show};
pub use write::{announce, cancel, confirm};

pub(crate) use files::{all_in, restore_all};
pub(crate) use write::put_all;
