//! Waivers as documents: what somebody asks for, and what files say.

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Waiver;
use super::waiver::{DAYS_MAX, text_problem};
use crate::FieldProblem;

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "WaiverDocument")]
pub struct AskDocument {
    /// Which rule found it, such as `PLN-014`.
    pub rule: String,
    /// Of what: what the finding is about, word for word.
    pub about: String,
    /// Why it may stay so.
    pub reason: String,
    /// The last day: today or later, and at most 366 days ahead.
    pub until: NaiveDate,
}

/// The waivers of one plan that were granted, as a file says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "PlanWaivers")]
pub struct PlanWaivers {
    /// Of which plan: its code.
    pub code: String,
    /// Each of them, also those whose last day has passed.
    pub waivers: Vec<GrantedDocument>,
}

/// A waiver that was granted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GrantedWaiver")]
pub struct GrantedDocument {
    /// Which rule found it.
    pub rule: String,
    /// Of what: what the finding is about.
    pub about: String,
    /// What was found.
    #[serde(default)]
    pub finding: String,
    /// Why it may stay so.
    pub reason: String,
    /// The last day.
    pub until: NaiveDate,
    /// Who asked for it, by code.
    pub asked_by: String,
    /// Who granted it, by code: never who asked.
    pub granted_by: String,
    /// What they said.
    #[serde(default)]
    pub note: String,
}

/// A waiver with the names of those concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The waiver.
    pub waiver: Waiver,
    /// The code of its plan.
    pub plan_code: String,
    /// What its plan is called.
    pub plan: String,
    /// Whose the plan is.
    pub agency: String,
    /// Who asked.
    pub asked_by: String,
    /// Who decided.
    pub decided_by: Option<String>,
}

impl AskDocument {
    /// What about it cannot be on a day, whatever the database holds.
    pub(super) fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> =
            text_problem("reason", &self.reason).into_iter().collect();
        let last = today.checked_add_days(Days::new(DAYS_MAX)).unwrap_or(NaiveDate::MAX);
        if !(today..=last).contains(&self.until) {
            let reason = format!("Choose a day from {today} to {last}.");
            problems.push(FieldProblem::new("until", reason));
        }
        problems
    }
}

impl PlanWaivers {
    /// Whom it names, by code.
    pub(crate) fn people(&self) -> impl Iterator<Item = &str> {
        let people = self.waivers.iter().flat_map(|it| [&it.asked_by, &it.granted_by]);
        people.map(String::as_str).filter(|it| !it.is_empty())
    }
}

impl GrantedDocument {
    /// What about it cannot be, whatever else there is.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> =
            text_problem("reason", &self.reason).into_iter().collect();
        if self.asked_by.trim() == self.granted_by.trim() {
            let reason = "Nobody grants what they asked for.";
            problems.push(FieldProblem::new("granted_by", reason));
        }
        problems
    }
}

/// What the audit log keeps of a waiver.
#[derive(Debug, Serialize)]
pub(super) struct Logged<'a> {
    rule: &'a str,
    about: &'a str,
    finding: &'a str,
    reason: &'a str,
    until: NaiveDate,
    state: &'static str,
    note: &'a str,
}

impl<'a> Logged<'a> {
    pub(super) fn of(it: &'a Waiver) -> Logged<'a> {
        Logged {
            rule: &it.rule,
            about: &it.about,
            finding: &it.sentence,
            reason: &it.reason,
            until: it.until,
            state: it.state.code(),
            note: &it.note,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_waiver_ends_within_366_days_and_has_a_reason() {
        let today = "2026-11-21".parse().unwrap();
        let fields = |reason: &str, until: &str| {
            let asked = AskDocument {
                rule: "PLN-014".to_owned(),
                about: "owner".to_owned(),
                reason: reason.to_owned(),
                until: until.parse().unwrap(),
            };
            let problems = asked.problems(today).into_iter();
            problems.map(|it| it.field.into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(fields("It is late.", "2026-11-21"), Vec::<String>::new());
        assert_eq!(fields("It is late.", "2027-11-22"), Vec::<String>::new());
        assert_eq!(fields("It is late.", "2027-11-23"), ["until"]);
        assert_eq!(fields(" ", "2026-11-20"), ["reason", "until"]);
    }
}
