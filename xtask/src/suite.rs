//! The tests: all of them on SQLite, and those that reach the database again on PostgreSQL.

use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command::{Steps, cargo, root, run, succeeds};
use crate::postgres::{self, Server};
use crate::tools::{self, Tools};

/// What `test-support` takes the database of a test from.
const DATABASE: &str = "TEST_DATABASE_URL";

/// The tests that reach the database that `test-support` names, but for what takes a minute or more and
/// goes the same way on any database: whatever Schemathesis makes of the API, and three that compute.
const REACH_THE_DATABASE: &str = "(package(db) + package(app) + package(web) + test(/^dossier::/)) \
     - test(schemathesis_finds_no_failure) - test(ten_thousand_random_actions) \
     - test(a_tighter_target_never_makes) - test(outside_every_peak_all_is_as_if)";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Databases {
    SqliteOnly,
    Both,
}

/// What property tests draw their cases from. The same commit passes or fails the same way each
/// time: [`soak`] looks for cases that nobody has met yet.
const SEED: (&str, &str) = ("PROPTEST_RNG_SEED", "20261122");

/// How often [`soak`] draws anew.
const ROUNDS: u32 = 20;

/// The tests of the crates that need no database, again and again: their property tests draw other
/// cases each time.
pub(crate) fn soak() -> Result<()> {
    for round in 1..=ROUNDS {
        println!("-- round {round} of {ROUNDS}");
        let mut command = cargo();
        command.args(["test", "--quiet", "--workspace", "--lib", "--tests"]);
        for it in ["app", "cli", "db", "test-support", "web", "xtask"] {
            command.args(["--exclude", it]);
        }
        run(command.current_dir(root()))?;
    }
    Ok(())
}

/// Runs the tests whose names contain one of `filter`, or all. Installs what they need first.
pub(crate) fn run_tests(steps: &mut Steps, databases: Databases, filter: &[String]) -> Result<()> {
    let tools = steps.take("deps", tools::ready)?;
    if filter.is_empty() {
        // The one thing that nextest cannot do.
        let words = ["test", "--quiet", "--doc", "--workspace"];
        steps.take("examples in the docs", || run(cargo().args(words).current_dir(root())))?;
    }
    steps.take("tests on SQLite", || run(tests(&tools, filter).env_remove(DATABASE)))?;
    if databases == Databases::SqliteOnly {
        return Ok(());
    }
    let server = steps.take("start PostgreSQL", || {
        Server::start(&postgres::programs().context("there is no PostgreSQL")?)
    })?;
    steps.take("tests on PostgreSQL", || {
        let mut tests = tests(&tools, filter);
        if has_nextest() {
            tests.args(["--filterset", REACH_THE_DATABASE]);
            if !filter.is_empty() {
                // What was asked for need not reach the database.
                tests.arg("--no-tests=pass");
            }
        }
        run(tests.env(DATABASE, &server.url))
    })
}

/// The command that runs the tests of the workspace. It is always the whole workspace that is
/// built: a part of it would ask for other features of what we depend on, and compile that again.
fn tests(tools: &Tools, filter: &[String]) -> Command {
    let mut command = cargo();
    if has_nextest() {
        command.args(["nextest", "run", "--workspace", "--no-fail-fast"]).args(filter);
    } else {
        command.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast", "--"]);
        command.args(filter);
    }
    command
        .current_dir(root())
        .env("INSTA_UPDATE", "no")
        .env(SEED.0, SEED.1)
        .env("MAINSTAY_TEST_AXE", &tools.axe)
        .env("MAINSTAY_TEST_CHROMIUM", &tools.chromium)
        .env("MAINSTAY_TEST_MAIL", &tools.mail)
        .env("MAINSTAY_TEST_SCHEMATHESIS", &tools.schemathesis);
    command
}

fn has_nextest() -> bool {
    succeeds(cargo().args(["nextest", "--version"]))
}
