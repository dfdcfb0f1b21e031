//! Writing lessons down, and closing them by what became of them.

use chrono::SubsecRound as _;
use db::Tx;

use super::document::LessonDocument;
use super::lesson::Followed;
use super::read::find_readable;
use super::{Lesson, Outcome, store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, LessonId, PersonId, PlanId};
use crate::people::{agencies, persons};
use crate::plans::plan;
use crate::{Ctx, Error, FieldProblem, Result};

/// Writes a lesson down. Its code must be new.
pub async fn add(ctx: &Ctx, document: &LessonDocument) -> Result<Lesson> {
    if !ctx.actor.may_somewhere(Permission::WriteAssurance) {
        return Err(Error::Forbidden(Permission::WriteAssurance));
    }
    let document = document.clone().tidied();
    let plan_id = linked(ctx, document.plan.as_deref(), None).await?;
    let tx = ctx.write().await?;
    let mut problems = steps_only(&document, None);
    if store::by_code(&tx, &document.code).await?.is_some() {
        problems.push(FieldProblem::code_taken());
    }
    let (agency_id, owner_id) = named(&tx, ctx, &document, (plan_id, problems)).await?;
    let it = Lesson {
        id: LessonId::new(),
        agency_id,
        plan_id: plan_id.ok().flatten(),
        owner_id,
        document,
        updated_at: ctx.now,
        version: 1,
    };
    store::insert(&tx, &it).await?;
    events::record(&tx, ctx, event(Action::LessonAdded, &it).to(&it.document)).await?;
    tx.commit().await?;
    Ok(it)
}

