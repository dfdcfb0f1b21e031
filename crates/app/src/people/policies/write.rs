//! Writing policies: adding one, changing what it says, and beginning a new version.

use db::Tx;

use super::document::PolicyDocument;
use super::read::{document_in, find_readable};
use super::{Policy, PolicyVersion, State, store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{AgencyId, PersonId, PolicyId};
use crate::people::{agencies, persons};
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// By what somebody becomes a writer of a version: who hands it in stands for what it says.
pub(super) const WRITING: [Action; 4] = [
    Action::PolicyAdded,
    Action::PolicyChanged,
    Action::PolicyVersionBegun,
    Action::PolicySubmitted,
];

const NO_DRAFT: Refusal = Refusal::new(
    "policy.no_draft",
    "What is in force is not changed. Begin a new version, and change that.",
);
const NOT_OPEN: Refusal = Refusal::new("policy.nothing_open", "No version of it is being written.");
const ONLY_VERSION: Refusal = Refusal::new(
    "policy.only_version",
    "It is the only version, and so all there is of the policy. Retire the policy instead.",
);

/// Adds a policy with a draft of its first version. Its code must be new.
pub async fn add(ctx: &Ctx, document: &PolicyDocument) -> Result<Policy> {
    if !ctx.actor.may_somewhere(Permission::WritePolicies) {
        return Err(Error::Forbidden(Permission::WritePolicies));
    }
    let tx = ctx.write().await?;
    let it = insert(&tx, ctx, document).await?;
    tx.commit().await?;
    Ok(it)
}

async fn insert(tx: &Tx, ctx: &Ctx, document: &PolicyDocument) -> Result<Policy> {
    let mut problems = document.problems();
    let code = document.code.trim();
    if !store::by_codes(tx, &[code].into()).await?.is_empty() {
        problems.push(FieldProblem::code_taken());
    }
    let agency_id = agency(tx, ctx, document, &mut problems).await?;
    let owner_id = owner(tx, ctx, document, &mut problems).await?;
    let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
        return Err(problems.into());
    };
    let it = Policy {
        id: PolicyId::new(),
        agency_id,
        code: code.to_owned(),
        name: document.name.trim().to_owned(),
        owner_id,
        audience: document.audience.iter().copied().collect(),
        review_months: document.review_months,
        state: State::Draft,
        in_force: None,
        open: Some(1),
        review_due: None,
        because: String::new(),
        updated_at: ctx.now,
        retired_at: None,
        version: 1,
    };
    let by = (ctx.actor.person_id, ctx.now);
    let version = PolicyVersion::drafted(it.id, 1, document.body.clone(), by);
    let version = PolicyVersion { summary: document.summary.trim().to_owned(), ..version };
    store::insert(tx, &it).await?;
    version_store::insert(tx, &version).await?;
    let after = document_in(tx, &it, Some(&version)).await?;
    events::record(tx, ctx, version_event(Action::PolicyAdded, &it, &version).to(&after)).await?;
    Ok(it)
}

/// Changes what a policy says, unless someone changed it since the asker saw it at version `seen`. Its
/// text is that of the draft; without one, only what is said about the policy can be changed.
pub async fn change(
    ctx: &Ctx,
    id: PolicyId,
    seen: i64,
    document: &PolicyDocument,
) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    let mut problems = document.problems();
    if document.code.trim() != before.code {
        problems.push(FieldProblem::new("code", "The code never changes."));
    }
    let was = version_of(&tx, &before, before.open.or(before.in_force)).await?;
    let old = document_in(&tx, &before, Some(&was)).await?;
    if document.agency.trim() != old.agency {
        problems.push(FieldProblem::new("agency", "Whom a policy binds does not change."));
    }
    let owner_id = match document.owner == old.owner {
        true => before.owner_id,
        false => owner(&tx, ctx, document, &mut problems).await?,
    };
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let body = document.body.replace("\r\n", "\n");
    let summary = document.summary.trim();
    let says_other = (body.as_str(), summary) != (was.body.as_str(), was.summary.as_str());
    let next = match says_other {
        false => was.clone(),
        true if before.open.is_none() => return Err(NO_DRAFT.into()),
        true => was.clone().saying((&body, summary), (ctx.actor.person_id, ctx.now))?,
    };
    let policy = Policy {
        name: document.name.trim().to_owned(),
        owner_id,
        audience: document.audience.iter().copied().collect(),
        review_months: document.review_months,
        ..before.clone()
    };
    if policy == before && next == was {
        return Ok(before);
    }
    let policy = store::update(&tx, Policy { updated_at: ctx.now, ..policy }).await?;
    if next != was {
        version_store::update(&tx, &next).await?;
    }
    let after = document_in(&tx, &policy, Some(&next)).await?;
    let event = version_event(Action::PolicyChanged, &policy, &next);
    events::record(&tx, ctx, event.from(&old).to(&after)).await?;
    tx.commit().await?;
    Ok(policy)
}

