//! A part of a programme as a document: what the API and the audit log write down.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Group, Part};
use crate::FieldProblem;
use crate::people::calendars;
use crate::prepare::impact::Money;

/// A part of a programme as it is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ProgrammePartDocument")]
pub struct PartDocument {
    /// Who answers for it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What is to be said of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// How an activity comes again: a rule of iCalendar (RFC 5545), such as `FREQ=MONTHLY;INTERVAL=3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The day on which an activity is due for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// What a benefit is worth, each year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Money>,
    /// Where a benefit is known from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// When an activity was done. A step changes this, and nothing else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub done: Vec<Done>,
}

/// One time that an activity was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ActivityDone")]
pub struct Done {
    /// On which day.
    pub on: NaiveDate,
    /// The day on which it was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_due: Option<NaiveDate>,
    /// What proves it: a report, a list of who took part.
    pub evidence: String,
}

/// What a program says of an activity that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ActivityDoneDocument")]
pub struct DoneDocument {
    /// On which day.
    pub on: NaiveDate,
    /// What proves it.
    pub evidence: String,
}

impl PartDocument {
    /// The same without blanks where none belong.
    #[must_use]
    pub(super) fn tidied(mut self) -> PartDocument {
        for it in [&mut self.note, &mut self.evidence] {
            *it = it.trim().to_owned();
        }
        for it in [&mut self.owner, &mut self.rule] {
            *it = it.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        }
        self
    }

    /// What about it cannot be said of `part`, whatever the database holds.
    pub(super) fn problems(&self, part: Part) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let is_text = |it: &str| it.chars().count() <= 5_000 && !it.contains('\0');
        check(is_text(&self.note), "note", "Use at most 5,000 characters.");
        check(is_text(&self.evidence), "evidence", "Use at most 5,000 characters.");
        let (is_activity, is_benefit) =
            (part.group() == Group::Activity, part.group() == Group::Benefit);
        let once = "Only an activity comes again.";
        check(is_activity || self.rule.is_none(), "rule", once);
        check(is_activity || self.from.is_none(), "from", once);
        let worth = "Only a benefit has a value.";
        check(is_benefit || self.value.is_none(), "value", worth);
        check(is_benefit || self.evidence.is_empty(), "evidence", worth);
        match part.group() {
            Group::SetUp => {
                check(self.owner.is_some(), "owner", "Say who answers for it.");
                check(!self.note.is_empty(), "note", "Say what was settled, and where it stands.");
            }
            Group::Activity => {
                check(self.owner.is_some(), "owner", "Say who answers for it.");
                check(self.from.is_some(), "from", "Say on which day it is due first.");
                let reason = "Use a rule of iCalendar, such as FREQ=MONTHLY;INTERVAL=3.";
                check(self.is_rule(), "rule", reason);
            }
            Group::Benefit => {
                let is_said = self.value.is_some() || !self.note.is_empty();
                check(is_said, "note", "Say what it is worth, or write a note.");
            }
        }
        problems
    }

    fn is_rule(&self) -> bool {
        let Some(rule) = self.rule.as_deref().filter(|it| it.chars().count() <= 500) else {
            return false;
        };
        let Some(from) = self.from else { return true };
        let first = (from.and_time(NaiveTime::MIN), Tz::UTC);
        calendars::occurrences(rule, first, (from, from)).is_some()
    }
}

impl DoneDocument {
    /// What about it cannot be, whatever the database holds.
    pub(super) fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        // Where its writer is, a day may have begun that has not begun in Greenwich.
        if today.succ_opt().is_some_and(|tomorrow| tomorrow < self.on) {
            problems.push(FieldProblem::new("on", "It is done first, and written down then."));
        }
        let evidence = self.evidence.trim();
        if !(1..=1_000).contains(&evidence.chars().count()) || evidence.contains('\0') {
            let reason = "Say what proves it, in at most 1,000 characters.";
            problems.push(FieldProblem::new("evidence", reason));
        }
        problems
    }
}
