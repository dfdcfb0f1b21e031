//! A campaign: once a year, agencies are asked for their plans. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::CampaignId;
use crate::plans::templates;
use crate::{FieldProblem, Timestamp};

/// The yearly asking for plans (S0-32).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Its id.
    pub id: CampaignId,
    /// Of which year. There is one for each.
    pub year: i32,
    /// What it is called.
    pub name: String,
    /// The types of plans that each agency must have in force. None: any plan will do.
    pub plan_types: BTreeSet<String>,
    /// From which day on plans may be handed in.
    pub opens_on: NaiveDate,
    /// The last day to hand them in.
    pub due_on: NaiveDate,
    /// By what right they are asked for.
    pub statute: String,
    /// What agencies should know.
    pub guidance: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// A campaign as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignDocument {
    /// Of which year: unique, and never changed.
    pub year: i32,
    /// What it is called.
    pub name: String,
    /// The types of plans that each agency must have in force, by code. None: any plan will do.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub plan_types: BTreeSet<String>,
    /// Who is asked, by code. When it is opened, none means every agency of the state. Later, some
    /// can be added.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub agencies: BTreeSet<String>,
    /// From which day on plans may be handed in.
    pub opens_on: NaiveDate,
    /// The last day to hand them in.
    pub due_on: NaiveDate,
    /// By what right they are asked for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statute: String,
    /// What agencies should know.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guidance: String,
}

impl CampaignDocument {
    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        check((2000..=2200).contains(&self.year), "year", "Use a year such as 2026.");
        let name = self.name.trim();
        check(!name.is_empty(), "name", "Give it a name.");
        check(name.chars().count() <= 300, "name", "Use at most 300 characters.");
        check(!name.contains(char::is_control), "name", "Use one line of plain text.");
        let is_known = |it: &String| templates::find(it).is_some();
        check(self.plan_types.iter().all(is_known), "plan_types", "Choose types of plans.");
        check(self.agencies.len() <= 2_000, "agencies", "Name at most 2,000 agencies.");
        check(self.opens_on <= self.due_on, "due_on", "It must be due after it opens.");
        let is_near = |it: NaiveDate| it.year().abs_diff(self.year) <= 1;
        check(is_near(self.opens_on), "opens_on", "Use a day in that year, or one beside it.");
        check(is_near(self.due_on), "due_on", "Use a day in that year, or one beside it.");
        for (text, field) in [(&self.statute, "statute"), (&self.guidance, "guidance")] {
            let is_text = text.chars().count() <= 5_000 && !text.contains('\0');
            check(is_text, field, "Use at most 5,000 characters.");
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_needs_a_name_and_days_in_order() {
        let day = |it: &str| it.parse().unwrap();
        let document = CampaignDocument {
            year: 2026,
            name: "Plans of 2026".to_owned(),
            plan_types: ["drp".to_owned()].into(),
            agencies: BTreeSet::new(),
            opens_on: day("2026-09-01"),
            due_on: day("2026-12-01"),
            statute: String::new(),
            guidance: String::new(),
        };
        assert_eq!(document.problems(), []);
        let wrong = CampaignDocument {
            name: " ".to_owned(),
            plan_types: ["poem".to_owned()].into(),
            due_on: day("2026-08-31"),
            opens_on: day("2028-09-01"),
            ..document
        };
        let fields: Vec<_> = wrong.problems().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["name", "plan_types", "due_on", "opens_on"]);
    }
}
