//! Writing entries down, putting them right, and taking access back.

use db::Tx;

use super::put::{checked, described, event};
use super::read::find_readable;
use super::{Entry, EntryDocument, photo_store, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{DisruptionId, EntryId};
use crate::respond::disruptions::{self, Disruption};
use crate::{Ctx, Error, FieldProblem, Result};

/// Writes something down during a disruption, or after it: costs come late.
pub async fn add(ctx: &Ctx, id: DisruptionId, document: &EntryDocument) -> Result<Entry> {
    let tx = ctx.write().await?;
    let disruption = disruptions::find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let it = described(&tx, ctx, &disruption, document).await?;
    store::insert(&tx, &it).await?;
    let event = event(Action::EntryAdded, &disruption, &it).to(&it.document);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(it)
}

/// Changes what an entry says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(ctx: &Ctx, id: EntryId, seen: i64, document: &EntryDocument) -> Result<Entry> {
    let tx = ctx.write().await?;
    let (disruption, before) = find_writable(&tx, ctx, (id, seen)).await?;
    if document.details.kind() != before.kind() {
        return Err(FieldProblem::new("kind", "What it is never changes.").into());
    }
    let document = checked(&tx, ctx, document, Some(&before.document)).await?;
    if document == before.document {
        return Ok(before);
    }
    let after = store::update(&tx, before.clone().saved(document, ctx.now)?).await?;
    let event = event(Action::EntryChanged, &disruption, &after);
    events::record(&tx, ctx, event.from(&before.document).to(&after.document)).await?;
    tx.commit().await?;
    Ok(after)
}

/// Removes what was written down by mistake. The audit log keeps what it said.
pub async fn remove(ctx: &Ctx, id: EntryId, seen: i64) -> Result<Entry> {
    let tx = ctx.write().await?;
    let (disruption, it) = find_writable(&tx, ctx, (id, seen)).await?;
    photo_store::delete_of(&tx, id).await?;
    store::delete(&tx, &it).await?;
    let event = event(Action::EntryRemoved, &disruption, &it).from(&it.document);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(it)
}

/// Takes access back before its time is over.
pub async fn revoke(ctx: &Ctx, id: EntryId, seen: i64) -> Result<Entry> {
    let tx = ctx.write().await?;
    let (disruption, before) = find_writable(&tx, ctx, (id, seen)).await?;
    let after = store::update(&tx, before.clone().revoked(ctx.now)?).await?;
    let event = event(Action::AccessRevoked, &disruption, &after);
    events::record(&tx, ctx, event.from(&before.document).to(&after.document)).await?;
    tx.commit().await?;
    Ok(after)
}

pub(super) async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (EntryId, i64),
) -> Result<(Disruption, Entry)> {
    let (disruption, it) = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    if it.version == seen { Ok((disruption, it)) } else { Err(Error::Stale("entry")) }
}
