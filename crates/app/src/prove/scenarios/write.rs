//! Adding, changing, retiring and bringing back scenarios.

use std::collections::BTreeSet;

use db::Tx;

use super::document::ScenarioDocument;
use super::put::{self, Found};
use super::reach::Reach;
use super::read::{WRITE, find_readable};
use super::scenario::Scenario;
use super::store;
use crate::ids::ScenarioId;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// Adds a scenario. Its code must be new.
pub async fn add(ctx: &Ctx, document: &ScenarioDocument) -> Result<Scenario> {
    if !ctx.actor.may_somewhere(WRITE) {
        return Err(Error::Forbidden(WRITE));
    }
    // Who reads the board holds no transaction that writes.
    let reach = Reach::of(ctx).await?;
    let tx = ctx.write().await?;
    let found = Found::of(&tx, std::slice::from_ref(document), &reach).await?;
    if found.existing(document).is_some() {
        return Err(FieldProblem::code_taken().into());
    }
    let scenario = found.scenario(ctx, document)?;
    put::added(&tx, ctx, &scenario).await?;
    tx.commit().await?;
    Ok(scenario)
}

/// Changes a scenario, unless someone changed it since the asker saw it at version `seen`. What it
/// names and the asker may not see stays.
pub async fn change(
    ctx: &Ctx,
    id: ScenarioId,
    seen: i64,
    document: &ScenarioDocument,
) -> Result<Scenario> {
    let reach = Reach::of(ctx).await?;
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    let found = Found::of(&tx, std::slice::from_ref(document), &reach).await?;
    let scenario = found.scenario(ctx, document)?;
    if put::is_same(&before, &scenario) {
        return Ok(before);
    }
    let scenario = put::changed(&tx, ctx, &before, scenario).await?;
    tx.commit().await?;
    Ok(scenario)
}

/// Takes a scenario out of use. Its runs stay.
pub async fn retire(ctx: &Ctx, id: ScenarioId, seen: i64) -> Result<Scenario> {
    end_or_resume(ctx, (id, seen), |it| it.retired(ctx.now)).await
}

/// Brings a retired scenario back into use.
pub async fn restore(ctx: &Ctx, id: ScenarioId, seen: i64) -> Result<Scenario> {
    end_or_resume(ctx, (id, seen), |it| it.restored(ctx.now)).await
}

async fn end_or_resume(
    ctx: &Ctx,
    (id, seen): (ScenarioId, i64),
    decide: impl FnOnce(Scenario) -> std::result::Result<Scenario, Refusal>,
) -> Result<Scenario> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = decide(before.clone())?;
    let after = put::changed(&tx, ctx, &before, after).await?;
    tx.commit().await?;
    Ok(after)
}

/// Retires the scenarios in use that are not called so, in the caller's transaction. Says how many.
pub async fn prune(tx: &Tx, ctx: &Ctx, kept: &BTreeSet<&str>) -> Result<usize> {
    let (mut after, mut n_retired) = (None, 0);
    loop {
        let scenarios = store::all_after(tx, after).await?;
        let Some(last) = scenarios.last() else { return Ok(n_retired) };
        after = Some(last.id);
        for before in scenarios {
            if before.retired_at.is_none() && !kept.contains(before.code.as_str()) {
                ctx.require(WRITE, before.place())?;
                let next = before.clone().retired(ctx.now)?;
                put::changed(tx, ctx, &before, next).await?;
                n_retired += 1;
            }
        }
    }
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (ScenarioId, i64)) -> Result<Scenario> {
    let scenario = find_readable(tx, ctx, id).await?;
    ctx.require(WRITE, scenario.place())?;
    if scenario.version == seen { Ok(scenario) } else { Err(Error::Stale("scenario")) }
}
