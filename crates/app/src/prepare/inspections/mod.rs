//! Inspections of work sites: whether what a site must have is there, and when somebody last looked.
//!
//! A site is ready if the last [`Inspection`] of it found everything, and is no older than the
//! [`InspectionLimit`].

mod document;
mod entity;
mod inspection;
mod limit;
mod read;
mod row;
mod store;
mod write;

pub use document::InspectionDocument;
pub use inspection::{Check, Inspection, SiteReadiness, Verdict};
pub use limit::InspectionLimit;
pub use read::{Sheet, documents, sheet, show};
pub use write::{add, put_all, withdraw};

pub(crate) use read::last_of;
