//! Work to be done later, outside of the request that caused it: a queue in the same database.
//!
//! A [`Task`] is put in line in the transaction of what causes it, so that both are there or neither
//! is. Whoever carries it out holds a lease with a number, the fence. What it does to the database
//! and the note that it is done are one transaction, which the fence guards: after a power failure, a
//! lost lease or with two servers, the effect is there once. What reaches the world outside, as a
//! mail does, may in such a case happen twice; it carries the id of its row, so that the second can be
//! told from a new one.
//!
//! Which tasks there are is said in [`runner`](crate::runner), which knows all features.

mod carry_out;
mod change;
mod claim;
mod entity;
mod job;
mod read;
mod schedule;
mod schedule_store;
mod store;
mod task;
mod wake;

pub use change::{cancel, retry};
pub use job::{Job, State};
pub use read::{Counts, Query, counts, list, list_after, show};
pub use schedule::{Rhythm, Routine, routines};
pub use task::Task;

pub(crate) use carry_out::{carry_out, fail};
pub(crate) use claim::{claim, renew};
pub(crate) use job::LEASE;
pub(crate) use schedule::{Due, take_due};
pub(crate) use store::delete_ended_before;
pub(crate) use task::enqueue;
pub(crate) use wake::Wake;
