//! Adding, changing and retiring agencies.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::agency::comparable;
use super::read::{documents_in, find_readable};
use super::{Agency, AgencyDocument, store};
use crate::actor::{Permission, Place};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, CalendarId, PersonId};
use crate::people::{calendars, persons};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

const HAS_CHILDREN: Refusal =
    Refusal::new("agency.has_children", "Agencies below it are still in use. Retire those first.");

/// Adds an agency. Its code must be new.
pub async fn add(ctx: &Ctx, document: &AgencyDocument) -> Result<Agency> {
    let tx = ctx.write().await?;
    if !store::by_codes(&tx, &[document.code.as_str()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let (agency, _) = put(&tx, ctx, document, None).await?;
    tx.commit().await?;
    Ok(agency)
}

/// Changes an agency, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(ctx: &Ctx, id: AgencyId, seen: i64, to: &AgencyDocument) -> Result<Agency> {
    let tx = ctx.write().await?;
    let agency = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteAgencies, agency.id)?;
    if agency.version != seen {
        return Err(Error::Stale("agency"));
    }
    if to.code != agency.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    let (agency, _) = put(&tx, ctx, to, Some(agency)).await?;
    tx.commit().await?;
    Ok(agency)
}

/// Retires an agency that has none below it.
pub async fn retire(ctx: &Ctx, id: AgencyId, seen: i64) -> Result<Agency> {
    let tx = ctx.write().await?;
    let agency = find_readable(&tx, ctx, id).await?;
    if agency.version != seen {
        return Err(Error::Stale("agency"));
    }
    let agency = retire_in(&tx, ctx, agency).await?;
    tx.commit().await?;
    Ok(agency)
}

/// Retires an agency that has none below it, in the caller's transaction.
pub(crate) async fn retire_in(tx: &Tx, ctx: &Ctx, agency: Agency) -> Result<Agency> {
    let id = agency.id;
    ctx.require(Permission::WriteAgencies, id)?;
    let below = store::below(tx, &agency.path).await?;
    if below.iter().any(|it| it.id != id && it.retired_at.is_none()) {
        return Err(HAS_CHILDREN.into());
    }
    let agency = Agency { retired_at: Some(ctx.now), updated_at: ctx.now, ..agency };
    let agency = store::update(tx, agency).await?;
    db::search::remove(tx, id.into()).await?;
    let subject = Subject::new("agency", id);
    events::record(tx, ctx, Event::new(Action::AgencyRetired, subject).in_agency(id)).await?;
    Ok(agency)
}

/// Adds or changes many agencies, parents before their children. Says how many were added and
/// changed.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[AgencyDocument]) -> Result<(usize, usize)> {
    let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.as_str()).collect();
    let existing = store::by_codes(tx, &codes).await?;
    let mut existing: BTreeMap<String, Agency> =
        existing.into_iter().map(|it| (it.code.clone(), it)).collect();
    let (mut n_added, mut n_changed) = (0, 0);
    for document in parents_first(documents)? {
        let before = existing.remove(&document.code);
        let was_there = before.is_some();
        let (_, is_changed) = put(tx, ctx, document, before)
            .await
            .map_err(|it| it.within(&format!("agency:{}", document.code)))?;
        match was_there {
            false => n_added += 1,
            true => n_changed += usize::from(is_changed),
        }
    }
    Ok((n_added, n_changed))
}

fn parents_first(documents: &[AgencyDocument]) -> Result<Vec<&AgencyDocument>> {
    let mut placed: BTreeSet<&str> = BTreeSet::new();
    let here: BTreeSet<&str> = documents.iter().map(|it| it.code.as_str()).collect();
    let mut rest: Vec<&AgencyDocument> = documents.iter().collect();
    let mut sorted = Vec::with_capacity(documents.len());
    while !rest.is_empty() {
        let ready = |it: &&AgencyDocument| {
            it.parent.as_deref().is_none_or(|it| !here.contains(it) || placed.contains(it))
        };
        let (now, later): (Vec<_>, Vec<_>) = rest.into_iter().partition(ready);
        if now.is_empty() {
            return Err(FieldProblem::new(
                "parent",
                "Agencies are part of each other in a circle.",
            )
            .into());
        }
        placed.extend(now.iter().map(|it| it.code.as_str()));
        sorted.extend(now);
        rest = later;
    }
    Ok(sorted)
}

async fn put(
    tx: &Tx,
    ctx: &Ctx,
    document: &AgencyDocument,
    before: Option<Agency>,
) -> Result<(Agency, bool)> {
    let agency = to_agency(tx, ctx, document, before.as_ref()).await?;
    let was = match &before {
        Some(it) => documents_in(tx, std::slice::from_ref(it)).await?.into_iter().next(),
        None => None,
    };
    let name = agency.name.clone();
    let names: BTreeSet<&str> =
        document.aliases.iter().map(|it| it.trim()).chain([name.as_str()]).collect();
    refuse_names_of_others(tx, agency.id, &names).await?;
    let mut aliases: Vec<String> = document.aliases.clone();
    aliases.retain(|it| it.trim() != agency.name);
    aliases.sort_by_cached_key(|it| comparable(it));
    let is_same =
        was.as_ref().is_some_and(|it| *it == AgencyDocument { aliases, ..document.clone() });
    if is_same && let Some(before) = before {
        return Ok((before, false));
    }
    let (agency, action) = match before {
        Some(before) => {
            if before.path != agency.path {
                return Err(Error::internal("an agency moved"));
            }
            db::search::remove(tx, agency.id.into()).await?;
            (store::update(tx, agency).await?, Action::AgencyChanged)
        }
        None => {
            store::insert(tx, &agency).await?;
            (agency, Action::AgencyAdded)
        }
    };
    store::set_aliases(tx, agency.id, &names).await?;
    db::search::add(tx, &[entry(&agency, &names)]).await?;
    let event = Event::new(action, Subject::new("agency", agency.id)).in_agency(agency.id);
    let event = was.iter().fold(event, |event, it| event.from(it)).to(document);
    events::record(tx, ctx, event).await?;
    Ok((agency, true))
}

