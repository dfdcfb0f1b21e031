//! Tests of the product over HTTP, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod imports;
mod api;
mod api_others;
mod inventory;
mod openapi;
mod people;
mod readiness;
mod routes;
mod sign_in;
mod schemathesis;
mod server;
mod site;
