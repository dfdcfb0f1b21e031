//! Starting plans, writing at them, handing them in; and retiring them.

use std::borrow::Cow;
use std::collections::BTreeSet;

use db::Tx;

use super::comment::all_fixed;
use super::document::{PlanDocument, VersionDocument};
use super::head::Standing;
use super::put::{Named, found_of};
use super::read::{Names, find_readable, heads_in, place};
use super::version::PlanVersion;
use super::{Content, Plan, VersionState, comment_store, readers, store, tell, version_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event, Subject};
use crate::ids::{ItemId, PlanId};
use crate::people::agencies;
use crate::plans::templates::{self, Template};
use crate::prove::recovery;
use crate::{Ctx, Error, FieldProblem, Refusal, Result};

/// By what somebody becomes a writer of a version: who hands it in stands for what it says.
pub(super) const WRITING: [Action; 3] =
    [Action::PlanVersionBegun, Action::PlanDrafted, Action::PlanSubmitted];

const UNREACHABLE: Refusal = Refusal::new(
    "plan.contacts_unverified",
    "Before a plan is handed in, its agency names a primary and an alternate contact who are known \
     to be reachable.",
);

const JUDGED: Refusal = Refusal::new(
    "plan.under_review",
    "Somebody judges this plan, or has approved it, for what it is about now. Have the version sent \
     back or put in force first.",
);

/// Starts a plan with an empty first draft. Its code must be new.
pub async fn start(ctx: &Ctx, document: &PlanDocument) -> Result<Plan> {
    if !ctx.actor.may_somewhere(Permission::WritePlans) {
        return Err(Error::Forbidden(Permission::WritePlans));
    }
    let tx = ctx.write().await?;
    if !store::by_codes(&tx, &[document.code.trim()].into()).await?.is_empty() {
        return Err(FieldProblem::code_taken().into());
    }
    let found = found_of(&tx, ctx, std::slice::from_ref(document), Named::MustBeThere).await?;
    let plan = found.plan(ctx, document)?;
    let current = templates::current_in(&tx, &plan.plan_type).await?;
    // However the document describes it, a plan begins with a draft.
    let plan = Plan { draft_state: Some(VersionState::Draft), ..plan.anew() };
    store::insert_all(&tx, std::slice::from_ref(&plan)).await?;
    let content = match document.newest() {
        Some(it) => {
            let content = Content { outline: current.outline(), ..it.content.clone() };
            content.in_order(&current.template)
        }
        None => Content::to_write(&current),
    };
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let version = PlanVersion::begun((plan.id, 1), content, ctx.actor.person_id, ctx.now);
    version_store::insert_all(&tx, std::slice::from_ref(&version)).await?;
    db::search::add(&tx, &Vec::from_iter(super::put::entry(&plan))).await?;
    let (head, said) = told(&tx, &plan, &version).await?;
    let started = plan_event(Action::PlanStarted, &plan).to(&head);
    let begun = version_event(Action::PlanVersionBegun, &plan, &version).to(&said);
    events::record_all(&tx, ctx, vec![started, begun]).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Changes what a plan is called and about, and who answers for it, unless someone changed it since
/// the asker saw it at version `seen`. What it says is changed by [`save`].
pub async fn change(ctx: &Ctx, id: PlanId, seen: i64, document: &PlanDocument) -> Result<Plan> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    before.in_use()?;
    if document.code.trim() != before.code {
        return Err(FieldProblem::new("code", "The code never changes.").into());
    }
    let found = found_of(&tx, ctx, std::slice::from_ref(document), Named::MustBeThere).await?;
    let next = found.plan(ctx, document)?;
    if next.plan_type != before.plan_type {
        return Err(FieldProblem::new("type", "The type of a plan never changes.").into());
    }
    if next.parent_id != before.parent_id {
        may_belong(&tx, id, next.parent_id).await?;
    }
    let next = Plan {
        agency_id: next.agency_id,
        title: next.title,
        owner_id: next.owner_id,
        parent_id: next.parent_id,
        items: next.items,
        updated_at: ctx.now,
        ..before.clone()
    };
    if next == (Plan { updated_at: ctx.now, ..before.clone() }) {
        return Ok(before);
    }
    let is_about_else = (next.agency_id, &next.items) != (before.agency_id, &before.items);
    if is_about_else && before.draft_state.is_some_and(|it| it != VersionState::Draft) {
        return Err(JUDGED.into());
    }
    let next = match is_about_else && next.standing.is_in_force() {
        true => next.due((Standing::ReviewDue, "What it is about was changed."), ctx.now)?,
        false => next,
    };
    let next = store::update(&tx, next).await?;
    store::replace_items(&tx, &next).await?;
    db::search::remove(&tx, id.into()).await?;
    db::search::add(&tx, &Vec::from_iter(super::put::entry(&next))).await?;
    changed(&tx, ctx, Action::PlanChanged, (&before, &next)).await?;
    tx.commit().await?;
    Ok(next)
}

