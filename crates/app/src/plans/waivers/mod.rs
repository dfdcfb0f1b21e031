//! Waivers (issue 4): somebody answers for a finding of a plan until a day, and it does not count so
//! long. It stays in sight, and counts again by itself the day after.
//!
//! Read [`Waiver`] first. Who may write the plan asks, and somebody else who may approve it decides. A
//! waiver is for what one rule finds of one thing: `checks` says of each finding what that is.

mod document;
mod entity;
mod put;
mod read;
mod store;
mod tell;
mod waiver;
mod write;

pub use document::{AskDocument, GrantedDocument, Named, PlanWaivers};
pub use read::{Query, Sort, Waiting, list, named, of_plan, show, waiting};
pub use tell::TellOfWaivers;
pub use waiver::{Granted, Standing, State, Waived, Waiver};
pub use write::{decide, withdraw};

pub(crate) use put::{all_granted, put_all};
pub(crate) use read::granted_of;
pub(crate) use write::ask;
