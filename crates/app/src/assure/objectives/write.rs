//! Adding, changing, measuring and retiring objectives.

use std::collections::BTreeSet;

use db::Tx;

use super::document::ObjectiveDocument;
use super::read::{find_readable, ids_named};
use super::{Measurement, Objective, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ItemId, ObjectiveId};
use crate::people::agencies;
use crate::prepare::inventory;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds an objective. Its code must be new.
pub async fn add(ctx: &Ctx, document: &ObjectiveDocument) -> Result<Objective> {
    if !ctx.actor.may_somewhere(Permission::WriteAssurance) {
        return Err(Error::Forbidden(Permission::WriteAssurance));
    }
    let tx = ctx.write().await?;
    if document.retired_at.is_some() {
        return Err(FieldProblem::new("retired_at", "Add it first, and then retire it.").into());
    }
    let is_taken = store::by_code(&tx, document.code.trim()).await?.is_some();
    let agency_id = checked(&tx, ctx, (document, None), is_taken).await?;
    let next = Objective {
        id: ObjectiveId::new(),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        content: document.content.clone().tidied(),
        updated_at: ctx.now,
        retired_at: None,
        version: 1,
    };
    store::insert(&tx, &next).await?;
    let after = document_in(&tx, &next).await?;
    events::record(&tx, ctx, event(Action::ObjectiveAdded, &next).to(&after)).await?;
    tx.commit().await?;
    Ok(next)
}

/// Changes an objective, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: ObjectiveId,
    seen: i64,
    document: &ObjectiveDocument,
) -> Result<Objective> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    if document.retired_at.is_some() {
        return Err(FieldProblem::new("retired_at", "Retire it instead.").into());
    }
    let agency_id = checked(&tx, ctx, (document, Some(&before)), false).await?;
    let next = Objective {
        agency_id,
        name: document.name.trim().to_owned(),
        content: document.content.clone().tidied(),
        ..before.clone()
    };
    if next == before {
        return Ok(before);
    }
    let next = Objective { updated_at: ctx.now, ..next };
    let saved = save(&tx, ctx, Action::ObjectiveChanged, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Writes down what was measured, on which day and where that is known from.
pub async fn measure(
    ctx: &Ctx,
    id: ObjectiveId,
    seen: i64,
    measurement: &Measurement,
) -> Result<Objective> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let next = before.clone().measured(measurement.clone(), ctx.now)?;
    let problems = next.content.problems(ctx.now.date_naive());
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let saved = save(&tx, ctx, Action::ObjectiveMeasured, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Takes an objective out of use. Nothing is deleted.
pub async fn retire(ctx: &Ctx, id: ObjectiveId, seen: i64) -> Result<Objective> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let next = before.clone().retired(ctx.now)?;
    let saved = save(&tx, ctx, Action::ObjectiveRetired, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Brings a retired objective back.
pub async fn restore(ctx: &Ctx, id: ObjectiveId, seen: i64) -> Result<Objective> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let next = before.clone().restored(ctx.now)?;
    let saved = save(&tx, ctx, Action::ObjectiveRestored, (before, next)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Adds objectives that are not there yet, and leaves the others as they are: what the platform
/// itself puts in.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[ObjectiveDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in documents {
        if store::by_code(tx, &document.code).await?.is_some() {
            continue;
        }
        let agency_id = checked(tx, ctx, (document, None), false).await;
        let agency_id = agency_id.map_err(|it| it.within(&document.code))?;
        let next = Objective {
            id: ObjectiveId::new(),
            agency_id,
            code: document.code.clone(),
            name: document.name.clone(),
            content: document.content.clone().tidied(),
            updated_at: ctx.now,
            retired_at: None,
            version: 1,
        };
        store::insert(tx, &next).await?;
        events::record(tx, ctx, event(Action::ObjectiveAdded, &next).to(document)).await?;
        n_added += 1;
    }
    Ok(n_added)
}

/// The agency of a document that may be saved, or what is wrong with it.
async fn checked(
    tx: &Tx,
    ctx: &Ctx,
    (document, before): (&ObjectiveDocument, Option<&Objective>),
    is_taken: bool,
) -> Result<AgencyId> {
    let mut problems = document.problems_of_name();
    if is_taken {
        problems.push(FieldProblem::code_taken());
    }
    let name = document.agency.trim();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.get(name).copied();
    match agency_id {
        Some(id) if ctx.actor.may(Permission::WriteAssurance, id) => {}
        Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
            problems.push(FieldProblem::new("agency", "You may not write for this agency."));
        }
        // What somebody may not see is not there.
        _ => {
            let shown: String = name.chars().take(100).collect();
            let reason = format!("There is no agency called “{shown}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    problems.extend(document.content.problems(ctx.now.date_naive()));
    let known: BTreeSet<&str> =
        before.iter().flat_map(|it| it.content.items.iter().map(String::as_str)).collect();
    let named = document.content.items.iter().map(|it| it.trim());
    let new: BTreeSet<&str> = named.filter(|it| !it.is_empty() && !known.contains(it)).collect();
    let ids = ids_named(tx, &new).await?;
    let all: Vec<ItemId> = ids.values().copied().collect();
    let found = inventory::by_ids(tx, &all).await?;
    let seen = found.iter().filter(|it| inventory::reads(ctx, it) && it.retired_at.is_none());
    let seen: BTreeSet<ItemId> = seen.map(|it| it.id).collect();
    let missing = new.iter().filter(|it| ids.get(**it).is_none_or(|id| !seen.contains(id)));
    problems.extend(missing.map(|it| {
        let shown: String = it.chars().take(100).collect();
        FieldProblem::new("items", format!("There is no {shown}."))
    }));
    let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    Ok(agency_id)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (ObjectiveId, i64)) -> Result<Objective> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteAssurance, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("objective")) }
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Objective, Objective),
) -> Result<Objective> {
    let saved = store::update(tx, after).await?;
    let documents = (document_in(tx, &before).await?, document_in(tx, &saved).await?);
    let event = event(action, &saved).from(&documents.0).to(&documents.1);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

fn event(action: Action, it: &Objective) -> Event {
    Event::new(action, Subject::new("objective", it.id)).in_agency(it.agency_id)
}

async fn document_in(tx: &Tx, it: &Objective) -> Result<ObjectiveDocument> {
    let codes = agencies::codes(tx, &[it.agency_id].into()).await?;
    Ok(it.document(codes.get(&it.agency_id).map_or("", String::as_str)))
}
