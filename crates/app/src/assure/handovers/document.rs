//! A handover as a document: what forms and the audit log write down.

use chrono::{NaiveDate, TimeDelta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::FieldProblem;

/// So many days afterwards, somebody may still say that a person went.
const LATE_DAYS: i64 = 365;

/// So many days before, they may say so.
const AHEAD_DAYS: i64 = 2 * 365;

/// That somebody leaves, moves or changes role, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverDocument {
    /// In which agency, by code.
    pub agency: String,
    /// Who goes, by code of the person.
    pub person: String,
    /// Who follows, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// What becomes of the one who goes.
    #[serde(default)]
    pub kind: Kind,
    /// From which day on.
    pub on: NaiveDate,
    /// What else is to be known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl HandoverDocument {
    /// What about it cannot be, whatever the database holds.
    pub(super) fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let (first, last) = (TimeDelta::days(LATE_DAYS), TimeDelta::days(AHEAD_DAYS));
        let first = today.checked_sub_signed(first).unwrap_or(NaiveDate::MIN);
        let last = today.checked_add_signed(last).unwrap_or(NaiveDate::MAX);
        if self.on < first || last < self.on {
            let reason = "Use a day within the last year or the next two.";
            problems.push(FieldProblem::new("on", reason));
        }
        if 1_000 < self.note.chars().count() || self.note.contains('\0') {
            problems.push(FieldProblem::new("note", "Use at most 1,000 characters."));
        }
        let successor = self.successor.as_deref().map(str::trim);
        if successor.is_some_and(|it| it == self.person.trim()) {
            problems.push(FieldProblem::new("successor", "Nobody follows themselves."));
        }
        problems
    }
}
