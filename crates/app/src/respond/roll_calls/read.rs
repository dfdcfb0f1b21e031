//! Looking at roll calls.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::{Counts, RollCall, store};
use crate::ids::{DisruptionId, RollCallId};
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Error, Result};

/// The roll calls of a disruption with how many people of each status they have, the last first.
pub async fn list(ctx: &Ctx, id: DisruptionId) -> Result<Vec<(RollCall, Counts)>> {
    let tx = ctx.read().await?;
    disruptions::find_readable(&tx, ctx, id).await?;
    let all = store::of_disruption(&tx, id).await?;
    counted(&tx, all).await
}

async fn counted(tx: &Tx, all: Vec<RollCall>) -> Result<Vec<(RollCall, Counts)>> {
    let ids: BTreeSet<RollCallId> = all.iter().map(|it| it.id).collect();
    let mut counts: BTreeMap<RollCallId, Counts> = store::counts(tx, &ids).await?;
    let with = |it: RollCall| {
        let n = counts.remove(&it.id).unwrap_or_default();
        (it, n)
    };
    Ok(all.into_iter().map(with).collect())
}

/// One roll call, with its disruption and how many people of each status it has.
pub async fn show(ctx: &Ctx, id: RollCallId) -> Result<(Disruption, RollCall, Counts)> {
    let tx = ctx.read().await?;
    let (disruption, call) = find_readable(&tx, ctx, id).await?;
    let counts = store::counts(&tx, &[id].into()).await?;
    Ok((disruption, call, counts.into_values().next().unwrap_or_default()))
}

/// The roll call called `id`, with its disruption. One that the actor may not see is, to them, not
/// there.
pub(super) async fn find_readable(
    tx: &Tx,
    ctx: &Ctx,
    id: RollCallId,
) -> Result<(Disruption, RollCall)> {
    const NONE: Error = Error::NotFound("roll call");
    let call = store::find(tx, id).await?.ok_or(NONE)?;
    match disruptions::find_readable(tx, ctx, call.disruption_id).await {
        Ok(disruption) => Ok((disruption, call)),
        Err(Error::NotFound(_)) => Err(NONE),
        Err(error) => Err(error),
    }
}
