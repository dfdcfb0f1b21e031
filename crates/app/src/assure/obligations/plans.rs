//! Which plans an obligation asks something of, and how they answer.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{self, ClauseAnswer};
use super::read::find;
use super::{Obligation, ObligationDocument, store};
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, ObligationId, PlanId};
use crate::people::agencies;
use crate::plans::checks::{self, Asked, Finding};
use crate::plans::plan::{self, Plan, PlanDocument, VersionDocument, VersionState};
use crate::plans::templates::{self, Template};
use crate::plans::waivers::{self, AskDocument, Waiver};
use crate::{Ctx, Error, Page, Result};

/// How a plan answers an obligation.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanAnswers {
    /// The plan.
    pub plan: Plan,
    /// Which version was looked at: the one in force, or else the newest that the actor may see.
    pub number: u32,
    /// How far that is.
    pub state: VersionState,
    /// How it answers each clause that plans of its type are asked.
    pub answers: Vec<ClauseAnswer>,
}

impl PlanAnswers {
    /// How much of what it is asked it satisfies, in basis points.
    pub fn score(&self) -> u32 {
        coverage::score(&self.answers)
    }

    /// The clauses that it does not satisfy.
    pub fn missing(&self) -> impl Iterator<Item = &ClauseAnswer> {
        self.answers.iter().filter(|it| !it.is_satisfied)
    }
}

/// One page of the plans that an obligation asks something of, as far as the actor may see them
/// (S0-11): those of the agencies that it holds for, of the types that have a section for a clause.
pub async fn plans_of(
    ctx: &Ctx,
    id: ObligationId,
    query: &plan::Query,
) -> Result<Page<PlanAnswers>> {
    ctx.require_scope(Permission::ReadAssurance)?;
    let document = find(&*ctx.read().await?, id).await?.document;
    let bound = bound_agencies(ctx, &document).await?;
    let agencies = match &query.agencies {
        Some(asked) => asked.intersection(&bound).copied().collect(),
        None => bound,
    };
    // A plan may be written to what came with the program, or to what was published since.
    let current = templates::all_current(ctx).await?;
    let all = templates::all().iter().chain(current.iter().map(|it| &it.template));
    let mut types: BTreeSet<String> =
        all.filter(|it| document.asks(it)).map(|it| it.code.clone()).collect();
    if let Some(asked) = &query.plan_type {
        types.retain(|it| it == asked);
    }
    if types.is_empty() {
        return Ok(query.paging.of(Vec::new(), 0));
    }
    let asked = plan::Query {
        agencies: Some(agencies),
        plan_type: None,
        plan_types: types,
        ..query.clone()
    };
    let page = plan::list(ctx, &asked).await?;
    let documents = plan::documents(ctx, &page.items).await?;
    let mut documents = documents.into_iter();
    Ok(page.map(|plan| {
        let told = documents.next();
        answered(plan, told.as_ref(), &document)
    }))
}

/// The agencies in use that an obligation holds for, as far as the actor may see them.
async fn bound_agencies(ctx: &Ctx, document: &ObligationDocument) -> Result<BTreeSet<AgencyId>> {
    let all = agencies::all(ctx).await?;
    let bound = all.iter().filter(|it| document.applies_to(it.kind, &it.code));
    Ok(bound.map(|it| it.id).collect())
}

/// How one plan answers each obligation that asks it something, by code of the obligation (S4-42).
/// Nothing for whoever may not look at assurance there.
pub async fn of_plan(ctx: &Ctx, id: PlanId) -> Result<Vec<(Obligation, PlanAnswers)>> {
    let plan = plan::show(ctx, id).await?;
    let place = Place::Record(plan.agency_id, plan.id.into());
    if !ctx.actor.may(Permission::ReadAssurance, place) {
        return Ok(Vec::new());
    }
    let documents = plan::documents(ctx, std::slice::from_ref(&plan)).await?;
    let of = holding(ctx, &plan).await?;
    let answers = of.into_iter().map(|it| {
        let answers = newest_answered(plan.clone(), documents.first(), &it.document);
        (it, answers)
    });
    Ok(answers.filter(|it| !it.1.answers.is_empty()).collect())
}

