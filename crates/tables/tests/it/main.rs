//! What a file says is what its reader gets, and the other way round.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot be set up has failed"
)]

mod conformance;
mod mutation;
mod reading;
mod round_trip;
mod xlsx;
