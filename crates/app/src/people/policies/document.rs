//! A policy as a document: what the API, forms and the audit log write down.

use documents::markdown;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;
use crate::people::persons::PersonKind;

/// The longest text of a policy, in characters.
const BODY_MAX: usize = 200_000;

/// A policy as it is written down, with the text of the version that is being written, or else of the
/// one in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency. It binds that agency and all below it.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// Who answers for it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The kinds of people who must acknowledge it.
    #[serde(default)]
    pub audience: Vec<PersonKind>,
    /// How many months after its publication it is reviewed.
    #[serde(default = "yearly")]
    #[schemars(range(min = 1, max = 60))]
    pub review_months: u32,
    /// What is different from the version before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// What it says, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
}

fn yearly() -> u32 {
    12
}

impl PolicyDocument {
    /// A policy that says nothing yet and is reviewed each year.
    pub fn new(agency: &str, code: &str, name: &str) -> PolicyDocument {
        PolicyDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            owner: None,
            audience: Vec::new(),
            review_months: yearly(),
            summary: String::new(),
            body: String::new(),
        }
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
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        let is_code = !code.is_empty() && code.len() <= 100 && code.chars().all(in_code);
        check(is_code, "code", "Use up to 100 lower-case letters, digits and hyphens.");
        let line = |it: &str| it.trim().chars().count() <= 300 && !it.contains(char::is_control);
        check(
            line(&self.name) && !self.name.trim().is_empty(),
            "name",
            "Give it a name of one line.",
        );
        check(line(&self.summary), "summary", "Say it in one line of at most 300 characters.");
        let reason = "Use a number of months from 1 to 60.";
        check((1..=60).contains(&self.review_months), "review_months", reason);
        let is_text = self.body.chars().count() <= BODY_MAX && !self.body.contains('\0');
        check(is_text, "body", "Use at most 200,000 characters.");
        problems
    }
}

/// A text that people wrote in Markdown, such as that of a policy, as HTML. It holds nothing that could
/// do anything: neither script nor style comes out.
pub fn body_html(body: &str) -> String {
    markdown::to_html(&markdown::parse(body))
}
