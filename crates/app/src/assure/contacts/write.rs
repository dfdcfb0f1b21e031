//! Saying whom else to call, and confirming that everybody who is named can be reached.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::list::Further;
use super::read::{document_in, line_in, stored};
use super::{ContactList, ContactsDocument, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, PersonId};
use crate::people::agencies::{self, Agency};
use crate::people::{managers, persons};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const UNREACHABLE: Refusal = Refusal::new(
    "contacts.unreachable",
    "Nothing is known by which to reach them. Add a number or an address first.",
);
const NOT_YOURS: Refusal = Refusal::new(
    "contacts.not_yours",
    "They work for another agency, which says how they are reached. Ask there to confirm it.",
);
const NOT_NAMED: Refusal =
    Refusal::new("contacts.not_named", "This agency does not name them as a contact.");

/// Whether the actor may change and confirm the contacts of an agency: whoever keeps its records, and
/// its relationship manager.
pub async fn may_confirm(ctx: &Ctx, id: AgencyId) -> Result<bool> {
    may_confirm_in(&*ctx.read().await?, ctx, id).await
}

async fn may_confirm_in(tx: &Tx, ctx: &Ctx, id: AgencyId) -> Result<bool> {
    let may = ctx.actor.may(Permission::WriteAgencies, id);
    Ok(may || managers::is_current_of(tx, ctx, id).await?)
}

async fn find_writable(tx: &Tx, ctx: &Ctx, id: AgencyId) -> Result<Agency> {
    let agency = agencies::find_readable(tx, ctx, id).await?;
    match may_confirm_in(tx, ctx, id).await? {
        true => Ok(agency),
        false => Err(Error::Forbidden(Permission::WriteAgencies)),
    }
}

/// Says whom to call beside the primary and the alternate contact, unless someone changed that since
/// the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: AgencyId,
    seen: i64,
    document: &ContactsDocument,
) -> Result<ContactList> {
    let tx = ctx.write().await?;
    let agency = find_writable(&tx, ctx, id).await?;
    let before = stored(&tx, id, ctx.now).await?;
    if before.version != seen {
        return Err(Error::Stale("contact list"));
    }
    if document.agency.trim() != agency.code {
        return Err(FieldProblem::new("agency", "These are the contacts of another agency.").into());
    }
    let further = named((&tx, ctx), first(&agency), document).await?;
    if further == before.further {
        return Ok(before);
    }
    let saved = save(&tx, ctx, &agency, (before, further)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Puts lists of agencies in that have none. Says how many.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[ContactsDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in all {
        let name = document.agency.as_str();
        let id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
        let agency = agencies::find_readable(tx, ctx, id.ok_or(Error::NotFound("agency"))?).await?;
        let before = stored(tx, agency.id, ctx.now).await?;
        if before.version != 0 {
            continue;
        }
        let further = named((tx, ctx), first(&agency), document).await?;
        save(tx, ctx, &agency, (before, further)).await?;
        n_added += 1;
    }
    Ok(n_added)
}

/// Makes the lists of agencies what files say; others stay. Says how many are new, and how many other
/// than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[ContactsDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for document in all {
        let name = document.agency.trim();
        let within = |it: Error| it.within(&format!("contacts:{name}"));
        let id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
        let unknown = || FieldProblem::new("agency", format!("There is no agency “{name}”."));
        let id = id.ok_or_else(|| within(unknown().into()))?;
        let before = stored(tx, id, ctx.now).await?;
        // Who left since they were named may stay where they are.
        if said(tx, document).await?.as_ref() == Some(&before.further) {
            continue;
        }
        let agency = find_writable(tx, ctx, id).await.map_err(within)?;
        // The first two may have been changed to somebody who was named before.
        let further = named((tx, ctx), BTreeSet::new(), document).await.map_err(within)?;
        match before.version {
            0 => n_added += 1,
            _ => n_changed += 1,
        }
        save(tx, ctx, &agency, (before, further)).await?;
    }
    Ok((n_added, n_changed))
}

