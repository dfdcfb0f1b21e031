//! Findings for programs.

use serde_json::{Value, json as object};

use super::{Finding, Severity, count, count_waived};

/// The findings, and how many there are of each severity. What is waived does not count.
pub fn json(findings: &[Finding]) -> Value {
    let n = |severity: Severity| count(findings, severity);
    object!({
        "format": 1,
        "files_are_sound": n(Severity::Error) == 0,
        "n_errors": n(Severity::Error),
        "n_gaps": n(Severity::Gap),
        "n_warnings": n(Severity::Warning),
        "n_notes": n(Severity::Note),
        "n_waived": count_waived(findings),
        "findings": findings,
    })
}
