//! How many contradictions there were each night, so that everybody sees whether it gets better.

mod count;
mod entity;
mod read;
mod store;

pub use count::CountFindings;
pub use read::{Night, nights};
