//! Adding and changing people.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::channels::sealed;
use super::read::{documents_in, find_readable, readable};
use super::{Person, PersonDocument, channel_store, store};
use crate::actor::{Actor, Permission};
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, ChannelId, PersonId};
use crate::people::agencies;
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds a person. Their code must be new.
pub async fn add(ctx: &Ctx, document: &PersonDocument) -> Result<Person> {
    let tx = ctx.write().await?;
    if !store::by_codes(&tx, &[document.code.as_str()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    put_all(&tx, ctx, std::slice::from_ref(document)).await?;
    let person = store::by_codes(&tx, &[document.code.as_str()].into()).await?;
    tx.commit().await?;
    person.into_iter().next().ok_or(Error::NotFound("person"))
}

/// Changes a person, unless someone changed them since the asker saw version `seen`. How to reach
/// them is changed apart.
pub async fn change(ctx: &Ctx, id: PersonId, seen: i64, to: &PersonDocument) -> Result<Person> {
    let tx = ctx.write().await?;
    let person = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteAgencies, person.agency_id)?;
    if person.version != seen {
        return Err(Error::Stale("person"));
    }
    if to.code != person.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    // Whoever may not know how to reach a person must not lose it by changing something else.
    let knowing = Ctx { actor: Actor::platform(), ..ctx.clone() };
    let before = documents_in(&tx, &knowing, std::slice::from_ref(&person)).await?;
    let before = before.into_iter().next();
    let channels = before.map(|it| it.channels).unwrap_or_default();
    put_all(&tx, ctx, &[PersonDocument { channels, ..to.clone() }]).await?;
    tx.commit().await?;
    show_again(ctx, id).await
}

async fn show_again(ctx: &Ctx, id: PersonId) -> Result<Person> {
    let tx = ctx.read().await?;
    store::find(&tx, id).await?.ok_or(Error::NotFound("person"))
}

/// Notes that a person left.
pub async fn retire(ctx: &Ctx, id: PersonId, seen: i64) -> Result<Person> {
    let tx = ctx.write().await?;
    let person = find_readable(&tx, ctx, id).await?;
    if person.version != seen {
        return Err(Error::Stale("person"));
    }
    let person = retire_in(&tx, ctx, person).await?;
    tx.commit().await?;
    Ok(person)
}

/// Notes that a person left, in the caller's transaction.
pub(crate) async fn retire_in(tx: &Tx, ctx: &Ctx, person: Person) -> Result<Person> {
    ctx.require(Permission::WriteAgencies, person.agency_id)?;
    let person = Person { retired_at: Some(ctx.now), updated_at: ctx.now, ..person };
    let person = store::update(tx, person).await?;
    db::search::remove(tx, person.id.into()).await?;
    events::record(tx, ctx, event(Action::PersonRetired, &person)).await?;
    Ok(person)
}

/// Adds or changes many people. Says how many were added and changed.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[PersonDocument]) -> Result<(usize, usize)> {
    let codes: BTreeSet<&str> = documents.iter().map(|it| it.code.as_str()).collect();
    let existing = store::by_codes(tx, &codes).await?;
    let before = documents_in(tx, ctx, &existing).await?;
    let existing: BTreeMap<&str, (&Person, &PersonDocument)> =
        existing.iter().zip(&before).map(|(it, was)| (it.code.as_str(), (it, was))).collect();
    let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.as_str()).collect();
    let agency_ids = agencies::ids_by_name(tx, &names).await?;

    let (mut added, mut channels, mut index, mut events) = (vec![], vec![], vec![], vec![]);
    let mut n_changed = 0;
    for document in documents {
        let was = existing.get(document.code.as_str());
        let person = to_person(ctx, &agency_ids, document, was.map(|(it, _)| *it))
            .map_err(|it| it.within(&format!("person:{}", document.code)))?;
        index.push(entry(&person));
        match was {
            None => {
                events.push(event(Action::PersonAdded, &person).to(&without_values(document)));
                added.push(person.clone());
            }
            Some((_, was)) if *was == document => {
                index.pop();
                continue;
            }
            Some((_, was)) => {
                n_changed += 1;
                let event = event(Action::PersonChanged, &person);
                events.push(event.from(&without_values(was)).to(&without_values(document)));
                let person = store::update(tx, person.clone()).await?;
                db::search::remove(tx, person.id.into()).await?;
                let old = channel_store::by_persons(tx, &[person.id].into()).await?;
                let old: Vec<ChannelId> = old.iter().map(|it| it.id).collect();
                channel_store::delete(tx, &old).await?;
            }
        }
        for channel in &document.channels {
            channels.push(sealed(ctx, person.id, channel)?);
        }
    }
    store::insert_all(tx, &added).await?;
    channel_store::insert_all(tx, &channels).await?;
    db::search::add(tx, &index).await?;
    events::record_all(tx, ctx, events).await?;
    Ok((added.len(), n_changed))
}

fn to_person(
    ctx: &Ctx,
    agency_ids: &BTreeMap<String, AgencyId>,
    document: &PersonDocument,
    before: Option<&Person>,
) -> Result<Person> {
    let mut problems = document.problems();
    // An agency that the actor may not see is, to them, not there.
    let may_know = |it: &&AgencyId| ctx.actor.may(Permission::ReadAgencies, **it);
    let agency_id = agency_ids.get(&document.agency).filter(may_know);
    if agency_id.is_none() {
        let reason = format!("There is no agency called “{}”.", document.agency);
        problems.push(FieldProblem::new("agency", reason));
    }
    if before.is_some_and(|it| !readable(ctx, it)) {
        problems.push(FieldProblem::code_taken());
    }
    let (Some(&agency_id), true) = (agency_id, problems.is_empty()) else {
        return Err(Error::Invalid(problems));
    };
    ctx.require(Permission::WriteAgencies, agency_id)?;
    if let Some(before) = before {
        ctx.require(Permission::WriteAgencies, before.agency_id)?;
    }
    Ok(Person {
        id: before.map_or_else(PersonId::new, |it| it.id),
        agency_id,
        code: document.code.clone(),
        name: document.name.trim().to_owned(),
        title: document.title.trim().to_owned(),
        kind: document.kind,
        updated_at: ctx.now,
        retired_at: before.and_then(|it| it.retired_at),
        version: before.map_or(1, |it| it.version),
    })
}

fn event(action: Action, person: &Person) -> Event {
    Event::new(action, Subject::new("person", person.id)).in_agency(person.agency_id)
}

/// What the audit log keeps: never a number or an address.
fn without_values(document: &PersonDocument) -> PersonDocument {
    let mut document = document.clone();
    for channel in &mut document.channels {
        channel.value = channel.hint();
    }
    document
}

fn entry(person: &Person) -> db::search::Entry {
    db::search::Entry {
        found: db::search::Found {
            id: person.id.into(),
            kind: "person".to_owned(),
            agency_id: Some(person.agency_id.into()),
            title: person.name.clone(),
        },
        text: format!("{} {}", person.code, person.title),
    }
}
