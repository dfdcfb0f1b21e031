//! Writing strategies, proposing, approving and paying for them.

use std::collections::BTreeSet;

use db::Tx;

use super::document::StrategyDocument;
use super::put::{put, save};
use super::read::{find_readable, grounds_in, place};
use super::strategy::WRITING;
use super::{State, Strategy, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::StrategyId;
use crate::prepare::inventory::Item;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds a strategy. Its code must be new.
pub async fn add(ctx: &Ctx, document: &StrategyDocument) -> Result<Strategy> {
    if !ctx.actor.may_somewhere(Permission::WriteStrategies) {
        return Err(Error::Forbidden(Permission::WriteStrategies));
    }
    let tx = ctx.write().await?;
    if document.state != State::Draft {
        return Err(FieldProblem::new("state", "Add it first, and then propose it.").into());
    }
    if document.funded {
        return Err(
            FieldProblem::new("funded", "Somebody who approves it grants the money.").into()
        );
    }
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let strategy = put(&tx, ctx, document, None).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Changes what a strategy says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: StrategyId,
    seen: i64,
    document: &StrategyDocument,
) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, _) = find_writable(&tx, ctx, (id, seen)).await?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    if ![before.state, State::Draft].contains(&document.state) {
        return Err(FieldProblem::new("state", "Steps change this, and nothing else.").into());
    }
    if document.funded && !before.funded {
        return Err(
            FieldProblem::new("funded", "Somebody who approves it grants the money.").into()
        );
    }
    let strategy = put(&tx, ctx, document, Some(before)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Proposes a strategy, to be approved by somebody else.
pub async fn propose(ctx: &Ctx, id: StrategyId, seen: i64) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, item) = find_writable(&tx, ctx, (id, seen)).await?;
    let proposed = before.clone().proposed(ctx.now)?;
    let step = (Action::StrategyProposed, &item);
    let strategy = save(&tx, ctx, step, (before, proposed)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Sends a strategy back that waits for approval. Who may approve it may do so, and who may write
/// it: that is how to take it back.
pub async fn send_back(ctx: &Ctx, id: StrategyId, seen: i64, because: &str) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, item) = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::ApproveStrategies, place(&item)) {
        ctx.require(Permission::WriteStrategies, place(&item))?;
    }
    unchanged(&before, seen)?;
    let returned = before.clone().returned(because, ctx.now)?;
    let step = (Action::StrategyReturned, &item);
    let strategy = save(&tx, ctx, step, (before, returned)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Approves a strategy. It takes an approved impact analysis of what it is for, and a risk assessment
/// that somebody decided about (ISO 22301, 8.2 and 8.3).
pub async fn approve(ctx: &Ctx, id: StrategyId, seen: i64) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, item) = find_approvable(&tx, ctx, (id, seen)).await?;
    let writers = events::who_did(&tx, &WRITING, id.into()).await?;
    let grounds = grounds_in(&tx, ctx, (&before, &item)).await?;
    let by = ctx.actor.person_id;
    let approved = before.clone().approved(by, &writers, &grounds, ctx.now)?;
    let step = (Action::StrategyApproved, &item);
    let strategy = save(&tx, ctx, step, (before, approved)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Grants the money for a strategy that was proposed or approved, or takes it back.
pub async fn fund(ctx: &Ctx, id: StrategyId, seen: i64, funded: bool) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, item) = find_approvable(&tx, ctx, (id, seen)).await?;
    let decided = before.clone().with_money(funded, ctx.now)?;
    let step = (Action::StrategyFunded, &item);
    let strategy = save(&tx, ctx, step, (before, decided)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Retires a strategy: it holds no more. Nothing is deleted.
pub async fn retire(ctx: &Ctx, id: StrategyId, seen: i64) -> Result<Strategy> {
    let tx = ctx.write().await?;
    let (before, item) = find_writable(&tx, ctx, (id, seen)).await?;
    let retired = before.clone().retired(ctx.now)?;
    let step = (Action::StrategyRetired, &item);
    let strategy = save(&tx, ctx, step, (before, retired)).await?;
    tx.commit().await?;
    Ok(strategy)
}

/// Retires the strategies that are not among those kept. Says how many.
pub(crate) async fn prune(tx: &Tx, ctx: &Ctx, kept: &BTreeSet<&str>) -> Result<usize> {
    let (mut after, mut n_retired) = (None, 0);
    loop {
        let strategies = store::all_after(tx, after).await?;
        let Some(last) = strategies.last() else { return Ok(n_retired) };
        after = Some(last.id);
        for before in strategies {
            if before.state != State::Retired && !kept.contains(before.code.as_str()) {
                let (before, item) = find_readable(tx, ctx, before.id).await?;
                ctx.require(Permission::WriteStrategies, place(&item))?;
                let retired = before.clone().retired(ctx.now)?;
                let step = (Action::StrategyRetired, &item);
                save(tx, ctx, step, (before, retired)).await?;
                n_retired += 1;
            }
        }
    }
}

async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (StrategyId, i64),
) -> Result<(Strategy, Item)> {
    let (strategy, item) = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteStrategies, place(&item))?;
    unchanged(&strategy, seen)?;
    Ok((strategy, item))
}

async fn find_approvable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (StrategyId, i64),
) -> Result<(Strategy, Item)> {
    let (strategy, item) = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::ApproveStrategies, place(&item))?;
    unchanged(&strategy, seen)?;
    Ok((strategy, item))
}

fn unchanged(strategy: &Strategy, seen: i64) -> Result<()> {
    if strategy.version == seen { Ok(()) } else { Err(Error::Stale("strategy")) }
}
