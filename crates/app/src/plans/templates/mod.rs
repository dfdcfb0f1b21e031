//! The types of plans, as data: what belongs in each.
//!
//! Which there are follows the ITSCM plan tree (a co-ordination plan over plans for the response,
//! and under those for key functions), NIST SP 800-34 rev. 1 §2.2, and FEMA's continuity
//! directives. What they say is in `builtin`, one file for each: that is version 1 of every
//! template. The central team publishes later ones ([`TemplateVersion`]); plans that were written
//! to an older one stay as they are until their agency takes a change over.

mod block;
mod builtin;
mod document;
mod entity;
mod put;
mod read;
mod rules;
mod store;
mod template;
mod typed;
mod update;
mod version;
mod write;

pub use block::BlockKind;
pub use builtin::{all, find};
pub use document::TemplateDocument;
pub use put::put_all;
pub use read::{Query, Sort, all_current, current, list, version, versions};
pub use rules::{problems, tidied};
pub use template::{Family, SectionTemplate, Template};
pub use typed::{FIELDS, typed, typed_of};
pub use update::{SectionUpdate, UpdateKind, taken, updates};
pub use version::{TemplateVersion, subject_id};
pub use write::publish;

pub(crate) use read::{current_in, documents_in};
