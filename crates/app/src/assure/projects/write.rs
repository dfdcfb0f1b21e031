//! Asking for special projects, changing them, and noting that a milestone is reached.

use db::Tx;

use super::document::ProjectDocument;
use super::read::find_readable;
use super::{Project, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, PersonId, ProjectId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Result};

/// Adds a project, or asks for one. Its code must be new.
pub async fn add(ctx: &Ctx, document: &ProjectDocument) -> Result<Project> {
    if !ctx.actor.may_somewhere(Permission::WriteAssurance) {
        return Err(Error::Forbidden(Permission::WriteAssurance));
    }
    let document = document.clone().tidied();
    let tx = ctx.write().await?;
    let mut problems = Vec::new();
    if store::by_code(&tx, &document.code).await?.is_some() {
        problems.push(FieldProblem::code_taken());
    }
    let it = insert(&tx, ctx, document, problems).await?;
    tx.commit().await?;
    Ok(it)
}

/// Changes what a project says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: ProjectId,
    seen: i64,
    document: &ProjectDocument,
) -> Result<Project> {
    let document = document.clone().tidied();
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    ctx.require(Permission::WriteAssurance, before.agency_id)?;
    if before.version != seen {
        return Err(Error::Stale("project"));
    }
    let mut problems = Vec::new();
    if document.code != before.document.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let (agency_id, owner_id) = named(&tx, ctx, &document, problems).await?;
    let after = Project { agency_id, owner_id, document, ..before.clone() };
    if after == before {
        return Ok(before);
    }
    let after = Project { updated_at: ctx.now, ..after };
    let saved = save(&tx, ctx, Action::ProjectChanged, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Notes that the `n`-th milestone of a project is reached, counted from 0: whoever leads it says so,
/// or whoever may change it.
pub async fn reach(ctx: &Ctx, id: ProjectId, seen: i64, n: usize) -> Result<Project> {
    let tx = ctx.write().await?;
    let before = find_readable(&tx, ctx, id).await?;
    if !before.owner_id.is_some_and(|it| ctx.actor.is(it)) {
        ctx.require(Permission::WriteAssurance, before.agency_id)?;
    }
    if before.version != seen {
        return Err(Error::Stale("project"));
    }
    let after = before.clone().reached(n, (ctx.now.date_naive(), ctx.now))?;
    let saved = save(&tx, ctx, Action::ProjectMilestoneReached, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Puts down projects that are not there yet, and leaves the others as they are: what the platform
/// itself puts in. Says how many were added.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[ProjectDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in documents {
        if store::by_code(tx, &document.code).await?.is_some() {
            continue;
        }
        let added = insert(tx, ctx, document.clone(), Vec::new()).await;
        added.map_err(|it| it.within(&document.code))?;
        n_added += 1;
    }
    Ok(n_added)
}

/// Makes projects what files say; others stay. Says how many are new, and how many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[ProjectDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for document in documents {
        let document = document.clone().tidied();
        let name = format!("project:{}", document.code);
        let within = |it: Error| it.within(&name);
        let Some(before) = store::by_code(tx, &document.code).await? else {
            insert(tx, ctx, document, Vec::new()).await.map_err(within)?;
            n_added += 1;
            continue;
        };
        let found = named(tx, ctx, &document, Vec::new()).await;
        let (agency_id, owner_id) = found.map_err(within)?;
        // By whichever name its agency was written down, it is the same.
        let agency = match agency_id == before.agency_id {
            true => before.document.agency.clone(),
            false => document.agency.clone(),
        };
        let document = ProjectDocument { agency, ..document };
        let after = Project { agency_id, owner_id, document, ..before.clone() };
        if after != before {
            ctx.require(Permission::WriteAssurance, before.agency_id)?;
            let after = Project { updated_at: ctx.now, ..after };
            save(tx, ctx, Action::ProjectChanged, (before, after)).await?;
            n_changed += 1;
        }
    }
    Ok((n_added, n_changed))
}

async fn insert(
    tx: &Tx,
    ctx: &Ctx,
    document: ProjectDocument,
    problems: Vec<FieldProblem>,
) -> Result<Project> {
    let (agency_id, owner_id) = named(tx, ctx, &document, problems).await?;
    let id = ProjectId::new();
    let it = Project { id, agency_id, owner_id, document, updated_at: ctx.now, version: 1 };
    store::insert(tx, &it).await?;
    events::record(tx, ctx, event(Action::ProjectAdded, &it).to(&it.document)).await?;
    Ok(it)
}

/// The agency and the person that a document names, or everything that is wrong with it.
async fn named(
    tx: &Tx,
    ctx: &Ctx,
    document: &ProjectDocument,
    mut problems: Vec<FieldProblem>,
) -> Result<(AgencyId, Option<PersonId>)> {
    problems.extend(document.problems(ctx.now.date_naive()));
    let name = document.agency.as_str();
    let agency_id = agencies::ids_by_name(tx, &[name].into()).await?.get(name).copied();
    match agency_id {
        Some(id) if ctx.actor.may(Permission::WriteAssurance, id) => {}
        Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
            problems.push(FieldProblem::new("agency", "You may not write for this agency."));
        }
        // What somebody may not see is not there.
        _ => problems.push(FieldProblem::new("agency", nothing("agency", name))),
    }
    let mut owner_id = None;
    if let Some(code) = document.owner.as_deref() {
        owner_id = persons::ids_by_code(tx, &[code].into()).await?.get(code).copied();
        if owner_id.is_none() {
            problems.push(FieldProblem::new("owner", nothing("person", code)));
        }
    }
    let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    Ok((agency_id, owner_id))
}

fn nothing(what: &str, name: &str) -> String {
    let shown: String = name.chars().take(100).collect();
    format!("There is no {what} called “{shown}”.")
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Project, Project),
) -> Result<Project> {
    let saved = store::update(tx, after).await?;
    let event = event(action, &saved).from(&before.document).to(&saved.document);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

fn event(action: Action, it: &Project) -> Event {
    Event::new(action, Subject::new("project", it.id)).in_agency(it.agency_id)
}
