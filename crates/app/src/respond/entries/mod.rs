//! What is written down during a disruption: damage with pictures, costs, and access for a time.
//!
//! One shape for all three, because all of them are looked at together: an [`Entry`] says what, where
//! and when, and [`Details`] what only its kind has.

mod details;
mod document;
mod entity;
mod entry;
mod expire;
mod photo;
mod photo_store;
mod photos;
mod put;
mod read;
mod row;
mod store;
mod totals;
mod write;

pub use details::{
    Access, Category, Cost, Damage, Decision, Details, EntryKind, Severity, TEMPORARY_DAYS_MAX,
};
pub use document::EntryDocument;
pub use entry::{AccessStanding, Entry};
pub use expire::{ExpireAccess, expire_due};
pub use photo::{PHOTO_BYTES_MAX, PHOTOS_MAX, Photo};
pub use photos::{add_photo, add_with_photo, photo, photos, remove_photo, show_photo};
pub use put::put_all;
pub(crate) use read::stopped;
pub use read::{Query, Sort, list, show};
pub use totals::{Totals, totals};
pub use write::{add, change, remove, revoke};
