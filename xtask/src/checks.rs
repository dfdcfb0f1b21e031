//! What must hold beside the tests: format, lints, documentation, and what we depend on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{Steps, cargo, find, is_program, root, run, tools_folder};

const DENY_VERSION: &str = "0.20.2";

/// Set, it makes a run fail that could not get the list of known vulnerabilities.
const REQUIRE_ADVISORIES: &str = "MAINSTAY_REQUIRE_ADVISORIES";

/// Runs every check. The first that fails ends it.
pub(crate) fn all(steps: &mut Steps) -> Result<()> {
    steps.take("format", || run(cargo().args(["fmt", "--all", "--check"]).current_dir(root())))?;
    steps.take("clippy", || {
        let words = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        run(cargo().args(words).current_dir(root()))
    })?;
    steps.take("docs", || {
        let words = ["doc", "--no-deps", "--workspace", "--document-private-items"];
        run(cargo().args(words).env("RUSTDOCFLAGS", "-D warnings").current_dir(root()))
    })?;
    let program = steps.take("cargo-deny", || ready_deny(&tools_folder()?))?;
    let deny = |words: &[&str]| {
        run(Command::new(&program).args(["--workspace"]).args(words).current_dir(root()))
    };
    steps.take("licenses", || deny(&["check", "licenses", "bans", "sources"]))?;
    steps.take("advisories", || advisories(deny))
}

/// Where cargo-deny is. Unless it is there, this builds it: without optimization, which takes a
/// third of the time, and it still answers within seconds.
fn ready_deny(folder: &Path) -> Result<PathBuf> {
    let ours = folder.join("bin/cargo-deny");
    if is_program(&ours) {
        return Ok(ours);
    }
    if let Some(theirs) = find("cargo-deny") {
        return Ok(theirs);
    }
    let build = folder.join("build");
    let words = ["install", "cargo-deny", "--locked", "--debug", "--version", DENY_VERSION];
    run(cargo().args(words).arg("--root").arg(folder).arg("--target-dir").arg(&build))?;
    fs::remove_dir_all(build)?;
    Ok(ours)
}

/// Looks for known vulnerabilities in what we depend on.
///
/// Their list must be fetched. If it cannot be, the copy of an earlier run serves. Without one,
/// this says so and, unless `MAINSTAY_REQUIRE_ADVISORIES` is set, lets the run go on.
fn advisories(deny: impl Fn(&[&str]) -> Result<()>) -> Result<()> {
    let is_fetched = deny(&["fetch", "db"]).is_ok();
    if !is_fetched && env::var_os(REQUIRE_ADVISORIES).is_some() {
        bail!("the list of known vulnerabilities could not be fetched");
    }
    if is_fetched {
        return deny(&["check", "advisories"]);
    }
    if has_copy() {
        println!("The list could not be fetched. This is what an older copy of it says:");
        return deny(&["--offline", "check", "advisories"]);
    }
    println!("NOT CHECKED: known vulnerabilities. Their list could not be fetched from here.");
    println!("Where it can be, set {REQUIRE_ADVISORIES}=1, and this fails instead.");
    Ok(())
}

/// Whether an earlier run left the list of known vulnerabilities where cargo-deny keeps it.
fn has_copy() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")));
    let lists = home.and_then(|it| fs::read_dir(it.join("advisory-dbs")).ok());
    lists.into_iter().flatten().flatten().any(|it| it.path().join("crates").is_dir())
}
