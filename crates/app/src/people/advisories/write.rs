//! Writing advisories, sharing and withdrawing them.

use std::collections::BTreeSet;

use db::Tx;

use super::document::AdvisoryDocument;
use super::read::{documents_in, find_readable};
use super::{Advisory, State, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AdvisoryId, AgencyId, PartnerId};
use crate::people::agencies;
use crate::people::partners::{self, Tlp};
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds an advisory as a draft. Its code must be new.
pub async fn add(ctx: &Ctx, document: &AdvisoryDocument) -> Result<Advisory> {
    if !ctx.actor.may_somewhere(Permission::WritePartners) {
        return Err(Error::Forbidden(Permission::WritePartners));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// Adds the advisories whose codes are new, and shares those that are to be. The others stay as they
/// are. Says how many were added.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[(AdvisoryDocument, bool)]) -> Result<usize> {
    let codes: BTreeSet<&str> = all.iter().map(|it| it.0.code.trim()).collect();
    let there = store::codes_taken(tx, &codes).await?;
    let mut n_added = 0;
    for (document, is_shared) in all.iter().filter(|it| !there.contains(it.0.code.trim())) {
        let it = insert(tx, ctx, document).await?;
        if *is_shared {
            let shared = it.clone().shared(ctx.now)?;
            save(tx, ctx, Action::AdvisoryShared, (it, shared)).await?;
        }
        n_added += 1;
    }
    Ok(n_added)
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &AdvisoryDocument) -> Result<Advisory> {
    let mut problems = document.problems();
    if !store::codes_taken(tx, &[document.code.trim()].into()).await?.is_empty() {
        problems.push(FieldProblem::code_taken());
    }
    let it = described(tx, ctx, document, problems).await?;
    store::insert(tx, &it).await?;
    let event = advisory_event(Action::AdvisoryAdded, &it);
    let event = event.to(&noted(document, document.tlp == Tlp::Red));
    events::record(tx, ctx, event).await?;
    Ok(it)
}

/// Changes an advisory, unless someone changed it since the asker saw it at version `seen`. What is
/// shared is withdrawn first.
pub async fn change(
    ctx: &Ctx,
    id: AdvisoryId,
    seen: i64,
    document: &AdvisoryDocument,
) -> Result<Advisory> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.is_changeable()?;
    let mut problems = document.problems();
    if document.code.trim() != before.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let next = described(&tx, ctx, document, problems).await?;
    let (state, shared_at, version) = (before.state, before.shared_at, before.version);
    let next = Advisory { id, state, shared_at, version, ..next };
    let same = Advisory { updated_at: before.updated_at, ..next.clone() };
    if same == before {
        return Ok(before);
    }
    let it = save(&tx, ctx, Action::AdvisoryChanged, (before, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Shares an advisory: from now on, partners whose level reaches its marking can open it.
pub async fn share(ctx: &Ctx, id: AdvisoryId, seen: i64) -> Result<Advisory> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().shared(ctx.now)?;
    let problems = out_of_reach(&tx, &after).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let it = save(&tx, ctx, Action::AdvisoryShared, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Withdraws an advisory: nobody can open it any more. It can be changed, and shared again.
pub async fn withdraw(ctx: &Ctx, id: AdvisoryId, seen: i64) -> Result<Advisory> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().withdrawn(ctx.now)?;
    let it = save(&tx, ctx, Action::AdvisoryWithdrawn, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

pub(super) async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Advisory, Advisory),
) -> Result<Advisory> {
    let was = documents_in(tx, std::slice::from_ref(&before)).await?;
    let saved = store::update(tx, after).await?;
    let now = documents_in(tx, std::slice::from_ref(&saved)).await?;
    // What is for those who are named from now on is not told once more as what it was before.
    let is_red = was.iter().chain(&now).any(|it| it.tlp == Tlp::Red);
    let noted = |it: &AdvisoryDocument| noted(it, is_red);
    let event = advisory_event(action, &saved);
    let event = event.from(&was.first().map(noted)).to(&now.first().map(noted));
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// What the audit log says of an advisory. Whoever reads the log reads all of it, and what is marked
/// TLP:RED is for those who are named alone: of that it says no word, but how it is marked and for whom.
fn noted(it: &AdvisoryDocument, is_red: bool) -> AdvisoryDocument {
    if !is_red {
        return it.clone();
    }
    let silent = AdvisoryDocument::new(&it.agency, &it.code, "", it.tlp);
    AdvisoryDocument { partners: it.partners.clone(), ..silent }
}

/// The partners that an advisory names and that may not receive it: their level was lowered since, or
/// they are no partners any more.
async fn out_of_reach(tx: &Tx, it: &Advisory) -> Result<Vec<FieldProblem>> {
    let mut problems = Vec::new();
    for partner in partners::by_ids(tx, &it.partners).await? {
        if let Some(reason) = cannot_receive(&partner, it.tlp) {
            problems.push(FieldProblem::new("partners", reason));
        }
    }
    Ok(problems)
}

/// Why what is marked `tlp` cannot be shared with a partner, if it cannot.
fn cannot_receive(partner: &partners::Partner, tlp: Tlp) -> Option<String> {
    if partner.retired_at.is_some() {
        return Some(format!("{} is no partner any more.", partner.name));
    }
    let level = partner.level.title();
    (!partner.level.reaches(tlp))
        .then(|| format!("With {}, no more than {level} may be shared.", partner.name))
}

/// The advisory that a document describes.
async fn described(
    tx: &Tx,
    ctx: &Ctx,
    document: &AdvisoryDocument,
    mut problems: Vec<FieldProblem>,
) -> Result<Advisory> {
    let name = document.agency.trim();
    let found = agencies::ids_by_name(tx, &[name].into()).await?;
    let known = |it: &&AgencyId| ctx.actor.may(Permission::ReadAgencies, **it);
    let agency_id = found.get(name).filter(known).copied();
    match agency_id {
        Some(id) if ctx.actor.may(Permission::WritePartners, id) => {}
        Some(_) => {
            problems.push(FieldProblem::new("agency", "You may not write advisories there."));
        }
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let named = named(tx, ctx, document, &mut problems).await?;
    let (Some(agency_id), true) = (agency_id, problems.is_empty()) else {
        return Err(problems.into());
    };
    Ok(Advisory {
        id: AdvisoryId::new(),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        tlp: document.tlp,
        source: document.source.trim().to_owned(),
        body: document.body.trim().to_owned(),
        partners: named,
        state: State::Draft,
        shared_at: None,
        updated_at: ctx.now,
        version: 1,
    })
}

/// The partners that a document names, each of whom may receive it.
async fn named(
    tx: &Tx,
    ctx: &Ctx,
    document: &AdvisoryDocument,
    problems: &mut Vec<FieldProblem>,
) -> Result<BTreeSet<PartnerId>> {
    let codes: BTreeSet<&str> = document.partners.iter().map(|it| it.trim()).collect();
    let mut found = partners::by_codes(tx, &codes).await?;
    found.retain(|it| ctx.actor.may(Permission::ReadPartners, it.agency_id));
    for code in codes {
        let reason = match found.iter().find(|it| it.code == code) {
            Some(partner) => cannot_receive(partner, document.tlp),
            None => Some(format!("There is no partner called “{code}”.")),
        };
        problems.extend(reason.map(|it| FieldProblem::new("partners", it)));
    }
    Ok(found.into_iter().map(|it| it.id).collect())
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (AdvisoryId, i64)) -> Result<Advisory> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WritePartners, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("advisory")) }
}

pub(super) fn advisory_event(action: Action, it: &Advisory) -> Event {
    Event::new(action, Subject::new("advisory", it.id)).in_agency(it.agency_id)
}
