//! Declaring disruptions, and saying when they are over.

use db::Tx;

use super::document::DisruptionDocument;
use super::put::{add, described, save};
use super::read::find_readable;
use super::{Disruption, store};
use crate::actor::Permission;
use crate::events::Action;
use crate::ids::DisruptionId;
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Declares a disruption. Its code must be new.
pub async fn declare(ctx: &Ctx, document: &DisruptionDocument) -> Result<Disruption> {
    if !ctx.actor.may_somewhere(Permission::WriteDisruptions) {
        return Err(Error::Forbidden(Permission::WriteDisruptions));
    }
    let tx = ctx.write().await?;
    if document.ended_at.is_some() {
        return Err(FieldProblem::new("ended_at", "Declare it first, and then end it.").into());
    }
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let it = described(&tx, ctx, document, None).await?;
    let it = add(&tx, ctx, it, None).await?;
    tx.commit().await?;
    Ok(it)
}

/// Changes what a disruption says, unless someone changed it since the asker saw it at version
/// `seen`.
pub async fn change(
    ctx: &Ctx,
    id: DisruptionId,
    seen: i64,
    document: &DisruptionDocument,
) -> Result<Disruption> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    if ![None, before.ended_at].contains(&document.ended_at) {
        return Err(FieldProblem::new("ended_at", "Steps change this, and nothing else.").into());
    }
    let after = described(&tx, ctx, document, Some(&before)).await?;
    if (Disruption { updated_at: before.updated_at, ..after.clone() }) == before {
        return Ok(before);
    }
    let it = save(&tx, ctx, Action::DisruptionChanged, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Says that a disruption is over, since `at` or now.
pub async fn end(
    ctx: &Ctx,
    id: DisruptionId,
    seen: i64,
    at: Option<Timestamp>,
) -> Result<Disruption> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().ended(at.unwrap_or(ctx.now), ctx.now)?;
    let it = save(&tx, ctx, Action::DisruptionEnded, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Says that a disruption goes on after all.
pub async fn reopen(ctx: &Ctx, id: DisruptionId, seen: i64) -> Result<Disruption> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().reopened(ctx.now)?;
    let it = save(&tx, ctx, Action::DisruptionReopened, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (DisruptionId, i64)) -> Result<Disruption> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("disruption")) }
}
