//! Notices: mails that tell somebody of something, as far as they want them. One record for each
//! person says which, and when not.

mod entity;
mod notify;
mod preferences;
mod put;
mod store;

pub use notify::Told;
pub use preferences::{Hour, NoticeKind, Preferences, QuietHours};
pub use put::{Kept, change, show};

pub(crate) use notify::{notify, reach_all, tell};
