//! An objective as a document: what the API and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Content;
use crate::{FieldProblem, Timestamp};

/// An objective as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What it says.
    pub content: Content,
    /// When it was retired, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

impl ObjectiveDocument {
    /// What is wrong with how it is called, whatever the database holds.
    pub(super) fn problems_of_name(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let code = self.code.trim();
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        check(
            (1..=100).contains(&code.len()) && code.chars().all(in_code),
            "code",
            "Use up to 100 lower-case letters, digits and hyphens.",
        );
        let name = self.name.trim();
        let is_line = (1..=300).contains(&name.chars().count());
        check(is_line && !name.contains(char::is_control), "name", "Give it a name of one line.");
        problems
    }
}
