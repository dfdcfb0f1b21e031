//! What is asked, and what came of it, as documents: what forms and the audit log write down.

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Area, Consultation};
use crate::{FieldProblem, Span, Timestamp};

/// So many recommendations come of one consultation at most.
const ADVICE_MAX: usize = 50;

/// So much time one consultation takes at most.
const SPENT_MAX: Span = Span::from_hours(10_000);

/// What somebody asks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConsultationDocument")]
pub struct AskDocument {
    /// Which agency asks, by code.
    pub agency: String,
    /// In which field.
    pub area: Area,
    /// About what, in one line.
    pub topic: String,
    /// What is asked.
    pub question: String,
    /// The plan that it is about, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// The risk that it is about, by code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// The impact analysis that it is about, by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub analysis: Option<String>,
}

/// What came of it so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ConsultationOutcome")]
pub struct RecordDocument {
    /// When those concerned meet, or met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meets_at: Option<Timestamp>,
    /// How much time it took.
    #[serde(default)]
    pub spent: Option<Span>,
    /// What came of it.
    #[serde(default)]
    pub outcome: String,
    /// What is recommended.
    #[serde(default)]
    pub recommendations: Vec<Advice>,
}

/// What is recommended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// What is to be done.
    pub text: String,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

impl AskDocument {
    /// What about it cannot be, whatever the database holds.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let topic = self.topic.trim();
        if !(1..=200).contains(&topic.chars().count()) || topic.contains(char::is_control) {
            problems.push(FieldProblem::new("topic", "Say in one line what it is about."));
        }
        let question = self.question.trim();
        if !(1..=5_000).contains(&question.chars().count()) || question.contains('\0') {
            let reason = "Say what you would like to know, in at most 5,000 characters.";
            problems.push(FieldProblem::new("question", reason));
        }
        let about = [&self.plan, &self.risk, &self.analysis];
        if 1 < about.iter().filter(|it| it.is_some()).count() {
            let reason = "It is about one plan, one risk or one impact analysis.";
            problems.push(FieldProblem::new("plan", reason));
        }
        problems
    }
}

impl RecordDocument {
    /// What a consultation says so far.
    pub fn of(it: &Consultation) -> RecordDocument {
        let advice = |it: &super::Recommendation| Advice { text: it.text.clone(), due: it.due };
        RecordDocument {
            meets_at: it.meets_at,
            spent: Some(it.spent),
            outcome: it.outcome.clone(),
            recommendations: it.recommendations.iter().map(advice).collect(),
        }
    }

    /// What about it cannot be.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if 10_000 < self.outcome.chars().count() || self.outcome.contains('\0') {
            problems.push(FieldProblem::new("outcome", "Use at most 10,000 characters."));
        }
        if self.spent.is_some_and(|it| SPENT_MAX < it) {
            problems.push(FieldProblem::new("spent", "Use at most 10,000 hours."));
        }
        if self.meets_at.is_some_and(|it| !(1970..=9999).contains(&it.year())) {
            problems.push(FieldProblem::new("meets_at", "Use a moment from 1970 to 9999."));
        }
        let is_day = |it: &Advice| it.due.is_none_or(|it| (1970..=9999).contains(&it.year()));
        if !self.recommendations.iter().all(is_day) {
            let reason = "Use days from 1970 to 9999.";
            problems.push(FieldProblem::new("recommendations", reason));
        }
        if ADVICE_MAX < self.recommendations.len() {
            let reason = format!("Give at most {ADVICE_MAX} recommendations.");
            problems.push(FieldProblem::new("recommendations", reason));
        }
        let is_text = |it: &Advice| {
            let text = it.text.trim();
            (1..=500).contains(&text.chars().count()) && !text.contains(char::is_control)
        };
        if !self.recommendations.iter().all(is_text) {
            let reason = "Give each recommendation in one line of at most 500 characters.";
            problems.push(FieldProblem::new("recommendations", reason));
        }
        problems
    }
}
