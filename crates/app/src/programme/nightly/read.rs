//! Looking at the last night. It looked at drafts, so only those see it who see those.

use std::collections::BTreeSet;

use super::PlanNight;
use super::store;
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, PlanId};
use crate::plans::plan;
use crate::{Ctx, Page, Paging, Result, Timestamp};

/// Which plans to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their title or code.
    pub text: String,
    /// Only those of these agencies.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those in which this rule found something.
    pub rule: Option<String>,
    /// Only those in which something is new or gone since the night before.
    pub changed: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of plans by night.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Title,
    /// How many errors they have.
    Errors,
    /// How much is new.
    New,
    /// How much is gone.
    Gone,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "title" => Some(Sort::Title),
            "errors" => Some(Sort::Errors),
            "new" => Some(Sort::New),
            "gone" => Some(Sort::Gone),
            _ => None,
        }
    }
}

/// What is different since the night before, over many plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// Which night was the last.
    pub checked_for: Timestamp,
    /// How many findings are new.
    pub n_new: u64,
    /// In how many plans.
    pub n_plans_new: u64,
    /// How many are gone.
    pub n_gone: u64,
}

/// What was found in a plan in the last night, if the actor may see its drafts.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Option<PlanNight>> {
    let plan = plan::show(ctx, id).await?;
    if !ctx.actor.may(Permission::ReadDrafts, Place::Record(plan.agency_id, id.into())) {
        return Ok(None);
    }
    store::find(&*ctx.read().await?, id).await
}

/// One page of the plans that were looked at, each with what was found in the last night.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<PlanNight>> {
    let scope = ctx.require_scope(Permission::ReadDrafts)?;
    store::list(&*ctx.read().await?, &scope, query).await
}

/// What is different since the night before, over the plans whose drafts the actor may see. None:
/// there was no night yet, or they may see none.
pub async fn since(ctx: &Ctx) -> Result<Option<Since>> {
    if !ctx.actor.may_somewhere(Permission::ReadDrafts) {
        return Ok(None);
    }
    let scope = ctx.require_scope(Permission::ReadDrafts)?;
    store::since(&*ctx.read().await?, &scope).await
}
