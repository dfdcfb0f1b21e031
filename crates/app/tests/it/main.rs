//! Tests of the use cases, each on a fresh database.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by stopping; clippy knows only the functions marked as tests"
)]

mod access;
mod agencies;
mod audit;
mod calendars;
mod check;
mod check_prepared;
mod cuts;
mod imports;
mod imports_limits;
mod imports_needs;
mod groups;
mod impact;
mod impact_approval;
mod impact_desk;
mod inventory;
mod investments;
mod invest_crews;
mod jobs;
mod mails;
mod meetings;
mod people;
mod plan_desk;
mod plans;
mod plans_due;
mod plan_checks;
mod policies;
mod programme;
mod programme_prepared;
mod readiness;
mod risks;
mod scenario_changes;
mod scenario_orders;
mod scenario_peaks;
mod scenario_queue;
mod scenario_runs;
mod scenarios;
mod recovery;
mod settings;
mod strategies;
mod sign_in;
mod sample;
mod snapshot;
mod work;
mod with_crews;
