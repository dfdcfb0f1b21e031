//! Adding, changing, retiring and bringing back scenarios.

use std::collections::BTreeSet;

use db::Tx;

use super::document::ScenarioDocument;
use super::named;
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
    let named = named::by_codes(ctx, document).await?;
    // Who reads the board holds no transaction that writes.
    let reach = Reach::of(ctx).await?;
    let tx = ctx.write().await?;
    let (scenario, problems) = judged((&tx, ctx), named, &reach, None).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
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
    let named = named::by_codes(ctx, document).await?;
    let reach = Reach::of(ctx).await?;
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let (scenario, problems) = judged((&tx, ctx), named, &reach, Some(&before)).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    if put::is_same(&before, &scenario) {
        return Ok(before);
    }
    let scenario = put::changed(&tx, ctx, &before, scenario).await?;
    tx.commit().await?;
    Ok(scenario)
}

/// Everything that is wrong with a scenario that somebody would add or, with its id, change. Nothing
/// is saved.
pub async fn faults(
    ctx: &Ctx,
    id: Option<ScenarioId>,
    document: &ScenarioDocument,
) -> Result<Vec<FieldProblem>> {
    let named = named::by_codes(ctx, document).await?;
    let reach = Reach::of(ctx).await?;
    let tx = ctx.read().await?;
    let before = match id {
        Some(id) => {
            let before = find_readable(&tx, ctx, id).await?;
            ctx.require(WRITE, before.place())?;
            Some(before)
        }
        None if !ctx.actor.may_somewhere(WRITE) => return Err(Error::Forbidden(WRITE)),
        None => None,
    };
    Ok(judged((&tx, ctx), named, &reach, before.as_ref()).await?.1)
}

/// The scenario that a document describes, and all that is wrong with it, beside what of its names is
/// not clear.
async fn judged(
    (tx, ctx): (&Tx, &Ctx),
    (document, mut problems): (ScenarioDocument, Vec<FieldProblem>),
    reach: &Reach,
    before: Option<&Scenario>,
) -> Result<(Scenario, Vec<FieldProblem>)> {
    let found = Found::of(tx, std::slice::from_ref(&document), reach).await?;
    match before {
        None if found.existing(&document).is_some() => problems.push(FieldProblem::code_taken()),
        Some(before) if document.code.trim() != before.code => {
            problems.push(FieldProblem::new("code", "The code never changes."));
        }
        _ => {}
    }
    let (scenario, more) = found.judged(ctx, &document, before);
    let is_new = |it: &FieldProblem| problems.iter().all(|of| of.field != it.field);
    let more: Vec<FieldProblem> = more.into_iter().filter(is_new).collect();
    problems.extend(more);
    Ok((scenario, problems))
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
