//! Carrying out a job: the long part, and then one transaction for what it changes and the note that
//! it is done.

use super::job::{Job, State};
use super::task::Task;
use super::{change, store};
use crate::events::{self, Action};
use crate::{Ctx, Error, Refusal, Result};

const UNREADABLE: Refusal = Refusal::new(
    "job.unreadable",
    "What is written down of this job cannot be read: another version of the program wrote it.",
);

/// Carries out a job of the kind of `T`. `now` gives what the platform asks at the moment.
pub(crate) async fn carry_out<T: Task>(job: &Job, now: &(impl Fn() -> Ctx + Sync)) -> Result<()> {
    let task: T = serde_json::from_value(job.payload.clone()).or(Err(UNREADABLE))?;
    let found = task.work(&now()).await?;
    let ctx = now();
    let tx = ctx.write().await?;
    // First of all, so that whoever lost the job neither changes anything nor waits for others.
    if !store::update(&tx, &job.clone().done(ctx.now), job.fence).await? {
        return Err(Error::Stale("job"));
    }
    task.write(&tx, &ctx, found).await?;
    tx.commit().await?;
    Ok(())
}

/// Notes that an attempt failed, unless the job is in other hands by now.
pub(crate) async fn fail(ctx: &Ctx, job: &Job, error: &Error) -> Result<()> {
    let tx = ctx.write().await?;
    let failed = job.clone().failed(error, ctx.now);
    if !store::update(&tx, &failed, job.fence).await? {
        return Ok(());
    }
    if failed.state == State::Failed {
        events::record(&tx, ctx, change::event(Action::JobFailed, &failed)).await?;
    }
    tx.commit().await?;
    Ok(())
}
