//! Documents: data goes in, a tagged PDF comes out. Plans also as DOCX, for the public, and read
//! from the files that agencies have.
//!
//! Start with [`readiness_report`] and [`ReadinessReport`], or with [`plan::plan_pdf`] and
//! [`plan::PlanPaper`]; [`markdown`] is what plans are written in. Every document is a template in
//! `templates/`, built on `house.typ`, and a value that the template reads as JSON. Text of records
//! is only ever shown: nothing in it is taken for markup. The files follow PDF/UA-1 (readable by
//! assistive technology) and PDF/A-2a (readable in many years) at once.
//!
//! Rendering takes processor time and some hundred megabytes for a long report: call it from a
//! blocking thread, and only a few at a time.
//!
//! **Never here:** the database, HTTP, the clock, what the figures mean.

pub mod docx;
mod drawing;
mod error;
mod legible;
pub mod markdown;
pub mod plan;
mod readiness;
pub mod redaction;
mod render;
mod world;

pub use error::Error;
pub use readiness::{
    AgencyLine, AnalysisLine, Cycle, Fact, Figure, Link, MissedTarget, MissingLine, Paper,
    ReadinessReport, ServiceLine, ServiceSection, SinglePoint, Standing, Timeline,
    readiness_report,
};
