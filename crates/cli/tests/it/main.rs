//! Tests of the program itself, started as people start it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot be set up has failed"
)]

mod browser;
mod kill;
mod mainstay;
mod programme;
