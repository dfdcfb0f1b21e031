//! Announcing a handover, confirming it and calling it off.

use std::collections::BTreeSet;

use db::Tx;

use super::handover::Handover;
use super::read::{documents_in, ending, find_readable};
use super::{ApplyHandover, HandoverDocument, State, store, tell};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, GrantId, HandoverId, PersonId};
use crate::people::{access, agencies, managers, persons};
use crate::settings::{self, General};
use crate::{Ctx, Error, FieldProblem, Refusal, Result, jobs};

const NOT_YOURS: Refusal = Refusal::new(
    "handover.not_yours",
    "Who confirms it could give each of these roles, and does not follow. Ask the agency head or the \
     continuity team.",
);
const LAST: Refusal = Refusal::new(
    "handover.last_administrator",
    "This is the last administrator. Make somebody else one first.",
);

/// Says that somebody leaves, moves or changes role. If who says so could give the roles, it is
/// confirmed with that; otherwise it waits for somebody who can.
pub async fn announce(ctx: &Ctx, document: &HandoverDocument) -> Result<Handover> {
    if !ctx.actor.may_somewhere(Permission::WriteAgencies) {
        return Err(Error::Forbidden(Permission::WriteAgencies));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tell::announced(&tx, ctx, &it).await?;
    tx.commit().await?;
    Ok(it)
}

/// Announces handovers of people who have none to come, without a word to anybody. Says how many.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[HandoverDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in all {
        let code = document.person.as_str();
        let person = persons::ids_by_code(tx, &[code].into()).await?.get(code).copied();
        let Some(person) = person else { continue };
        if store::open_of(tx, person).await?.is_empty() {
            insert(tx, ctx, document).await?;
            n_added += 1;
        }
    }
    Ok(n_added)
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &HandoverDocument) -> Result<Handover> {
    let it = described(tx, ctx, document).await?;
    store::insert(tx, &it).await?;
    events::record(tx, ctx, event(Action::HandoverAnnounced, &it).to(document)).await?;
    let ending = ending(tx, ctx, &it).await?;
    let may = access::may_hand_on(&ctx.actor, it.agency_id, (&ending, it.successor_id));
    if !may || access::ends_last_administrator(tx, &ending, ctx.now).await? {
        return Ok(it);
    }
    let grants = ending.iter().map(|it| it.id).collect();
    confirm_in(tx, ctx, (it, grants)).await
}

/// Confirms that the roles go as it was announced, unless someone changed that since the asker saw it
/// at version `seen`.
pub async fn confirm(ctx: &Ctx, id: HandoverId, seen: i64) -> Result<Handover> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen)).await?;
    ctx.require(Permission::WriteGrants, before.agency_id)?;
    let ending = ending(&tx, ctx, &before).await?;
    if !access::may_hand_on(&ctx.actor, before.agency_id, (&ending, before.successor_id)) {
        return Err(NOT_YOURS.into());
    }
    if access::ends_last_administrator(&tx, &ending, ctx.now).await? {
        return Err(LAST.into());
    }
    let grants = ending.iter().map(|it| it.id).collect();
    let it = confirm_in(&tx, ctx, (before, grants)).await?;
    tx.commit().await?;
    Ok(it)
}

async fn confirm_in(
    tx: &Tx,
    ctx: &Ctx,
    (before, grants): (Handover, BTreeSet<GrantId>),
) -> Result<Handover> {
    let by = ctx.actor.person_id;
    confirm_as(tx, ctx, (before, by, grants)).await
}

/// Notes that somebody confirmed a handover, and lets it take effect on its day.
pub(super) async fn confirm_as(
    tx: &Tx,
    ctx: &Ctx,
    (before, by, grants): (Handover, PersonId, BTreeSet<GrantId>),
) -> Result<Handover> {
    let after = before.confirmed(by, grants, ctx.now)?;
    let it = save(tx, ctx, Action::HandoverConfirmed, after).await?;
    let zone = settings::find::<General>(tx).await?.value.zone();
    let run_at = it.takes_effect_at(zone).max(ctx.now);
    jobs::enqueue(tx, ctx, &ApplyHandover::of(&it), run_at).await?;
    Ok(it)
}

