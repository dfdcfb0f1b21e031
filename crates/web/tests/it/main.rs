//! Tests of the product over HTTP, without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod imports;
mod activations;
mod api;
mod impact;
mod api_access;
mod api_impact;
mod api_imports;
mod api_many;
mod api_others;
mod api_plans;
mod cuts;
mod api_scenarios;
mod hidden;
mod inventory;
mod investments;
mod jobs;
mod offline;
mod lessons;
mod objectives;
mod obligations;
mod plan_editor;
mod plan_files;
mod plan_talk;
mod plans;
mod seats;
mod settings;
mod openapi;
mod readiness;
mod peaks;
mod people;
mod respond;
mod risks;
mod routes;
mod sign_in;
mod strategies;
mod submissions;
mod scenario_changes;
mod scenario_runs;
mod scenarios;
mod schemathesis;
mod server;
mod site;
mod snapshot;
