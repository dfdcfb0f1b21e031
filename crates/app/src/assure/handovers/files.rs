//! Handovers that are to come into files, and out of them again.
//!
//! What took effect or was called off stays in the database: it is history, and what came of it, who is
//! there and who looks after what, is in files of its own.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::file::{AgencyHandovers, HandoverFile};
use super::read::ending;
use super::write::{confirm_as, event, save};
use super::{Handover, State, store};
use crate::actor::Permission;
use crate::events::{self, Action};
use crate::ids::{AgencyId, HandoverId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, FieldProblem, Result};

/// Every handover to come that the actor may see, agency by agency.
pub(crate) async fn all_in(tx: &Tx, ctx: &Ctx) -> Result<Vec<AgencyHandovers>> {
    let mut found = store::all(tx, &ctx.actor.scope(Permission::ReadGrants)).await?;
    found.retain(|it| it.is_open() && ctx.actor.may(Permission::ReadGrants, it.agency_id));
    let agencies = agencies::codes(tx, &found.iter().map(|it| it.agency_id).collect()).await?;
    let people = found
        .iter()
        .flat_map(|it| [Some(it.person_id), it.successor_id, Some(it.asked_by), it.confirmed_by]);
    let people = persons::codes(tx, &people.flatten().collect()).await?;
    let mut files: BTreeMap<String, Vec<HandoverFile>> = BTreeMap::new();
    for it in found {
        let code = |id: PersonId| people.get(&id).cloned();
        let (Some(agency), Some(person)) = (agencies.get(&it.agency_id), code(it.person_id)) else {
            continue;
        };
        files.entry(agency.clone()).or_default().push(HandoverFile {
            on: it.on,
            person,
            successor: it.successor_id.and_then(code),
            kind: it.kind,
            asked_by: code(it.asked_by),
            confirmed: it.state == State::Confirmed,
            confirmed_by: it.confirmed_by.and_then(code),
            note: it.note,
        });
    }
    let file = |(agency, handovers)| AgencyHandovers { agency, handovers };
    Ok(files.into_iter().map(file).collect())
}

/// Announces the handovers that files say, and confirms those that somebody confirmed: on the command
/// line, which restores a programme. Nobody else moves rights by a file.
///
/// Others stay, and nobody is told. One that says something else than before is called off, and announced
/// anew. What took effect or was called off here stays so, whatever an older file says. Says how many are
/// new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[AgencyHandovers],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    if ctx.actor.person_id != PersonId::FIRST {
        return Ok((n_added, n_changed));
    }
    for file in all {
        let name = format!("handovers:{}", file.agency.trim());
        let described = described(tx, ctx, file).await.map_err(|it| it.within(&name))?;
        for (next, confirmed_by) in described {
            let mut there = store::of_person(tx, next.person_id).await?;
            there.retain(|it| it.agency_id == next.agency_id);
            let before = there.iter().find(|it| it.is_open());
            match before {
                None if there.iter().any(|it| it.on == next.on) => continue,
                None => n_added += 1,
                Some(before) if says_same(before, &next, confirmed_by) => continue,
                Some(before) => {
                    let canceled = before.clone().canceled(ctx.now)?;
                    save(tx, ctx, Action::HandoverCanceled, canceled).await?;
                    n_changed += 1;
                }
            }
            announce(tx, ctx, (next, confirmed_by)).await?;
        }
    }
    Ok((n_added, n_changed))
}

/// Whether a handover that is to come is what a file says.
fn says_same(before: &Handover, next: &Handover, confirmed_by: Option<PersonId>) -> bool {
    let said = |it: &Handover| (it.successor_id, it.kind, it.on, it.note.clone(), it.asked_by);
    said(before) == said(next) && before.confirmed_by == confirmed_by
}

/// Puts in a handover that is new here, with who confirmed it.
async fn announce(
    tx: &Tx,
    ctx: &Ctx,
    (it, confirmed_by): (Handover, Option<PersonId>),
) -> Result<()> {
    store::insert(tx, &it).await?;
    let documents = super::read::documents_in(tx, std::slice::from_ref(&it)).await?;
    let event =
        documents.iter().fold(event(Action::HandoverAnnounced, &it), |event, it| event.to(it));
    events::record(tx, ctx, event).await?;
    if let Some(by) = confirmed_by {
        let grants = ending(tx, ctx, &it).await?.iter().map(|it| it.id).collect();
        confirm_as(tx, ctx, (it, by, grants)).await?;
    }
    Ok(())
}

/// What a file describes: each handover, and who confirmed it, if anybody did.
async fn described(
    tx: &Tx,
    ctx: &Ctx,
    file: &AgencyHandovers,
) -> Result<Vec<(Handover, Option<PersonId>)>> {
    let mut problems = file.problems();
    let name = file.agency.trim();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    if agency_id.is_none() {
        let reason = format!("There is no agency called “{name}”.");
        problems.push(FieldProblem::new("agency", reason));
    }
    let codes: BTreeSet<&str> = file.people().map(|it| it.trim()).collect();
    let people = persons::ids_by_code(tx, &codes).await?;
    for (n, it) in file.handovers.iter().enumerate() {
        let named = [
            ("person", Some(&it.person)),
            ("successor", it.successor.as_ref()),
            ("asked_by", it.asked_by.as_ref()),
            ("confirmed_by", it.confirmed_by.as_ref()),
        ];
        for (field, code) in named {
            if let Some(code) = code.filter(|it| !people.contains_key(it.trim())) {
                let reason = format!("There is no person called “{code}”.");
                problems.push(FieldProblem::new(format!("handovers[{n}].{field}"), reason));
            }
        }
    }
    let (Some(agency_id), true) = (agency_id, problems.is_empty()) else {
        return Err(problems.into());
    };
    ctx.require(Permission::WriteAgencies, agency_id)?;
    let handover = |it: &HandoverFile| handover(ctx, it, (agency_id, &people));
    Ok(file.handovers.iter().filter_map(handover).collect())
}

fn handover(
    ctx: &Ctx,
    file: &HandoverFile,
    (agency_id, people): (AgencyId, &BTreeMap<String, PersonId>),
) -> Option<(Handover, Option<PersonId>)> {
    let person = |code: &String| people.get(code.trim()).copied();
    // Who is not named is the platform itself.
    let by = |code: Option<&String>| code.and_then(person).unwrap_or(PersonId::FIRST);
    let it = Handover {
        id: HandoverId::new(),
        agency_id,
        person_id: person(&file.person)?,
        successor_id: file.successor.as_ref().and_then(person),
        kind: file.kind,
        on: file.on,
        note: file.note.trim().to_owned(),
        state: State::Asked,
        asked_by: by(file.asked_by.as_ref()),
        confirmed_by: None,
        grants: BTreeSet::new(),
        done_at: None,
        updated_at: ctx.now,
        version: 1,
    };
    Some((it, file.confirmed.then(|| by(file.confirmed_by.as_ref()))))
}
