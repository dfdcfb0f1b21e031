//! Tests of the program as a whole: the real binary, on real files, in a real browser.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

mod browser;
mod closing;
mod dossier;
mod kill;
mod kill_jobs;
mod kill_saves;
mod mainstay;
mod programme;
mod server;
mod simulate;
