//! From when on something in a plan is worth a finding: what the state decides.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::settings::Kept;
use crate::{FieldProblem, Span};

/// From when on something in a plan is worth a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How many characters a section has at least.
    pub text_min: u32,
    /// After how many days a way to reach somebody is tried again.
    pub contact_days: u32,
    /// How many days before its end an agreement is renewed.
    pub agreement_days: u32,
    /// After how many days a vendor shows again that its own plan works.
    pub evidence_days: u32,
    /// After how many days a plan is tested again.
    pub test_days: u32,
    /// How many kilometers an alternate site is away at least.
    pub near_km: u32,
    /// How long it takes to make a cold site work.
    pub cold_takes: Span,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            text_min: 20,
            contact_days: 90,
            agreement_days: 90,
            evidence_days: 365,
            test_days: 365,
            near_km: 50,
            cold_takes: Span::from_hours(72),
        }
    }
}

impl Kept for Limits {
    const KEY: &'static str = "plan_checks";

    fn problems(&self) -> Vec<FieldProblem> {
        let days = [
            ("contact_days", self.contact_days),
            ("agreement_days", self.agreement_days),
            ("evidence_days", self.evidence_days),
            ("test_days", self.test_days),
        ];
        let too_long = days.into_iter().filter(|it| 3_650 < it.1);
        let mut problems: Vec<FieldProblem> = too_long
            .map(|(field, _)| FieldProblem::new(field, "Use at most 3,650 days."))
            .collect();
        if 10_000 < self.text_min {
            problems.push(FieldProblem::new("text_min", "Use at most 10,000 characters."));
        }
        if 20_000 < self.near_km {
            problems.push(FieldProblem::new("near_km", "Use at most 20,000 kilometers."));
        }
        problems
    }
}
