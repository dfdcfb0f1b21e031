//! Assuring: what agencies must keep to, and how it is known that they do.

pub mod obligations;
pub mod compliance;
pub mod objectives;
pub mod lessons;
