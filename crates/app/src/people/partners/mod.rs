//! Partners: whoever the programme works with outside of its agencies, what for, who they are, and how
//! confidential what is shared with them may be.
//!
//! Read [`Tlp`] first: the Traffic Light Protocol decides what may be shared with whom.

mod document;
mod entity;
mod link;
mod partner;
mod read;
mod store;
mod tlp;
mod typed;
mod write;

pub use document::PartnerDocument;
pub use link::{DAYS, DAYS_MAX, Link, drop_link, link, make_link};
pub use partner::{Partner, PartnerKind};
pub use read::{Query, Sort, documents, list, list_after, may_write_at, show};
pub use tlp::Tlp;
pub use typed::{lines, typed, typed_of};
pub use write::{add, change, restore, retire};

pub(crate) use link::{actor_of, find_by_secret};
pub(crate) use read::{all_in, by_codes, by_ids, of_agencies, of_person};
pub(crate) use write::{put_all, restore_all};
