//! What everybody who can sign in is told by mail: once a week what waits for them, once a month how
//! ready what they may see is.

mod letter;
mod report;
mod tasks;

pub(crate) use tasks::News;
pub use tasks::{RemindEverybody, RemindPerson};
