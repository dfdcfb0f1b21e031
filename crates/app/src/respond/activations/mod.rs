//! Activations: a plan that is followed, from stand-by to the day on which its end is declared
//! (domain model §5.1).
//!
//! Read [`Activation`] first: it is the state machine. Activating a plan makes a [`Task`] of each of
//! its steps for whoever has the duty, tells them, and calls up the plans under it ([`call()`]).

mod activation;
mod call;
mod change;
mod entity;
mod parts;
mod read;
mod row;
mod statements;
mod store;
mod task;
mod task_store;
mod tasks;

pub use activation::{Activation, Extent, Member, Notice, State};
pub use call::{Call, Called, below, call, callable, calls, plan_called};
pub use change::{End, activate, cancel, close, reconstitute, recover, stand_by, stand_down};
pub use read::{Opened, Query, Sort, list, list_after, may_act, of_plan, open, show};
pub use statements::{Statement, write_statement};
pub use task::{Task, TaskState};
pub use tasks::{MyTask, change_task, my_tasks, show_task};
