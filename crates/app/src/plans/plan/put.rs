//! Putting plans in: one from a form, or very many from files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::SubsecRound as _;
use db::Tx;

use super::document::{PlanDocument, VersionDocument};
use super::drafted::drafted;
use super::read::{documents_in, place};
use super::version::PlanVersion;
use super::write::{may_belong, plan_event, version_event};
use super::{Plan, VersionState, store, version_store};
use crate::actor::Permission;
use crate::events::{self, Action, Event};
use crate::ids::{AgencyId, ItemId, PersonId, PlanId};
use crate::people::{agencies, persons};
use crate::plans::templates;
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, Error, FieldProblem, Result, Timestamp};

/// Whether what a plan names must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// Whoever types it wants to know of a mistake.
    MustBeThere,
    /// A file may name what went out of use since.
    MayBeGone,
}

/// Adds and changes plans, found again by their codes. Says how many were added and changed. A
/// document that says what is there already changes nothing.
///
/// On the command line, which restores a programme, plans become what the documents say. Everybody
/// else gets what the newest version says as a draft: nobody approves by a file.
pub async fn put_all(tx: &Tx, ctx: &Ctx, documents: &[PlanDocument]) -> Result<(usize, usize)> {
    let mut seen = BTreeSet::new();
    for document in documents {
        if !seen.insert(document.code.trim()) {
            let problem = FieldProblem::new("code", "This code stands here twice.");
            return Err(Error::from(problem).within(&format!("plan:{}", document.code.trim())));
        }
    }
    let restores = ctx.actor.person_id == PersonId::FIRST;
    // A plan may belong to one that stands further down: those above come first.
    let mut left: Vec<&PlanDocument> = documents.iter().collect();
    let (mut n_added, mut n_changed) = (0, 0);
    while !left.is_empty() {
        let waiting: BTreeSet<&str> = left.iter().map(|it| it.code.trim()).collect();
        let may = |it: &&PlanDocument| !it.parent.as_deref().is_some_and(|it| waiting.contains(it));
        let (now, later): (Vec<_>, Vec<_>) = left.into_iter().partition(may);
        if now.is_empty() {
            let reason = "These plans belong to each other in a circle.";
            return Err(FieldProblem::new("parent", reason).into());
        }
        let now: Vec<PlanDocument> = now.into_iter().cloned().collect();
        let found = found_of(tx, ctx, &now, Named::MayBeGone).await?;
        let mut added = Added::default();
        for document in &now {
            let name = format!("plan:{}", document.code.trim());
            let done = found.put((tx, ctx), document, restores, &mut added).await;
            n_changed += usize::from(done.map_err(|it| it.within(&name))?);
        }
        n_added += added.plans.len();
        added.write(tx, ctx).await?;
        left = later;
    }
    Ok((n_added, n_changed))
}

/// Retires a plan, in the caller's transaction: a file leaves it out.
pub(crate) async fn retire_in(tx: &Tx, ctx: &Ctx, plan: Plan) -> Result<Plan> {
    ctx.require(Permission::WritePlans, place(&plan))?;
    let retired = plan.clone().retired(false, "", ctx.now)?;
    let retired = store::update(tx, retired).await?;
    db::search::remove(tx, retired.id.into()).await?;
    super::write::changed(tx, ctx, Action::PlanRetired, (&plan, &retired)).await?;
    Ok(retired)
}

/// What the search index keeps of a plan, if it is in use.
pub(super) fn entry(plan: &Plan) -> Option<db::search::Entry> {
    plan.retired_at.is_none().then(|| db::search::Entry {
        found: db::search::Found {
            id: plan.id.into(),
            kind: "plan".to_owned(),
            agency_id: Some(plan.agency_id.into()),
            title: plan.title.clone(),
        },
        text: format!("{} {}", plan.code, plan.plan_type),
    })
}

/// New plans, which are written together.
#[derive(Default)]
struct Added {
    plans: Vec<Plan>,
    versions: Vec<PlanVersion>,
    events: Vec<Event>,
}

impl Added {
    /// Adds a plan with its versions. `documents` say the same as the versions.
    fn push(
        &mut self,
        (plan, versions): (Plan, Vec<PlanVersion>),
        (document, documents): (&PlanDocument, &[VersionDocument]),
    ) {
        self.events.push(plan_event(Action::PlanStarted, &plan).to(&document.head()));
        for (version, said) in versions.iter().zip(documents) {
            let event = version_event(action(version.state), &plan, version);
            self.events.push(event.to(said));
        }
        self.plans.push(plan);
        self.versions.extend(versions);
    }

