//! Taking a change of a template over into a plan, and setting it aside.

use super::read::Dismissal;
use super::store;
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::PlanId;
use crate::plans::plan::{self, PlanVersion};
use crate::plans::templates::{self, taken};
use crate::{Ctx, Error, Refusal, Result};

const NOTHING: Refusal =
    Refusal::new("template.taken", "The plan has this section as the template has it.");

/// Takes over into the draft of a plan what version `number` of its template says of one section. What
/// people wrote stays.
///
/// Refuses if someone saved that draft since the asker saw it at version `seen`, or published a newer
/// template.
pub async fn take(
    ctx: &Ctx,
    id: PlanId,
    (seen, number): (i64, u32),
    section: &str,
) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let (plan, version) = plan::find_draft(&tx, ctx, (id, seen)).await?;
    let current = templates::current_in(&tx, &plan.plan_type).await?;
    if current.number != number {
        return Err(Error::Stale("template"));
    }
    let template = version.content.template(&plan.plan_type);
    let template = template.ok_or(Error::NotFound("type of plan"))?;
    let next = taken(&template.sections, &current.template.sections, section).ok_or(NOTHING)?;
    let content = version.content.clone().written_to(&template, next)?;
    let version = plan::save_in(&tx, ctx, (&plan, version), content).await?;
    tx.commit().await?;
    Ok(version)
}

/// Sets version `number` of the template of a plan aside: the plan stays as it is, and nothing more is
/// said of it until the template changes again.
pub async fn dismiss(ctx: &Ctx, id: PlanId, number: u32) -> Result<()> {
    let plan = plan::show(ctx, id).await?;
    ctx.require(Permission::WritePlans, Place::Record(plan.agency_id, plan.id.into()))?;
    let tx = ctx.write().await?;
    let current = templates::current_in(&tx, &plan.plan_type).await?;
    if current.number != number {
        return Err(Error::Stale("template"));
    }
    let before = store::of(&tx, &[id]).await?.remove(&id);
    if before.is_some_and(|it| it.number == number) {
        return Ok(());
    }
    let next = Dismissal { number, by: ctx.actor.person_id, at: ctx.now };
    store::put(&tx, id, &next).await?;
    let said = |number: u32| serde_json::json!({ "template": number });
    let event = Event::new(Action::TemplateDismissed, Subject::new("plan", id));
    let event = event.in_agency(plan.agency_id).to(&said(number));
    let event = before.iter().fold(event, |event, it| event.from(&said(it.number)));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(())
}
