//! Recovery analysis: when each service can be back after a disruption, and what decides it.
//!
//! Never here: files, clocks, names, or how an inventory is stored. Random numbers follow from a seed
//! that the caller gives, and threads change no bit of an answer.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where to read on
//!
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
