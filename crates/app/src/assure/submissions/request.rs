//! Asking an agency for its plans outside of a campaign (S0-32).

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::campaigns::{blank, calendars_of};
use super::document::{Names, event};
use super::{Submission, store, timer};
use crate::actor::{Permission, Place};
use crate::events::{self, Action};
use crate::people::agencies;
use crate::plans::templates;
use crate::{Ctx, Error, FieldProblem, Result};

/// What an agency is asked for, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SubmissionRequest")]
pub struct Request {
    /// Which agency, by code.
    pub agency: String,
    /// Why.
    pub reason: String,
    /// The types of plans that must be in force, by code. None: any plan will do.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub plan_types: BTreeSet<String>,
    /// The last day to hand them in.
    pub due_on: NaiveDate,
}

impl Request {
    /// What is wrong with it on the day `today`.
    fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let reason = self.reason.trim();
        if reason.is_empty() || 1_000 < reason.chars().count() || reason.contains('\0') {
            let say = "Say why, in at most 1,000 characters.";
            problems.push(FieldProblem::new("reason", say));
        }
        if !self.plan_types.iter().all(|it| templates::find(it).is_some()) {
            problems.push(FieldProblem::new("plan_types", "Choose types of plans."));
        }
        if self.due_on < today || 2 < self.due_on.year() - today.year() {
            problems
                .push(FieldProblem::new("due_on", "Use a day from today on, within two years."));
        }
        problems
    }
}

/// Asks an agency for its plans, from now on.
pub async fn request(ctx: &Ctx, asked: &Request) -> Result<Submission> {
    ctx.require(Permission::WriteCampaigns, Place::State)?;
    let tx = ctx.write().await?;
    let today = timer::today(&tx, ctx).await?;
    let mut problems = asked.problems(today);
    let all = agencies::all_in(&tx).await?;
    let agency = all.iter().find(|it| it.code == asked.agency.trim() && it.retired_at.is_none());
    if agency.is_none() {
        problems.push(FieldProblem::new("agency", "There is no such agency."));
    }
    let (true, Some(agency)) = (problems.is_empty(), agency) else { return Err(problems.into()) };
    let calendars = calendars_of(&tx, std::slice::from_ref(agency)).await?;
    let it = Submission {
        plan_types: asked.plan_types.clone(),
        reason: asked.reason.trim().to_owned(),
        ..blank((agency, &calendars), today.year(), (today, asked.due_on), ctx)
    };
    store::insert_all(&tx, std::slice::from_ref(&it)).await?;
    let names = Names::of(&tx, std::slice::from_ref(&it)).await?;
    let mut events = vec![event(Action::SubmissionAsked, &it).to(&names.document(&it))];
    events.extend(timer::moved(&tx, ctx).await?);
    events::record_all(&tx, ctx, events).await?;
    let it = store::find(&tx, it.id).await?.ok_or(Error::NotFound("submission"))?;
    tx.commit().await?;
    Ok(it)
}
