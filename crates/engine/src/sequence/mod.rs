//! In which order to do work that few can do: resource-constrained project scheduling (RCPSP).
//!
//! A [`Project`] has tasks with whole durations, tasks that must be done before others, and resources
//! such as crews, of which each task takes some while it lasts. [`sequence`] looks for the order that
//! is late by the least, or done first, and says how much better any order could be at most.
//!
//! ```
//! use engine::sequence::{Effort, Goal, Order, Project, Resource, Task, sequence};
//!
//! // Two servers to restore, and one crew of two for both; the portal needs them up again, by hour 7.
//! let crew = 0;
//! let server = |hours| Task::of(hours).taking(2, crew);
//! let project = Project::new(
//!     vec![server(3), server(2), Task::of(1).due(7, 1)],
//!     &[Order::then(0, 2), Order::then(1, 2)],
//!     vec![Resource::of(2)],
//! )?;
//! let found = sequence(&project, Goal::Tardiness, Effort::default());
//! assert_eq!((found.tardiness, found.makespan, found.makespan_bound), (0, 6, 5));
//! # Ok::<(), engine::sequence::ProjectError>(())
//! ```
//!
//! [`sequence_on`] does the same on several threads, tells each better sequence as soon as it is found,
//! and stops when it is asked to. [`resequence`] puts the rest of a project in order that is
//! [under way](Running), when a step runs long or a crew is lost.
//!
//! Times are whole units from the start of work. Choose a unit in which the whole project is no
//! longer than [`LENGTH_MAX`]: five minutes for a state, say. The same project and the same
//! [`Effort`] always give the same answer, to the bit.

mod project;
mod violation;
mod bounds;
mod proof;
mod priorities;
mod profile;
mod queue;
mod serial;
mod crossover;
mod genetic;
mod islands;
mod running;
mod search;
mod psplib;

pub use project::{AMOUNT_MAX, Due, LENGTH_MAX, Order, Project, ProjectError, Resource, Task, Use};
pub use psplib::{PsplibError, read_psplib};
pub use running::Running;
pub(crate) use search::sequence_from;
pub use search::{Effort, Goal, Sequence, Watch, resequence, sequence, sequence_on};
pub use violation::Violation;