/// What somebody should look at in a plan, as [`checks::of`] says it: for its clauses, by what the
/// obligations ask that hold for its agency.
pub async fn findings(ctx: &Ctx, id: PlanId) -> Result<Vec<Finding>> {
    let plan = plan::show(ctx, id).await?;
    let documents = plan::documents(ctx, std::slice::from_ref(&plan)).await?;
    let newest = documents.first().and_then(PlanDocument::newest);
    let template = newest.and_then(|it| it.content.template(&plan.plan_type));
    let Some(template) = template else { return Ok(Vec::new()) };
    let asked = asked_by(&holding(ctx, &plan).await?, &template);
    checks::of_asked(ctx, id, asked).await
}

/// Asks for a waiver of something that is found in a plan now.
pub async fn ask_waiver(ctx: &Ctx, id: PlanId, document: &AskDocument) -> Result<Waiver> {
    let plan = plan::show(ctx, id).await?;
    let found = findings(ctx, id).await?;
    let found = found.iter().find(|it| it.code == document.rule && it.about == document.about);
    waivers::ask(ctx, &plan, document, found.map(|it| it.sentence.as_str())).await
}

/// Whether each of these waivers, which the actor may see, still has something to waive: whether the
/// rule finds it in the plan now. None: the actor may not see what is found in it.
pub async fn found_now(ctx: &Ctx, all: &[Waiver]) -> Result<Vec<Option<bool>>> {
    let mut known: BTreeMap<PlanId, Option<Vec<Finding>>> = BTreeMap::new();
    for it in all {
        if let Entry::Vacant(place) = known.entry(it.plan_id) {
            place.insert(match findings(ctx, it.plan_id).await {
                Ok(found) => Some(found),
                Err(Error::NotFound(_)) => None,
                Err(other) => return Err(other),
            });
        }
    }
    let is_found = |it: &Waiver| {
        let found = known.get(&it.plan_id)?.as_ref()?;
        Some(found.iter().any(|one| one.code == it.rule && one.about == it.about))
    };
    Ok(all.iter().map(is_found).collect())
}

/// What these obligations ask of a plan that is written to these sections.
pub(crate) fn asked_by(all: &[Obligation], template: &Template) -> Vec<Asked> {
    let mut asked = Vec::new();
    for it in all {
        asked.extend(it.document.clauses.iter().filter_map(|clause| {
            let sections: Vec<String> =
                coverage::sections(clause, template).map(|it| it.key.clone()).collect();
            (!sections.is_empty()).then(|| Asked {
                by: it.document.citation.clone(),
                clause: clause.number.clone(),
                sections,
            })
        }));
    }
    asked
}

/// The obligations that hold today for the agency of a plan.
async fn holding(ctx: &Ctx, plan: &Plan) -> Result<Vec<Obligation>> {
    let tx = ctx.read().await?;
    let mut all = store::all(&tx).await?;
    let agencies = agencies::all_in(&tx).await?;
    let of = agencies.into_iter().find(|it| it.id == plan.agency_id);
    let of = of.ok_or(Error::NotFound("agency"))?;
    all.retain(|it| it.document.retired_at.is_none() && it.document.applies_to(of.kind, &of.code));
    Ok(all)
}

/// What a plan in force answers, or else its newest version.
fn answered(plan: Plan, told: Option<&PlanDocument>, asks: &ObligationDocument) -> PlanAnswers {
    let version = told.and_then(|it| it.in_force().or_else(|| it.newest()));
    judged(plan, version, asks)
}

/// The same of the version that somebody works on, if there is one: what is to be added there.
fn newest_answered(
    plan: Plan,
    told: Option<&PlanDocument>,
    asks: &ObligationDocument,
) -> PlanAnswers {
    judged(plan, told.and_then(PlanDocument::newest), asks)
}

fn judged(plan: Plan, version: Option<&VersionDocument>, asks: &ObligationDocument) -> PlanAnswers {
    let template = version.and_then(|it| it.content.template(&plan.plan_type));
    let answers = match (template, version) {
        (Some(template), Some(version)) => asks.answers(&template, &version.content),
        _ => Vec::new(),
    };
    let number = version.map_or(0, |it| it.number);
    let state = version.map_or(VersionState::Draft, |it| it.state);
    PlanAnswers { plan, number, state, answers }
}
