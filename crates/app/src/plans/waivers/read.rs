//! Looking at waivers: whoever may see drafts of the plan. What is waived stays in sight for all who
//! see what the rules find in it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use db::Tx;

use super::document::Named;
use super::{Granted, Standing, State, Waived, Waiver, store};
use crate::actor::{Permission, Place, Scope};
use crate::ids::{AgencyId, PersonId, PlanId, WaiverId};
use crate::people::{agencies, persons};
use crate::plans::plan::{self, Plan};
use crate::{Ctx, Error, Page, Paging, Result};

/// Waivers that end within so many days are told beforehand.
const SOON_DAYS: u64 = 30;

/// Which waivers to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that have this in their rule, finding or reason.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this plan.
    pub plan: Option<PlanId>,
    /// Only those of what this rule finds.
    pub rule: Option<String>,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only those that hold, and end by this day.
    pub ending_by: Option<NaiveDate>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of waivers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Their last day.
    #[default]
    Until,
    /// When they were asked for.
    Asked,
    /// Which rule they are about.
    Rule,
    /// How far they are.
    State,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "until" => Some(Sort::Until),
            "asked" => Some(Sort::Asked),
            "rule" => Some(Sort::Rule),
            "state" => Some(Sort::State),
            _ => None,
        }
    }
}

/// What waits for the actor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    /// What they may decide in their agencies.
    pub to_decide: Vec<Waiver>,
    /// How many wait that they may decide because they do for the whole state.
    pub n_statewide: u64,
    /// What they asked for that ends within 30 days.
    pub ending: Vec<Waiver>,
}

impl Query {
    /// The same, only those that hold and end within 30 days of `today`.
    #[must_use]
    pub fn ending_soon(self, today: NaiveDate) -> Query {
        Query { ending_by: Some(soon(today)), ..self }
    }
}

fn soon(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(SOON_DAYS)).unwrap_or(NaiveDate::MAX)
}

/// One waiver.
pub async fn show(ctx: &Ctx, id: WaiverId) -> Result<Waiver> {
    let tx = ctx.read().await?;
    Ok(find_readable(&tx, ctx, id).await?.0)
}

/// One page of the waivers that the actor may see.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Waiver>> {
    let scope = ctx.require_scope(Permission::ReadDrafts)?;
    store::list(&*ctx.read().await?, &scope, (query, ctx.now.date_naive())).await
}

/// The waivers of a plan, the last first, as far as the actor may see them.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Vec<Waiver>> {
    let plan = plan::show(ctx, id).await?;
    match ctx.actor.may(Permission::ReadDrafts, place(&plan)) {
        true => store::of_plan(&*ctx.read().await?, id).await,
        false => Ok(Vec::new()),
    }
}

/// What waits for the actor: what they may decide, and what they asked for that ends soon. A program
/// with a token decides nothing.
pub async fn waiting(ctx: &Ctx) -> Result<Waiting> {
    if ctx.actor.limited_to.is_some() {
        return Ok(Waiting::default());
    }
    let (tx, by, today) = (ctx.read().await?, ctx.actor.person_id, ctx.now.date_naive());
    let scope = ctx.actor.scope(Permission::ApprovePlans);
    let top = agencies::top(&tx).await?;
    let is_statewide = match &scope {
        Scope::Everything => true,
        Scope::Only { agencies, .. } => top.is_some_and(|it| agencies.contains(&it.id)),
    };
    // Who may decide everywhere is told how much waits, and not of each by itself.
    let (to_decide, n_statewide) = match is_statewide {
        true => (Vec::new(), store::n_asked(&tx, by).await?),
        false => (store::to_decide(&tx, &scope, by).await?, 0),
    };
    let scope = ctx.actor.scope(Permission::ReadDrafts);
    let ending = store::ending(&tx, (&scope, by), (today, soon(today))).await?;
    Ok(Waiting { to_decide, n_statewide, ending })
}

/// Waivers that the actor may see, with the names of those concerned, in the same order.
pub async fn named(ctx: &Ctx, all: &[Waiver]) -> Result<Vec<Named>> {
    let plans: BTreeMap<PlanId, Plan> = {
        let tx = ctx.read().await?;
        let found = plan::by_ids_in(&tx, &all.iter().map(|it| it.plan_id).collect()).await?;
        found.into_iter().map(|it| (it.id, it)).collect()
    };
    let agencies = agencies::labels(ctx, &plans.values().map(|it| it.agency_id).collect()).await?;
    let people = all.iter().flat_map(|it| [Some(it.asked_by), it.decided_by]).flatten().collect();
    let people = persons::labels(ctx, &people).await?;
    let named = all.iter().map(|it| {
        let plan = plans.get(&it.plan_id);
        let agency = plan.and_then(|it| agencies.get(&it.agency_id));
        Named {
            waiver: it.clone(),
            plan_code: plan.map(|it| it.code.clone()).unwrap_or_default(),
            plan: plan.map(|it| it.title.clone()).unwrap_or_default(),
            agency: agency.cloned().unwrap_or_default(),
            asked_by: name(&people, it.asked_by),
            decided_by: it.decided_by.map(|id| name(&people, id)),
        }
    });
    Ok(named.collect())
}

fn name(people: &BTreeMap<PersonId, String>, id: PersonId) -> String {
    people.get(&id).cloned().unwrap_or_else(|| "Somebody".to_owned())
}

/// What of a plan is waived, or was, as the rules look at it: for whoever sees what they find.
pub(crate) async fn granted_of(ctx: &Ctx, id: PlanId) -> Result<Vec<Granted>> {
    let mut all = store::of_plan(&*ctx.read().await?, id).await?;
    all.retain(|it| it.state == State::Granted);
    let people = persons::labels(ctx, &all.iter().filter_map(|it| it.decided_by).collect()).await?;
    let granted = all.into_iter().map(|it| {
        let by = it.decided_by.map(|id| name(&people, id)).unwrap_or_default();
        let waived = Waived { by, until: it.until, reason: it.reason };
        Granted { rule: it.rule, about: it.about, waived }
    });
    Ok(granted.collect())
}

/// The waiver called `id` with its plan. One that the actor may not see is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: WaiverId) -> Result<(Waiver, Plan)> {
    let waiver = store::find(tx, id).await?.ok_or(Error::NotFound("waiver"))?;
    let plan = plan::find_in(tx, waiver.plan_id).await?;
    let plan = plan.filter(|it| ctx.actor.may(Permission::ReadDrafts, place(it)));
    Ok((waiver, plan.ok_or(Error::NotFound("waiver"))?))
}

/// Where a plan is: what a permission is asked for.
pub(super) fn place(plan: &Plan) -> Place {
    Place::Record(plan.agency_id, plan.id.into())
}
