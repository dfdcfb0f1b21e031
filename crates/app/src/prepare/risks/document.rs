//! A risk as a document: what the API, the programme folder and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, State};
use crate::{FieldProblem, Timestamp};

/// A risk as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RiskDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// How far it is. Steps change it, and files say it.
    #[serde(default)]
    pub state: State,
    /// Who wrote it down first, by code of the person. Nobody if the platform itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who changed it last, if not its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// When it was handed in as assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessed_at: Option<Timestamp>,
    /// Who decided that it is treated or accepted, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Why it was sent back, or closed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// What it says.
    #[serde(default)]
    pub content: Content,
}

impl RiskDocument {
    /// A draft that says nothing yet.
    pub fn new(agency: &str, code: &str, name: &str) -> RiskDocument {
        RiskDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            state: State::Draft,
            author: None,
            edited_by: None,
            assessed_at: None,
            decided_by: None,
            decided_at: None,
            because: String::new(),
            content: Content::default(),
        }
    }

    /// Everybody whom it names, by code.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let written = [&self.author, &self.edited_by, &self.decided_by];
        written.into_iter().filter_map(|it| it.as_deref()).chain(self.content.people())
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
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
            !code.is_empty() && code.chars().all(in_code),
            "code",
            "Use lower-case letters, digits and hyphens.",
        );
        check(code.len() <= 100, "code", "Use at most 100 characters.");
        let name = self.name.trim();
        check(!name.is_empty(), "name", "Give it a name.");
        check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
        check(!name.contains(char::is_control), "name", "Use one line of plain text.");
        let is_text = self.because.chars().count() <= 1_000 && !self.because.contains('\0');
        check(is_text, "because", "Use at most 1,000 characters.");
        problems.extend(self.content.problems());
        problems
    }
}
