//! Taking a job, and holding on to it.

use super::job::{Job, LEASE, State};
use super::store;
use crate::events::{self, Action};
use crate::{Ctx, Result};

/// Takes the first job of one of these kinds that is due now, for as long as a lease lasts. Two who
/// ask at the same time get two jobs.
pub(crate) async fn claim(ctx: &Ctx, kinds: &[&str]) -> Result<Option<Job>> {
    // Most of the time there is nothing to do, and to know that takes no place from those who write.
    let tx = ctx.platform.db.read().await?;
    let is_any = store::any_due(&tx, kinds, ctx.now).await?;
    drop(tx);
    if !is_any {
        return Ok(None);
    }
    loop {
        let tx = ctx.write().await?;
        let Some(found) = store::next_due(&tx, kinds, ctx.now).await? else { return Ok(None) };
        let fence = found.fence;
        let job = found.claimed(ctx.now);
        store::update(&tx, &job, fence).await?;
        if job.state == State::Failed {
            events::record(&tx, ctx, super::change::event(Action::JobFailed, &job)).await?;
        }
        tx.commit().await?;
        if job.state == State::Running {
            return Ok(Some(job));
        }
    }
}

/// Holds on to a job for another lease. Says whether it was still held.
pub(crate) async fn renew(ctx: &Ctx, job: &Job) -> Result<bool> {
    let tx = ctx.write().await?;
    let held = Job { leased_until: Some(ctx.now + LEASE), ..job.clone() };
    let is_held = store::update(&tx, &held, job.fence).await?;
    tx.commit().await?;
    Ok(is_held)
}
