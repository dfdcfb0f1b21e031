//! Findings for programs.

use serde_json::{Value, json as object};

use super::{Finding, Severity};

/// The findings, and how many there are of each severity.
pub fn json(findings: &[Finding]) -> Value {
    let n = |severity: Severity| findings.iter().filter(|it| it.severity == severity).count();
    object!({
        "format": 1,
        "n_errors": n(Severity::Error),
        "n_warnings": n(Severity::Warning),
        "n_notes": n(Severity::Note),
        "findings": findings,
    })
}
