//! What happens to an activation, step by step: each takes who may decide, except calling off and
//! closing, which whoever may ask for it does too.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use db::Tx;
use serde_json::{Value, json};

use super::activation::{Activation, Extent};
use super::read::{find_readable, place};
use super::task::{Task, TaskState};
use super::{call, store, task_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ActivationId, PlanId};
use crate::{Ctx, Error, FieldProblem, Result};

/// Activates a plan on stand-by to this extent, with the plans under it, unless someone changed it
/// since version `seen`, as everywhere here. `also` are plans under it that it does not call by rule.
pub async fn activate(
    ctx: &Ctx,
    id: ActivationId,
    seen: i64,
    (extent, also): (Extent, &BTreeSet<PlanId>),
) -> Result<Activation> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen), Permission::DecideActivations).await?;
    let (after, events) = call::activate_in((&tx, ctx), (before, extent), also).await?;
    events::record_all(&tx, ctx, events).await?;
    tx.commit().await?;
    Ok(after)
}

/// Puts an activated plan back on stand-by.
pub async fn stand_by(ctx: &Ctx, id: ActivationId, seen: i64) -> Result<Activation> {
    let needs = Permission::DecideActivations;
    step(ctx, (id, seen), (needs, Action::ActivationStoodBy), |it| Ok(it.stood_by(ctx.now)?)).await
}

/// Says that recovery has begun.
pub async fn recover(ctx: &Ctx, id: ActivationId, seen: i64) -> Result<Activation> {
    let needs = (Permission::DecideActivations, Action::ActivationRecovering);
    step(ctx, (id, seen), needs, |it| Ok(it.recovering(ctx.now)?)).await
}

/// Says that the return to the usual state has begun.
pub async fn reconstitute(ctx: &Ctx, id: ActivationId, seen: i64) -> Result<Activation> {
    let needs = (Permission::DecideActivations, Action::ActivationReconstituting);
    step(ctx, (id, seen), needs, |it| Ok(it.reconstituting(ctx.now)?)).await
}

/// How an end is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End<'a> {
    /// Which tests showed that the usual state holds.
    pub validation: &'a str,
    /// How it is declared.
    pub declaration: &'a str,
    /// Whether the tasks that are not done are closed as not done. If there are any, somebody says so.
    pub leaves_tasks: bool,
}

/// Declares the end, after tests showed that the usual state holds. What is not done by then is closed
/// as not done, and the record of the end names it.
pub async fn stand_down(
    ctx: &Ctx,
    id: ActivationId,
    seen: i64,
    end: End<'_>,
) -> Result<Activation> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen), Permission::DecideActivations).await?;
    let by = (ctx.actor.person_id, ctx.now);
    let mut left = task_store::of(&tx, id).await?;
    left.retain(|it| it.state != TaskState::Done);
    let decided = before.clone().stood_down(end.validation, end.declaration, by);
    let after = match (decided, still_open(&left)) {
        (Ok(_), Some(problem)) if !end.leaves_tasks => return Err(problem.into()),
        (Err(Error::Invalid(mut problems)), Some(problem)) if !end.leaves_tasks => {
            problems.push(problem);
            return Err(problems.into());
        }
        (decided, _) => store::update(&tx, decided?).await?,
    };
    let mut not_done = Vec::new();
    for task in left {
        not_done.push(task.text.clone());
        task_store::update(&tx, task.left_undone(by)).await?;
    }
    let mut to = told(&after);
    if let (Some(to), false) = (to.as_object_mut(), not_done.is_empty()) {
        to.insert("tasks_not_done".to_owned(), json!(not_done));
    }
    let event = event(Action::ActivationStoodDown, &after).from(&told(&before)).to(&to);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// What is said of tasks that would be left undone without a word.
fn still_open(left: &[Task]) -> Option<FieldProblem> {
    let texts: Vec<&str> = left.iter().map(|it| it.text.as_str()).collect();
    let reason = match texts.as_slice() {
        [] => return None,
        [one] => format!("A task is not done: {one} Say that it is closed as not done."),
        all => format!(
            "{} tasks are not done: {} Say that they are closed as not done.",
            all.len(),
            all.join(" ")
        ),
    };
    Some(FieldProblem::new("leaves_tasks", reason))
}

/// Closes an activation with its report.
pub async fn close(
    ctx: &Ctx,
    id: ActivationId,
    seen: i64,
    (report, on): (&str, NaiveDate),
) -> Result<Activation> {
    let needs = (Permission::AskActivations, Action::ActivationClosed);
    step(ctx, (id, seen), needs, |it| it.closed(report, on, ctx.now)).await
}

/// Says that a plan on stand-by is not needed.
pub async fn cancel(ctx: &Ctx, id: ActivationId, seen: i64, because: &str) -> Result<Activation> {
    let needs = (Permission::AskActivations, Action::ActivationCanceled);
    step(ctx, (id, seen), needs, |it| it.canceled(because, ctx.now)).await
}

async fn step(
    ctx: &Ctx,
    of: (ActivationId, i64),
    (needs, action): (Permission, Action),
    decide: impl FnOnce(Activation) -> Result<Activation>,
) -> Result<Activation> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, of, needs).await?;
    let after = store::update(&tx, decide(before.clone())?).await?;
    let event = event(action, &after).from(&told(&before)).to(&told(&after));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// An activation that the actor may change, as they saw it.
async fn found(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (ActivationId, i64),
    needs: Permission,
) -> Result<Activation> {
    let found = find_readable(tx, ctx, id).await?;
    ctx.require(needs, place(&found))?;
    if found.version == seen { Ok(found) } else { Err(Error::Stale("activation")) }
}

pub(super) fn event(action: Action, it: &Activation) -> Event {
    let event = Event::new(action, Subject::new("activation", it.id));
    event.part_of(it.plan_id).in_agency(it.agency_id)
}

/// What the audit log keeps of an activation.
pub(super) fn told(it: &Activation) -> Value {
    json!({
        "plan": it.plan_id,
        "version": it.number,
        "parent": it.parent_id,
        "state": it.state.code(),
        "extent": it.extent.code(),
        "because": it.because,
        "validation": it.validation,
        "declaration": it.declaration,
        "report": it.report,
        "report_on": it.report_on,
        "notices": it.notices,
    })
}
