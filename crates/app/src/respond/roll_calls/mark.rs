//! Saying who is safe, for one or for many at a time, and closing a roll call.

use db::Tx;
use serde_json::json;

use super::read::find_readable;
use super::start::event;
use super::{RollCall, Status, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{CalledId, RollCallId};
use crate::respond::disruptions::Disruption;
use crate::{Ctx, Error, FieldProblem, Result};

/// Of how many people somebody can say something at once.
pub const MARKED_MAX: usize = 500;

/// Says of some people in a roll call what is known of them. Several may do so at the same time: the
/// latest word counts, and the audit log keeps every one. Says of how many.
pub async fn mark(
    ctx: &Ctx,
    id: RollCallId,
    ids: &[CalledId],
    (status, note): (Status, &str),
) -> Result<usize> {
    let tx = ctx.write().await?;
    let (disruption, call) = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    call.open()?;
    let note = note.trim();
    if 1_000 < note.chars().count() || note.contains('\0') {
        return Err(FieldProblem::new("note", "Use at most 1,000 characters.").into());
    }
    if ids.is_empty() || MARKED_MAX < ids.len() {
        return Err(FieldProblem::new("ids", "Pick 1 to 500 people.").into());
    }
    let found = store::by_ids(&tx, id, ids).await?;
    if found.is_empty() {
        return Err(Error::NotFound("person"));
    }
    let ids: Vec<CalledId> = found.iter().map(|it| it.id).collect();
    store::mark(&tx, &ids, (status, note), (ctx.actor.person_id, ctx.now)).await?;
    let before: Vec<_> =
        found.iter().map(|it| json!({ "name": it.name, "status": it.status })).collect();
    let names: Vec<&str> = found.iter().map(|it| it.name.as_str()).collect();
    let after = json!({ "status": status, "note": note, "people": names });
    let event = event(Action::RollCallMarked, &disruption, &call);
    events::record(&tx, ctx, event.from(&before).to(&after)).await?;
    tx.commit().await?;
    Ok(found.len())
}

/// Closes a roll call: everybody is found, or looked for by others.
pub async fn close(ctx: &Ctx, id: RollCallId, seen: i64) -> Result<RollCall> {
    let tx = ctx.write().await?;
    let (disruption, call) = find_writable(&tx, ctx, (id, seen)).await?;
    let call = store::update(&tx, call.closed(ctx.now)?).await?;
    let counts = store::counts(&tx, &[id].into()).await?.into_values().next().unwrap_or_default();
    let event = event(Action::RollCallClosed, &disruption, &call);
    events::record(&tx, ctx, event.to(&counts.0)).await?;
    tx.commit().await?;
    Ok(call)
}

/// Goes on with a roll call that was closed.
pub async fn reopen(ctx: &Ctx, id: RollCallId, seen: i64) -> Result<RollCall> {
    let tx = ctx.write().await?;
    let (disruption, call) = find_writable(&tx, ctx, (id, seen)).await?;
    let call = store::update(&tx, call.reopened()?).await?;
    let event = event(Action::RollCallReopened, &disruption, &call);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(call)
}

async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (RollCallId, i64),
) -> Result<(Disruption, RollCall)> {
    let (disruption, call) = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    if call.version == seen { Ok((disruption, call)) } else { Err(Error::Stale("roll call")) }
}
