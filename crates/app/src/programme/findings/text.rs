//! Findings as lines, the way a compiler tells them.

use std::fmt::Write as _;

use super::{Finding, Severity, count, count_waived};

/// One line for each finding and one for what to do about it, how many there are, and what they
/// come to.
pub fn text(findings: &[Finding]) -> String {
    let mut text = String::new();
    for it in findings {
        // Writing into a text cannot fail.
        write_one(&mut text, it).unwrap_or_default();
    }
    text.push_str(&total(findings));
    text.push('\n');
    text
}

fn write_one(text: &mut String, it: &Finding) -> std::fmt::Result {
    let place = match (&it.file, it.line, it.column) {
        (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}: "),
        (Some(file), Some(line), None) => format!("{file}:{line}: "),
        (Some(file), None, _) => format!("{file}: "),
        _ => String::new(),
    };
    let clause = it.clause.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
    let message = it.message.replace('\n', " ");
    let severity = if it.waived.is_some() { "waived" } else { it.severity.code() };
    writeln!(text, "{place}{severity}[{}] {message}{clause}", it.code)?;
    if let Some(waived) = &it.waived {
        let reason = waived.reason.replace('\n', " ");
        writeln!(text, "  = Waived by {} until {}: {reason}", waived.by, waived.until)?;
    }
    if let Some(fix) = &it.fix {
        writeln!(text, "  = {fix}")?;
    }
    Ok(())
}

fn total(findings: &[Finding]) -> String {
    let n = |severity: Severity| count(findings, severity);
    let said = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let parts = Severity::ALL.map(|it| said(n(it), it.code()));
    let meaning = match (n(Severity::Error), n(Severity::Gap)) {
        (0, 0) => "the files are sound, and nothing in them speaks against what they promise",
        (0, 1) => "the files are sound, and 1 promise in them cannot be kept",
        (0, _) => "the files are sound, and {} promises in them cannot be kept",
        _ => "a new database would refuse these files until the errors are put right",
    };
    let meaning = meaning.replace("{}", &n(Severity::Gap).to_string());
    let waived = match count_waived(findings) {
        0 => String::new(),
        n => format!(", {n} waived"),
    };
    format!("{}{waived}: {meaning}.", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::waivers::Waived;
    use crate::programme::findings::{MISSED, NO_OWNER, UNREADABLE};

    #[test]
    fn findings_read_like_those_of_a_compiler() {
        let of = |name: &str| (format!("asset:{name}"), format!("assets/{name}.yaml"));
        let findings = [
            UNREADABLE.finds(of("app"), "restore: Not like this.").on(4, 10),
            MISSED.finds(of("db"), "Too late.").on(3, 1),
            NO_OWNER.finds(of("web"), "Nobody answers for it.").fixed_by("Name an owner."),
        ];
        assert_eq!(
            text(&findings),
            "assets/app.yaml:4:10: error[FIL-001] restore: Not like this.\n\
             assets/db.yaml:3:1: gap[REC-002] Too late. (NIST SP 800-53 CP-10)\n\
             assets/web.yaml: warning[INV-006] Nobody answers for it. (NIST SP 800-53 CM-8)\n  \
             = Name an owner.\n1 error, 1 gap, 1 warning, 0 notes: a new database would refuse \
             these files until the errors are put right.\n"
        );
    }

    #[test]
    fn what_is_waived_stays_in_sight_and_does_not_count() {
        let gap = MISSED.finds(("asset:db".to_owned(), "assets/db.yaml".to_owned()), "Too late.");
        let waived = Waived {
            by: "Hal Head".to_owned(),
            until: "2026-12-31".parse().unwrap(),
            reason: "The new site opens\nin January.".to_owned(),
        };
        let waived = Finding { waived: Some(waived), ..gap.clone() };
        assert_eq!(
            text(&[gap, waived]),
            "assets/db.yaml: gap[REC-002] Too late. (NIST SP 800-53 CP-10)\n\
             assets/db.yaml: waived[REC-002] Too late. (NIST SP 800-53 CP-10)\n  \
             = Waived by Hal Head until 2026-12-31: The new site opens in January.\n\
             0 errors, 1 gap, 0 warnings, 0 notes, 1 waived: the files are sound, and 1 promise in \
             them cannot be kept.\n"
        );
    }

    #[test]
    fn the_last_line_tells_wrong_files_from_promises_that_cannot_be_kept() {
        let gap = MISSED.finds(("asset:db".to_owned(), "assets/db.yaml".to_owned()), "Too late.");
        let last =
            |findings: &[Finding]| text(findings).lines().last().unwrap_or_default().to_owned();
        assert_eq!(
            last(&[gap.clone(), gap.clone()]),
            "0 errors, 2 gaps, 0 warnings, 0 notes: the files are sound, and 2 promises in them \
             cannot be kept."
        );
        assert!(last(&[gap]).ends_with("and 1 promise in them cannot be kept."));
        assert!(
            last(&[]).starts_with("0 errors, 0 gaps, 0 warnings, 0 notes: the files are sound")
        );
    }
}
