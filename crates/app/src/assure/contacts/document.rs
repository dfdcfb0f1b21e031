//! Whom else of an agency to call, as a document: what the audit log and forms write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;

/// So many further people an agency names at most.
pub(super) const FURTHER_MAX: usize = 20;

/// Whom else of an agency to call in a major incident.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactsDocument {
    /// Which agency, by code.
    pub agency: String,
    /// Whom beside the primary and the alternate contact, in the order in which they are called.
    #[serde(default)]
    pub further: Vec<FurtherDocument>,
}

/// Somebody else who is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FurtherDocument {
    /// Who, by code of the person.
    pub person: String,
    /// For what.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub duty: String,
}

impl ContactsDocument {
    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if FURTHER_MAX < self.further.len() {
            let reason = format!("Name at most {FURTHER_MAX} further people.");
            problems.push(FieldProblem::new("further", reason));
        }
        let is_line = |it: &str| it.chars().count() <= 200 && !it.contains(char::is_control);
        if self.further.iter().any(|it| !is_line(&it.duty)) {
            problems.push(FieldProblem::new("further", "Say in one line what each is called for."));
        }
        problems
    }
}
