//! Looking at the queue.

use super::job::{Job, State};
use super::store;
use crate::actor::{Permission, Place};
use crate::ids::JobId;
use crate::{Ctx, Error, Page, Paging, Result};

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that are so far.
    pub state: Option<State>,
    /// Only those of this kind.
    pub kind: Option<String>,
    /// Which page.
    pub paging: Paging,
}

/// How many jobs there are in each state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(Vec<(State, u64)>);

impl Counts {
    /// How many are in one state.
    pub fn of(&self, state: State) -> u64 {
        self.0.iter().find(|(it, _)| *it == state).map_or(0, |it| it.1)
    }
}

/// One job.
pub async fn show(ctx: &Ctx, id: JobId) -> Result<Job> {
    ctx.require(Permission::ReadJobs, Place::State)?;
    store::find(&*ctx.read().await?, id).await?.ok_or(Error::NotFound("job"))
}

/// One page of the jobs that are asked for: those that are due last first.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Job>> {
    ctx.require(Permission::ReadJobs, Place::State)?;
    store::list(&*ctx.read().await?, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page of
/// `query` does not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<JobId>,
    n_max: u64,
) -> Result<Vec<Job>> {
    ctx.require(Permission::ReadJobs, Place::State)?;
    store::list_after(&*ctx.read().await?, query, (after, n_max)).await
}

/// How many jobs of one kind, or of all, there are in each state.
pub async fn counts(ctx: &Ctx, kind: Option<&str>) -> Result<Counts> {
    ctx.require(Permission::ReadJobs, Place::State)?;
    let counts = store::counts(&*ctx.read().await?, kind).await?;
    let known = counts.into_iter().filter_map(|(state, n)| {
        Some((State::from_code(&state)?, u64::try_from(n).unwrap_or_default()))
    });
    Ok(Counts(known.collect()))
}
