//! Advisories: what partners should know, marked by the Traffic Light Protocol with how far it may be
//! passed on, and opened only by those whose sharing level reaches that.
//!
//! Read [`Advisory::is_open_to`] first: it alone decides who may open one.

mod advisory;
mod document;
mod entity;
mod file;
mod open;
mod read;
mod restore;
mod store;
mod typed;
mod write;

pub use advisory::{Advisory, State};
pub use document::AdvisoryDocument;
pub use file::AdvisoryFile;
pub use open::{
    SharedWith, is_of_partner, open_by_link, open_shared, shared_by_link, shared_with_me,
};
pub use read::{Query, Sort, documents, list, list_after, may_write_at, recipients, show};
pub use restore::n_left_out;
pub use typed::{typed, typed_of};
pub use write::{add, change, share, withdraw};

pub(crate) use restore::{all_in, restore_all};
pub(crate) use write::put_all;