/// Refuses that a plan comes to belong to one that belongs to it.
pub(super) async fn may_belong(tx: &Tx, id: PlanId, parent: Option<PlanId>) -> Result<()> {
    if parent.is_none() {
        return Ok(());
    }
    // Nobody else closes the circle from the other side meanwhile.
    events::lock_last_seq(tx).await?;
    if is_above(tx, id, parent).await? {
        let reason = "That plan belongs to this one, so this one cannot belong to it.";
        return Err(FieldProblem::new("parent", reason).into());
    }
    Ok(())
}

/// Whether the plan called `id` is at or above `below`.
async fn is_above(tx: &Tx, id: PlanId, below: Option<PlanId>) -> Result<bool> {
    let mut at = below;
    // So deep is no tree; whatever is, was a circle before.
    for _ in 0..50 {
        match at {
            Some(it) if it == id => return Ok(true),
            Some(it) => at = store::find(tx, it).await?.and_then(|it| it.parent_id),
            None => return Ok(false),
        }
    }
    Ok(true)
}

/// Begins a new version of a plan, with what the last one says. If that is approved and says something
/// else than what was, the new one takes its place.
pub async fn begin(ctx: &Ctx, id: PlanId, seen: i64) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let plan = find_writable(&tx, ctx, (id, seen)).await?;
    let last = version_store::newest(&tx, id).await?;
    let is_stuck = last.as_ref().map(PlanVersion::is_stuck).transpose()?.unwrap_or_default();
    plan.may_begin(is_stuck)?;
    if let Some(stuck) = last.clone().filter(|_| is_stuck) {
        set_aside(&tx, ctx, (&plan, stuck)).await?;
    }
    let number = last.as_ref().map_or(0, |it| it.number) + 1;
    // What the last version is written to stays: nobody is forced to take over a new template.
    let content = match last {
        Some(it) => {
            let template = template(&plan, &it.content)?;
            it.content.in_order(&template)
        }
        None => Content::to_write(&templates::current_in(&tx, &plan.plan_type).await?),
    };
    let version = PlanVersion::begun((id, number), content, ctx.actor.person_id, ctx.now);
    // The plan first: of two who begin at once, the second sees that somebody was there before.
    let plan = store::update(&tx, plan.drafted(Some(VersionState::Draft), ctx.now)).await?;
    version_store::insert_all(&tx, std::slice::from_ref(&version)).await?;
    let (_, said) = told(&tx, &plan, &version).await?;
    let event = version_event(Action::PlanVersionBegun, &plan, &version).to(&said);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(version)
}

/// Puts an approved version aside that cannot come into force. It stays, for those who see drafts.
async fn set_aside(tx: &Tx, ctx: &Ctx, (plan, stuck): (&Plan, PlanVersion)) -> Result<()> {
    let (_, before) = told(tx, plan, &stuck).await?;
    let stuck = version_store::update(tx, stuck.superseded(ctx.now)).await?;
    let (_, after) = told(tx, plan, &stuck).await?;
    let event = version_event(Action::PlanDiscarded, plan, &stuck);
    events::record(tx, ctx, event.from(&before.head()).to(&after.head())).await
}

/// Saves what the draft of a plan says, unless someone saved that draft since the asker saw it at
/// version `seen`. Saving what is there already changes nothing.
pub async fn save(ctx: &Ctx, id: PlanId, seen: i64, content: Content) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let (plan, version) = find_draft(&tx, ctx, (id, seen)).await?;
    // Writing does not change what is written to.
    let content = Content { outline: version.content.outline.clone(), ..content };
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let template = template(&plan, &content)?;
    let version = save_in(&tx, ctx, (&plan, version), content.in_order(&template)).await?;
    tx.commit().await?;
    Ok(version)
}

