//! Putting disruptions in: one from a form, or a few from files.

use std::collections::BTreeSet;

use chrono::SubsecRound as _;
use db::Tx;

use super::document::DisruptionDocument;
use super::read::documents_in;
use super::{Disruption, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::DisruptionId;
use crate::people::agencies;
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, FieldProblem, Result, Timestamp};

/// Adds disruptions that are not there yet, found again by their codes. Gives those.
pub async fn put_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[DisruptionDocument],
) -> Result<Vec<Disruption>> {
    let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.as_str()).collect();
    let there = store::by_codes(tx, &codes).await?;
    let there: BTreeSet<&str> = there.iter().map(|it| it.code.as_str()).collect();
    let mut added = Vec::new();
    for document in documents.iter().filter(|it| !there.contains(it.code.as_str())) {
        let it = described(tx, ctx, document, None).await?;
        added.push(add(tx, ctx, it, document.ended_at).await?);
    }
    Ok(added)
}

/// Saves a new one.
pub(super) async fn add(
    tx: &Tx,
    ctx: &Ctx,
    it: Disruption,
    ended_at: Option<Timestamp>,
) -> Result<Disruption> {
    let it = Disruption { ended_at: ended_at.map(|it| it.trunc_subsecs(6)), ..it };
    store::insert(tx, &it).await?;
    let event = event(Action::DisruptionDeclared, &it);
    let documents = documents_in(tx, std::slice::from_ref(&it)).await?;
    events::record(tx, ctx, documents.iter().fold(event, Event::to)).await?;
    Ok(it)
}

/// Saves one with which something was done.
pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Disruption, Disruption),
) -> Result<Disruption> {
    let saved = store::update(tx, after).await?;
    let documents = documents_in(tx, &[before, saved.clone()]).await?;
    let event = match documents.as_slice() {
        [before, after] => event(action, &saved).from(before).to(after),
        _ => event(action, &saved),
    };
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// The disruption that a document describes, in the place of `before` if there is one.
pub(super) async fn described(
    tx: &Tx,
    ctx: &Ctx,
    document: &DisruptionDocument,
    before: Option<&Disruption>,
) -> Result<Disruption> {
    let mut problems = document.problems(ctx.now);
    let name = document.agency.trim();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.get(name).copied();
    let may = |id| ctx.actor.may(Permission::WriteDisruptions, id);
    match agency_id {
        Some(id) if may(id) => {}
        Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
            problems.push(FieldProblem::new("agency", "You may not write for this agency."));
        }
        // What somebody may not see is not there.
        _ => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let mut sites: Vec<String> = Vec::new();
    for it in document.sites.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        if !sites.iter().any(|there| there == it) {
            sites.push(it.to_owned());
        }
    }
    let codes: BTreeSet<&str> = sites.iter().map(String::as_str).collect();
    let there = inventory::ids_by_codes(tx, Kind::Site, &codes).await?;
    for it in codes.iter().filter(|it| !there.contains_key(**it)) {
        let reason = format!("There is no site called “{it}”.");
        problems.push(FieldProblem::new("sites", reason));
    }
    let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    Ok(Disruption {
        id: before.map_or_else(DisruptionId::new, |it| it.id),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        kind: document.kind,
        is_exercise: document.is_exercise,
        sites,
        description: document.description.trim().to_owned(),
        started_at: document.started_at.trunc_subsecs(6),
        ended_at: before.and_then(|it| it.ended_at),
        updated_at: ctx.now,
        version: before.map_or(1, |it| it.version),
    })
}

fn event(action: Action, it: &Disruption) -> Event {
    Event::new(action, Subject::new("disruption", it.id)).in_agency(it.agency_id)
}
