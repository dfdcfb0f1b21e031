//! A disruption as a document: what the API and the audit log write down.

use chrono::Datelike as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DisruptionKind;
use crate::{FieldProblem, Timestamp};

/// How many sites one disruption may name.
const SITES_MAX: usize = 100;

/// A disruption as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisruptionDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// Of what kind it is.
    #[serde(default)]
    pub kind: DisruptionKind,
    /// Whether it is only practiced.
    #[serde(default)]
    pub is_exercise: bool,
    /// Which sites it struck, by code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
    /// What happened, in a few sentences.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was over. Steps change this, and files say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl DisruptionDocument {
    /// One of that agency that began at that moment.
    pub fn new(agency: &str, code: &str, name: &str, started_at: Timestamp) -> DisruptionDocument {
        DisruptionDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            kind: DisruptionKind::default(),
            is_exercise: false,
            sites: Vec::new(),
            description: String::new(),
            started_at,
            ended_at: None,
        }
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let code = self.code.trim();
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        let is_code = !code.is_empty() && code.chars().all(in_code);
        check(is_code, "code", "Use lower-case letters, digits and hyphens.");
        check(code.len() <= 100, "code", "Use at most 100 characters.");
        let name = self.name.trim();
        check(!name.is_empty(), "name", "Give it a name.");
        check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
        check(!name.contains(char::is_control), "name", "Use one line of plain text.");
        let is_text =
            self.description.chars().count() <= 20_000 && !self.description.contains('\0');
        check(is_text, "description", "Use at most 20,000 characters.");
        check(self.sites.len() <= SITES_MAX, "sites", "Name at most 100 sites.");
        check(self.started_at <= now, "started_at", "It has begun, so not in the future.");
        check(1900 <= self.started_at.year(), "started_at", "Use a moment from 1900 on.");
        let is_after = self.ended_at.is_none_or(|it| self.started_at <= it && it <= now);
        check(is_after, "ended_at", "It ends after it began, and not in the future.");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let later = now + chrono::Duration::hours(1);
        let mut it = DisruptionDocument::new("commerce", "Flood", " ", later);
        it.ended_at = Some(now);
        let problems = it.problems(now);
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["code", "name", "started_at", "ended_at"]);
        assert_eq!(DisruptionDocument::new("commerce", "flood", "Flood", now).problems(now), []);
    }
}
