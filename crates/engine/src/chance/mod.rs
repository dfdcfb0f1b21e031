//! How likely times are met when nobody knows how long work takes: Monte Carlo simulation.
//!
//! A [`Project`](crate::sequence::Project) says what is to be done and by whom; a [`Chance`] says for
//! each task how long it may take, and how likely it fails and is done again. A [`Simulation`] draws
//! durations, works the project off by a [`Policy`], and does so thousands of times. The [`Outlook`]
//! tells how likely each due time is met, when tasks are done in so many cases of a hundred, the curve
//! of restoration with its band, and which tasks and crews decide.
//!
//! ```
//! use engine::chance::{Chance, Policy, Precision, Simulation};
//! use engine::sequence::{Effort, Goal, Order, Project, Resource, Task, sequence};
//!
//! // Two servers to restore, one crew of two for both; the portal needs them up again, by hour 8.
//! let server = |hours| Task::of(hours).taking(2, 0);
//! let project = Project::new(
//!     vec![server(3), server(2), Task::of(1).due(8, 1)],
//!     &[Order::then(0, 2), Order::then(1, 2)],
//!     vec![Resource::of(2)],
//! )?;
//! let chances = [
//!     Chance::triangular(2.0, 3.0, 6.0),             // asked of those who do it
//!     Chance::measured(&[1.5, 2.0, 2.0, 3.5]),       // from four recoveries
//!     Chance::lognormal(1.0, 1.6).failing(0.1, 1),   // may have to be done twice
//! ];
//! let order = sequence(&project, Goal::Tardiness, Effort::default());
//! let simulation = Simulation::new(&project, &chances, &Policy::by_starts(&order.starts))?;
//! let outlook = simulation.run(&Precision::default(), 1);
//!
//! let portal = &outlook.finishes[0];
//! let met = portal.met.map(|it| it.value).unwrap_or(1.0);
//! assert!(0.74 < met && met < 0.78, "by plan it takes 6 hours; in {met} of all cases, up to 8");
//! assert!(8.0 < portal.percentile(0.9).value, "one time in ten it takes longer than that");
//!
//! // How many trials that took follows from the error that was wanted: one percentage point.
//! assert!(outlook.is_precise && portal.met.is_some_and(|it| it.error() <= 0.01));
//! // The crew always binds: if there were two, the servers would be restored side by side.
//! assert_eq!(outlook.binds, [1.0]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Random numbers follow from the seed, the trial and the task alone. So the same inputs give the same
//! answer, to the bit, on any number of threads; and two policies, or two projects that differ in a
//! crew, are compared under the same luck. Times are kept in single precision: to seven digits.

mod lanes;
mod threefry;
mod spread;
mod draw;
mod network;
mod crews;
mod chains;
mod queue;
mod simple;
mod unlimited;
mod dispatch;
mod list;
mod trial;
mod tornado;
mod histogram;
mod precision;
mod curve;
mod tally;
mod simulation;
mod run;
mod outlook;

pub use curve::CurvePoint;
pub use outlook::{Finish, Influence, Outlook, probability_error};
pub use precision::{Estimate, PERCENTILES, Precision};
pub use run::Progress;
pub use simulation::{Policy, Simulation, SimulationError};
pub use spread::{Chance, Spread};
pub use tornado::Swing;
pub use trial::{Link, Trial, Why};
