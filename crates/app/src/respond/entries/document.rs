//! An entry as a document: what the API and the audit log write down.

use chrono::Datelike as _;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Details;
use crate::{FieldProblem, Timestamp};

/// Something that is written down during a disruption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryDocument {
    /// What is damaged, what was bought, or what may be entered.
    pub what: String,
    /// When somebody looked, when the money was spent, or from when on access is given.
    pub at: Timestamp,
    /// At which site, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// What the inventory calls it, as `asset:storage`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// From which vendor, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What only its kind has.
    pub details: Details,
}

impl EntryDocument {
    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let what = self.what.trim();
        check(!what.is_empty(), "what", "Say what it is.");
        check(what.chars().count() <= 300, "what", "Use at most 300 characters.");
        check(!what.contains(char::is_control), "what", "Use one line of plain text.");
        let is_text = self.note.chars().count() <= 20_000 && !self.note.contains('\0');
        check(is_text, "note", "Use at most 20,000 characters.");
        // Access may be given beforehand. What was seen or spent is past.
        let is_past = matches!(self.details, Details::Access(_)) || self.at <= now;
        check(is_past, "at", "Not in the future.");
        let is_moment = (1900..=9999).contains(&self.at.year());
        check(is_moment, "at", "Use a moment from 1900 to 9999.");
        problems.extend(self.details.problems(self.at));
        problems
    }

    /// The same without blanks around what is said, and nothing where nothing is.
    #[must_use]
    pub(super) fn tidied(mut self) -> EntryDocument {
        let line = |it: &mut String| *it = it.trim().to_owned();
        for it in [&mut self.site, &mut self.item, &mut self.vendor] {
            *it = it.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        }
        line(&mut self.what);
        line(&mut self.note);
        match &mut self.details {
            Details::Damage(_) => {}
            Details::Cost(it) => {
                line(&mut it.approved_by);
                line(&mut it.reference);
            }
            Details::Access(it) => {
                line(&mut it.who);
                line(&mut it.approved_by);
            }
        }
        self
    }
}
