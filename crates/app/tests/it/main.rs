//! Tests of the use cases, each on a fresh database.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod access;
mod agencies;
mod audit;
mod check;
mod impact;
mod inventory;
mod people;
mod programme;
mod readiness;
mod recovery;
mod sign_in;
