//! A strategy as a document: what the API, the programme folder and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::strategy::has_strategies;
use super::{Content, State};
use crate::prepare::inventory::Kind;
use crate::{FieldProblem, Timestamp};

/// A strategy as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StrategyDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is for: a business process or a service, such as `service:portal`.
    pub target: String,
    /// How far it is. Steps change it, and files say it.
    #[serde(default)]
    pub state: State,
    /// Who wrote it down first, by code of the person. Nobody if the platform itself did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who changed it last, if not its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_by: Option<String>,
    /// When it was proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_at: Option<Timestamp>,
    /// Who approved it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<String>,
    /// When that was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_at: Option<Timestamp>,
    /// Why it was sent back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub because: String,
    /// Whether the money for it was granted. A step changes it, and files say it.
    #[serde(default, skip_serializing_if = "is_not")]
    pub funded: bool,
    /// What it says.
    #[serde(default)]
    pub content: Content,
}

const fn is_not(it: &bool) -> bool {
    !*it
}

impl StrategyDocument {
    /// A draft that says nothing yet.
    pub fn new(target: &str, code: &str, name: &str) -> StrategyDocument {
        StrategyDocument {
            code: code.to_owned(),
            name: name.to_owned(),
            target: target.to_owned(),
            state: State::Draft,
            author: None,
            edited_by: None,
            proposed_at: None,
            approved_by: None,
            approved_at: None,
            because: String::new(),
            funded: false,
            content: Content::default(),
        }
    }

    /// The kind and the code of what it is for, if that can be understood and have a strategy.
    pub fn target(&self) -> Option<(Kind, &str)> {
        let (kind, code) = self.target.split_once(':')?;
        let kind: Kind = kind.trim().parse().ok()?;
        let code = code.trim();
        (has_strategies(kind) && !code.is_empty()).then_some((kind, code))
    }

    /// Who wrote and approved it, by code.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let people = [&self.author, &self.edited_by, &self.approved_by];
        people.into_iter().filter_map(|it| it.as_deref())
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
        let what = "Name a business process or a service, such as service:portal.";
        check(self.target().is_some() && !self.target.contains('\0'), "target", what);
        let is_text = self.because.chars().count() <= 1_000 && !self.because.contains('\0');
        check(is_text, "because", "Use at most 1,000 characters.");
        problems.extend(self.content.problems());
        problems
    }
}