    async fn write(self, tx: &Tx, ctx: &Ctx) -> Result<()> {
        store::insert_all(tx, &self.plans).await?;
        version_store::insert_all(tx, &self.versions).await?;
        let entries: Vec<db::search::Entry> = self.plans.iter().filter_map(entry).collect();
        db::search::add(tx, &entries).await?;
        events::record_all(tx, ctx, self.events).await
    }
}

/// What the database has of what documents name.
pub(super) struct Found {
    agencies: BTreeMap<String, AgencyId>,
    persons: BTreeMap<String, PersonId>,
    plans: BTreeMap<String, Plan>,
    documents: BTreeMap<PlanId, PlanDocument>,
    items: BTreeMap<String, ItemId>,
    named: Named,
}

/// Finds what the documents name.
pub(super) async fn found_of(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[PlanDocument],
    named: Named,
) -> Result<Found> {
    let names: BTreeSet<&str> = documents.iter().map(|it| it.agency.trim()).collect();
    let plans: BTreeSet<&str> = documents
        .iter()
        .flat_map(|it| [Some(it.code.trim()), it.parent.as_deref()].into_iter().flatten())
        .collect();
    let plans = store::by_codes(tx, &plans).await?;
    let documents_there = documents_in(tx, &plans).await?;
    let of_versions = |it: &'_ VersionDocument| {
        let all = [&it.author, &it.edited_by, &it.reviewed_by, &it.approved_by];
        all.map(Clone::clone).into_iter().flatten()
    };
    let persons: BTreeSet<String> = documents
        .iter()
        .flat_map(|it| it.owner.clone().into_iter().chain(it.versions.iter().flat_map(of_versions)))
        .collect();
    let persons: BTreeSet<&str> = persons.iter().map(String::as_str).collect();
    Ok(Found {
        agencies: agencies::ids_by_name(tx, &names).await?,
        persons: persons::by_codes(tx, &persons)
            .await?
            .into_iter()
            .map(|it| (it.code.clone(), it.id))
            .collect(),
        documents: plans.iter().map(|it| it.id).zip(documents_there).collect(),
        plans: plans.into_iter().map(|it| (it.code.clone(), it)).collect(),
        items: items_of(tx, ctx, documents, named).await?,
        named,
    })
}

/// The items that documents name, by how they name them. What somebody may not see is not there.
async fn items_of(
    tx: &Tx,
    ctx: &Ctx,
    documents: &[PlanDocument],
    named: Named,
) -> Result<BTreeMap<String, ItemId>> {
    let references = || documents.iter().flat_map(|it| &it.items);
    let mut found = BTreeMap::new();
    for &kind in Kind::ALL {
        let of_kind = references().filter_map(|it| it.split_once(':'));
        let of_kind = of_kind.filter(|it| it.0 == kind.code()).map(|it| it.1.trim());
        let codes: BTreeSet<&str> = of_kind.collect();
        if !codes.is_empty() {
            let ids = inventory::ids_by_codes(tx, kind, &codes).await?;
            found.extend(ids.into_iter().map(|(code, id)| (inventory::reference(kind, &code), id)));
        }
    }
    if named == Named::MustBeThere {
        let ids: Vec<ItemId> = found.values().copied().collect();
        let items = inventory::by_ids(tx, &ids).await?;
        let seen: BTreeSet<ItemId> =
            items.iter().filter(|it| inventory::reads(ctx, it)).map(|it| it.id).collect();
        found.retain(|_, id| seen.contains(id));
    }
    Ok(found)
}

