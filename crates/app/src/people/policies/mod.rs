//! Policies: written, commented on, approved, in force, and acknowledged by those whom they bind.
//!
//! Read [`Policy`] first: its state is that of the domain model, §5.8. What it says is in its
//! versions, [`PolicyVersion`]; one that was ever in force stays readable.

mod acknowledge;
mod board;
mod comments;
mod document;
mod entity;
mod file;
mod files;
mod policy;
mod read;
mod restore;
mod steps;
mod store;
mod tell;
mod timer;
mod typed;
mod version;
mod version_store;
mod write;

pub use acknowledge::{
    AUDIENCES, Asked, Rate, acknowledge, acknowledged_at, asked, rates, to_acknowledge,
};
pub use board::{Board, board};
pub use comments::{Comment, comment, comments};
pub use document::{PolicyDocument, body_html};
pub use file::{PolicyFile, PolicyVersionFile};
pub use policy::{Policy, State};
pub use read::{
    Query, Sort, by_code, count, documents, is_own, list, list_after, may_comment, may_write_at,
    show, version, versions,
};
pub use steps::{
    approve, invite_comments, note_change, publish, reaffirm, restore, retire, send_back, submit,
};
pub use tell::{TellOfPolicy, TellPersonOfPolicy};
pub use timer::{ReviewPolicies, due};
pub use typed::{typed, typed_of};
pub use version::PolicyVersion;
pub use write::{add, begin, change, discard};

pub(crate) use files::{all_in, restore_files};
pub(crate) use restore::{Past, PastVersion, restore_all};
