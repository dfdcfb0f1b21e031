//! What the template of a plan has that the plan does not have yet, section by section (S1-31).
//!
//! Nobody is forced: whoever writes the plan takes a change over, or sets the whole aside until the
//! template changes again. What the plan says is never touched.

mod entity;
mod read;
mod steps;
mod store;

pub use read::{Dismissal, Update, of, of_plans};
pub use steps::{dismiss, take};
