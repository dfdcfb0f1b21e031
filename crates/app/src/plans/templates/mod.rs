//! The types of plans, as data: what belongs in each.
//!
//! Which there are follows the ITSCM plan tree (a co-ordination plan over plans for the response,
//! and under those for key functions), NIST SP 800-34 rev. 1 §2.2, and FEMA's continuity
//! directives. What they say is in `builtin`, one file for each.

mod block;
mod builtin;
mod template;

pub use block::BlockKind;
pub use builtin::{all, find};
pub use template::{Family, SectionTemplate, Template};
