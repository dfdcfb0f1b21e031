//! Calling a plan: on stand-by, or activated at once with the plans under it (S3-24).

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::activation::{Activation, Extent, Notice, State};
use super::change::{event, told};
use super::read::place;
use super::statements::{begun, prepared};
use super::task::Task;
use super::{parts, store, task_store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event};
use crate::ids::{PersonId, PlanId};
use crate::mail::Letter;
use crate::people::notices::{self, NoticeKind};
use crate::people::sign_in;
use crate::plans::plan::{self, Content, Plan, PlanVersion, Trigger};
use crate::plans::templates::{self, Template};
use crate::{Ctx, Error, Refusal, Result};

/// How many plans one call reaches at most, and how far down.
const CALLED_MAX: usize = 500;

const RUNNING: Refusal = Refusal::new(
    "activation.running",
    "This plan is on stand-by or followed already. Go on there.",
);
const NOT_IN_FORCE: Refusal =
    Refusal::new("activation.not_in_force", "Only a plan in force can be followed.");

/// How a plan is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Call {
    /// What has happened.
    pub because: String,
    /// To which extent it is activated. None: it is put on stand-by, and somebody else decides.
    pub extent: Option<Extent>,
    /// The plans under it that are called by hand, beside those that it calls by rule.
    pub also: BTreeSet<PlanId>,
}

/// A plan under one that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// Which.
    pub plan: Plan,
    /// Whether it is called up by rule.
    pub by_rule: bool,
}

/// Whether a plan calls up one under it by rule: if that says that another plan calls for it, and,
/// below the plans that lead the response, if it is for a key function (levels 1 and 2).
pub fn calls(above: &Template, below: &Template, content: &Content) -> bool {
    let says = content.activation.iter().any(|it| it.trigger == Trigger::Plan);
    says || (above.level == 1 && below.level == 2)
}

/// The first plans in force that `text` finds and that the actor may put on stand-by, by title.
pub async fn callable(ctx: &Ctx, text: &str) -> Result<Vec<Plan>> {
    plan::in_force_where(ctx, Permission::AskActivations, text).await
}

/// The plans under a plan that a call could reach, and which of them it calls by rule.
pub async fn below(ctx: &Ctx, id: PlanId) -> Result<Vec<Called>> {
    let tx = ctx.read().await?;
    let plan = find_callable(&tx, ctx, id).await?.0;
    let mut found = Vec::new();
    for child in plan::children_in(&tx, plan.id).await? {
        let Some(version) = plan::followed_in(&tx, &child).await? else { continue };
        let by_rule = is_called(&plan, (&child, &version));
        found.push(Called { plan: child, by_rule });
    }
    Ok(found)
}

/// A plan in force that the actor may put on stand-by.
pub async fn plan_called(ctx: &Ctx, id: PlanId) -> Result<Plan> {
    Ok(find_callable(&*ctx.read().await?, ctx, id).await?.0)
}

fn is_called(above: &Plan, (below, version): (&Plan, &PlanVersion)) -> bool {
    let both = templates::find(&above.plan_type).zip(templates::find(&below.plan_type));
    both.is_some_and(|(above, below)| calls(above, below, &version.content))
}

/// A plan in force that the actor may put on stand-by, with the version that people follow.
async fn find_callable(tx: &Tx, ctx: &Ctx, id: PlanId) -> Result<(Plan, PlanVersion)> {
    let found = plan::find_in(tx, id).await?;
    let at = |it: &Plan| Place::Record(it.agency_id, it.id.into());
    // To those who may neither see it nor call it, it is not there.
    let sees = |it: &Plan| {
        [Permission::AskActivations, Permission::ReadPlans, Permission::ReadActivations]
            .into_iter()
            .any(|permission| ctx.actor.may(permission, at(it)))
    };
    let plan = found.filter(sees).ok_or(Error::NotFound("plan"))?;
    ctx.require(Permission::AskActivations, at(&plan))?;
    let version = plan::followed_in(tx, &plan).await?;
    Ok((plan, version.ok_or(NOT_IN_FORCE)?))
}

