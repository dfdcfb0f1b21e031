//! What the parts of a plan show that write themselves: a table, and what it comes to.

mod block;

pub use block::{Block, BlockRow};

pub(crate) use block::day;
