//! What the product does: one folder per phase of the work, one module per feature in it, and the
//! few things that features share.
//!
//! Read `prepare/inventory` first: it is the example that other features follow. Each public
//! function is a use case. It takes a [`Ctx`] first, does one thing in one transaction, and
//! returns a [`Result`].
//!
//! **Never here:** HTTP, HTML, the clock, environment variables.

// What features share. Each may use those above it.
pub mod ids;
pub mod span;
mod permission;
mod roles;
pub mod actor;
mod scope_store;
mod error;
mod row_store;
mod text_store;
mod word_store;
mod text_value;
mod page;
pub mod seal;
pub mod counties;
mod kept;
mod misread;
pub mod progress;
mod pulse;
mod queue;
mod platform;
mod snapshot;
mod ctx;
pub mod events;
mod page_store;
pub mod settings;
pub mod signing;
pub mod jobs;
pub mod mail;

// Phases, in the order of the menu. Each may use those above it, and none below it.
pub mod people;
pub mod prepare;
pub mod prove;
pub mod plans;
pub mod respond;
pub mod assure;
pub mod programme;

// Across all of them.
pub mod runner;
pub mod sample;
pub mod search;

pub use ctx::{Ctx, Timestamp};
/// Where the data is. `web` holds it only to hand it to use cases.
pub use db::Db;
pub use error::{Error, FieldProblem, Refusal, Result};
pub use page::{Page, Paging};
pub use platform::Platform;
pub use span::Span;

/// Whose programme this is, until a setting says otherwise.
pub const STATE_NAME: &str = "State of Franklin";
