//! Who holds which role, where, and from when to when.
//!
//! Duties are kept apart by three rules, all in `grant.rs`: nobody gives a role to themselves;
//! nobody gives a role where they could not themselves change roles; and a role that stands over
//! the giver's own is not theirs to give. The continuity team does not make the State CIO, and an
//! agency's head makes neither of them. That authors do not approve is a rule of what they write.

mod entity;
mod give;
mod grant;
mod hand_on;
mod hand_over;
mod read;
mod store;

pub use give::{end, give};
pub use grant::{Draft, Extent, Grant};
pub use read::{Codes, Query, codes, list, list_after, of_person, places, show};

pub(crate) use give::{give_first, require_over};
pub(crate) use hand_on::{
    could_end, ends_last_administrator, hand_on, held_anywhere, held_within, lend, may_hand_on,
    take_back,
};
pub(crate) use hand_over::hand_over;
pub(crate) use read::{held_by, holders, statewide};
