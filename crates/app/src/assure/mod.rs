//! Assuring: showing to others that plans are there, and that they hold.

pub mod rubrics;
pub mod submissions;
