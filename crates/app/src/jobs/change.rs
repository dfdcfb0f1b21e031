//! What people do to jobs: trying them again, and canceling them.

use serde_json::json;

use super::job::Job;
use super::store;
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::JobId;
use crate::{Ctx, Error, Refusal, Result};

/// Puts a job in line again that failed or was canceled.
pub async fn retry(ctx: &Ctx, id: JobId) -> Result<Job> {
    let job = change(ctx, id, Action::JobRetried, |it| it.retried(ctx.now)).await?;
    ctx.platform.wake.ring();
    Ok(job)
}

/// Cancels a job that waits or runs. What it did to the world outside by then stays done.
pub async fn cancel(ctx: &Ctx, id: JobId) -> Result<Job> {
    change(ctx, id, Action::JobCanceled, |it| it.canceled(ctx.now)).await
}

async fn change(
    ctx: &Ctx,
    id: JobId,
    action: Action,
    decide: impl FnOnce(Job) -> std::result::Result<Job, Refusal>,
) -> Result<Job> {
    ctx.require(Permission::WriteJobs, Place::State)?;
    let tx = ctx.write().await?;
    let before = store::lock(&tx, id).await?.ok_or(Error::NotFound("job"))?;
    let fence = before.fence;
    let after = decide(before.clone())?;
    if !store::update(&tx, &after, fence).await? {
        return Err(Error::Stale("job"));
    }
    let event = event(action, &after).from(&json!({ "state": before.state }));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(after)
}

/// What the audit log says of a job: not what it needs to know, which may be somebody's address.
pub(super) fn event(action: Action, job: &Job) -> Event {
    Event::new(action, Subject::new("job", job.id)).to(&json!({
        "kind": job.kind,
        "about": job.about,
        "state": job.state,
        "reason": job.last_error,
    }))
}
