//! What takes a service down: the smallest combinations of parts, people, sites and vendors whose
//! loss stops it.
//!
//! The engine finds them among needs. `causes` adds what no need says: whoever loses a site loses
//! all that is there, and whoever loses a vendor loses all that it supplies.

mod causes;
mod fall;
mod read;
mod why;

pub use causes::{Asked, ORDER_MAX, SETS_MAX};
pub use read::{Cut, CutQuery, Cuts, Member, Sort, cuts};

pub(crate) use causes::{Found, Ground, Hosts, find};
pub(crate) use why::why;
