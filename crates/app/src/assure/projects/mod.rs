//! Special projects: work with a scope, an owner, milestones and a status, that an agency asks for or
//! the continuity team takes on (S0-21).
//!
//! Read [`Project`] first: a milestone whose day is past is late for as long as the project goes on.

mod document;
mod entity;
mod project;
mod read;
mod store;
mod typed;
mod write;

pub use document::{Milestone, ProjectDocument, Status};
pub use project::Project;
pub use read::{Query, Sort, documents, late, list, show};
pub use typed::{milestones_typed, typed_milestones};
pub use write::{add, change, reach};

pub(crate) use read::{all_in, under_way};
pub(crate) use write::{put_all, restore_all};
