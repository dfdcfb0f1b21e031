//! Recovery analysis: when each service can be back, and what decides it.

#![expect(clippy::indexing_slicing, reason = "indices were checked when the model was built")]

mod model;
mod components;
mod required;
mod achievable;
mod analysis;
mod order;
mod cone;
mod chain;
mod relief;
mod blast;
mod findings;
mod board;

pub use analysis::{Analysis, Recovery, Verdict, analyze};
pub use blast::{Blast, blast, single_point, single_points};
pub use board::Board;
pub use chain::{Bar, Link, chain, timeline};
pub use findings::{Finding, findings};
pub use model::{Crew, Model, ModelError, Need, Node, Strength};
pub use order::recovery_order;
pub use relief::{Relief, relief};
