//! A plan as a document: what the API, the programme folder and the audit log write down.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Standing, Test, VersionState};
use crate::plans::blocks::Block;
use crate::plans::templates::{self, BlockKind};
use crate::{FieldProblem, Timestamp};

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
    /// From which day on the business days until then were counted, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_from: Option<NaiveDate>,
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
    /// Who changed it last, if not its author, by code of person. They do not judge it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
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
    /// What its blocks showed when it came into force.
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
            review_from: None,
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
        let is_put_aside =
            |it: &VersionDocument| !it.state.is_open() && it.state.is_for_writers(it.published_at);
        self.versions.iter().filter(|&it| !is_put_aside(it)).max_by_key(|it| it.number)
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
        let title = self.title.trim();
        check(!title.is_empty(), "title", "Give it a title.");
        check(title.chars().count() <= 300, "title", "Use at most 300 characters.");
        check(!title.contains(char::is_control), "title", "Use one line of plain text.");
        check(templates::find(&self.plan_type).is_some(), "type", "Choose a type of plan.");
        check(self.items.len() <= 500, "items", "A plan is about at most 500 things.");
        check(!self.items.iter().any(|it| it.contains('\0')), "items", "Use plain text.");
        let mut numbers = BTreeSet::new();
        let is_new = |it: &VersionDocument| 0 < it.number && numbers.insert(it.number);
        check(
            self.versions.iter().all(is_new),
            "versions",
            "Number the versions from 1, once each.",
        );
        let n_open = self.versions.iter().filter(|it| it.state.is_open()).count();
        check(n_open <= 1, "versions", "At most one version is being worked on.");
        let in_force = self.versions.iter().filter(|it| it.state == VersionState::Active).count();
        check(in_force <= 1, "versions", "At most one version is in force.");
        check(
            !self.standing.is_in_force() || in_force == 1,
            "standing",
            "A plan in force has a version in force.",
        );
        problems
    }

    /// The same without how people were reached, which blocks show that were kept. An import leaves
    /// that as it is.
    #[must_use]
    pub fn without_contacts(mut self) -> PlanDocument {
        for frozen in self.versions.iter_mut().filter_map(|it| it.frozen.as_mut()) {
            frozen.retain(|it| it.kind != BlockKind::Contacts);
        }
        self
    }

    /// The same with how people were reached as `there` says, where this one is silent.
    #[must_use]
    pub(super) fn with_contacts_of(mut self, there: &PlanDocument) -> PlanDocument {
        let contacts = |it: &Vec<Block>| it.iter().position(|it| it.kind == BlockKind::Contacts);
        for version in &mut self.versions {
            let Some(frozen) = version.frozen.as_mut() else { continue };
            let same = there.versions.iter().find(|it| it.number == version.number);
            let Some(kept) = same.and_then(|it| it.frozen.as_ref()) else { continue };
            let (None, Some(at)) = (contacts(frozen), contacts(kept)) else { continue };
            if let Some(block) = kept.get(at) {
                frozen.insert(at.min(frozen.len()), block.clone());
            }
        }
        self
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
            edited_by: None,
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
