//! A partner as a document: what the API, forms and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PartnerKind, Tlp};
use crate::FieldProblem;

/// The most people of a partner.
pub(super) const PEOPLE_MAX: usize = 100;

/// A partner as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartnerDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Which agency keeps it in the register, by code.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub kind: PartnerKind,
    /// What it is a partner for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub purpose: String,
    /// How confidential what is shared with it may be at most (Traffic Light Protocol 2.0).
    #[serde(default)]
    pub level: Tlp,
    /// Its people, by code: whom to call, and who may open what is shared with it.
    #[serde(default)]
    pub people: Vec<String>,
}

impl PartnerDocument {
    /// One that `agency` keeps, with which only what anyone may know is shared.
    pub fn new(agency: &str, code: &str, name: &str) -> PartnerDocument {
        PartnerDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            kind: PartnerKind::default(),
            purpose: String::new(),
            level: Tlp::default(),
            people: Vec::new(),
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
        let is_text = self.purpose.chars().count() <= 2_000 && !self.purpose.contains('\0');
        check(is_text, "purpose", "Use at most 2,000 characters.");
        check(self.people.len() <= PEOPLE_MAX, "people", "Name at most 100 people.");
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let mut it = PartnerDocument::new("franklin", "Fema 4", " ");
        it.people = vec!["x".to_owned(); PEOPLE_MAX + 1];
        let problems = it.problems();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["code", "name", "people"]);
        assert_eq!(PartnerDocument::new("franklin", "fema-4", "FEMA").problems(), []);
    }
}
