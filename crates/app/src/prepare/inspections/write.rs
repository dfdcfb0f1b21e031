//! Writing inspections down, and taking back what was written by mistake.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::InspectionDocument;
use super::read::{documents_in, show, site};
use super::{Inspection, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{InspectionId, ItemId};
use crate::people::persons;
use crate::prepare::inventory::{self, Item, Kind};
use crate::{Ctx, Error, FieldProblem, Result};

/// Writes down what somebody found at a site.
pub async fn add(ctx: &Ctx, site_id: ItemId, document: &InspectionDocument) -> Result<Inspection> {
    let site = site(ctx, site_id).await?;
    ctx.require(Permission::WriteInventory, Place::Record(site.agency_id, site.id.into()))?;
    let tx = ctx.write().await?;
    if document.site.trim() != site.code {
        return Err(FieldProblem::new("site", "This is another site.").into());
    }
    let inspection = inspection(&tx, ctx, (&site, document)).await?;
    store::insert_all(&tx, std::slice::from_ref(&inspection)).await?;
    let documents = documents_in(&tx, std::slice::from_ref(&inspection)).await?;
    let event = event(Action::SiteInspected, &site, &inspection);
    events::record(&tx, ctx, documents.iter().fold(event, Event::to)).await?;
    tx.commit().await?;
    Ok(inspection)
}

/// Takes back an inspection that was written down by mistake.
pub async fn withdraw(ctx: &Ctx, id: InspectionId) -> Result<Inspection> {
    let (site, it) = show(ctx, id).await?;
    ctx.require(Permission::WriteInventory, Place::Record(site.agency_id, site.id.into()))?;
    let tx = ctx.write().await?;
    // Whoever takes it back second finds nothing to take back.
    if !store::delete(&tx, id).await? {
        return Err(Error::NotFound("inspection"));
    }
    let documents = documents_in(&tx, std::slice::from_ref(&it)).await?;
    let event = event(Action::InspectionWithdrawn, &site, &it);
    events::record(&tx, ctx, documents.iter().fold(event, Event::from)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Writes many down that are not there yet: one of a site on a day counts once. Says how many.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[InspectionDocument]) -> Result<usize> {
    let codes: BTreeSet<&str> = documents.iter().map(|it| it.site.trim()).collect();
    let ids = inventory::ids_by_codes(tx, Kind::Site, &codes).await?;
    let all: Vec<ItemId> = ids.values().copied().collect();
    let sites = inventory::by_ids(tx, &all).await?;
    let sites: BTreeMap<&str, &Item> = sites.iter().map(|it| (it.code.as_str(), it)).collect();
    let mut known = BTreeSet::new();
    for id in all {
        known.extend(store::of_site(tx, id).await?.iter().map(|it| (it.site_id, it.inspected_on)));
    }
    let (mut added, mut events) = (Vec::new(), Vec::new());
    for document in documents {
        let code = document.site.trim();
        let problem = || FieldProblem::new("site", format!("There is no site called “{code}”."));
        let site = sites.get(code).copied().ok_or_else(problem)?;
        ctx.require(Permission::WriteInventory, Place::Record(site.agency_id, site.id.into()))?;
        if known.insert((site.id, document.inspected_on)) {
            let it = inspection(tx, ctx, (site, document)).await?;
            events.push(event(Action::SiteInspected, site, &it).to(document));
            added.push(it);
        }
    }
    store::insert_all(tx, &added).await?;
    events::record_all(tx, ctx, events).await?;
    Ok(added.len())
}

/// The inspection that a document describes.
async fn inspection(
    tx: &Tx,
    ctx: &Ctx,
    (site, document): (&Item, &InspectionDocument),
) -> Result<Inspection> {
    let mut problems = document.problems(ctx.now.date_naive());
    let named = document.inspector.as_deref().map(str::trim).filter(|it| !it.is_empty());
    let inspector_id = match named {
        None => ctx.actor.person_id,
        Some(code) => match persons::ids_by_code(tx, &[code].into()).await?.get(code) {
            Some(id) => *id,
            None => {
                let reason = format!("There is no person called “{code}”.");
                problems.push(FieldProblem::new("inspector", reason));
                ctx.actor.person_id
            }
        },
    };
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    Ok(Inspection {
        id: InspectionId::new(),
        site_id: site.id,
        inspected_on: document.inspected_on,
        inspector_id,
        found: document.found.clone(),
        note: document.note.trim().to_owned(),
        recorded_at: ctx.now,
    })
}

fn event(action: Action, site: &Item, it: &Inspection) -> Event {
    let subject = Subject::new("inspection", it.id);
    Event::new(action, subject).part_of(site.id).in_agency(site.agency_id)
}
