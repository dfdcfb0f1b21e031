//! How a policy goes on: comments, approval, publication, review, and its end.

use chrono::NaiveDate;
use db::Tx;
use serde_json::json;

use super::comments::today;
use super::read::find_readable;
use super::tell::TellOfPolicy;
use super::write::{
    WRITING, find_writable, open_version, policy_event, unchanged, version_event, version_of,
};
use super::{Policy, PolicyVersion, State, store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::PolicyId;
use crate::{Ctx, Error, Result, jobs};

/// Opens a draft for comments until the end of a day.
pub async fn invite_comments(
    ctx: &Ctx,
    id: PolicyId,
    seen: i64,
    until: NaiveDate,
) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let was = open_version(&tx, &before).await?;
    let next = was.clone().opened(until, today(&tx, ctx).await?, ctx.now)?;
    let it = moved(&tx, ctx, Action::PolicyOpened, (before, was, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Hands a version in for approval, once the time for comments is over.
pub async fn submit(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let was = open_version(&tx, &before).await?;
    let next = was.clone().handed_in(today(&tx, ctx).await?, ctx.now)?;
    let it = moved(&tx, ctx, Action::PolicySubmitted, (before, was, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Sends a version back to be written anew. Who may approve it may do so, and who may write it: that
/// is how to take it back.
pub async fn send_back(ctx: &Ctx, id: PolicyId, seen: i64, because: &str) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ApprovePolicies, before.agency_id) {
        ctx.require(Permission::WritePolicies, before.agency_id)?;
    }
    let before = unchanged(before, seen)?;
    let was = open_version(&tx, &before).await?;
    let next = was.clone().returned(because, ctx.now)?;
    let it = moved(&tx, ctx, Action::PolicyReturned, (before, was, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Approves a version: somebody who did not write at it.
pub async fn approve(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::ApprovePolicies, before.agency_id)?;
    let before = unchanged(before, seen)?;
    let was = open_version(&tx, &before).await?;
    let writers = events::who_did(&tx, &WRITING, was.id.into()).await?;
    let next = was.clone().approved(ctx.actor.person_id, &writers, ctx.now)?;
    let it = moved(&tx, ctx, Action::PolicyApproved, (before, was, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Puts an approved version in force. The one before stays readable, and everybody who must
/// acknowledge this one is told.
pub async fn publish(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let was = open_version(&tx, &before).await?;
    let next = was.clone().published(ctx.now)?;
    if before.in_force.is_some() {
        let old = version_of(&tx, &before, before.in_force).await?;
        version_store::update(&tx, &old.turned(State::Superseded, ctx.now)).await?;
    }
    version_store::update(&tx, &next).await?;
    let policy = store::update(&tx, before.published(next.number, ctx.now)).await?;
    if !policy.audience.is_empty() {
        jobs::enqueue(&tx, ctx, &TellOfPolicy::of(&policy, next.number), ctx.now).await?;
    }
    let event = version_event(Action::PolicyPublished, &policy, &next).from(&standing(&was));
    events::record(&tx, ctx, event.to(&standing(&next))).await?;
    tx.commit().await?;
    Ok(policy)
}

/// States that a policy is still right, though its review was due.
pub async fn reaffirm(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().reaffirmed(ctx.now)?;
    let it = turned(&tx, ctx, Action::PolicyReaffirmed, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Notes that the service or its environment changed significantly: the policy is to be reviewed within
/// a month.
pub async fn note_change(ctx: &Ctx, id: PolicyId, seen: i64, because: &str) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().unsettled(because, ctx.now)?;
    let it = turned(&tx, ctx, Action::PolicyReviewDue, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Retires a policy: nobody follows it any more. It stays readable.
pub async fn retire(ctx: &Ctx, id: PolicyId, seen: i64, because: &str) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().retired(because, ctx.now)?;
    let it = turned(&tx, ctx, Action::PolicyRetired, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Brings a retired policy back. What was in force is to be reviewed.
pub async fn restore(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let open = match before.open {
        Some(number) => version_store::find(&tx, id, number).await?.map(|it| it.state),
        None => None,
    };
    let after = before.clone().restored(open, ctx.now)?;
    let it = turned(&tx, ctx, Action::PolicyRestored, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// What of a version the audit log keeps at each step.
fn standing(it: &PolicyVersion) -> serde_json::Value {
    json!({
        "number": it.number,
        "state": it.state,
        "comment_until": it.comment_until,
        "approved_at": it.approved_at,
        "published_at": it.published_at,
        "because": it.because,
    })
}

async fn moved(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, was, next): (Policy, PolicyVersion, PolicyVersion),
) -> Result<Policy> {
    version_store::update(tx, &next).await?;
    let policy = store::update(tx, before.moved(Some(next.state), ctx.now)).await?;
    let event = version_event(action, &policy, &next).from(&standing(&was)).to(&standing(&next));
    events::record(tx, ctx, event).await?;
    Ok(policy)
}

/// Saves a policy whose standing changed, and the version in force with it.
pub(super) async fn turned(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Policy, Policy),
) -> Result<Policy> {
    let policy = store::update(tx, after).await?;
    if let Some(number) = policy.in_force {
        let version = version_store::find(tx, policy.id, number).await?;
        let version = version.ok_or(Error::NotFound("version"))?;
        version_store::update(tx, &version.turned(policy.state, ctx.now)).await?;
    }
    let standing = |it: &Policy| json!({ "state": it.state, "review_due": it.review_due, "because": it.because });
    let event = policy_event(action, &policy).from(&standing(&before)).to(&standing(&policy));
    events::record(tx, ctx, event).await?;
    Ok(policy)
}
