//! Compliance: how each agency meets each obligation that holds for it.
//!
//! Read [`Compliance`] first: what proves it, who answers for it and by when, and that the agency has
//! attested it. Until somebody writes something down there is no row, and nothing is met.

mod document;
mod entity;
mod query;
mod read;
mod standing;
mod store;
mod write;

pub use document::ComplianceDocument;
pub use query::{Query, Sort};
pub use read::{ClauseStanding, Line, PlanStanding, Shown, documents, list, show};
pub use standing::{Compliance, Evidence, EvidenceKind, State};
pub use write::{add_evidence, assign, attest, put, remove_evidence, withdraw};

pub(crate) use write::put_all;
