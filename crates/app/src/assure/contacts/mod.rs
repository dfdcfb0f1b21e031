//! Whom of an agency to call in a major incident (S2-30): its primary and its alternate contact, and
//! further people, each confirmed every quarter.
//!
//! A contact is confirmed while a way to reach them was seen to work within the days that rules of
//! plans allow too ([`Limits`](crate::plans::checks::Limits)): there is one word and one timer for both.
//! Read [`ContactList`] first.

mod document;
mod entity;
mod list;
mod read;
mod store;
mod timer;
mod write;

pub use document::{ContactsDocument, FurtherDocument};
pub use list::{Contact, ContactList, Further, Line, ListStanding, Standing, Which};
pub use read::{Query, Sort, list, show, to_confirm};
pub use timer::TellOfContacts;
pub use write::{change, confirm, may_confirm};

pub(crate) use read::{all_in, naming};
pub(crate) use write::{put_all, restore_all};
