//! A plan as a document: what the API, the programme folder and the audit log write down.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Standing, Test, VersionState};
use crate::Timestamp;
use crate::plans::blocks::Block;

/// A plan as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// Which type of plan it is, by code.
    #[serde(rename = "type")]
    pub plan_type: String,
    /// What it is called.
    pub title: String,
    /// Who answers for it, by code of person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The plan that it belongs to, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What it is about, each as `service:portal`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub items: BTreeSet<String>,
    /// Whether it is in force.
    #[serde(default = "new")]
    pub standing: Standing,
    /// Why it must be looked at again, or why it was retired.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// By when it must have been looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<Timestamp>,
    /// When somebody last said that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Timestamp>,
    /// How it was tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<Test>,
    /// Since when it is retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    /// Its versions, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionDocument>,
}

const fn new() -> Standing {
    Standing::New
}

/// One version of a plan as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionDocument {
    /// The how many-th: the first is 1.
    pub number: u32,
    /// How far it is.
    #[serde(default = "draft")]
    pub state: VersionState,
    /// What is new in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Who began it, by code of person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was handed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted_at: Option<Timestamp>,
    /// Who let it pass, by code of person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed_at: Option<Timestamp>,
    /// Who approved it, by code of person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// When it came into force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Timestamp>,
    /// What was approved: SHA-256 of what it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Why it was sent back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// What it says.
    #[serde(default)]
    pub content: Content,
    /// What its blocks showed when it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen: Option<Vec<Block>>,
}

const fn draft() -> VersionState {
    VersionState::Draft
}

impl PlanDocument {
    /// A plan that says nothing yet.
    pub fn new(agency: &str, plan_type: &str, code: &str, title: &str) -> PlanDocument {
        PlanDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            plan_type: plan_type.to_owned(),
            title: title.to_owned(),
            owner: None,
            parent: None,
            items: BTreeSet::new(),
            standing: Standing::New,
            because: String::new(),
            review_due: None,
            looked_at: None,
            test: None,
            retired_at: None,
            versions: Vec::new(),
        }
    }

    /// The version in force, if there is one.
    pub fn in_force(&self) -> Option<&VersionDocument> {
        self.versions.iter().find(|it| it.state == VersionState::Active)
    }

    /// The version that somebody works on, or else the one in force.
    pub fn newest(&self) -> Option<&VersionDocument> {
        self.versions.iter().max_by_key(|it| it.number)
    }

    /// All of it but its versions, for events that change only the plan itself.
    pub(super) fn head(&self) -> PlanDocument {
        PlanDocument { versions: Vec::new(), ..self.clone() }
    }
}

impl VersionDocument {
    /// A first draft that says this.
    pub fn draft(content: Content) -> VersionDocument {
        VersionDocument {
            number: 1,
            state: VersionState::Draft,
            summary: String::new(),
            author: None,
            submitted_at: None,
            reviewed_by: None,
            reviewed_at: None,
            approved_by: None,
            approved_at: None,
            published_at: None,
            sha256: None,
            because: String::new(),
            content,
            frozen: None,
        }
    }

    /// All of it but what it says, for events that change only how far it is.
    pub(super) fn head(&self) -> VersionDocument {
        VersionDocument { content: Content::default(), frozen: None, ..self.clone() }
    }
}
