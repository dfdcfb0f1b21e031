//! Reminders: once a week, everybody who can sign in is told by mail what waits for them.

mod letter;
mod tasks;

pub use tasks::{RemindEverybody, RemindPerson};
