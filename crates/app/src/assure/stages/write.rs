//! Writing down the parts of a programme, and that an activity was done.

use std::collections::BTreeSet;

use db::Tx;
use serde_json::json;

use super::read::find_agency;
use super::{DoneDocument, Part, PartDocument, Record, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, PersonId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Result};

/// One agency and one part of its programme.
type Key = (AgencyId, Part);

/// Writes a part down, unless someone did so since the asker saw it at version `seen`.
pub async fn put(ctx: &Ctx, key: Key, seen: i64, document: &PartDocument) -> Result<Record> {
    find_agency(ctx, key.0).await?;
    ctx.require(Permission::WriteAssurance, key.0)?;
    let document = document.clone().tidied();
    let tx = ctx.write().await?;
    let before = found(&tx, (key, seen)).await?;
    let mut problems = document.problems(key.1);
    if document.done != before.document.done {
        problems.push(FieldProblem::new("done", "A step changes this, and nothing else."));
    }
    let owner_id = owner_of(&tx, document.owner.as_deref(), &mut problems).await?;
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let after = Record { owner_id, document, ..before.clone() };
    if after == before {
        return Ok(before);
    }
    let saved = save(&tx, ctx, Action::ProgrammePartChanged, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Notes that an activity was done, and what proves it: its next date moves on (S3-13).
pub async fn done(ctx: &Ctx, key: Key, seen: i64, it: &DoneDocument) -> Result<Record> {
    find_agency(ctx, key.0).await?;
    let tx = ctx.write().await?;
    let before = found(&tx, (key, seen)).await?;
    let is_own = before.owner_id.is_some_and(|it| ctx.actor.is(it));
    if !is_own {
        ctx.require(Permission::WriteAssurance, key.0)?;
    }
    let problems = it.problems(ctx.now.date_naive());
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let after = before.clone().with_done(it)?;
    let saved = save(&tx, ctx, Action::ProgrammeActivityDone, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Puts down parts of programmes of agencies, by code, of which nothing is written down yet: what the
/// platform itself puts in. Says how many were.
pub(crate) async fn put_all(
    tx: &Tx,
    ctx: &Ctx,
    all: &[(String, Part, PartDocument)],
) -> Result<usize> {
    let names: BTreeSet<&str> = all.iter().map(|it| it.0.as_str()).collect();
    let ids = agencies::ids_by_name(tx, &names).await?;
    let mut n_added = 0;
    for (agency, part, document) in all {
        let Some(id) = ids.get(agency) else { continue };
        let before = Record::unwritten(*id, *part);
        if store::find(tx, (*id, *part)).await?.is_some() {
            continue;
        }
        let mut problems = document.problems(*part);
        let owner_id = owner_of(tx, document.owner.as_deref(), &mut problems).await?;
        if !problems.is_empty() {
            return Err(Error::from(problems).within(&format!("{agency}/{}", part.code())));
        }
        let after = Record { owner_id, document: document.clone(), ..before.clone() };
        save(tx, ctx, Action::ProgrammePartChanged, (before, after)).await?;
        n_added += 1;
    }
    Ok(n_added)
}

/// What was written down, if it still is as the asker saw it.
async fn found(tx: &Tx, (key, seen): (Key, i64)) -> Result<Record> {
    let it = store::find(tx, key).await?.unwrap_or_else(|| Record::unwritten(key.0, key.1));
    if it.version == seen { Ok(it) } else { Err(Error::Stale("part of the programme")) }
}

async fn owner_of(
    tx: &Tx,
    code: Option<&str>,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<PersonId>> {
    let Some(code) = code else { return Ok(None) };
    let owner_id = persons::ids_by_code(tx, &[code].into()).await?.get(code).copied();
    if owner_id.is_none() {
        let shown: String = code.chars().take(100).collect();
        let reason = format!("There is no person called “{shown}”.");
        problems.push(FieldProblem::new("owner", reason));
    }
    Ok(owner_id)
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Record, Record),
) -> Result<Record> {
    let said = |it: &Record| json!({ "part": it.part, "says": it.document });
    let was = said(&before);
    let saved = store::save(tx, after, ctx.now).await?;
    let event = Event::new(action, Subject::new("programme_part", saved.id));
    let event = event.in_agency(saved.agency_id).from(&was).to(&said(&saved));
    events::record(tx, ctx, event).await?;
    Ok(saved)
}
