//! An advisory as a file: what it says, and how far it is.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Advisory, AdvisoryDocument, State};
use crate::people::partners::Tlp;
use crate::{FieldProblem, Timestamp};

/// An advisory as a file has it, which is never marked TLP:RED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdvisoryFile {
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
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<String>,
    /// How far it is.
    #[serde(default)]
    pub state: State,
    /// When it was shared last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_at: Option<Timestamp>,
}

impl AdvisoryFile {
    /// An advisory that says what `document` does.
    pub(super) fn of(it: &Advisory, document: AdvisoryDocument) -> AdvisoryFile {
        AdvisoryFile {
            code: document.code,
            agency: document.agency,
            name: document.name,
            tlp: document.tlp,
            source: document.source,
            body: document.body,
            partners: document.partners,
            state: it.state,
            shared_at: it.shared_at,
        }
    }

    /// What it says, without how far it is.
    pub(super) fn document(&self) -> AdvisoryDocument {
        AdvisoryDocument {
            code: self.code.clone(),
            agency: self.agency.clone(),
            name: self.name.clone(),
            tlp: self.tlp,
            source: self.source.clone(),
            body: self.body.clone(),
            partners: self.partners.clone(),
        }
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = self.document().problems();
        if self.tlp == Tlp::Red {
            let reason = "What is marked TLP:RED is not kept in files. Write it in the program.";
            problems.push(FieldProblem::new("tlp", reason));
        }
        if self.state == State::Shared && self.shared_at.is_none() {
            problems.push(FieldProblem::new("shared_at", "Say when it was shared."));
        }
        if self.state == State::Shared && self.body.trim().is_empty() {
            problems.push(FieldProblem::new("body", "Say what partners should know."));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_says_since_when_and_what_is_red_is_in_no_file() {
        let file = AdvisoryFile {
            code: "x".to_owned(),
            agency: "franklin".to_owned(),
            name: "X".to_owned(),
            tlp: Tlp::Green,
            source: String::new(),
            body: String::new(),
            partners: Vec::new(),
            state: State::Draft,
            shared_at: None,
        };
        assert_eq!(file.problems(), []);
        let wrong = AdvisoryFile { tlp: Tlp::Red, state: State::Shared, ..file };
        let problems = wrong.problems();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["tlp", "shared_at", "body"]);
    }
}
