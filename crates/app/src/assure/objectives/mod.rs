//! Objectives: what continuity of operations and of government is to reach, what was last measured,
//! and whether that suffices (S1-32).
//!
//! Read [`Content`] first: the target, and how it is measured. Some are measured by hand, in an
//! exercise; others follow from recovery analysis, and are true of today.

mod content;
mod document;
mod entity;
mod objective;
mod read;
mod store;
mod typed;
mod write;

pub use content::{
    Content, MEASUREMENTS_MAX, Measured, Measurement, Measuring, Serves, Value, Verdict,
};
pub use document::ObjectiveDocument;
pub use objective::Objective;
pub use read::{Line, Query, Sort, documents, list, show};
pub use typed::{typed, typed_measurement, typed_of};
pub use write::{add, change, measure, restore, retire};

pub(crate) use write::put_all;
