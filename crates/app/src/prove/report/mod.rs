//! The readiness report: the same figures as on the pages, as a document to hand on.

mod lines;
mod make;

pub use make::{Report, readiness_pdf};