async fn to_agency(
    tx: &Tx,
    ctx: &Ctx,
    document: &AgencyDocument,
    before: Option<&Agency>,
) -> Result<Agency> {
    let mut problems = document.problems();
    let parent = match document.parent.as_deref() {
        None => None,
        Some(code) => {
            let found = store::by_codes(tx, &[code].into()).await?.into_iter().next();
            // One that the actor may not see is, to them, not there: unless it says only what is.
            let is_same = before.is_some_and(|it| it.parent_id == found.as_ref().map(|it| it.id));
            let may_know = |it: &Agency| is_same || ctx.actor.may(Permission::ReadAgencies, it.id);
            let found = found.filter(may_know);
            if found.is_none() {
                let reason = format!("There is no agency called “{code}”.");
                problems.push(FieldProblem::new("parent", reason));
            }
            found
        }
    };
    let people = contacts(tx, document, &mut problems).await?;
    let calendar_id = calendar_id(tx, document, before, &mut problems).await?;
    let path = match &parent {
        Some(parent) => format!("{}{}/", parent.path, document.code),
        None => format!("/{}/", document.code),
    };
    if before.is_some_and(|it| !ctx.actor.may(Permission::ReadAgencies, it.id)) {
        return Err(FieldProblem::code_taken().into());
    }
    if before.is_some_and(|it| it.path != path) {
        problems.push(FieldProblem::new("parent", "An agency stays where it is in the tree."));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let place = match (before, &parent) {
        (Some(before), _) => Place::Agency(before.id),
        (None, Some(parent)) => Place::Agency(parent.id),
        (None, None) => Place::State,
    };
    ctx.require(Permission::WriteAgencies, place)?;
    let person = |code: &Option<String>| code.as_deref().and_then(|it| people.get(it).copied());
    Ok(Agency {
        id: before.map_or_else(AgencyId::new, |it| it.id),
        parent_id: parent.map(|it| it.id),
        code: document.code.clone(),
        path,
        name: document.name.trim().to_owned(),
        kind: document.kind,
        county_fips: document.county_fips.clone(),
        mission: document.mission.trim().to_owned(),
        headcount: document.headcount,
        primary_contact_id: person(&document.primary_contact),
        alternate_contact_id: person(&document.alternate_contact),
        calendar_id,
        updated_at: ctx.now,
        retired_at: before.and_then(|it| it.retired_at),
        version: before.map_or(1, |it| it.version),
    })
}

/// The people whom a document names, by code.
async fn contacts(
    tx: &Tx,
    document: &AgencyDocument,
    problems: &mut Vec<FieldProblem>,
) -> Result<BTreeMap<String, PersonId>> {
    let wanted = [
        ("primary_contact", document.primary_contact.as_deref()),
        ("alternate_contact", document.alternate_contact.as_deref()),
    ];
    let people =
        persons::ids_by_code(tx, &wanted.iter().filter_map(|(_, it)| *it).collect()).await?;
    for (field, code) in wanted {
        if let Some(code) = code.filter(|it| !people.contains_key(*it)) {
            let reason = format!("There is no person called “{code}”.");
            problems.push(FieldProblem::new(field, reason));
        }
    }
    Ok(people)
}

/// The calendar that a document names. One that was retired can stay where it was chosen before.
async fn calendar_id(
    tx: &Tx,
    document: &AgencyDocument,
    before: Option<&Agency>,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<CalendarId>> {
    let Some(code) = document.calendar.as_deref() else { return Ok(None) };
    let found = calendars::by_codes_in(tx, &[code].into()).await?.pop();
    let stays = |id: CalendarId| before.is_some_and(|it| it.calendar_id == Some(id));
    let found = found.filter(|it| it.retired_at.is_none() || stays(it.id));
    if found.is_none() {
        let reason = format!("There is no calendar in use called “{code}”.");
        problems.push(FieldProblem::new("calendar", reason));
    }
    Ok(found.map(|it| it.id))
}

/// Two agencies cannot be known by one name: nobody could tell which is meant.
async fn refuse_names_of_others(tx: &Tx, id: AgencyId, names: &BTreeSet<&str>) -> Result<()> {
    let comparable: BTreeSet<String> = names.iter().map(|it| comparable(it)).collect();
    let taken = store::by_names(tx, &comparable).await?;
    match taken.into_iter().find(|(_, it)| *it != id) {
        Some((name, _)) => {
            let reason = format!("Another agency is already known as “{name}”.");
            Err(FieldProblem::new("aliases", reason).into())
        }
        None => Ok(()),
    }
}

/// Makes search find an agency by all of its names.
pub(super) async fn index_again(tx: &Tx, agency: &Agency) -> Result<()> {
    let names = store::aliases(tx, &[agency.id].into()).await?.remove(&agency.id);
    let names = names.unwrap_or_default();
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    db::search::remove(tx, agency.id.into()).await?;
    Ok(db::search::add(tx, &[entry(agency, &names)]).await?)
}

fn entry(agency: &Agency, names: &BTreeSet<&str>) -> db::search::Entry {
    let names: Vec<&str> = names.iter().copied().collect();
    db::search::Entry {
        found: db::search::Found {
            id: agency.id.into(),
            kind: "agency".to_owned(),
            agency_id: Some(agency.id.into()),
            title: agency.name.clone(),
        },
        text: format!("{} {}", agency.code, names.join(" ")),
    }
}
