//! Recovery analysis: when each service can be back after a disruption, and what decides it.
//!
//! Describe what you run as [`Node`]s and who needs what as [`Need`]s. A [`Model`] checks them;
//! [`analyze`] then tells for every node by when it must be back, when it can be back, and the gap.
//!
//! ```
//! use engine::{Model, Need, Node, Strength, analyze, chain, relief};
//!
//! const HOUR: u32 = 3600;
//! let takes = |hours| Node { restore: Some(hours * HOUR), ..Node::default() };
//! let [portal, database, storage, search] = [0, 1, 2, 3];
//! let model = Model::new(
//!     vec![Node { target_rto: Some(4 * HOUR), ..takes(1) }, takes(2), takes(3), takes(9)],
//!     vec![
//!         Need::hard(portal, database),
//!         Need::hard(database, storage),
//!         Need { from: portal, to: search, strength: Strength::Soft { max_gap: 24 * HOUR } },
//!     ],
//! )?;
//! let analysis = analyze(&model);
//!
//! // The portal needs the database, which needs the storage: 3 + 2 + 1 hours, two too many.
//! assert_eq!(analysis.achievable_rto(portal), 6 * HOUR);
//! assert_eq!(analysis.gap_rto(portal), Some(2 * HOUR));
//! let way = chain(&model, &analysis, portal);
//! assert_eq!(way.iter().map(|it| it.node).collect::<Vec<_>>(), [storage, database, portal]);
//!
//! // What would help most is a faster storage: one hour instead of three.
//! let best = relief(&model, &analysis, portal)[0];
//! assert_eq!((best.node, best.restore_needed), (storage, Some(HOUR)));
//!
//! // What the portal requires holds for all that it needs; search may follow a day later.
//! assert_eq!(analysis.required_rto(storage), Some(4 * HOUR));
//! assert_eq!(analysis.required_rto(search), Some(28 * HOUR));
//! # Ok::<(), engine::ModelError>(())
//! ```
//!
//! Where to read on:
//! - what is required, pulled down: `required.rs`; what is achieved, pushed up: `achievable.rs`;
//!   each states its rules and where they come from;
//! - why: [`chain()`], [`timeline`], and [`relief()`] for what would help;
//! - what if: [`blast()`] and [`single_points`] for failures, [`Board`] for edits;
//! - what it takes: [`cut_sets`] for the smallest failures that take a node down, [`Dominators`]
//!   for what all that it needs hangs on, [`articulation()`] for what holds everything together;
//! - what to buy: [`frontier()`], the least cost for so many services to be back in time;
//! - in which order to do work that few can do: [`sequence`]; how likely times are met when nobody
//!   knows how long it takes: [`chance`];
//! - what is wrong with the statements themselves: [`findings()`].
//!
//! All times are whole seconds after the disruption and stop at [`u32::MAX`], about 136 years.
//! The same model always gives the same answer, to the bit. Nothing here fails once a model is
//! built; a node index that is not in the model is a bug of the caller and panics.
//!
//! Never here: files, clocks, names, or how an inventory is stored. Random numbers follow from a seed
//! that the caller gives, and threads change no bit of an answer.

#![expect(clippy::indexing_slicing, reason = "indices were checked when the model was built")]

mod check;
mod model;
mod neighbors;
mod components;
mod required;
mod achievable;
mod knot;
mod analysis;
mod order;
mod cone;
mod chain;
mod relief;
mod blast;
mod dominators;
mod articulation;
mod cuts;
mod findings;
mod reshape;
mod due;
mod board;
mod invest;
pub mod sequence;
pub mod restoration;
pub mod chance;

pub use analysis::{Analysis, Recovery, Verdict, analyze};
pub use articulation::{Articulation, articulation};
pub use blast::{Blast, blast, single_point, single_points};
pub use board::Board;
pub use chain::{Bar, Link, chain, timeline};
pub use check::ModelError;
pub use cuts::{ChanceError, CutLimits, CutSets, Importance, RankedCut, Weight, cut_sets};
pub use dominators::Dominators;
pub use findings::{Finding, findings};
pub use invest::{
    Change, Frontier, Investment, InvestmentError, LateService, Looking, OnBoard, OnCrews,
    Purchase, Worth, frontier,
};
pub use model::{Crew, Model, Need, Node, Strength};
pub use order::recovery_order;
pub use relief::{Relief, relief};
