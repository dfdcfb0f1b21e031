//! Tests of the product over HTTP, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod imports;
mod api;
mod impact;
mod api_access;
mod api_impact;
mod api_imports;
mod api_many;
mod api_others;
mod api_plans;
mod calendars;
mod cuts;
mod api_scenarios;
mod hidden;
mod inventory;
mod investments;
mod jobs;
mod meetings;
mod plan_editor;
mod plan_files;
mod plans;
mod policies;
mod settings;
mod openapi;
mod readiness;
mod peaks;
mod people;
mod risks;
mod routes;
mod sign_in;
mod strategies;
mod scenario_changes;
mod scenario_runs;
mod scenarios;
mod schemathesis;
mod server;
mod site;
mod snapshot;
