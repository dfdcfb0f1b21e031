//! What commands print: text for people, or one JSON document for programs.

use std::fmt::Display;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;

/// Prints a line. A reader that has gone away is not an error.
pub(crate) fn print(line: &str) -> Result<()> {
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Prints a JSON document.
pub(crate) fn print_json<T: Serialize>(document: &T) -> Result<()> {
    print(&serde_json::to_string_pretty(document)?)
}

/// Says what went wrong.
pub(crate) fn complain(error: &anyhow::Error) {
    say(&format!("mainstay: {error:#}"));
}

/// Says something beside what is printed. That nobody listens is not an error.
pub(crate) fn say(line: &str) {
    writeln!(std::io::stderr().lock(), "{line}").unwrap_or_default();
}

/// `1 row`, `2 rows`.
pub(crate) fn count<N: Copy + Display + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    let ending = if n == N::from(1) { "" } else { "s" };
    format!("{n} {noun}{ending}")
}

/// Prints the version.
pub(crate) fn version(json: bool) -> Result<ExitCode> {
    let version = env!("CARGO_PKG_VERSION");
    if json {
        print_json(&serde_json::json!({ "name": "mainstay", "version": version }))?;
    } else {
        print(&format!("mainstay {version}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes the manual pages to `folder`, or prints the main one.
pub(crate) fn man(command: clap::Command, folder: Option<&Path>) -> Result<ExitCode> {
    match folder {
        Some(folder) => {
            std::fs::create_dir_all(folder)?;
            clap_mangen::generate_to(command, folder)?;
        }
        None => clap_mangen::Man::new(command).render(&mut std::io::stdout())?,
    }
    Ok(ExitCode::SUCCESS)
}