/// Begins a new version of a policy in force, with what the last one says.
pub async fn begin(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let last = version_store::all(&tx, id).await?.into_iter().next();
    let last = last.ok_or(Error::NotFound("version"))?;
    let number = last.number + 1;
    let policy = store::update(&tx, before.begun(number, ctx.now)?).await?;
    let by = (ctx.actor.person_id, ctx.now);
    let version = PolicyVersion::drafted(id, number, last.body, by);
    version_store::insert(&tx, &version).await?;
    let after = document_in(&tx, &policy, Some(&version)).await?;
    let event = version_event(Action::PolicyVersionBegun, &policy, &version).to(&after);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(policy)
}

/// Throws the version away that is being written. What is in force stays.
pub async fn discard(ctx: &Ctx, id: PolicyId, seen: i64) -> Result<Policy> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let version = open_version(&tx, &before).await?;
    if before.in_force.is_none() {
        return Err(ONLY_VERSION.into());
    }
    let was = document_in(&tx, &before, Some(&version)).await?;
    version_store::delete(&tx, &version).await?;
    let policy = store::update(&tx, before.moved(None, ctx.now)).await?;
    let event = version_event(Action::PolicyDiscarded, &policy, &version).from(&was);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(policy)
}

async fn agency(
    tx: &Tx,
    ctx: &Ctx,
    document: &PolicyDocument,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<AgencyId>> {
    let name = document.agency.trim();
    let id = agencies::ids_by_name(tx, &[name].into()).await?.into_values().next();
    match id {
        Some(id) if ctx.actor.may(Permission::WritePolicies, id) => Ok(Some(id)),
        Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
            problems.push(FieldProblem::new("agency", "You may not write for this agency."));
            Ok(None)
        }
        // What somebody may not see is not there.
        _ => {
            let reason = format!("There is no agency called “{name}”.");
            problems.push(FieldProblem::new("agency", reason));
            Ok(None)
        }
    }
}

async fn owner(
    tx: &Tx,
    ctx: &Ctx,
    document: &PolicyDocument,
    problems: &mut Vec<FieldProblem>,
) -> Result<Option<PersonId>> {
    let Some(code) = document.owner.as_deref().map(str::trim).filter(|it| !it.is_empty()) else {
        return Ok(None);
    };
    let found = persons::by_codes(tx, &[code].into()).await?.pop();
    let found = found.filter(|it| ctx.actor.may(Permission::ReadAgencies, it.agency_id));
    if found.is_none() {
        problems.push(FieldProblem::new("owner", format!("There is no person called “{code}”.")));
    }
    Ok(found.map(|it| it.id))
}

/// The policy called `id`, if the actor may write it and saw its last state.
pub(super) async fn find_writable(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (PolicyId, i64),
) -> Result<Policy> {
    let it = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WritePolicies, it.agency_id)?;
    unchanged(it, seen)
}

pub(super) fn unchanged(it: Policy, seen: i64) -> Result<Policy> {
    if it.version == seen { Ok(it) } else { Err(Error::Stale("policy")) }
}

/// The version that is being written.
pub(super) async fn open_version(tx: &Tx, it: &Policy) -> Result<PolicyVersion> {
    it.in_use()?;
    match it.open {
        Some(number) => version_of(tx, it, Some(number)).await,
        None => Err(NOT_OPEN.into()),
    }
}

pub(super) async fn version_of(tx: &Tx, it: &Policy, number: Option<u32>) -> Result<PolicyVersion> {
    let found = match number {
        Some(number) => version_store::find(tx, it.id, number).await?,
        None => None,
    };
    found.ok_or(Error::NotFound("version"))
}

pub(super) fn version_event(action: Action, it: &Policy, version: &PolicyVersion) -> Event {
    let event = Event::new(action, Subject::new("policy_version", version.id));
    event.part_of(it.id).in_agency(it.agency_id)
}

pub(super) fn policy_event(action: Action, it: &Policy) -> Event {
    Event::new(action, Subject::new("policy", it.id)).in_agency(it.agency_id)
}
