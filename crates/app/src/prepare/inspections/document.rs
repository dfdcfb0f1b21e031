//! An inspection as a document: what the API and the audit log write down.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Check, Verdict};
use crate::FieldProblem;

/// An inspection as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionDocument {
    /// The code of the site.
    pub site: String,
    /// On which day somebody looked.
    pub inspected_on: NaiveDate,
    /// Who looked, by code of the person. Whoever writes it down, if nobody is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inspector: Option<String>,
    /// What they found of each thing. All of them are looked at.
    pub found: BTreeMap<Check, Verdict>,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl InspectionDocument {
    /// What about it cannot be, whatever the database holds. It is `today`.
    pub fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let is_past = 1900 <= self.inspected_on.year() && self.inspected_on <= today;
        if !is_past {
            let reason = "Use the day on which somebody looked: today or before.";
            problems.push(FieldProblem::new("inspected_on", reason));
        }
        for it in Check::ALL.iter().filter(|it| !self.found.contains_key(it)) {
            problems.push(FieldProblem::new(it.code(), "Say what you found."));
        }
        if 5_000 < self.note.chars().count() || self.note.contains('\0') {
            problems.push(FieldProblem::new("note", "Use at most 5,000 characters."));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_looked_at_and_nothing_in_the_future() {
        let document = InspectionDocument {
            site: "west".to_owned(),
            inspected_on: "2026-11-22".parse().unwrap(),
            inspector: None,
            found: Check::ALL.iter().skip(1).map(|it| (*it, Verdict::Fine)).collect(),
            note: String::new(),
        };
        let problems = document.problems("2026-11-21".parse().unwrap());
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["inspected_on", "power"]);
    }
}
