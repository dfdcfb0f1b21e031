//! What is due from the person who asks.

mod read;

pub use read::{Pressing, Unfinished, Work, due, pressing};
