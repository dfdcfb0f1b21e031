//! Findings as lines, the way a compiler tells them.

use std::fmt::Write as _;

use super::{Finding, Severity};

/// One line for each finding and one for what to do about it, and how many there are.
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
    let place = match (&it.file, it.line) {
        (Some(file), Some(line)) => format!("{file}:{line}: "),
        (Some(file), None) => format!("{file}: "),
        _ => String::new(),
    };
    let clause = it.clause.map(|it| format!(" ({it})")).unwrap_or_default();
    let message = it.message.replace('\n', " ");
    writeln!(text, "{place}{}[{}] {message}{clause}", it.severity.code(), it.code)?;
    if let Some(fix) = &it.fix {
        writeln!(text, "  = {fix}")?;
    }
    Ok(())
}

fn total(findings: &[Finding]) -> String {
    let n = |severity: Severity| findings.iter().filter(|it| it.severity == severity).count();
    let count = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    let parts = [
        count(n(Severity::Error), "error"),
        count(n(Severity::Warning), "warning"),
        count(n(Severity::Note), "note"),
    ];
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::findings::{MISSED, NO_OWNER};

    #[test]
    fn findings_read_like_those_of_a_compiler() {
        let of = |name: &str| (format!("asset:{name}"), format!("assets/{name}.yaml"));
        let findings = [
            MISSED.finds(of("db"), "Too late.").on_line(3),
            NO_OWNER.finds(of("web"), "Nobody answers for it.").fixed_by("Name an owner."),
        ];
        assert_eq!(
            text(&findings),
            "assets/db.yaml:3: error[REC-002] Too late. (NIST SP 800-53 CP-10)\n\
             assets/web.yaml: warning[INV-006] Nobody answers for it. (NIST SP 800-53 CM-8)\n  \
             = Name an owner.\n1 error, 1 warning, 0 notes\n"
        );
        assert_eq!(text(&[]), "0 errors, 0 warnings, 0 notes\n");
    }
}
