//! Tests of the use cases, each on a fresh database.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by stopping; clippy knows only the functions marked as tests"
)]

mod access;
mod activations;
mod agencies;
mod agency_calendars;
mod audit;
mod calendars;
mod check;
mod check_files;
mod check_prepared;
mod compliance;
mod consultations;
mod contacts;
mod cuts;
mod imports;
mod imports_limits;
mod imports_needs;
mod groups;
mod handovers;
mod impact;
mod impact_approval;
mod impact_desk;
mod inventory;
mod investments;
mod invest_crews;
mod jobs;
mod kit;
mod lessons;
mod mails;
mod missing_times;
mod managers;
mod objectives;
mod obligations;
mod meetings;
mod partners;
mod status;
mod people;
mod plan_comments;
mod plan_desk;
mod plan_machine;
mod plan_nights;
mod plan_readers;
mod plan_templates;
mod plan_together;
mod plan_waivers;
mod plans;
mod plans_about_people;
mod plans_due;
mod plans_restored;
mod plan_public;
mod plan_word;
mod plan_checks;
mod policies;
mod programme;
mod programme_prepared;
mod projects;
mod readiness;
mod risks;
mod respond;
mod scenario_changes;
mod scenario_orders;
mod scenario_peaks;
mod scenario_reach;
mod scenario_queue;
mod scenario_runs;
mod scenario_usable;
mod scenarios;
mod recovery;
mod seats;
mod settings;
mod strategies;
mod submission_fixes;
mod submissions;
mod sign_in;
mod sample;
mod snapshot;
mod stages;
mod watch;
mod work;
mod with_crews;
