//! The documents as a reader, an auditor and a screen reader get them.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper that fails fails its test"
)]

mod file;
mod hostile;
mod reading;
mod sample;
mod tools;
