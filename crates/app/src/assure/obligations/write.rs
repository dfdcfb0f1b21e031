//! Adding, changing and retiring obligations. They hold for all, so the central team does so.

use std::collections::BTreeSet;

use db::Tx;

use super::read::find;
use super::{Obligation, ObligationDocument, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::ObligationId;
use crate::people::agencies;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds an obligation. Its code must be new.
pub async fn add(ctx: &Ctx, document: &ObligationDocument) -> Result<Obligation> {
    ctx.require(Permission::WriteObligations, Place::State)?;
    let tx = ctx.write().await?;
    let all = store::all(&tx).await?;
    let mut problems = problems(&tx, document).await?;
    if all.iter().any(|it| it.document.code == document.code.trim()) {
        problems.push(FieldProblem::code_taken());
    }
    if document.retired_at.is_some() {
        problems.push(FieldProblem::new("retired_at", "Add it first, and then retire it."));
    }
    if store::ALL_MAX <= all.len() as u64 {
        problems.push(FieldProblem::new("code", "There are too many obligations."));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let id = ObligationId::new();
    let document = document.clone().tidied();
    let next = Obligation { id, document, updated_at: None, version: 0 };
    let saved = store::save(&tx, next, ctx.now).await?;
    events::record(&tx, ctx, event(Action::ObligationAdded, &saved).to(&saved.document)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Changes an obligation, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: ObligationId,
    seen: i64,
    document: &ObligationDocument,
) -> Result<Obligation> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let mut problems = problems(&tx, document).await?;
    if document.code.trim() != before.document.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    if document.retired_at.is_some() {
        problems.push(FieldProblem::new("retired_at", "Retire it instead."));
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let document = document.clone().tidied();
    if document == before.document {
        return Ok(before);
    }
    let next = before.clone().saved(document, ctx.now)?;
    let saved = save(&tx, ctx, Action::ObligationChanged, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Takes an obligation out of force. Nothing is deleted: what agencies attested stays.
pub async fn retire(ctx: &Ctx, id: ObligationId, seen: i64) -> Result<Obligation> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let next = before.clone().retired(ctx.now)?;
    let saved = save(&tx, ctx, Action::ObligationRetired, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Brings a retired obligation back.
pub async fn restore(ctx: &Ctx, id: ObligationId, seen: i64) -> Result<Obligation> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let next = before.clone().restored(ctx.now)?;
    let saved = save(&tx, ctx, Action::ObligationRestored, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Makes obligations what files say, also which are retired; others stay. Says how many are new, and how
/// many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[ObligationDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    let mut all = store::all(tx).await?;
    for document in documents {
        let document = document.clone().tidied();
        let before = all.iter().find(|it| it.document.code == document.code).cloned();
        if before.as_ref().is_some_and(|it| it.document == document) {
            continue;
        }
        ctx.require(Permission::WriteObligations, Place::State)?;
        let mut problems = problems(tx, &document).await?;
        if before.is_none() && store::ALL_MAX <= all.len() as u64 {
            problems.push(FieldProblem::new("code", "There are too many obligations."));
        }
        if !problems.is_empty() {
            let name = format!("obligation:{}", document.code);
            return Err(Error::from(problems).within(&name));
        }
        let updated_at = Some(ctx.now);
        match before {
            Some(before) => {
                let after = Obligation { document, updated_at, ..before.clone() };
                save(tx, ctx, Action::ObligationChanged, (before, after)).await?;
                n_changed += 1;
            }
            None => {
                let id = ObligationId::new();
                let next = Obligation { id, document, updated_at, version: 0 };
                let saved = store::save(tx, next, ctx.now).await?;
                let event = event(Action::ObligationAdded, &saved).to(&saved.document);
                events::record(tx, ctx, event).await?;
                all.push(saved);
                n_added += 1;
            }
        }
    }
    Ok((n_added, n_changed))
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (ObligationId, i64)) -> Result<Obligation> {
    ctx.require(Permission::WriteObligations, Place::State)?;
    let it = find(tx, id).await?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("obligation")) }
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Obligation, Obligation),
) -> Result<Obligation> {
    let saved = store::save(tx, after, ctx.now).await?;
    let event = event(action, &saved).from(&before.document).to(&saved.document);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

fn event(action: Action, it: &Obligation) -> Event {
    Event::new(action, Subject::new("obligation", it.id))
}

/// What is wrong with it, with the agencies that are not there.
async fn problems(tx: &Tx, document: &ObligationDocument) -> Result<Vec<FieldProblem>> {
    let mut problems = document.problems();
    let known: BTreeSet<String> =
        agencies::all_in(tx).await?.into_iter().map(|it| it.code).collect();
    let missing = document.agencies.iter().map(|it| it.trim());
    let missing = missing.filter(|it| !it.is_empty() && !known.contains(*it));
    problems.extend(missing.map(|it| {
        let shown: String = it.chars().take(100).collect();
        FieldProblem::new("agencies", format!("There is no agency called “{shown}”."))
    }));
    Ok(problems)
}
