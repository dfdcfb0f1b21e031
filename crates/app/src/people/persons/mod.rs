//! The people of the agencies, and how to reach them.
//!
//! What reaches a person is sealed: the database and its backups hold it unreadable.

mod channel;
mod channel_store;
mod channels;
mod confirm;
mod entity;
mod person;
mod put;
mod read;
mod store;

pub use channel::{Channel, ChannelDocument, ChannelKind, Reached};
pub use channels::{
    add_channel, channels, channels_of, key_opens, remove_channel, remove_channel_seen,
    verify_channel,
};
pub use confirm::{Unconfirmed, ask_to_confirm, confirm, unconfirmed};
pub use person::{Person, PersonDocument, PersonKind};
pub use put::{add, change, put_all, retire};
pub use read::{Query, by_code, code_meant, document, documents, labels, list, list_after, show};

pub(crate) use channels::{confirm_in, has_verified, verified_at, verified_email, ways_of};
pub(crate) use put::retire_in;
pub(crate) use read::{
    all_after, by_codes, by_ids, by_ids_in, codes, documents_in, find_readable, ids_by_code, left,
    named, names_in, of_kinds,
};
