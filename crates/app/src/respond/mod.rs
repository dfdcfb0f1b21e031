//! Responding: what is done, seen and spent while something is lost.

pub mod activations;
pub mod disruptions;
pub mod entries;
pub mod roll_calls;
pub mod status;
