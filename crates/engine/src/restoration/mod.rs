//! A disruption and the people and the equipment there are: in which order everything comes back, when,
//! what binds, and what would help.
//!
//! [`analyze`](crate::analyze()) says when each node could be back if everybody had people enough.
//! Here they share crews. [`restoration`] takes what is lost, all that goes down with it, and the
//! crews, and answers with a joint order, the [curve](Curve) of what is back when, and a bound that
//! no order beats. A [`Restoration`] says what binds a node ([`Restoration::binding_chain`]) and
//! proves what is impossible ([`Restoration::certificate`]); [`improvements()`] tries what would help,
//! and [`double_bookings`] finds who counts on the same people at once.
//!
//! Here two services share a crew. Either alone would be in time; together one of them is late:
//!
//! ```
//! use engine::restoration::{CrewSupply, Disruption, HeldBy, restoration};
//! use engine::sequence::Effort;
//! use engine::{Crew, Model, Node, Verdict};
//!
//! const HOUR: u32 = 3600;
//! let crew = Some(Crew { index: 0, size: 2 });
//! let [courts, payroll] = [0, 1];
//! let model = Model::new(
//!     vec![
//!         Node { restore: Some(3 * HOUR), target_rto: Some(4 * HOUR), crew, ..Node::default() },
//!         Node { restore: Some(3 * HOUR), target_rto: Some(5 * HOUR), crew, ..Node::default() },
//!     ],
//!     vec![],
//! )?;
//! let lost = |lost: &[u32]| Disruption {
//!     lost: lost.to_vec(),
//!     crews: vec![CrewSupply::of(2)],
//!     ..Disruption::default()
//! };
//! let alone = restoration(&model, &lost(&[payroll]), Effort::default());
//! assert_eq!(alone.node(payroll).map(|it| it.verdict), Some(Verdict::Met));
//!
//! let both = restoration(&model, &lost(&[courts, payroll]), Effort::default());
//! assert_eq!(both.order, [courts, payroll]);
//! let late = both.node(payroll).unwrap();
//! assert_eq!((late.end, late.late), (Some(6 * HOUR), Some(HOUR)));
//! assert_eq!((late.wait_for_needs, late.wait_for_crew), (0, 3 * HOUR));
//!
//! // It is late because the crew was busy with the other one, and no order is better.
//! let chain = both.binding_chain(payroll).unwrap();
//! assert_eq!(chain.links[1].held_by, HeldBy::Crew { crew: 0, after: courts });
//! assert_eq!(both.tardiness, both.tardiness_bound);
//! # Ok::<(), engine::ModelError>(())
//! ```
//!
//! Work may take equipment beside people, at the same time and for as long: generators, tape drives, a
//! share of a line. Whatever can be counted has an index among the crews, and is told of as one. Here
//! everybody has people of their own, and all wait for the only generator:
//!
//! ```
//! # use engine::restoration::{CrewSupply, Disruption, HeldBy, restoration};
//! # use engine::sequence::Effort;
//! # use engine::{Crew, Model, Node};
//! let [north, south, generators] = [0, 1, 2];
//! let room = |crew| Node {
//!     restore: Some(3600),
//!     crew: Some(Crew { index: crew, size: 1 }),
//!     equipment: Some(Crew { index: generators, size: 1 }),
//!     ..Node::default()
//! };
//! let model = Model::new(vec![room(north), room(south)], vec![])?;
//! let crews = vec![CrewSupply::of(1); 3];
//! let disruption = Disruption { lost: vec![0, 1], crews, ..Disruption::default() };
//! let found = restoration(&model, &disruption, Effort::default());
//! let chain = found.binding_chain(1).unwrap();
//! assert_eq!(chain.links[1].held_by, HeldBy::Crew { crew: generators, after: 0 });
//! # Ok::<(), engine::ModelError>(())
//! ```
//!
//! The rules are those of `achievable.rs`, and:
//! - Everything that is down is restored, in its own time, by people of its crew and with its
//!   equipment, both all the time. No work starts before [`Disruption::begin`]; work that has begun
//!   is not broken off. What takes no time asks nobody.
//! - A crew of which nobody said how many it has is planned without limit. What it works on, what
//!   waits for that, and what shares other crews with it, is then back "at least" at its time.
//! - Work starts when all that it needs and that is down is back; `max_gap` before what it needs
//!   only softly. A group waits for those of its members that are back first in this order, as many
//!   as it lacks.
//! - In a circle that nothing breaks, the work is done one after the other, and none of it is back
//!   before all is.
//! - What is due is the required recovery time ([`Analysis::required_rto`](crate::Analysis)).
//!   Sought is the least total weighted tardiness; among equals, the earliest end of everything.
//!
//! Nothing fails here: a node that is not in the model is a bug of the caller and panics.

mod disruption;
mod demand;
mod roster;
mod openings;
mod heads;
mod work;
mod choices;
mod schedule;
mod find;
mod curve;
mod answer;
mod binding;
mod bounds;
mod certificate;
mod improvements;
mod owners;
mod plan;
mod timely;

pub use answer::{Finding, Restoration, Restored, restoration, restoration_on};
pub use binding::{BindingChain, HeldBy, Link, Slack};
pub use certificate::{Certificate, Count, Proof, Step, Term, TermOf};
pub use curve::{CrewLoad, Curve};
pub use disruption::{CrewSupply, Disruption, SupplyError, unit_for, weight_of_tier};
pub use improvements::{Change, Improvement, Improvements, Outcome, candidates, improvements};
pub use owners::{DoubleBooking, double_bookings};
pub use plan::Plan;

pub(crate) use timely::{Back, Timely};
