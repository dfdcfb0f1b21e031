//! Responding: what is done when something is lost.

pub mod activations;
