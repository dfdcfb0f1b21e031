//! Checking a programme folder, without a server or a database.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use app::programme::check::check_folder;
use app::programme::findings::{json, sarif, text};
use app::programme::schemas::schemas;
use app::programme::{Finding, Severity};

use crate::args::{CheckFormat, FailOn};
use crate::{database, output};

/// Prints what somebody should look at. Fails if any of it is as bad as `fail_on`.
pub(crate) fn check(
    folder: &Path,
    format: CheckFormat,
    fail_on: FailOn,
    as_json: bool,
) -> Result<ExitCode> {
    let findings = check_folder(folder, database::now().date_naive())
        .with_context(|| format!("{} cannot be read as a folder", folder.display()))?;
    match format {
        CheckFormat::Sarif => output::print_json(&sarif(&findings, env!("CARGO_PKG_VERSION")))?,
        CheckFormat::Json => output::print_json(&json(&findings))?,
        CheckFormat::Text if as_json => output::print_json(&json(&findings))?,
        CheckFormat::Text => output::print(text(&findings).trim_end())?,
    }
    Ok(verdict(&findings, fail_on))
}

/// Success unless one of the findings that count is as bad as `fail_on`, or worse.
fn verdict(findings: &[Finding], fail_on: FailOn) -> ExitCode {
    let least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Gap => Severity::Gap,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
        FailOn::Never => return ExitCode::SUCCESS,
    };
    match findings.iter().any(|it| it.severity <= least && it.waived.is_none()) {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    }
}

/// Prints the schemas of the files, or writes each into a file of its own.
pub(crate) fn schema(folder: Option<&Path>) -> Result<ExitCode> {
    let schemas = schemas();
    let Some(folder) = folder else {
        output::print_json(&schemas)?;
        return Ok(ExitCode::SUCCESS);
    };
    std::fs::create_dir_all(folder)?;
    for (name, schema) in &schemas {
        let text = serde_json::to_string_pretty(schema)?;
        std::fs::write(folder.join(format!("{name}.json")), format!("{text}\n"))?;
    }
    output::print(&format!("{} schemas written to {}.", schemas.len(), folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
