//! Disruptions: something struck, and goes on for some time, or is practiced.
//!
//! What is written down meanwhile hangs on one: damage, costs, access for a time, roll calls.

mod disruption;
mod document;
mod entity;
mod put;
mod read;
mod row;
mod store;
mod write;

pub use disruption::{Disruption, DisruptionKind};
pub use document::DisruptionDocument;
pub use put::put_all;
pub use read::{Query, Sort, documents, list, may_write, show};
pub use write::{change, declare, end, reopen};

pub(crate) use read::{find_readable, real_since};
