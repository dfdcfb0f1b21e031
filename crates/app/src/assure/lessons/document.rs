//! A lesson as a document: what the API and the audit log write down.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{FieldProblem, Timestamp};

/// A lesson as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LessonDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What was learned, in one line.
    pub title: String,
    /// What is to be changed, in more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Where it was learned: an exercise, a test, an event.
    pub source: String,
    /// On which day.
    pub on: NaiveDate,
    /// Which plan is to be changed, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Who sees to it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// What became of it. A step changes this, and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Timestamp>,
}

impl LessonDocument {
    /// The same without blanks where none belong.
    #[must_use]
    pub(super) fn tidied(mut self) -> LessonDocument {
        for it in
            [&mut self.code, &mut self.agency, &mut self.title, &mut self.about, &mut self.source]
        {
            *it = it.trim().to_owned();
        }
        for it in [&mut self.plan, &mut self.owner] {
            *it = it.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        }
        self
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        check(
            (1..=100).contains(&self.code.len()) && self.code.chars().all(in_code),
            "code",
            "Use up to 100 lower-case letters, digits and hyphens.",
        );
        let is_line =
            |it: &str| (1..=300).contains(&it.chars().count()) && !it.contains(char::is_control);
        check(is_line(&self.title), "title", "Say what was learned, in one line.");
        check(is_line(&self.source), "source", "Say where it was learned, in one line.");
        let is_text = self.about.chars().count() <= 5_000 && !self.about.contains('\0');
        check(is_text, "about", "Use at most 5,000 characters.");
        // Where its writer is, a day may have begun that has not begun in Greenwich.
        let has_come = today.succ_opt().is_none_or(|tomorrow| self.on <= tomorrow);
        check(has_come, "on", "It is learned first, and written down then.");
        problems
    }
}
