//! Asking for a waiver, deciding about it, and taking it back.

use super::document::{AskDocument, Logged};
use super::read::{find_readable, place};
use super::{State, Waiver, store, tell};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{PlanId, WaiverId};
use crate::plans::plan::Plan;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const THERE: Refusal = Refusal::new(
    "waiver.there",
    "A waiver of this is waiting already, or holds as long: look at the waivers of the plan.",
);

const RETIRED: Refusal =
    Refusal::new("waiver.retired", "The plan is retired: nothing in it needs a waiver.");

/// Asks for a waiver of something that is found in a plan, which the actor may see. `found`: what the
/// rule says of it now, if it finds it at all.
pub(crate) async fn ask(
    ctx: &Ctx,
    plan: &Plan,
    document: &AskDocument,
    found: Option<&str>,
) -> Result<Waiver> {
    ctx.require(Permission::WritePlans, place(plan))?;
    if plan.retired_at.is_some() {
        return Err(RETIRED.into());
    }
    let today = ctx.now.date_naive();
    let mut problems = document.problems(today);
    if found.is_none() {
        problems.push(FieldProblem::new("about", "The rule does not find this in the plan now."));
    }
    let Some(sentence) = found.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    let tx = ctx.write().await?;
    // Nobody else asks for the same meanwhile.
    events::lock_last_seq(&tx).await?;
    let there = store::of_plan(&tx, plan.id).await?.into_iter().any(|it| {
        let is_same = it.rule == document.rule && it.about == document.about;
        let lasts = it.state == State::Asked || document.until <= it.until;
        is_same && lasts && !it.is_over(today)
    });
    if there {
        return Err(THERE.into());
    }
    let it = asked(ctx, plan.id, document, sentence);
    store::insert(&tx, &it).await?;
    tell::asked(&tx, ctx, plan, &it).await?;
    let event = event(Action::WaiverAsked, plan, &it).to(&Logged::of(&it));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(it)
}

fn asked(ctx: &Ctx, plan_id: PlanId, document: &AskDocument, sentence: &str) -> Waiver {
    Waiver {
        id: WaiverId::new(),
        plan_id,
        rule: document.rule.clone(),
        about: document.about.clone(),
        sentence: sentence.to_owned(),
        reason: document.reason.trim().to_owned(),
        until: document.until,
        state: State::Asked,
        asked_by: ctx.actor.person_id,
        asked_at: ctx.now,
        decided_by: None,
        decided_at: None,
        note: String::new(),
        updated_at: ctx.now,
        version: 1,
    }
}

/// Grants a waiver that somebody else asked for, or refuses it, and says why. For who may approve the
/// plan.
pub async fn decide(
    ctx: &Ctx,
    id: WaiverId,
    seen: i64,
    (grant, note): (bool, &str),
) -> Result<Waiver> {
    let tx = ctx.write().await?;
    let (before, plan) = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::ApprovePlans, place(&plan))?;
    if before.version != seen {
        return Err(Error::Stale("waiver"));
    }
    let after = before.clone().decided((grant, note), (ctx.actor.person_id, ctx.now))?;
    let after = store::update(&tx, after).await?;
    let action = if grant { Action::WaiverGranted } else { Action::WaiverRefused };
    let event = event(action, &plan, &after);
    let event = event.from(&Logged::of(&before)).to(&Logged::of(&after));
    events::record(&tx, ctx, event).await?;
    tell::decided(&tx, ctx, &plan, &after).await?;
    tx.commit().await?;
    Ok(after)
}

/// Withdraws a waiver that waits or holds: the finding counts again at once. For who may write the plan,
/// and for who may approve it.
pub async fn withdraw(ctx: &Ctx, id: WaiverId, seen: i64) -> Result<Waiver> {
    let tx = ctx.write().await?;
    let (before, plan) = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ApprovePlans, place(&plan)) {
        ctx.require(Permission::WritePlans, place(&plan))?;
    }
    if before.version != seen {
        return Err(Error::Stale("waiver"));
    }
    let after = store::update(&tx, before.clone().withdrawn(ctx.now)?).await?;
    let event = event(Action::WaiverWithdrawn, &plan, &after);
    let event = event.from(&Logged::of(&before)).to(&Logged::of(&after));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

pub(super) fn event(action: Action, plan: &Plan, it: &Waiver) -> Event {
    let event = Event::new(action, Subject::new("waiver", it.id));
    event.part_of(plan.id).in_agency(plan.agency_id)
}
