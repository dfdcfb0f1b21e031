//! Making somebody the relationship manager of an agency, and changing from when to when.

use db::Tx;

use super::read::{documents_in, find_readable};
use super::{AgencyManagers, Manager, ManagerDocument, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ManagerId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Result};

/// Makes somebody the relationship manager of an agency.
pub async fn assign(ctx: &Ctx, document: &ManagerDocument) -> Result<Manager> {
    if !ctx.actor.may_somewhere(Permission::AssignManagers) {
        return Err(Error::Forbidden(Permission::AssignManagers));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

/// Adds those of agencies that never had any. Says how many were added.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, all: &[ManagerDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in all {
        let (_, agency_id, _) = named(tx, ctx, document).await?;
        let there = match agency_id {
            Some(id) => store::by_agency(tx, id).await?,
            None => Vec::new(),
        };
        if there.is_empty() {
            insert(tx, ctx, document).await?;
            n_added += 1;
        }
    }
    Ok(n_added)
}

/// Makes assignments what files say; others stay. Says how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    files: &[AgencyManagers],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for file in files {
        let name = file.agency.trim();
        let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
        let there = match agency_id {
            Some(id) => store::by_agency(tx, id).await?,
            None => Vec::new(),
        };
        let codes = persons::codes(tx, &there.iter().map(|it| it.person_id).collect()).await?;
        for document in file.documents() {
            let is_it = |it: &&Manager| {
                let code = codes.get(&it.person_id).map(String::as_str);
                it.from == document.from && code == Some(document.person.trim())
            };
            let put = match there.iter().find(is_it) {
                Some(before) if before.until == document.until => continue,
                Some(before) => replace(tx, ctx, before.clone(), &document).await.map(drop),
                None => insert(tx, ctx, &document).await.map(drop),
            };
            put.map_err(|it| it.within(&format!("managers:{name}")))?;
            match there.iter().any(|it| is_it(&it)) {
                true => n_changed += 1,
                false => n_added += 1,
            }
        }
    }
    Ok((n_added, n_changed))
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &ManagerDocument) -> Result<Manager> {
    let it = described(tx, ctx, document, None).await?;
    store::insert(tx, &it).await?;
    let events = vec![event(Action::ManagerAssigned, &it).to(document)];
    events::record_all(tx, ctx, events).await?;
    Ok(it)
}

/// Changes from when to when somebody is it, unless someone changed that since the asker saw it at
/// version `seen`. Who it is and of which agency stays: another one is another assignment.
pub async fn change(
    ctx: &Ctx,
    id: ManagerId,
    seen: i64,
    document: &ManagerDocument,
) -> Result<Manager> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::AssignManagers, before.agency_id)?;
    if before.version != seen {
        return Err(Error::Stale("relationship manager"));
    }
    let saved = replace(&tx, ctx, before, document).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn replace(
    tx: &Tx,
    ctx: &Ctx,
    before: Manager,
    document: &ManagerDocument,
) -> Result<Manager> {
    ctx.require(Permission::AssignManagers, before.agency_id)?;
    let next = described(tx, ctx, document, Some(&before)).await?;
    let next = Manager { id: before.id, version: before.version, ..next };
    if (Manager { updated_at: before.updated_at, ..next.clone() }) == before {
        return Ok(before);
    }
    let documents = documents_in(tx, &[before, next.clone()]).await?;
    let saved = store::update(tx, next).await?;
    let event = event(Action::ManagerChanged, &saved);
    let event = match documents.as_slice() {
        [was, is] => event.from(was).to(is),
        _ => event,
    };
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

/// What is wrong with what a document names, and which agency and person that is.
async fn named(
    tx: &Tx,
    ctx: &Ctx,
    document: &ManagerDocument,
) -> Result<(Vec<FieldProblem>, Option<AgencyId>, Option<PersonId>)> {
    let mut problems = document.problems();
    let name = document.agency.trim();
    let found = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    let agency_id = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, *it));
    match agency_id {
        Some(id) if ctx.actor.may(Permission::AssignManagers, id) => {}
        Some(_) => problems.push(FieldProblem::new("agency", "You may not say that there.")),
        None => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
        }
    }
    let code = document.person.trim();
    let person = persons::by_codes(tx, &[code].into()).await?.into_iter().next();
    let person = person.filter(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    let person_id = match person {
        Some(it) if it.retired_at.is_some() => {
            problems.push(FieldProblem::new("person", "This person has left."));
            None
        }
        Some(it) => Some(it.id),
        None => {
            let reason = format!("There is no person called “{code}”.");
            problems.push(FieldProblem::new("person", reason));
            None
        }
    };
    Ok((problems, agency_id, person_id))
}

/// What a document says, in the place of `before`.
async fn described(
    tx: &Tx,
    ctx: &Ctx,
    document: &ManagerDocument,
    before: Option<&Manager>,
) -> Result<Manager> {
    let (mut problems, mut agency_id, mut person_id) = named(tx, ctx, document).await?;
    if let Some(before) = before {
        // Who left since is still who it was.
        let is_same =
            documents_in(tx, std::slice::from_ref(before)).await?.first().is_some_and(|it| {
                it.agency == document.agency.trim() && it.person == document.person.trim()
            });
        match is_same {
            true => {
                problems.retain(|it| it.field != "agency" && it.field != "person");
                (agency_id, person_id) = (Some(before.agency_id), Some(before.person_id));
            }
            false => {
                let reason = "End this assignment, and make another one.";
                problems.push(FieldProblem::new("person", reason));
            }
        }
    }
    let (Some(agency_id), Some(person_id), true) = (agency_id, person_id, problems.is_empty())
    else {
        return Err(problems.into());
    };
    let it = Manager {
        id: ManagerId::new(),
        agency_id,
        person_id,
        from: document.from,
        until: document.until,
        updated_at: ctx.now,
        version: 1,
    };
    let others = store::by_agency(tx, agency_id).await?;
    let mut others = others.iter().filter(|other| before.is_none_or(|was| was.id != other.id));
    if others.any(|other| it.overlaps(other)) {
        let reason = "They are the manager of this agency at that time already.";
        return Err(FieldProblem::new("from", reason).into());
    }
    Ok(it)
}

fn event(action: Action, it: &Manager) -> Event {
    Event::new(action, Subject::new("relationship_manager", it.id)).in_agency(it.agency_id)
}
