//! Checking a dossier, without a server or a database.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use app::assure::submissions::{Verdict, verify as check};

use crate::output;

/// Says whether all of a dossier is as it was handed in, and which files are not. If `key` is given,
/// it must be signed with the key that is recognized by that.
pub(crate) fn verify(file: &Path, key: Option<&str>, json: bool) -> Result<ExitCode> {
    let name = file.display();
    let bytes = std::fs::read(file).with_context(|| format!("{name} cannot be read"))?;
    let verdict = check(&bytes).map_err(|why| anyhow!("{name} is no dossier: {why}"))?;
    let is_theirs = key.is_none_or(|it| it.trim().eq_ignore_ascii_case(&verdict.key));
    let is_whole = verdict.problems.is_empty() && is_theirs;
    if json {
        output::print_json(&serde_json::json!({
            "whole": is_whole,
            "key_fits": key.map(|_| is_theirs),
            "verdict": verdict,
        }))?;
    } else {
        output::print(&said(&verdict, is_theirs))?;
    }
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn said(it: &Verdict, is_theirs: bool) -> String {
    let manifest = &it.manifest;
    let mut lines = vec![format!(
        "{}, {}: receipt {}, attested by {} on {}.",
        manifest.agency_name,
        manifest.campaign,
        manifest.receipt,
        manifest.attested_by,
        manifest.attested_at.format("%Y-%m-%d %H:%M UTC")
    )];
    for problem in &it.problems {
        lines.push(format!("WRONG  {} {}", problem.file, problem.what));
    }
    if !is_theirs {
        lines.push("WRONG  it is signed with another key than the one named".to_owned());
    }
    let n = output::count(manifest.files.len(), "file");
    lines.push(match it.problems.is_empty() && is_theirs {
        true => format!("The dossier is whole: {n} and the signature fit the manifest."),
        false => "The dossier is not what was handed in.".to_owned(),
    });
    if !it.key.is_empty() {
        lines.push(format!("Key     {}", it.key));
    }
    lines.push(format!("SHA-256 {}", it.sha256));
    lines.join("\n")
}
