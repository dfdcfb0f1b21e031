//! Rubrics: by what a submission is judged, as data. One file for each source.

mod builtin;
mod rubric;

pub use builtin::{all, criteria, find};
pub use rubric::{Criterion, Rubric, Source};
