//! What is due from the person who asks.

mod read;

pub use read::{Unfinished, Work, due};