/// Whom a document names, if all of them are known.
async fn said(tx: &Tx, document: &ContactsDocument) -> Result<Option<Vec<Further>>> {
    let codes = document.further.iter().map(|it| it.person.trim()).collect();
    let known = persons::ids_by_code(tx, &codes).await?;
    let further = document.further.iter().map(|it| {
        let person_id = *known.get(it.person.trim())?;
        Some(Further { person_id, duty: it.duty.trim().to_owned() })
    });
    Ok(further.collect())
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    agency: &Agency,
    (before, further): (ContactList, Vec<Further>),
) -> Result<ContactList> {
    let was = document_in(tx, agency, &before).await?;
    let next = ContactList { further, updated_at: ctx.now, ..before };
    let saved = store::put(tx, next).await?;
    let is = document_in(tx, agency, &saved).await?;
    let event = event(Action::ContactsChanged, agency.id).from(&was).to(&is);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// Who is called first, whatever the list says.
fn first(agency: &Agency) -> BTreeSet<PersonId> {
    [agency.primary_contact_id, agency.alternate_contact_id].into_iter().flatten().collect()
}

/// Whom a document names, each once and beside those `seen` already.
async fn named(
    (tx, ctx): (&Tx, &Ctx),
    mut seen: BTreeSet<PersonId>,
    document: &ContactsDocument,
) -> Result<Vec<Further>> {
    let mut problems = document.problems();
    let codes: BTreeSet<&str> = document.further.iter().map(|it| it.person.trim()).collect();
    let people = persons::by_codes(tx, &codes).await?;
    let mut further = Vec::new();
    for it in &document.further {
        let code = it.person.trim();
        let who = people.iter().find(|it| it.code == code);
        let reason = match who {
            Some(who) if !ctx.actor.may(Permission::ReadAgencies, who.agency_id) => None,
            Some(who) if who.retired_at.is_some() => Some(format!("{} has left.", who.name)),
            Some(who) if !seen.insert(who.id) => Some(format!("{} is named already.", who.name)),
            Some(who) => {
                further.push(Further { person_id: who.id, duty: it.duty.trim().to_owned() });
                continue;
            }
            None => None,
        };
        let reason = reason.unwrap_or_else(|| format!("There is no person called “{code}”."));
        problems.push(FieldProblem::new("further", reason));
    }
    if problems.is_empty() { Ok(further) } else { Err(problems.into()) }
}

/// Says of one contact of an agency, or of all, that they are still the right ones and that how to
/// reach them works. Says how many people that is.
pub async fn confirm(ctx: &Ctx, id: AgencyId, only: Option<PersonId>) -> Result<usize> {
    let tx = ctx.write().await?;
    let agency = find_writable(&tx, ctx, id).await?;
    let line = line_in(&tx, ctx, agency).await?;
    let named = line.contacts.iter().filter_map(|it| Some(it.who.as_ref()?.0));
    let ids: BTreeSet<PersonId> = named.filter(|id| only.is_none_or(|it| it == *id)).collect();
    if ids.is_empty() {
        return Err(NOT_NAMED.into());
    }
    let mut people = persons::by_ids_in(&tx, &ids).await?;
    // How somebody of another agency is reached is for that agency to say.
    people.retain(|it| {
        ctx.actor.is(it.id)
            || it.agency_id == id
            || ctx.actor.may(Permission::WriteAgencies, it.agency_id)
    });
    if people.is_empty() {
        return Err(NOT_YOURS.into());
    }
    let mut confirmed = Vec::new();
    for person in people {
        let is_there = person.retired_at.is_none();
        if is_there && 0 < persons::confirm_in(&tx, ctx, &person).await? {
            confirmed.push(person.code);
        }
    }
    if confirmed.is_empty() {
        return Err(UNREACHABLE.into());
    }
    let event = event(Action::ContactsConfirmed, id).to(&json!({ "people": confirmed }));
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(confirmed.len())
}

fn event(action: Action, id: AgencyId) -> Event {
    Event::new(action, Subject::new("contact_list", id)).in_agency(id)
}
