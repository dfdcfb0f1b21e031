//! Live blocks: the parts of a plan that write themselves, from what the platform knows today.
//!
//! A draft shows them as they are now. A version that comes into force keeps them as they were
//! then, so that nobody wonders later what it said.

mod block;
mod made;
mod people;
mod recovery;
mod targets;
mod written;

pub use block::{Block, BlockRow};
pub use made::all;
pub use targets::{Target, targets};
