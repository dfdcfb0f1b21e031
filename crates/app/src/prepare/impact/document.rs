//! An analysis as a document: what the API, the programme folder and the audit log write down. It
//! names what it is about, and people, by their codes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, State};
use crate::Timestamp;
use crate::prepare::inventory::Kind;

/// An analysis as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnalysisDocument {
    /// What kind of thing it is about: a process or a service.
    pub kind: Kind,
    /// The code of what it is about.
    pub item: String,
    /// The how many-th about that: the first is 1.
    #[serde(default = "one")]
    pub number: u32,
    /// How far it is.
    #[serde(default = "draft")]
    pub state: State,
    /// Who started it, by code of the person. Nobody if the platform itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who changed it last, if not its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// When it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// Who approved it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// When it is out of date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<Timestamp>,
    /// Why it was sent back, or why it is out of date.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// What it says.
    #[serde(default)]
    pub content: Content,
}

const fn one() -> u32 {
    1
}

const fn draft() -> State {
    State::Draft
}

impl AnalysisDocument {
    /// A draft about the item of `kind` called `item`.
    pub fn new(kind: Kind, item: &str, content: Content) -> AnalysisDocument {
        AnalysisDocument {
            kind,
            item: item.to_owned(),
            number: 1,
            state: State::Draft,
            author: None,
            edited_by: None,
            completed_at: None,
            approved_by: None,
            approved_at: None,
            review_due: None,
            because: String::new(),
            content,
        }
    }

    /// What identifies it among documents.
    pub fn key(&self) -> (Kind, &str, u32) {
        (self.kind, &self.item, self.number)
    }

    /// All of it but what it says, for events that change only how far it is.
    pub(super) fn head(&self) -> AnalysisDocument {
        AnalysisDocument { content: Content::default(), ..self.clone() }
    }
}
