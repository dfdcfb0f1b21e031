//! Putting entries in: what a document means, and how it is saved.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;
use db::Tx;

use super::{Details, Entry, EntryDocument, store};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{EntryId, ItemId};
use crate::prepare::inventory::{self, Kind};
use crate::respond::disruptions::Disruption;
use crate::{Ctx, FieldProblem, Result};

/// Writes many entries down in a disruption that was just added.
pub async fn put_all(
    tx: &Tx,
    ctx: &Ctx,
    disruption: &Disruption,
    documents: &[EntryDocument],
) -> Result<usize> {
    let mut all = Vec::new();
    for document in documents {
        let it = described(tx, ctx, disruption, document).await?;
        store::insert(tx, &it).await?;
        all.push(event(Action::EntryAdded, disruption, &it).to(&it.document));
    }
    let n_added = all.len();
    events::record_all(tx, ctx, all).await?;
    Ok(n_added)
}

/// The new entry that a document describes.
pub(super) async fn described(
    tx: &Tx,
    ctx: &Ctx,
    disruption: &Disruption,
    document: &EntryDocument,
) -> Result<Entry> {
    let document = checked(tx, ctx, document, None).await?;
    Ok(Entry {
        id: EntryId::new(),
        disruption_id: disruption.id,
        document,
        ended_at: None,
        written_by: ctx.actor.person_id,
        updated_at: ctx.now,
        version: 1,
    })
}

/// The document, tidied, if it can be. What it named `before` may have gone out of use since.
pub(super) async fn checked(
    tx: &Tx,
    ctx: &Ctx,
    document: &EntryDocument,
    before: Option<&EntryDocument>,
) -> Result<EntryDocument> {
    let mut document = document.clone().tidied();
    document.at = document.at.trunc_subsecs(6);
    if let Details::Access(it) = &mut document.details {
        it.until = it.until.trunc_subsecs(6);
    }
    let mut problems = document.problems(ctx.now);
    let was = |of: fn(&EntryDocument) -> &Option<String>| before.map(of).cloned().flatten();
    if document.site != was(|it| &it.site)
        && let Some(code) = &document.site
        && inventory::ids_by_codes(tx, Kind::Site, &[code.as_str()].into()).await?.is_empty()
    {
        // Sites can be named by everybody.
        let reason = format!("There is no site called “{code}”.");
        problems.push(FieldProblem::new("site", reason));
    }
    if document.vendor != was(|it| &it.vendor)
        && let Some(code) = &document.vendor
        && !is_offered(tx, ctx, (Kind::Vendor, code)).await?
    {
        let reason = format!("There is no vendor called “{code}”.");
        problems.push(FieldProblem::new("vendor", reason));
    }
    if document.item != was(|it| &it.item)
        && let Some(named) = &document.item
    {
        let is_there = match target(named) {
            Some(target) => is_offered(tx, ctx, target).await?,
            None => false,
        };
        if !is_there {
            problems.push(FieldProblem::new("item", format!("There is no {named}.")));
        }
    }
    if problems.is_empty() { Ok(document) } else { Err(problems.into()) }
}

/// The kind and the code that a reference names, if it can be understood.
fn target(text: &str) -> Option<(Kind, &str)> {
    let (kind, code) = text.split_once(':')?;
    Some((kind.trim().parse().ok()?, code.trim()))
}

/// Whether the actor may name something of the inventory: what a record of theirs might need.
async fn is_offered(tx: &Tx, ctx: &Ctx, (kind, code): (Kind, &str)) -> Result<bool> {
    let ids: BTreeSet<ItemId> =
        inventory::ids_by_codes(tx, kind, &[code].into()).await?.into_values().collect();
    if kind == Kind::Site {
        return Ok(!ids.is_empty());
    }
    Ok(!inventory::offered(tx, ctx, &ids).await?.is_empty())
}

pub(super) fn event(action: Action, disruption: &Disruption, it: &Entry) -> Event {
    let subject = Subject::new("entry", it.id);
    Event::new(action, subject).part_of(disruption.id).in_agency(disruption.agency_id)
}
