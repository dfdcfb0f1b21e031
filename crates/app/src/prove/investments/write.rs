//! Adding, changing and retiring investments.

use db::Tx;

use super::document::InvestmentDocument;
use super::put::{put, retire_in, save};
use super::read::find_readable;
use super::{Investment, store};
use crate::actor::Permission;
use crate::events::Action;
use crate::ids::InvestmentId;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds an investment. Its code must be new.
pub async fn add(ctx: &Ctx, document: &InvestmentDocument) -> Result<Investment> {
    if !ctx.actor.may_somewhere(Permission::WriteInvestments) {
        return Err(Error::Forbidden(Permission::WriteInvestments));
    }
    let tx = ctx.write().await?;
    if document.retired_at.is_some() {
        return Err(FieldProblem::new("retired_at", "Add it first, and then retire it.").into());
    }
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let investment = put(&tx, ctx, document, None).await?;
    tx.commit().await?;
    Ok(investment)
}

/// Changes an investment, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: InvestmentId,
    seen: i64,
    document: &InvestmentDocument,
) -> Result<Investment> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    if document.retired_at.is_some() {
        return Err(FieldProblem::new("retired_at", "Retire it instead.").into());
    }
    let investment = put(&tx, ctx, document, Some(before)).await?;
    tx.commit().await?;
    Ok(investment)
}

/// Takes an investment out of the question. Nothing is deleted.
pub async fn retire(ctx: &Ctx, id: InvestmentId, seen: i64) -> Result<Investment> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let investment = retire_in(&tx, ctx, before).await?;
    tx.commit().await?;
    Ok(investment)
}

/// Brings a retired investment back.
pub async fn restore(ctx: &Ctx, id: InvestmentId, seen: i64) -> Result<Investment> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let restored = before.clone().restored(ctx.now)?;
    let saved = (before, restored);
    let investment = save(&tx, ctx, Action::InvestmentRestored, saved).await?;
    tx.commit().await?;
    Ok(investment)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (InvestmentId, i64)) -> Result<Investment> {
    let investment = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteInvestments, investment.agency_id)?;
    if investment.version == seen { Ok(investment) } else { Err(Error::Stale("investment")) }
}
