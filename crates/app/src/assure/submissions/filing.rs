//! One time that an agency handed its plans in: which versions, and what was found. Nothing here
//! does I/O.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::review::{Outcome, Reviewed};
use crate::ids::{AgencyId, FilingId, PersonId, PlanId, SubmissionId};
use crate::plans::plan::{Plan, PlanVersion};
use crate::{FieldProblem, Timestamp};

/// One time that an agency handed its plans in. What was handed in never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Its id.
    pub id: FilingId,
    /// Of which submission.
    pub submission_id: SubmissionId,
    /// Whose plans.
    pub agency_id: AgencyId,
    /// For which year.
    pub year: i32,
    /// The how many-th of the submission: the first is 1.
    pub number: u32,
    /// The number of its receipt.
    pub receipt: String,
    /// Who attested it.
    pub attested_by: PersonId,
    /// When that was.
    pub attested_at: Timestamp,
    /// With which words.
    pub statement: String,
    /// Which plans, each at the version in force then.
    pub plans: Vec<Filed>,
    /// SHA-256 of the dossier, once that is made.
    pub sha256: Option<String>,
    /// When it was made.
    pub made_at: Option<Timestamp>,
    /// How often each rule found something in those plans, by code.
    pub findings: BTreeMap<String, u32>,
    /// What the review says, as far as it is.
    pub review: Option<Reviewed>,
    /// What the review came to.
    pub outcome: Option<Outcome>,
    /// When that was.
    pub decided_at: Option<Timestamp>,
}

/// A plan as it was handed in: the version by its number and its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FiledPlan")]
pub struct Filed {
    /// Which plan.
    pub plan_id: PlanId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// Which type of plan it is, by code.
    #[serde(rename = "type")]
    pub plan_type: String,
    /// Which version was in force.
    pub version: u32,
    /// SHA-256 of what that says.
    pub sha256: String,
}

impl Filed {
    /// A plan with its version in force.
    pub(super) fn of(plan: &Plan, version: &PlanVersion) -> crate::Result<Filed> {
        Ok(Filed {
            plan_id: plan.id,
            code: plan.code.clone(),
            title: plan.title.clone(),
            plan_type: plan.plan_type.clone(),
            version: version.number,
            sha256: version.content.sha256()?,
        })
    }
}

/// The number of the `n`-th receipt of an agency in a year.
pub(super) fn receipt(year: i32, agency: &str, n: u64) -> String {
    format!("{year}-{agency}-{n}")
}

/// The words with which somebody attests.
pub(super) fn statement(text: &str) -> Result<String, FieldProblem> {
    let text = text.trim();
    if (1..=2_000).contains(&text.chars().count()) && !text.contains('\0') {
        return Ok(text.to_owned());
    }
    let reason = "Say in a sentence or two what you attest. At most 2,000 characters.";
    Err(FieldProblem::new("statement", reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attestation_says_something() {
        assert!(statement(" ").is_err() && statement(&"x".repeat(2_001)).is_err());
        assert_eq!(statement(" They hold. ").as_deref(), Ok("They hold."));
        assert_eq!(receipt(2026, "commerce", 2), "2026-commerce-2");
    }
}
