//! What somebody should look at in a programme, and the rules that find it.

mod rules;
mod json;
mod sarif;
mod text;

use std::borrow::Cow;

use serde::Serialize;

use crate::plans::waivers::Waived;

pub use json::json;
pub use rules::{RULES, Rule};
pub use sarif::sarif;
pub use text::text;

pub(crate) use rules::{
    CIRCLE, CREW_TOO_SMALL, DANGLING, GROUNDLESS_STRATEGY, IDLE_CHANGE, IDLE_INVESTMENT, IDLE_RISK,
    INVALID, LATE_BY_CREWS, LATE_STRATEGY, LATE_TARGET, LONG_GAP, MISNAMED, MISSED, NEAR_SITES,
    NO_ALTERNATE, NO_CONTACT, NO_LEVEL, NO_OWNER, NO_PROMISE, NO_SYSTEM, NO_TARGET, OLD_POINT,
    OLD_PROOF, OLD_RISK, ONE_SITE, OTHER_FORMAT, SAME_HAZARD, SMALL_GROUP, TOO_LATE_TO_CATCH_UP,
    TOO_SLOW, TWICE, UNFUNDED_STRATEGY, UNPLACED_MEMBERS, UNREADABLE, UNSAFE_FILE,
};

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule found it, such as `INV-001`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// In which file of the programme folder, if in one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// On which line, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// In which column of it, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Which field of the document, as `needs[0].max_gap`, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// What it is about, by kind and code.
    pub subject: String,
    /// What is the matter, in a sentence or two.
    pub message: String,
    /// Which public requirement asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<Cow<'static, str>>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
    /// Who waived it, until when and why: until then it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waived: Option<Waived>,
    /// What stands on the line in question.
    #[serde(skip)]
    pub(crate) anchor: Option<String>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The files are wrong: an import would refuse them.
    Error,
    /// The files are sound, and the programme contradicts itself or misses what it promises.
    Gap,
    /// Something that a programme should have is not there.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// Each of them, the worst first.
    pub const ALL: [Severity; 4] =
        [Severity::Error, Severity::Gap, Severity::Warning, Severity::Note];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Gap => "gap",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

impl Finding {
    /// … where the file says `anchor`.
    #[must_use]
    pub(crate) fn at(self, anchor: impl Into<String>) -> Finding {
        Finding { anchor: Some(anchor.into()), ..self }
    }

    /// … on a line and in a column that are known.
    #[must_use]
    pub(crate) fn on(self, line: usize, column: usize) -> Finding {
        Finding { line: Some(line), column: Some(column), ..self }
    }

    /// … in a field, which may stand within others: `details.hazards[0]`.
    #[must_use]
    pub(crate) fn in_field(self, field: &str) -> Finding {
        // Names of fields on a form that no file has are written with dashes.
        if field.contains('-') {
            return self;
        }
        let top = field.split(['.', '[']).next().unwrap_or(field);
        Finding { field: Some(field.to_owned()), ..self }.at(top)
    }

    /// … which can be put right like this.
    #[must_use]
    pub(crate) fn fixed_by(self, fix: impl Into<String>) -> Finding {
        Finding { fix: Some(fix.into()), ..self }
    }

    /// … but worse or less bad than usual.
    #[must_use]
    pub(crate) fn with_severity(self, severity: Severity) -> Finding {
        Finding { severity, ..self }
    }
}

/// How many findings count as this bad: what is waived does not count.
pub fn count(findings: &[Finding], severity: Severity) -> usize {
    findings.iter().filter(|it| it.severity == severity && it.waived.is_none()).count()
}

/// How many findings are waived.
pub fn count_waived(findings: &[Finding]) -> usize {
    findings.iter().filter(|it| it.waived.is_some()).count()
}

/// What is waived last; the worst first, then by file and line.
pub(crate) fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let key =
            |it: &'_ Finding| (it.waived.is_some(), it.severity, it.code, it.file.clone(), it.line);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
}
