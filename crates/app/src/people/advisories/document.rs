//! An advisory as a document: what the API, forms and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;
use crate::people::partners::Tlp;

/// The most partners that are named.
const PARTNERS_MAX: usize = 100;

/// An advisory as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvisoryDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is about, in one line.
    pub name: String,
    /// How far it may be passed on (Traffic Light Protocol 2.0).
    pub tlp: Tlp,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What it says, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// For whom alone it is: codes of partners. Empty: for every partner that the agency or one below
    /// it keeps.
    #[serde(default)]
    pub partners: Vec<String>,
}

impl AdvisoryDocument {
    /// One of `agency` that says nothing yet.
    pub fn new(agency: &str, code: &str, name: &str, tlp: Tlp) -> AdvisoryDocument {
        AdvisoryDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            tlp,
            source: String::new(),
            body: String::new(),
            partners: Vec::new(),
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
        let in_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_code = !code.is_empty() && code.len() <= 100 && code.chars().all(in_code);
        check(is_code, "code", "Use up to 100 lower-case letters, digits and hyphens.");
        let name = self.name.trim();
        let is_name = (1..=300).contains(&name.chars().count());
        check(is_name && !name.contains(char::is_control), "name", "Give it a name of one line.");
        let source = self.source.trim();
        let is_source = source.chars().count() <= 300 && !source.contains(char::is_control);
        check(is_source, "source", "Use one line of at most 300 characters.");
        let is_text = self.body.chars().count() <= 50_000 && !self.body.contains('\0');
        check(is_text, "body", "Use at most 50,000 characters.");
        check(self.partners.len() <= PARTNERS_MAX, "partners", "Name at most 100 partners.");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let mut it = AdvisoryDocument::new("franklin", "", "Two\nlines", Tlp::Green);
        it.source = "x".repeat(301);
        it.partners = vec!["x".to_owned(); PARTNERS_MAX + 1];
        let problems = it.problems();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["code", "name", "source", "partners"]);
        assert_eq!(AdvisoryDocument::new("franklin", "x", "X", Tlp::Red).problems(), []);
    }
}