/// Calls a plan: puts it on stand-by, or activates it with the plans under it. Everybody who has
/// something to do is told.
pub async fn call(ctx: &Ctx, id: PlanId, call: &Call) -> Result<Activation> {
    let tx = ctx.write().await?;
    let (plan, version) = find_callable(&tx, ctx, id).await?;
    if call.extent.is_some() {
        let at = Place::Record(plan.agency_id, plan.id.into());
        ctx.require(Permission::DecideActivations, at)?;
    }
    if store::running(&tx, id).await?.is_some() {
        return Err(RUNNING.into());
    }
    let by = (ctx.actor.person_id, ctx.now);
    let of = (plan.id, plan.agency_id, version.number);
    let asked = Activation::asked(of, None, &call.because, by)?;
    store::insert(&tx, &asked).await?;
    let mut events = vec![event(Action::ActivationAsked, &asked).to(&told(&asked))];
    let mut done = asked.clone();
    if let Some(extent) = call.extent {
        let mut calling = Calling { also: &call.also, seen: [plan.id].into(), events: Vec::new() };
        done = calling.activate((&tx, ctx), (&plan, &version), (asked, extent)).await?;
        calling.call_below((&tx, ctx), (&plan, &done)).await?;
        events.append(&mut calling.events);
    }
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(done)
}

/// Activates what is on stand-by, with the plans under it, in the caller's transaction.
pub(super) async fn activate_in(
    (tx, ctx): (&Tx, &Ctx),
    (before, extent): (Activation, Extent),
    also: &BTreeSet<PlanId>,
) -> Result<(Activation, Vec<Event>)> {
    let plan = plan::find_in(tx, before.plan_id).await?.ok_or(Error::NotFound("plan"))?;
    let version = plan::followed_in(tx, &plan).await?.ok_or(NOT_IN_FORCE)?;
    let mut calling = Calling { also, seen: [plan.id].into(), events: Vec::new() };
    let done = calling.activate((tx, ctx), (&plan, &version), (before, extent)).await?;
    calling.call_below((tx, ctx), (&plan, &done)).await?;
    Ok((done, calling.events))
}

/// A call on its way down the tree of plans.
struct Calling<'a> {
    also: &'a BTreeSet<PlanId>,
    seen: BTreeSet<PlanId>,
    events: Vec<Event>,
}

impl Calling<'_> {
    /// Activates one plan: its roster, its tasks and its drafts are made, and whoever has something
    /// to do is told. What was made before, on the way back from stand-by, stays.
    async fn activate(
        &mut self,
        (tx, ctx): (&Tx, &Ctx),
        (plan, version): (&Plan, &PlanVersion),
        (before, extent): (Activation, Extent),
    ) -> Result<Activation> {
        let by = (ctx.actor.person_id, ctx.now);
        let is_first = before.activated_at.is_none();
        let mut next = before.clone().activated(extent, by.0, by.1)?;
        let mut tasks = Vec::new();
        if is_first {
            next.roster = parts::roster(tx, &version.content).await?;
            next.number = version.number;
            tasks = parts::tasks(tx, &next, (plan, &version.content)).await?;
            next.notices = tell_all((tx, ctx), (plan, &next), &tasks).await?;
        }
        let next = store::update(tx, next).await?;
        if is_first {
            task_store::insert_all(tx, &tasks).await?;
            let template = version.content.template(&plan.plan_type);
            let drafts = template.map_or(Vec::new(), |it| prepared(&it, &version.content));
            task_store::insert_statements(tx, &begun(&next, drafts, by)).await?;
        }
        let event = event(Action::ActivationActivated, &next);
        self.events.push(event.from(&told(&before)).to(&told(&next)));
        Ok(next)
    }

    /// Calls up the plans under one that was activated, and those under them. Where the actor may not
    /// decide, a plan is put on stand-by, and where they may not ask, it is left alone.
    async fn call_below(
        &mut self,
        (tx, ctx): (&Tx, &Ctx),
        (plan, under): (&Plan, &Activation),
    ) -> Result<()> {
        let mut above: Vec<(Plan, Activation)> = vec![(plan.clone(), under.clone())];
        while let Some((plan, under)) = above.pop() {
            for child in plan::children_in(tx, plan.id).await? {
                if CALLED_MAX <= self.seen.len() || !self.seen.insert(child.id) {
                    continue;
                }
                let Some(version) = plan::followed_in(tx, &child).await? else { continue };
                let wanted = self.also.contains(&child.id) || is_called(&plan, (&child, &version));
                let at = Place::Record(child.agency_id, child.id.into());
                if !wanted || !ctx.actor.may(Permission::AskActivations, at) {
                    continue;
                }
                let called = self.call_one((tx, ctx), (&child, &version), &under).await?;
                if let Some(called) = called.filter(|it| it.state == State::Activated) {
                    above.push((child, called));
                }
            }
        }
        Ok(())
    }

    async fn call_one(
        &mut self,
        (tx, ctx): (&Tx, &Ctx),
        (plan, version): (&Plan, &PlanVersion),
        under: &Activation,
    ) -> Result<Option<Activation>> {
        let asked = match store::running(tx, plan.id).await? {
            Some(it) if it.state == State::StandBy => it,
            // It is followed already.
            Some(_) => return Ok(None),
            None => {
                let by = (ctx.actor.person_id, ctx.now);
                let of = (plan.id, plan.agency_id, version.number);
                let asked = Activation::asked(of, Some(under.id), &under.because, by)?;
                store::insert(tx, &asked).await?;
                self.events.push(event(Action::ActivationAsked, &asked).to(&told(&asked)));
                asked
            }
        };
        if !ctx.actor.may(Permission::DecideActivations, place(&asked)) {
            return Ok(Some(asked));
        }
        let done = self.activate((tx, ctx), (plan, version), (asked, under.extent)).await?;
        Ok(Some(done))
    }
}

