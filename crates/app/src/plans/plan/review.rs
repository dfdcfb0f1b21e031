//! Reviewing and approving plans, putting them in force, and stating that they still hold.

use chrono::NaiveDate;

use super::comment::all_fixed;
use super::read::{find_readable, place};
use super::timer::Pace;
use super::version::PlanVersion;
use super::write::{Moved, WRITING, changed, find_writable, move_on, open_version, told};
use super::{Plan, VersionState, comment_store, readers, store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::PlanId;
use crate::plans::blocks::Block;
use crate::plans::templates;
use crate::{Ctx, Error, FieldProblem, Result};

/// Lets a version pass that is being reviewed: the agency head is next. `seen` is the version of
/// the version, as everywhere here.
pub async fn review(ctx: &Ctx, id: PlanId, seen: i64) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let (plan, version) = judged(&tx, ctx, (id, seen), Permission::ReviewPlans).await?;
    let (_, before) = told(&tx, &plan, &version).await?;
    let writers = events::who_did(&tx, &WRITING, version.id.into()).await?;
    let version = version.reviewed(ctx.actor.person_id, &writers, ctx.now)?;
    all_fixed(comment_store::n_fixes(&tx, version.id).await?)?;
    let moved = Moved { action: Action::PlanReviewed, before, draft: Some(version.state) };
    let (_, version) = move_on(&tx, ctx, (plan, version), moved).await?;
    tx.commit().await?;
    Ok(version)
}

/// Sends a version back that is being reviewed, for a reason. Who may review it may do so, the
/// agency head, and who may write it: that is how to take it back.
pub async fn return_(ctx: &Ctx, id: PlanId, seen: i64, because: &str) -> Result<PlanVersion> {
    send_back(ctx, (id, seen), because, Action::PlanReturned).await
}

/// Refuses to approve a version, for a reason.
pub async fn reject(ctx: &Ctx, id: PlanId, seen: i64, because: &str) -> Result<PlanVersion> {
    let plan = super::read::show(ctx, id).await?;
    ctx.require(Permission::ApprovePlans, place(&plan))?;
    send_back(ctx, (id, seen), because, Action::PlanRejected).await
}

async fn send_back(
    ctx: &Ctx,
    (id, seen): (PlanId, i64),
    because: &str,
    action: Action,
) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    let judges = [Permission::ReviewPlans, Permission::ApprovePlans];
    if !judges.iter().any(|it| ctx.actor.may(*it, place(&plan))) {
        ctx.require(Permission::WritePlans, place(&plan))?;
    }
    let version = unchanged(open_version(&tx, &plan).await?, seen)?;
    let (_, before) = told(&tx, &plan, &version).await?;
    let version = version.returned(because, ctx.now)?;
    let moved = Moved { action, before, draft: Some(version.state) };
    let (_, version) = move_on(&tx, ctx, (plan, version), moved).await?;
    tx.commit().await?;
    Ok(version)
}

/// Approves a version: exactly what it says now, by its hash.
pub async fn approve(ctx: &Ctx, id: PlanId, seen: i64) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let (plan, version) = judged(&tx, ctx, (id, seen), Permission::ApprovePlans).await?;
    let (_, before) = told(&tx, &plan, &version).await?;
    let writers = events::who_did(&tx, &WRITING, version.id.into()).await?;
    let version = version.approved(ctx.actor.person_id, &writers, ctx.now)?;
    let moved = Moved { action: Action::PlanApproved, before, draft: Some(version.state) };
    let (_, version) = move_on(&tx, ctx, (plan, version), moved).await?;
    tx.commit().await?;
    Ok(version)
}

/// Refuses unless the actor may put a plan in force.
pub(crate) fn may_publish(ctx: &Ctx, plan: &Plan) -> Result<()> {
    ctx.require(Permission::WritePlans, place(plan))
}

