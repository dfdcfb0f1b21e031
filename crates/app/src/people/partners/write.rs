//! Adding and changing partners.

use std::collections::BTreeSet;

use db::Tx;

use super::document::PartnerDocument;
use super::read::{documents_in, find_readable};
use super::{Partner, Tlp, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, PartnerId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds a partner. Its code must be new.
pub async fn add(ctx: &Ctx, document: &PartnerDocument) -> Result<Partner> {
    if !ctx.actor.may_somewhere(Permission::WritePartners) {
        return Err(Error::Forbidden(Permission::WritePartners));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// Adds the partners whose codes are new. The others stay as they are. Says how many were added.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[PartnerDocument]) -> Result<usize> {
    let codes: BTreeSet<&str> = all.iter().map(|it| it.code.trim()).collect();
    let there: BTreeSet<String> =
        store::by_codes(tx, &codes).await?.into_iter().map(|it| it.code).collect();
    let mut n_added = 0;
    for document in all.iter().filter(|it| !there.contains(it.code.trim())) {
        insert(tx, ctx, document).await?;
        n_added += 1;
    }
    Ok(n_added)
}

/// Makes partners what files say, and brings back those that are no partners any more; others stay. Says
/// how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[PartnerDocument],
) -> Result<(usize, usize)> {
    let codes: BTreeSet<&str> = all.iter().map(|it| it.code.trim()).collect();
    let there = store::by_codes(tx, &codes).await?;
    let (mut n_added, mut n_changed) = (0, 0);
    for document in all {
        let code = document.code.trim();
        let within = |it: Error| it.within(&format!("partner:{code}"));
        let Some(before) = there.iter().find(|it| it.code == code) else {
            insert(tx, ctx, document).await.map_err(within)?;
            n_added += 1;
            continue;
        };
        let next = described(tx, ctx, (Some(before), document), document.problems()).await;
        let next = next.map_err(within)?;
        let (id, version, updated_at) = (before.id, before.version, before.updated_at);
        if (Partner { id, version, updated_at, ..next.clone() }) == *before {
            continue;
        }
        ctx.require(Permission::WritePartners, before.agency_id)?;
        let action = match before.retired_at {
            Some(_) => Action::PartnerRestored,
            None => Action::PartnerChanged,
        };
        save(tx, ctx, action, (before.clone(), Partner { id, version, ..next })).await?;
        n_changed += 1;
    }
    Ok((n_added, n_changed))
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &PartnerDocument) -> Result<Partner> {
    let mut problems = document.problems();
    if !store::by_codes(tx, &[document.code.trim()].into()).await?.is_empty() {
        problems.push(FieldProblem::code_taken());
    }
    let it = described(tx, ctx, (None, document), problems).await?;
    store::insert(tx, &it).await?;
    events::record(tx, ctx, partner_event(Action::PartnerAdded, &it).to(document)).await?;
    Ok(it)
}

/// Changes a partner, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: PartnerId,
    seen: i64,
    document: &PartnerDocument,
) -> Result<Partner> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let mut problems = document.problems();
    if document.code.trim() != before.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let next = described(&tx, ctx, (Some(&before), document), problems).await?;
    let next = Partner { id, version: before.version, ..next };
    let same = Partner { updated_at: before.updated_at, ..next.clone() };
    if same == before {
        return Ok(before);
    }
    let it = save(&tx, ctx, Action::PartnerChanged, (before, next)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Retires a partner: nothing is shared with it any more, and its secret link is withdrawn.
pub async fn retire(ctx: &Ctx, id: PartnerId, seen: i64) -> Result<Partner> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().retired(ctx.now)?;
    if store::drop_link(&tx, id).await? {
        events::record(&tx, ctx, partner_event(Action::PartnerLinkWithdrawn, &before)).await?;
    }
    let it = save(&tx, ctx, Action::PartnerRetired, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Brings a retired partner back.
pub async fn restore(ctx: &Ctx, id: PartnerId, seen: i64) -> Result<Partner> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().restored(ctx.now)?;
    let it = save(&tx, ctx, Action::PartnerRestored, (before, after)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Partner, Partner),
) -> Result<Partner> {
    let was = documents_in(tx, std::slice::from_ref(&before)).await?;
    let saved = store::update(tx, after).await?;
    let now = documents_in(tx, std::slice::from_ref(&saved)).await?;
    let event = partner_event(action, &saved).from(&was.first()).to(&now.first());
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// The partner that a document describes, which was so `before`.
async fn described(
    tx: &Tx,
    ctx: &Ctx,
    (before, document): (Option<&Partner>, &PartnerDocument),
    mut problems: Vec<FieldProblem>,
) -> Result<Partner> {
    let name = document.agency.trim();
    let found = agencies::ids_by_name(tx, &[name].into()).await?;
    let known = |it: &&AgencyId| ctx.actor.may(Permission::ReadAgencies, **it);
    let agency_id = found.get(name).filter(known).copied();
    match agency_id {
        Some(id) if ctx.actor.may(Permission::WritePartners, id) => {}
        Some(_) => {
            problems.push(FieldProblem::new("agency", "You may not keep partners there."));
        }
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let codes: BTreeSet<&str> = document.people.iter().map(|it| it.trim()).collect();
    let mut people = persons::by_codes(tx, &codes).await?;
    people.retain(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    for code in codes {
        if !people.iter().any(|it| it.code == code) {
            let reason = format!("There is nobody called “{code}”.");
            problems.push(FieldProblem::new("people", reason));
        }
    }
    let people: BTreeSet<PersonId> = people.into_iter().map(|it| it.id).collect();
    problems.extend(opened_up(ctx, before, (document.level, &people)));
    let (Some(agency_id), true) = (agency_id, problems.is_empty()) else {
        return Err(problems.into());
    };
    Ok(Partner {
        id: PartnerId::new(),
        agency_id,
        code: document.code.trim().to_owned(),
        name: document.name.trim().to_owned(),
        kind: document.kind,
        purpose: document.purpose.trim().to_owned(),
        level: document.level,
        people,
        updated_at: ctx.now,
        retired_at: None,
        version: 1,
    })
}

/// What a partner may not become by this actor's hand. A partner of any agency may open what the whole
/// state shares at its level, so who keeps one neither lifts it to what is confidential nor joins it.
fn opened_up(
    ctx: &Ctx,
    before: Option<&Partner>,
    (level, people): (Tlp, &BTreeSet<PersonId>),
) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let is_raised = Tlp::Green < level && before.is_none_or(|it| it.level < level);
    if is_raised && !ctx.actor.may(Permission::WritePartners, Place::State) {
        let reason =
            "Only who keeps the partners of the whole state may choose more than TLP:GREEN.";
        problems.push(FieldProblem::new("level", reason));
    }
    let me = ctx.actor.person_id;
    if people.contains(&me) && before.is_none_or(|it| !it.people.contains(&me)) {
        let reason = "You cannot name yourself. Ask somebody else who keeps partners.";
        problems.push(FieldProblem::new("people", reason));
    }
    problems
}

pub(super) async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (PartnerId, i64),
) -> Result<Partner> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WritePartners, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("partner")) }
}

pub(super) fn partner_event(action: Action, it: &Partner) -> Event {
    Event::new(action, Subject::new("partner", it.id)).in_agency(it.agency_id)
}