/// Tells everybody who has something to do, and says who was told.
async fn tell_all(
    (tx, ctx): (&Tx, &Ctx),
    (plan, under): (&Plan, &Activation),
    tasks: &[Task],
) -> Result<Vec<Notice>> {
    let mut told: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    told.extend(plan.owner_id.map(|it| (it, Vec::new())));
    told.extend(under.roster.iter().filter_map(|it| Some((it.person_id?, Vec::new()))));
    for task in tasks {
        let Some(owner) = task.owner_id else { continue };
        told.entry(owner).or_default().push(task.text.clone());
    }
    let mut notices = Vec::new();
    for (person_id, tasks) in told {
        let letter = letter((tx, ctx), (plan, under), person_id, tasks).await?;
        let told = notices::tell(tx, ctx, person_id, NoticeKind::Activations, letter).await?;
        notices.push(Notice { person_id, told });
    }
    Ok(notices)
}

/// What one of them is told. Who has no account says by another way how far it is.
async fn letter(
    (tx, ctx): (&Tx, &Ctx),
    (plan, under): (&Plan, &Activation),
    person: PersonId,
    tasks: Vec<String>,
) -> Result<Letter> {
    let letter = Letter::about(format!("Activated: {}", plan.title))
        .text(format!("“{}” is activated {}.", plan.title, under.extent.title().to_lowercase()))
        .text(format!("What has happened: {}", under.because));
    let letter = match tasks.is_empty() {
        true => letter,
        false => letter.text("This is yours to do:").list(tasks),
    };
    Ok(match sign_in::address_of(tx, person).await? {
        Some(_) => letter.link("Look at your tasks", "/work"),
        None => letter.text(format!("Tell {} how far it is.", ctx.actor.name)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::Criterion;

    #[test]
    fn plans_for_key_functions_are_called_by_those_that_lead_and_others_if_they_say_so() {
        let of = |code: &str| templates::find(code).unwrap();
        let silent = Content::default();
        let criterion = Criterion {
            text: "It calls.".to_owned(),
            trigger: Trigger::Plan,
            item: String::new(),
            after: None,
        };
        let says = Content { activation: vec![criterion], ..Content::default() };
        assert!(calls(of("coordination"), of("computer_network"), &silent));
        assert!(!calls(of("coordination"), of("salvage"), &silent));
        assert!(calls(of("coordination"), of("salvage"), &says));
        assert!(!calls(of("coop"), of("drp"), &silent));
        assert!(calls(of("coop"), of("drp"), &says));
    }
}