/// Saves what a draft says, in the caller's transaction.
pub(crate) async fn save_in(
    tx: &Tx,
    ctx: &Ctx,
    (plan, version): (&Plan, PlanVersion),
    content: Content,
) -> Result<PlanVersion> {
    if content == version.content {
        return Ok(version);
    }
    let (_, before) = told(tx, plan, &version).await?;
    let version = version.saved(content, ctx.actor.person_id, ctx.now)?;
    let version = version_store::update(tx, version).await?;
    let (_, after) = told(tx, plan, &version).await?;
    let event = version_event(Action::PlanDrafted, plan, &version).from(&before).to(&after);
    events::record(tx, ctx, event).await?;
    Ok(version)
}

/// Throws the draft of a plan away, unless it is the first version.
pub async fn discard(ctx: &Ctx, id: PlanId, seen: i64) -> Result<Plan> {
    const FIRST: Refusal = Refusal::new(
        "plan.first_version",
        "The first version of a plan cannot be thrown away. Retire the plan instead.",
    );
    let tx = ctx.write().await?;
    let (plan, version) = find_draft(&tx, ctx, (id, seen)).await?;
    if plan.in_force.is_none() {
        return Err(FIRST.into());
    }
    version.may_change()?;
    let (_, before) = told(&tx, &plan, &version).await?;
    comment_store::remove_of(&tx, version.id).await?;
    version_store::remove(&tx, &version).await?;
    let plan = store::update(&tx, plan.drafted(None, ctx.now)).await?;
    let event = version_event(Action::PlanDiscarded, &plan, &version).from(&before);
    events::record(&tx, ctx, event).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Hands the draft of a plan in for review, with what is new in it.
///
/// Required sections must be complete, the agency's contacts verified (domain model §5.1), and the
/// fixes made that the last review requires. Whoever has a part in its messages is asked to
/// acknowledge that.
pub async fn submit(ctx: &Ctx, id: PlanId, seen: i64, summary: &str) -> Result<PlanVersion> {
    let tx = ctx.write().await?;
    let (plan, version) = find_draft(&tx, ctx, (id, seen)).await?;
    if !agencies::is_reachable(&tx, plan.agency_id).await? {
        return Err(UNREACHABLE.into());
    }
    let template = template(&plan, &version.content)?;
    let (_, before) = told(&tx, &plan, &version).await?;
    all_fixed(comment_store::n_fixes(&tx, version.id).await?)?;
    let version = version.submitted(&template, summary, ctx.now)?;
    let moved = Moved { action: Action::PlanSubmitted, before, draft: Some(version.state) };
    let (plan, version) = move_on(&tx, ctx, (plan, version), moved).await?;
    readers::ask_parts(&tx, ctx, (&plan, &version)).await?;
    tx.commit().await?;
    Ok(version)
}

/// Takes a plan out of use. If that leaves an essential service without a plan in force, it takes a
/// reason.
pub async fn retire(ctx: &Ctx, id: PlanId, seen: i64, because: &str) -> Result<Plan> {
    let essential: BTreeSet<ItemId> =
        recovery::essential(ctx).await?.into_iter().map(|it| it.0).collect();
    let tx = ctx.write().await?;
    // Nobody else retires the other plan of the same service meanwhile.
    events::lock_last_seq(&tx).await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let about: Vec<ItemId> = before.items.intersection(&essential).copied().collect();
    let elsewhere = store::covered(&tx, &about, Some(id)).await?;
    let is_last = before.standing.is_in_force() && about.iter().any(|it| !elsewhere.contains(it));
    let plan = store::update(&tx, before.clone().retired(is_last, because, ctx.now)?).await?;
    db::search::remove(&tx, plan.id.into()).await?;
    changed(&tx, ctx, Action::PlanRetired, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// Brings a retired plan back. It must be looked at again.
pub async fn restore(ctx: &Ctx, id: PlanId, seen: i64) -> Result<Plan> {
    let tx = ctx.write().await?;
    let before = find_writable(&tx, ctx, (id, seen)).await?;
    let plan = store::update(&tx, before.clone().restored(ctx.now)?).await?;
    db::search::add(&tx, &Vec::from_iter(super::put::entry(&plan))).await?;
    changed(&tx, ctx, Action::PlanRestored, (&before, &plan)).await?;
    tx.commit().await?;
    Ok(plan)
}

/// What a version went through, to be saved and told.
pub(super) struct Moved {
    pub(super) action: Action,
    /// How it was before.
    pub(super) before: VersionDocument,
    /// How far the version is that somebody works on now.
    pub(super) draft: Option<VersionState>,
}

/// Saves a version that went a step on, with its plan, and tells it.
pub(super) async fn move_on(
    tx: &Tx,
    ctx: &Ctx,
    (plan, version): (Plan, PlanVersion),
    moved: Moved,
) -> Result<(Plan, PlanVersion)> {
    let version = version_store::update(tx, version).await?;
    let plan = store::update(tx, plan.drafted(moved.draft, ctx.now)).await?;
    let (_, after) = told(tx, &plan, &version).await?;
    // What was approved or came into force stands in the log whole.
    let (before, after) = match version.state {
        VersionState::Approved | VersionState::Active => (moved.before.head(), after),
        _ => (moved.before.head(), after.head()),
    };
    let event = version_event(moved.action, &plan, &version).from(&before).to(&after);
    events::record(tx, ctx, event).await?;
    tell::moved(tx, ctx, moved.action, (&plan, &version)).await?;
    Ok((plan, version))
}

/// The plan called `id`, if the actor may write it and saw its last version.
pub(super) async fn find_writable(tx: &Tx, ctx: &Ctx, (id, seen): (PlanId, i64)) -> Result<Plan> {
    let plan = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WritePlans, place(&plan))?;
    if plan.version == seen { Ok(plan) } else { Err(Error::Stale("plan")) }
}

/// The plan called `id` with the version that somebody works on, if the actor may write it and saw
/// the last state of that version.
pub(crate) async fn find_draft(
    tx: &Tx,
    ctx: &Ctx,
    (id, seen): (PlanId, i64),
) -> Result<(Plan, PlanVersion)> {
    let plan = find_readable(tx, ctx, id).await?;
    ctx.require(Permission::WritePlans, place(&plan))?;
    let version = open_version(tx, &plan).await?;
    if version.version == seen { Ok((plan, version)) } else { Err(Error::Stale("plan")) }
}

/// The version of a plan that somebody works on.
pub(super) async fn open_version(tx: &Tx, plan: &Plan) -> Result<PlanVersion> {
    const NONE: Refusal = Refusal::new(
        "plan.no_draft",
        "Nobody is at work on this plan. Begin a new version of it first.",
    );
    plan.in_use()?;
    let newest = version_store::newest(tx, plan.id).await?;
    newest.filter(|it| it.state.is_open()).ok_or(NONE.into())
}

/// What belongs in a plan that says this.
pub(super) fn template(plan: &Plan, content: &Content) -> Result<Cow<'static, Template>> {
    content.template(&plan.plan_type).ok_or(Error::NotFound("type of plan"))
}

/// A plan and one of its versions as documents.
pub(super) async fn told(
    tx: &Tx,
    plan: &Plan,
    version: &PlanVersion,
) -> Result<(PlanDocument, VersionDocument)> {
    let versions = [(plan.id, vec![version.clone()])].into();
    let names = Names::of(tx, std::slice::from_ref(plan), &versions).await?;
    Ok((names.plan(plan), names.version(version)))
}

/// Tells that a plan itself was changed.
pub(super) async fn changed(
    tx: &Tx,
    ctx: &Ctx,
    action: Action,
    (before, after): (&Plan, &Plan),
) -> Result<()> {
    let heads = heads_in(tx, &[before.clone(), after.clone()]).await?;
    let event = match heads.as_slice() {
        [before, next] => plan_event(action, after).from(before).to(next),
        _ => plan_event(action, after),
    };
    events::record(tx, ctx, event).await
}

pub(super) fn plan_event(action: Action, plan: &Plan) -> Event {
    Event::new(action, Subject::new("plan", plan.id)).in_agency(plan.agency_id)
}

pub(super) fn version_event(action: Action, plan: &Plan, version: &PlanVersion) -> Event {
    let event = Event::new(action, Subject::new("plan_version", version.id));
    event.part_of(plan.id).in_agency(plan.agency_id)
}
