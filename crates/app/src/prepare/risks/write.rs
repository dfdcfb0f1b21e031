//! Writing risks down, handing them in, and deciding about them.

use std::collections::BTreeSet;

use db::Tx;

use super::document::RiskDocument;
use super::put::{put, save};
use super::read::{find_readable, has_participant, level_max};
use super::risk::{Grounds, WRITING};
use super::{Risk, State, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::RiskId;
use crate::{Ctx, Error, FieldProblem, Result};

/// Why a risk is closed that a whole programme leaves out.
const PRUNED: &str = "The programme does not mention it any more.";

/// Writes a risk down. Its code must be new.
pub async fn add(ctx: &Ctx, document: &RiskDocument) -> Result<Risk> {
    if !ctx.actor.may_somewhere(Permission::WriteRisks) {
        return Err(Error::Forbidden(Permission::WriteRisks));
    }
    let tx = ctx.write().await?;
    if document.state != State::Draft {
        return Err(FieldProblem::new("state", "Add it first, and then hand it in.").into());
    }
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let risk = put(&tx, ctx, document, None).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Changes what a risk says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(ctx: &Ctx, id: RiskId, seen: i64, document: &RiskDocument) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    if ![before.state, State::Draft].contains(&document.state) {
        return Err(FieldProblem::new("state", "Steps change this, and nothing else.").into());
    }
    let risk = put(&tx, ctx, document, Some(before)).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Hands a risk in as assessed, to be decided about by somebody else.
pub async fn assess(ctx: &Ctx, id: RiskId, seen: i64) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let assessed = before.clone().assessed(ctx.now)?;
    let risk = save(&tx, ctx, Action::RiskAssessed, (before, assessed)).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Sends a risk back to be written anew. Who may decide about it may do so, and who may write it:
/// that is how to take it back.
pub async fn send_back(ctx: &Ctx, id: RiskId, seen: i64, because: &str) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    if !ctx.actor.may(Permission::AcceptRisks, before.agency_id) {
        ctx.require(Permission::WriteRisks, before.agency_id)?;
    }
    unchanged(&before, seen)?;
    let returned = before.clone().returned(because, ctx.now)?;
    let risk = save(&tx, ctx, Action::RiskReturned, (before, returned)).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Decides that a risk is treated as it says.
pub async fn treat(ctx: &Ctx, id: RiskId, seen: i64) -> Result<Risk> {
    decide(ctx, (id, seen), State::Treating).await
}

/// Accepts what is left of a risk. What is above the tolerance, somebody must accept who does so for
/// the agency above, or for the state.
pub async fn accept(ctx: &Ctx, id: RiskId, seen: i64) -> Result<Risk> {
    decide(ctx, (id, seen), State::Accepted).await
}

async fn decide(ctx: &Ctx, (id, seen): (RiskId, i64), state: State) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AcceptRisks, before.agency_id)?;
    unchanged(&before, seen)?;
    let writers = events::who_did(&tx, &WRITING, id.into()).await?;
    let grounds = Grounds {
        writers: &writers,
        has_participant: has_participant(&tx, &before).await?,
        level_max: level_max(&tx, ctx, &before).await?,
    };
    let by = ctx.actor.person_id;
    let (action, decided) = match state {
        State::Accepted => (Action::RiskAccepted, before.clone().accepted(by, grounds, ctx.now)?),
        _ => (Action::RiskTreated, before.clone().treated(by, grounds, ctx.now)?),
    };
    let risk = save(&tx, ctx, action, (before, decided)).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Closes a risk: it is one no more. Nothing is deleted.
pub async fn close(ctx: &Ctx, id: RiskId, seen: i64, because: &str) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let closed = before.clone().closed(because, ctx.now)?;
    let risk = save(&tx, ctx, Action::RiskClosed, (before, closed)).await?;
    tx.commit().await?;
    Ok(risk)
}

/// Closes the risks that are not among those kept. Says how many.
pub(crate) async fn prune(tx: &Tx, ctx: &Ctx, kept: &BTreeSet<&str>) -> Result<usize> {
    let (mut after, mut n_closed) = (None, 0);
    loop {
        let risks = store::all_after(tx, after).await?;
        let Some(last) = risks.last() else { return Ok(n_closed) };
        after = Some(last.id);
        for before in risks {
            if before.state != State::Closed && !kept.contains(before.code.as_str()) {
                ctx.require(Permission::WriteRisks, before.agency_id)?;
                let closed = before.clone().closed(PRUNED, ctx.now)?;
                save(tx, ctx, Action::RiskClosed, (before, closed)).await?;
                n_closed += 1;
            }
        }
    }
}

/// Opens a risk again that was accepted or closed, to look at it anew.
pub async fn reopen(ctx: &Ctx, id: RiskId, seen: i64) -> Result<Risk> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let reopened = before.clone().reopened(ctx.actor.person_id, ctx.now)?;
    let risk = save(&tx, ctx, Action::RiskReopened, (before, reopened)).await?;
    tx.commit().await?;
    Ok(risk)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (RiskId, i64)) -> Result<Risk> {
    let risk = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteRisks, risk.agency_id)?;
    unchanged(&risk, seen)?;
    Ok(risk)
}

fn unchanged(risk: &Risk, seen: i64) -> Result<()> {
    if risk.version == seen { Ok(()) } else { Err(Error::Stale("risk")) }
}