impl Found {
    /// The plan that a document describes, without its versions.
    pub(super) fn plan(&self, ctx: &Ctx, document: &PlanDocument) -> Result<Plan> {
        let mut problems = document.problems();
        let there = self.plans.get(document.code.trim());
        if there.is_some_and(|it| !super::read::readable(ctx, it)) {
            problems.push(FieldProblem::code_taken());
        }
        let agency_id = self.agency(ctx, document, &mut problems);
        let owner_id = document.owner.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let owner_id = owner_id.and_then(|code| {
            let found = self.persons.get(code).copied();
            if found.is_none() && self.named == Named::MustBeThere {
                let reason = format!("There is nobody called “{code}”.");
                problems.push(FieldProblem::new("owner", reason));
            }
            found
        });
        let parent_id = self.parent(ctx, document, &mut problems);
        let mut items = BTreeSet::new();
        for it in &document.items {
            match self.items.get(it.trim()) {
                Some(id) => drop(items.insert(*id)),
                None if self.named == Named::MayBeGone => {}
                None => {
                    let reason = format!("There is no {it}.");
                    problems.push(FieldProblem::new("items", reason));
                }
            }
        }
        let Some(agency_id) = agency_id.filter(|_| problems.is_empty()) else {
            return Err(problems.into());
        };
        let cut = |it: Option<Timestamp>| it.map(|it| it.trunc_subsecs(6));
        let in_force = document.in_force().map(|it| it.number);
        let open = document.versions.iter().filter(|it| it.state.is_open());
        Ok(Plan {
            id: there.map_or_else(PlanId::new, |it| it.id),
            agency_id,
            plan_type: document.plan_type.clone(),
            code: document.code.trim().to_owned(),
            title: document.title.trim().to_owned(),
            owner_id,
            parent_id,
            items,
            standing: document.standing,
            because: document.because.clone(),
            in_force,
            draft_state: open.max_by_key(|it| it.number).map(|it| it.state),
            review_due: cut(document.review_due),
            // Files from before say nothing of it.
            review_from: document.review_from.or_else(|| {
                there.filter(|it| it.review_due == cut(document.review_due))?.review_from
            }),
            // What it is about comes out of the same files, so none of that has changed since.
            looked_at: there.and_then(|it| it.looked_at).or(in_force.map(|_| ctx.now)),
            test: document.test.clone(),
            updated_at: ctx.now,
            retired_at: cut(document.retired_at),
            version: there.map_or(1, |it| it.version),
        })
    }

