//! Documents as PDF: data goes in, a tagged PDF comes out.
//!
//! Start with [`readiness_report`] and [`ReadinessReport`]. Every document is a template in
//! `templates/`, built on `house.typ`, and a value that the template reads as JSON. Text of records
//! is only ever shown: nothing in it is taken for markup. The files follow PDF/UA-1 (readable by
//! assistive technology) and PDF/A-2a (readable in many years) at once.
//!
//! Rendering takes processor time and some hundred megabytes for a long report: call it from a
//! blocking thread, and only a few at a time.
//!
//! **Never here:** the database, HTTP, the clock, what the figures mean.

mod drawing;
mod error;
mod legible;
mod readiness;
mod render;
mod world;

pub use error::Error;
pub use readiness::{
    AgencyLine, AnalysisLine, Cycle, Fact, Figure, Link, MissedTarget, MissingLine, Paper,
    ReadinessReport, ServiceLine, ServiceSection, SinglePoint, Standing, Timeline,
    readiness_report,
};