/// Calls a handover off before it took effect.
pub async fn cancel(ctx: &Ctx, id: HandoverId, seen: i64) -> Result<Handover> {
    let tx = ctx.write().await?;
    let before = found(&tx, ctx, (id, seen)).await?;
    // What who may give roles has confirmed, they call off.
    let permission = match before.state {
        State::Asked => Permission::WriteAgencies,
        _ => Permission::WriteGrants,
    };
    ctx.require(permission, before.agency_id)?;
    let after = before.canceled(ctx.now)?;
    let it = save(&tx, ctx, Action::HandoverCanceled, after).await?;
    tell::canceled(&tx, ctx, &it).await?;
    tx.commit().await?;
    Ok(it)
}

async fn found(tx: &Tx, ctx: &Ctx, (id, seen): (HandoverId, i64)) -> Result<Handover> {
    let it = find_readable(tx, ctx, id).await?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("handover")) }
}

/// Saves what became of a handover, and says that it did.
pub(super) async fn save(tx: &Tx, ctx: &Ctx, action: Action, it: Handover) -> Result<Handover> {
    let saved = store::update(tx, it).await?;
    let documents = documents_in(tx, std::slice::from_ref(&saved)).await?;
    let event = documents.iter().fold(event(action, &saved), |event, it| event.to(it));
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

async fn described(tx: &Tx, ctx: &Ctx, document: &HandoverDocument) -> Result<Handover> {
    let today = managers::today_in(tx, ctx).await?;
    let mut problems = document.problems(today);
    let name = document.agency.trim();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    let agency_id = agency_id.filter(|it| ctx.actor.may(Permission::ReadAgencies, *it));
    match agency_id {
        Some(id) if may_announce(ctx, id) => {}
        Some(_) => problems.push(FieldProblem::new("agency", "You may not say that there.")),
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let person_id = person(tx, ctx, ("person", document.person.trim()), &mut problems).await?;
    let successor_id = match document.successor.as_deref().map(str::trim) {
        Some(code) if !code.is_empty() => {
            person(tx, ctx, ("successor", code), &mut problems).await?
        }
        _ => None,
    };
    if let (Some(agency_id), Some(person_id)) = (agency_id, person_id) {
        problems.extend(of_agency(tx, ctx, agency_id, person_id).await?);
    }
    let (Some(agency_id), Some(person_id), true) = (agency_id, person_id, problems.is_empty())
    else {
        return Err(problems.into());
    };
    Ok(Handover {
        id: HandoverId::new(),
        agency_id,
        person_id,
        successor_id,
        kind: document.kind,
        on: document.on,
        note: document.note.trim().to_owned(),
        state: State::Asked,
        asked_by: ctx.actor.person_id,
        confirmed_by: None,
        grants: BTreeSet::new(),
        done_at: None,
        updated_at: ctx.now,
        version: 1,
    })
}

fn may_announce(ctx: &Ctx, id: AgencyId) -> bool {
    ctx.actor.may(Permission::WriteAgencies, id) && ctx.actor.may(Permission::ReadGrants, id)
}

/// Who is called `code` and is there.
async fn person(
    tx: &Tx,
    ctx: &Ctx,
    (field, code): (&'static str, &str),
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<PersonId>> {
    let found = persons::by_codes(tx, &[code].into()).await?.into_iter().next();
    let found = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    match found {
        Some(it) if it.retired_at.is_none() => Ok(Some(it.id)),
        Some(_) => {
            problems.push(FieldProblem::new(field, "This person has left."));
            Ok(None)
        }
        None => {
            let reason = format!("There is no person called “{code}”.");
            problems.push(FieldProblem::new(field, reason));
            Ok(None)
        }
    }
}

/// What is wrong with a person who goes: they work in the agency or below it, or hold a role there,
/// and do not go already.
async fn of_agency(
    tx: &Tx,
    ctx: &Ctx,
    agency_id: AgencyId,
    person_id: PersonId,
) -> Result<Option<FieldProblem>> {
    let below = agencies::subtree_ids(tx, agency_id).await?;
    let who = persons::by_ids_in(tx, &[person_id].into()).await?;
    let works = who.iter().any(|it| below.contains(&it.agency_id));
    if !works && access::held_within(tx, person_id, &below, ctx.now).await?.is_empty() {
        let reason = "They neither work in this agency nor hold a role there.";
        return Ok(Some(FieldProblem::new("person", reason)));
    }
    let open = store::open_of(tx, person_id).await?;
    if open.iter().any(|it| it.agency_id == agency_id) {
        let reason = "A handover of theirs is announced already. Cancel that one first.";
        return Ok(Some(FieldProblem::new("person", reason)));
    }
    Ok(None)
}

pub(super) fn event(action: Action, it: &Handover) -> Event {
    Event::new(action, Subject::new("handover", it.id)).in_agency(it.agency_id)
}