/// Changes what a lesson says, unless someone changed it since the asker saw it at version `seen`.
pub async fn change(
    ctx: &Ctx,
    id: LessonId,
    seen: i64,
    document: &LessonDocument,
) -> Result<Lesson> {
    let document = document.clone().tidied();
    let stored = super::read::show(ctx, id).await?;
    let plan_id = linked(ctx, document.plan.as_deref(), Some(&stored)).await?;
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.is_open()?;
    let mut problems = steps_only(&document, Some(&before));
    if document.code != before.document.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let (agency_id, owner_id) = named(&tx, ctx, &document, (plan_id, problems)).await?;
    let plan_id = plan_id.ok().flatten();
    let after = Lesson { agency_id, plan_id, owner_id, document, ..before.clone() };
    if after == before {
        return Ok(before);
    }
    let after = Lesson { updated_at: ctx.now, ..after };
    let saved = save(&tx, ctx, Action::LessonChanged, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Closes a lesson: by a version of its plan that came into force since, or by a rejection (S4-37).
pub async fn close(ctx: &Ctx, id: LessonId, seen: i64, outcome: &Outcome) -> Result<Lesson> {
    let stored = super::read::show(ctx, id).await?;
    ctx.require(Permission::WriteAssurance, stored.agency_id)?;
    let followed = match stored.plan_id {
        Some(plan_id) if outcome.version.is_some() => followed(ctx, plan_id).await?,
        _ => Vec::new(),
    };
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().closed(outcome.clone(), &followed, ctx.now)?;
    let saved = save(&tx, ctx, Action::LessonClosed, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Opens a closed lesson again.
pub async fn reopen(ctx: &Ctx, id: LessonId, seen: i64) -> Result<Lesson> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let after = before.clone().reopened(ctx.now)?;
    let saved = save(&tx, ctx, Action::LessonReopened, (before, after)).await?;
    tx.commit().await?;
    Ok(saved)
}

/// The versions of a plan that came into force, and on which day.
async fn followed(ctx: &Ctx, id: PlanId) -> Result<Vec<Followed>> {
    let versions = match plan::versions(ctx, id).await {
        Ok(versions) => versions,
        Err(Error::NotFound(_)) => Vec::new(),
        Err(other) => return Err(other),
    };
    let since = |it: &plan::PlanVersion| Some((it.number, it.published_at?.date_naive()));
    Ok(versions.iter().filter_map(since).collect())
}

/// A plan that a document names, or what is wrong with that.
type Linked = std::result::Result<Option<PlanId>, ()>;

/// The plan that is named. What was named before may have gone out of sight since.
async fn linked(ctx: &Ctx, code: Option<&str>, before: Option<&Lesson>) -> Result<Linked> {
    let Some(code) = code else { return Ok(Ok(None)) };
    let same = before.filter(|it| it.document.plan.as_deref() == Some(code));
    if let Some(before) = same {
        return Ok(Ok(before.plan_id));
    }
    match plan::by_code(ctx, code).await {
        Ok(plan) => Ok(Ok(Some(plan.id))),
        Err(Error::NotFound(_)) => Ok(Err(())),
        Err(other) => Err(other),
    }
}

/// What a document says that steps say, and nothing else.
fn steps_only(document: &LessonDocument, before: Option<&Lesson>) -> Vec<FieldProblem> {
    let (outcome, closed_at) =
        before.map(|it| (it.document.outcome.as_ref(), it.document.closed_at)).unwrap_or_default();
    if document.outcome.as_ref() == outcome && document.closed_at == closed_at {
        return Vec::new();
    }
    vec![FieldProblem::new("outcome", "A step changes this, and nothing else.")]
}

/// The agency and the person that a document names, or everything that is wrong with it.
async fn named(
    tx: &Tx,
    ctx: &Ctx,
    document: &LessonDocument,
    (plan, mut problems): (Linked, Vec<FieldProblem>),
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
    if plan.is_err() {
        let code = document.plan.as_deref().unwrap_or_default();
        problems.push(FieldProblem::new("plan", nothing("plan", code)));
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

/// Puts down lessons that are not there yet as they stand, and leaves the others as they are: what
/// the platform itself puts in.
pub(crate) async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[LessonDocument]) -> Result<usize> {
    let mut n_added = 0;
    for document in documents {
        if store::by_code(tx, &document.code).await?.is_some() {
            continue;
        }
        let it = said(tx, ctx, document).await.map_err(|it| it.within(&document.code))?;
        store::insert(tx, &it).await?;
        events::record(tx, ctx, event(Action::LessonAdded, &it).to(&it.document)).await?;
        n_added += 1;
    }
    Ok(n_added)
}

/// The lesson as a file says that it stands.
async fn said(tx: &Tx, ctx: &Ctx, document: &LessonDocument) -> Result<Lesson> {
    let plan_id = match document.plan.as_deref() {
        Some(code) => plan::id_in(tx, code).await?.map(Some).ok_or(()),
        None => Ok(None),
    };
    let (agency_id, owner_id) = named(tx, ctx, document, (plan_id, Vec::new())).await?;
    let closed_at = document.closed_at.map(|it| it.trunc_subsecs(6));
    Ok(Lesson {
        id: LessonId::new(),
        agency_id,
        plan_id: plan_id.ok().flatten(),
        owner_id,
        document: LessonDocument { closed_at, ..document.clone() },
        updated_at: ctx.now,
        version: 1,
    })
}

/// Makes lessons what files say, also what became of them; others stay. Says how many are new, and how
/// many other than before.
pub(crate) async fn restore_all(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[LessonDocument],
) -> Result<(usize, usize)> {
    let (mut n_added, mut n_changed) = (0, 0);
    for document in documents {
        let document = document.clone().tidied();
        let after = said(tx, ctx, &document).await;
        let after = after.map_err(|it| it.within(&format!("lesson:{}", document.code)))?;
        let Some(before) = store::by_code(tx, &document.code).await? else {
            store::insert(tx, &after).await?;
            events::record(tx, ctx, event(Action::LessonAdded, &after).to(&after.document)).await?;
            n_added += 1;
            continue;
        };
        // By whichever name its agency was written down, it is the same.
        let agency = match after.agency_id == before.agency_id {
            true => before.document.agency.clone(),
            false => document.agency,
        };
        let document = LessonDocument { agency, ..after.document.clone() };
        let (id, version) = (before.id, before.version);
        let after = Lesson { id, version, document, ..after };
        if (Lesson { updated_at: before.updated_at, ..after.clone() }) != before {
            ctx.require(Permission::WriteAssurance, before.agency_id)?;
            save(tx, ctx, Action::LessonChanged, (before, after)).await?;
            n_changed += 1;
        }
    }
    Ok((n_added, n_changed))
}

async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (LessonId, i64)) -> Result<Lesson> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WriteAssurance, it.agency_id)?;
    if it.version == seen { Ok(it) } else { Err(Error::Stale("lesson")) }
}

async fn save(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (Lesson, Lesson),
) -> Result<Lesson> {
    let saved = store::update(tx, after).await?;
    let event = event(action, &saved).from(&before.document).to(&saved.document);
    events::record(tx, ctx, event).await?;
    Ok(saved)
}

fn event(action: Action, it: &Lesson) -> Event {
    Event::new(action, Subject::new("lesson", it.id)).in_agency(it.agency_id)
}
