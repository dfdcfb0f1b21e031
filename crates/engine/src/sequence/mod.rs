//! In which order to do work that few can do: resource-constrained project scheduling (RCPSP).
//!
//! A [`Project`] has tasks with whole durations, tasks that must be done before others, and resources
//! such as crews, of which each task takes some while it lasts. [`shortest`] looks for the order that
//! is done first, and says how much sooner any order could be done at most.
//!
//! ```
//! use engine::sequence::{Effort, Project, Task, shortest};
//!
//! // Two servers to restore, and one crew of two for both; the portal needs them up again.
//! let crew = 0;
//! let server = |hours| Task::of(hours).taking(2, crew);
//! let project =
//!     Project::new(vec![server(3), server(2), Task::of(1)], &[(0, 2), (1, 2)], vec![2])?;
//! let found = shortest(&project, Effort::default());
//! assert_eq!((found.makespan, found.lower_bound), (6, 5));
//! # Ok::<(), engine::sequence::ProjectError>(())
//! ```
//!
//! Times are whole units from the start of work. Choose a unit in which the whole project is no
//! longer than [`LENGTH_MAX`]: five minutes for a state, say. The same project and the same
//! [`Effort`] always give the same answer, to the bit.

mod project;
mod profile;
mod serial;
mod bounds;
mod search;
mod psplib;

pub use project::{AMOUNT_MAX, LENGTH_MAX, Project, ProjectError, Task, Use, Violation};
pub use psplib::{PsplibError, read_psplib};
pub use search::{Effort, Sequence, shortest};