/// Puts an approved version in force, with what its blocks show, instead of the one before it, and
/// asks everybody on the plan's list to acknowledge it.
pub(crate) async fn put_in_force(
    ctx: &Ctx,
    (id, seen): (PlanId, i64),
    frozen: Vec<Block>,
) -> Result<Plan> {
    let tx = ctx.write().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WritePlans, place(&plan))?;
    let version = unchanged(open_version(&tx, &plan).await?, seen)?;
    let (_, before) = told(&tx, &plan, &version).await?;
    let version = version.published(frozen, ctx.now)?;
    let months = review_months(&plan)?;
    let plan = plan.published(version.number, months, ctx.now)?;
    for old in version_store::all(&tx, id).await? {
        if old.state == VersionState::Active {
            version_store::update(&tx, old.superseded(ctx.now)).await?;
        }
    }
    let moved = Moved { action: Action::PlanPublished, before, draft: None };
    let (plan, version) = move_on(&tx, ctx, (plan, version), moved).await?;
    readers::ask_readers(&tx, ctx, (&plan, &version)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Records that a plan was tested, on which day and with what result.
pub async fn record_test(
    ctx: &Ctx,
    id: PlanId,
    seen: i64,
    on: NaiveDate,
    note: &str,
) -> Result<Plan> {
    if ctx.now.date_naive() < on {
        return Err(FieldProblem::new("on", "A test is recorded after it was done.").into());
    }
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let plan = store::update(&tx, before.clone().tested(Some(on), note, ctx.now)?).await?;
    changed(&tx, ctx, Action::PlanTested, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Says that a plan may be in force without a test, and why. Only who may approve it may do so.
pub async fn waive_test(ctx: &Ctx, id: PlanId, seen: i64, because: &str) -> Result<Plan> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::ApprovePlans, place(&before))?;
    if before.version != seen {
        return Err(Error::Stale("plan"));
    }
    let plan = store::update(&tx, before.clone().tested(None, because, ctx.now)?).await?;
    changed(&tx, ctx, Action::PlanTested, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// States that a plan still holds, though its review was due.
pub async fn reaffirm(ctx: &Ctx, id: PlanId, seen: i64) -> Result<Plan> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let months = review_months(&before)?;
    let plan = store::update(&tx, before.clone().reaffirmed(months, ctx.now)?).await?;
    changed(&tx, ctx, Action::PlanReaffirmed, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Says that something significant has changed, so that a plan in force is looked at again within the
/// days that the state allows (S4-40). Who writes it may do so, and who reviews it.
pub async fn flag(ctx: &Ctx, id: PlanId, seen: i64, because: &str) -> Result<Plan> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ReviewPlans, place(&before)) {
        ctx.require(Permission::WritePlans, place(&before))?;
    }
    if before.version != seen {
        return Err(Error::Stale("plan"));
    }
    let pace = Pace::of(&tx, &[before.agency_id].into()).await?;
    let again = pace.of_plan(&before, ctx.now);
    let plan = store::update(&tx, before.clone().flagged(because, again, ctx.now)?).await?;
    changed(&tx, ctx, Action::PlanReviewDue, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// The plan called `id` with its open version, if the actor may judge it and saw its last state.
async fn judged(
    tx: &db::Tx,
    ctx: &Ctx,
    (id, seen): (PlanId, i64),
    permission: Permission,
) -> Result<(Plan, PlanVersion)> {
    let plan = find_readable(tx, ctx, id).await?;
    ctx.require(permission, place(&plan))?;
    let version = unchanged(open_version(tx, &plan).await?, seen)?;
    Ok((plan, version))
}

fn unchanged(version: PlanVersion, seen: i64) -> Result<PlanVersion> {
    if version.version == seen { Ok(version) } else { Err(Error::Stale("plan")) }
}

/// After how many months a plan is looked at again: its type says so.
fn review_months(plan: &Plan) -> Result<u32> {
    let template = templates::find(&plan.plan_type).ok_or(Error::NotFound("type of plan"))?;
    Ok(template.review_months)
}
