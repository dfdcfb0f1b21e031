//! Who has which section of a draft open, so that two people know of each other before they save.
//!
//! An open page says so again and again, and whoever says nothing for a while is gone. Nothing on
//! record is changed by that, so it is no event: what somebody saves is one.

mod entity;
mod open;
mod store;

pub use open::{Present, opened};
