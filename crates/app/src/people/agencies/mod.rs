//! The agencies that the platform serves: a tree, in which one agency may be known by many names.

mod agency;
mod calendars;
mod contacts;
mod entity;
mod merge;
mod merge_store;
mod named;
mod put;
mod read;
mod store;

pub use agency::{Agency, AgencyDocument, AgencyKind};
pub use calendars::{AgencyCalendars, WhyDue, calendars};
pub use contacts::{ContactGap, ContactStanding, contact_gap, contact_gaps};
pub use merge::{Moved, merge};
pub use named::{named, named_among};
pub use put::{add, change, put_all, retire};
pub use read::{
    Query, Sort, above, aliases, all, by_code, document, documents, labels, list, list_after,
    meant, show, subtree,
};

pub(crate) use agency::comparable;
pub(crate) use calendars::calendars_in;
pub(crate) use contacts::is_reachable;
pub(crate) use put::retire_in;
pub(crate) use read::{
    above_in, all_in, codes, documents_in, find_readable, ids_by_name, names_in, now_in,
    subtree_ids, top, with_above,
};
