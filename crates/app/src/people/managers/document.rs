//! A relationship manager as a document: what the audit log and programs write down.

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;

/// That somebody is the relationship manager of an agency, as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ManagerDocument {
    /// Of which agency, by code.
    pub agency: String,
    /// Who, by code of the person.
    pub person: String,
    /// From which day on.
    pub from: NaiveDate,
    /// The last day. None: until somebody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Who is, was or will be the relationship manager of one agency, as a file says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyManagers {
    /// Of which agency, by code.
    pub agency: String,
    /// Each of them, the first first.
    pub managers: Vec<AssignedDocument>,
}

/// Somebody who is the relationship manager of an agency for some time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AssignedManager")]
pub struct AssignedDocument {
    /// From which day on.
    pub from: NaiveDate,
    /// Who, by code of the person.
    pub person: String,
    /// The last day. None: until somebody says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

impl AgencyManagers {
    /// Each as a document of its own.
    pub(crate) fn documents(&self) -> impl Iterator<Item = ManagerDocument> {
        self.managers.iter().map(|it| ManagerDocument {
            agency: self.agency.clone(),
            person: it.person.clone(),
            from: it.from,
            until: it.until,
        })
    }
}

impl ManagerDocument {
    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let is_year = |it: NaiveDate| (1970..=9999).contains(&it.year());
        if !is_year(self.from) {
            problems.push(FieldProblem::new("from", "Use a day from 1970 to 9999."));
        }
        if self.until.is_some_and(|it| it < self.from || !is_year(it)) {
            problems.push(FieldProblem::new("until", "The last day is not before the first."));
        }
        problems
    }
}
