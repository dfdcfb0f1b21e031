//! The template of a type of plan as a document: what the API, the programme folder and the audit log
//! write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SectionTemplate, TemplateVersion, problems};
use crate::{FieldProblem, Timestamp};

/// The template of a type of plan, as the central team published it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TemplateDocument {
    /// The type of plan, by its short name.
    pub code: String,
    /// The how many-th version it is. What comes with the program is 1.
    pub number: u32,
    /// What is new in it, and why.
    pub note: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// What belongs in a plan of this type, in this order.
    pub sections: Vec<SectionTemplate>,
}

impl TemplateDocument {
    /// A version as it is written down.
    pub fn of(it: &TemplateVersion) -> TemplateDocument {
        TemplateDocument {
            code: it.template.code.clone(),
            number: it.number,
            note: it.note.clone(),
            published_at: it.published_at,
            sections: it.template.sections.clone(),
        }
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut found = problems(&self.sections);
        if super::find(self.code.trim()).is_none() {
            found.push(FieldProblem::new("code", "There is no such type of plan."));
        }
        if !(2..=1_000_000).contains(&self.number) {
            let reason = "Number what is published from 2 on: 1 came with the program.";
            found.push(FieldProblem::new("number", reason));
        }
        found
    }
}