    fn agency(
        &self,
        ctx: &Ctx,
        document: &PlanDocument,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<AgencyId> {
        let name = document.agency.trim();
        let may = |it: AgencyId| ctx.actor.may(Permission::WritePlans, it);
        let there = self.plans.get(document.code.trim());
        match self.agencies.get(name).copied() {
            // Who may write a single plan may do so where it is.
            Some(id)
                if there.is_some_and(|it| {
                    it.agency_id == id && ctx.actor.may(Permission::WritePlans, place(it))
                }) =>
            {
                Some(id)
            }
            Some(id) if may(id) && there.is_none_or(|it| may(it.agency_id)) => Some(id),
            Some(id) if ctx.actor.may(Permission::ReadAgencies, id) => {
                problems.push(FieldProblem::new("agency", "You may not write for this agency."));
                None
            }
            _ if name.is_empty() => {
                problems.push(FieldProblem::new("agency", "Choose an agency."));
                None
            }
            // What somebody may not see is not there.
            _ => {
                let reason = format!("There is no agency called “{name}”.");
                problems.push(FieldProblem::new("agency", reason));
                None
            }
        }
    }

    fn parent(
        &self,
        ctx: &Ctx,
        document: &PlanDocument,
        problems: &mut Vec<FieldProblem>,
    ) -> Option<PlanId> {
        let code = document.parent.as_deref().map(str::trim).filter(|it| !it.is_empty())?;
        let found = self.plans.get(code).filter(|it| super::read::readable(ctx, it));
        match found {
            Some(_) if code == document.code.trim() => {
                problems.push(FieldProblem::new("parent", "A plan does not belong to itself."));
                None
            }
            Some(it) => Some(it.id),
            None if self.named == Named::MayBeGone => None,
            None => {
                let reason = format!("There is no plan called “{code}”.");
                problems.push(FieldProblem::new("parent", reason));
                None
            }
        }
    }

    /// Puts one document in: a new plan with others that are `added`, a change at once. Says
    /// whether it changed one.
    async fn put(
        &self,
        (tx, ctx): (&Tx, &Ctx),
        document: &PlanDocument,
        restores: bool,
        added: &mut Added,
    ) -> Result<bool> {
        let described = self.plan(ctx, document)?;
        let said = self.documents.get(&described.id);
        let document =
            &said.map_or_else(|| document.clone(), |it| document.clone().with_contacts_of(it));
        for it in &document.versions {
            let problems = it.content.problems();
            if !problems.is_empty() {
                return Err(problems.into());
            }
        }
        let there = self.plans.get(&described.code);
        if said.is_some_and(|it| it == document) {
            return Ok(false);
        }
        let old = match there {
            Some(there) => version_store::all(tx, there.id).await?,
            None => Vec::new(),
        };
        let (plan, versions) = match restores {
            true => {
                let has = |it: u32| document.versions.iter().any(|version| version.number == it);
                if let Some(newer) = old.iter().find(|it| !has(it.number)) {
                    let reason = format!(
                        "There is a version {} here that the file does not have. Export first, or \
                         restore into an empty database.",
                        newer.number
                    );
                    return Err(FieldProblem::new("versions", reason).into());
                }
                let versions = document.versions.iter();
                let versions: Vec<PlanVersion> =
                    versions.map(|it| self.version(ctx, &described, it, &old)).collect();
                (described, versions)
            }
            false => {
                let current = templates::current_in(tx, &described.plan_type).await?;
                let Some(done) = drafted(ctx, described, document, (there, &old), &current)? else {
                    return Ok(false);
                };
                done
            }
        };
        if let Some(there) = there {
            if plan.parent_id != there.parent_id {
                may_belong(tx, plan.id, plan.parent_id).await?;
            }
            self.write(tx, ctx, (plan, versions), &old).await?;
            return Ok(true);
        }
        let documents: Vec<VersionDocument> = match restores {
            true => document.versions.clone(),
            false => versions.iter().map(|it| VersionDocument::draft(it.content.clone())).collect(),
        };
        added.push((plan, versions), (document, &documents));
        Ok(false)
    }

    /// The version that a document describes, as a restored programme has it.
    fn version(
        &self,
        ctx: &Ctx,
        plan: &Plan,
        it: &VersionDocument,
        old: &[PlanVersion],
    ) -> PlanVersion {
        let there = old.iter().find(|old| old.number == it.number);
        let person =
            |code: &Option<String>| code.as_ref().and_then(|it| self.persons.get(it)).copied();
        let cut = |it: Option<Timestamp>| it.map(|it| it.trunc_subsecs(6));
        let by = person(&it.author).unwrap_or(ctx.actor.person_id);
        let blank = PlanVersion::begun((plan.id, it.number), it.content.clone(), by, ctx.now);
        PlanVersion {
            id: there.map_or(blank.id, |it| it.id),
            version: there.map_or(1, |it| it.version),
            // Who wrote at it does not judge it, whatever an older file leaves out.
            edited_by: person(&it.edited_by).or(there.map(|it| it.edited_by)).unwrap_or(by),
            state: it.state,
            frozen: it.frozen.clone(),
            summary: it.summary.clone(),
            submitted_at: cut(it.submitted_at),
            reviewed_by: person(&it.reviewed_by),
            reviewed_at: cut(it.reviewed_at),
            approved_by: person(&it.approved_by),
            approved_at: cut(it.approved_at),
            published_at: cut(it.published_at),
            sha256: it.sha256.clone(),
            because: it.because.clone(),
            ..blank
        }
    }

    /// Saves a changed plan with those of its versions that are new or changed, and tells it.
    async fn write(
        &self,
        tx: &Tx,
        ctx: &Ctx,
        (plan, versions): (Plan, Vec<PlanVersion>),
        old: &[PlanVersion],
    ) -> Result<()> {
        let plan = store::update(tx, plan).await?;
        store::replace_items(tx, &plan).await?;
        db::search::remove(tx, plan.id.into()).await?;
        db::search::add(tx, &Vec::from_iter(entry(&plan))).await?;
        let mut events: Vec<Event> = Vec::new();
        for version in versions {
            let action = action(version.state);
            match old.iter().find(|it| it.id == version.id) {
                None => {
                    version_store::insert_all(tx, std::slice::from_ref(&version)).await?;
                    events.push(version_event(action, &plan, &version));
                }
                Some(before) if said(before) != said(&version) => {
                    let version = version_store::update(tx, version).await?;
                    events.push(version_event(action, &plan, &version));
                }
                Some(_) => {}
            }
        }
        let after = documents_in(tx, std::slice::from_ref(&plan)).await?;
        let of =
            |number: u32| after.iter().flat_map(|it| &it.versions).find(|it| it.number == number);
        let all = version_store::all(tx, plan.id).await?;
        let told = events.into_iter().map(|event| {
            let number = all
                .iter()
                .find(|it| event.subject.id == uuid::Uuid::from(it.id))
                .map(|it| it.number);
            number.and_then(of).into_iter().fold(event, Event::to)
        });
        let mut events: Vec<Event> = told.collect();
        let head = after.first().map(PlanDocument::head);
        let before = self.documents.get(&plan.id).map(PlanDocument::head);
        if head != before {
            let event = head.iter().fold(plan_event(Action::PlanChanged, &plan), Event::to);
            events.insert(0, before.iter().fold(event, Event::from));
        }
        events::record_all(tx, ctx, events).await
    }
}

/// What of a version a file may change.
fn said(it: &PlanVersion) -> PlanVersion {
    PlanVersion { updated_at: Timestamp::UNIX_EPOCH, ..it.clone() }
}

const fn action(state: VersionState) -> Action {
    match state {
        VersionState::Draft => Action::PlanDrafted,
        VersionState::InReview => Action::PlanSubmitted,
        VersionState::PendingApproval => Action::PlanReviewed,
        VersionState::Approved => Action::PlanApproved,
        VersionState::Active | VersionState::Superseded => Action::PlanPublished,
    }
}
