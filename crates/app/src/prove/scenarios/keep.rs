//! Keeping what runs found out, in short transactions: others want to write, too.
//!
//! The rows of a run are there before it is done, and nobody looks at them until it is. Those of one
//! that never gets there are swept away.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::carry_out::{event, said};
use super::outcome::Outcome;
use super::results::labels_of;
use super::rows_store::{self, SomeRows};
use super::run::{Run, RunState};
use super::run_store;
use crate::events::{self, Action};
use crate::ids::{AgencyId, RunId};
use crate::{Ctx, Error, Result};

/// In which states a run may still get done. Another server that starts on the same database takes one
/// to be broken off that is held here.
const GOES_ON: [RunState; 3] = [RunState::Waiting, RunState::Running, RunState::BrokenOff];

/// Keeps a run that is over, unless somebody canceled it meanwhile.
pub(super) async fn keep(
    ctx: &Ctx,
    (run, agency_id): (&Run, AgencyId),
    outcome: Option<Outcome>,
) -> Result<()> {
    let is_done = outcome.is_some();
    let n_rows = match outcome {
        Some(outcome) => write_rows(ctx, run.id, outcome).await?,
        None => 0,
    };
    let tx = ctx.write().await?;
    if !run_store::update(&tx, run, &GOES_ON).await? {
        return Ok(tx.rollback().await?);
    }
    if is_done && rows_store::n_rows(&tx, run.id).await? != n_rows {
        // Another server swept some away. Without them, it would tell less than it found out.
        return Err(Error::internal("rows of a run are gone"));
    }
    let action = match run.state {
        RunState::Done => Action::RunFinished,
        _ => Action::RunFailed,
    };
    events::record(&tx, ctx, event(action, run, agency_id).to(&said(run))).await?;
    Ok(tx.commit().await?)
}

/// Writes what a run found out, and says how many rows that is. Stops if the run is given up.
async fn write_rows(ctx: &Ctx, id: RunId, outcome: Outcome) -> Result<u64> {
    let tx = ctx.platform.db.read().await?;
    let dialect = rows_store::dialect(&tx);
    let labels = labels_of(&tx, &outcome).await?;
    drop(tx);
    let n_parts = SomeRows::of(&outcome).len();
    let known = Arc::new((outcome, labels));
    // To make statements takes as long as to carry them out. So the next are made meanwhile.
    let made = |n: usize| {
        let known = Arc::clone(&known);
        spawn_blocking(move || {
            let (outcome, labels) = &*known;
            let some = SomeRows::of(outcome).get(n).copied();
            some.map_or(Ok(Vec::new()), |it| rows_store::statements(dialect, id, it, labels))
        })
    };
    let (mut n_written, mut next) = (0, made(0));
    for n in 1..=n_parts {
        let statements = next.await.map_err(Error::internal)??;
        next = made(n);
        let tx = ctx.write().await?;
        if run_store::state(&tx, id).await?.is_none_or(|it| !GOES_ON.contains(&it)) {
            tx.rollback().await?;
            break;
        }
        n_written += rows_store::carry_out(&tx, statements).await?;
        tx.commit().await?;
    }
    Ok(n_written)
}

/// Removes what was written of a run that did not get done. Of one that is, everything stays.
pub(super) async fn sweep(ctx: &Ctx, id: RunId) -> Result<()> {
    // Nearly always there is nothing, and then nobody has to wait for their turn to write.
    let tx = ctx.platform.db.read().await?;
    let is_done = run_store::state(&tx, id).await? == Some(RunState::Done);
    if is_done || rows_store::n_rows(&tx, id).await? == 0 {
        return Ok(());
    }
    drop(tx);
    loop {
        let tx = ctx.write().await?;
        let is_done = run_store::state(&tx, id).await? == Some(RunState::Done);
        if is_done || rows_store::remove_some(&tx, id).await? == 0 {
            return Ok(tx.rollback().await?);
        }
        tx.commit().await?;
    }
}
