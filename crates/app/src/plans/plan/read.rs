//! Looking at plans. What is in force is for whoever may read plans there; what is still being
//! written only for those who may see drafts.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::{PlanDocument, VersionDocument};
use super::version::PlanVersion;
use super::{Plan, Standing, VersionState, store, version_store};
use crate::actor::{Permission, Place, Scope};
use crate::events;
use crate::ids::{AgencyId, ItemId, PersonId, PlanId};
use crate::people::agencies::{self, WhyDue};
use crate::people::persons;
use crate::prepare::inventory::{self, Label};
use crate::prove::recovery;
use crate::{Ctx, Error, Page, Paging, Result};

/// Why a plan is to be looked at again by its day, if business days were counted until then.
pub async fn why_due(ctx: &Ctx, it: &Plan) -> Result<Option<WhyDue>> {
    let Some((from, due)) = it.review_from.zip(it.review_due) else { return Ok(None) };
    let calendars = agencies::calendars(ctx, &[it.agency_id].into()).await?;
    let opening = calendars.opening(it.agency_id);
    let due = due.with_timezone(&opening.zone).date_naive();
    let n = u32::try_from(opening.days_between(from, due)).unwrap_or(0);
    Ok(Some(calendars.why(it.agency_id, opening.days_after(from, n), due)))
}

/// Which plans to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of this type.
    pub plan_type: Option<String>,
    /// Only those of these types. None of them means all.
    pub plan_types: BTreeSet<String>,
    /// Only those that this person answers for.
    pub owner: Option<PersonId>,
    /// Only those that stand so.
    pub standing: Option<Standing>,
    /// Only those with a version that is so far.
    pub draft_state: Option<VersionState>,
    /// Only those that are about this.
    pub item: Option<ItemId>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
    /// Where the actor may see plans that were never in force. Set by the use case.
    pub drafts: Option<Scope>,
}

/// What decides the order of a list of plans.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Title,
    /// Their types.
    Type,
    /// Whether they are in force.
    State,
    /// When their review is due.
    Review,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "title" => Some(Sort::Title),
            "type" => Some(Sort::Type),
            "state" => Some(Sort::State),
            "review" => Some(Sort::Review),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// One plan.
pub async fn show(ctx: &Ctx, id: PlanId) -> Result<Plan> {
    Ok(masked(ctx, find_readable(&*ctx.read().await?, ctx, id).await?))
}

/// The plan called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Plan> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?.pop();
    found.and_then(|it| seen_of(ctx, it)).ok_or(Error::NotFound("plan"))
}

/// The id of the plan called `code`, whoever may see it.
pub(crate) async fn id_in(tx: &Tx, code: &str) -> Result<Option<PlanId>> {
    Ok(store::by_codes(tx, &[code].into()).await?.pop().map(|it| it.id))
}

/// The plans with these codes, as far as the actor may see them.
pub async fn by_codes(ctx: &Ctx, codes: &BTreeSet<&str>) -> Result<Vec<Plan>> {
    let found = store::by_codes(&*ctx.read().await?, codes).await?;
    Ok(found.into_iter().filter_map(|it| seen_of(ctx, it)).collect())
}

/// The codes of these plans, as far as the actor may see them.
pub(crate) async fn codes_in(
    tx: &Tx,
    ctx: &Ctx,
    ids: &BTreeSet<PlanId>,
) -> Result<BTreeMap<PlanId, String>> {
    let found = store::by_ids(tx, ids).await?;
    Ok(found.into_iter().filter(|it| readable(ctx, it)).map(|it| (it.id, it.code)).collect())
}

/// One version of a plan.
pub async fn version(ctx: &Ctx, id: PlanId, number: u32) -> Result<PlanVersion> {
    let tx = ctx.read().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    let found = version_store::find(&tx, id, number).await?;
    found.filter(|it| may_see(ctx, &plan, it)).ok_or(Error::NotFound("version"))
}

/// Every version of a plan that the actor may see, the newest first.
pub async fn versions(ctx: &Ctx, id: PlanId) -> Result<Vec<PlanVersion>> {
    let tx = ctx.read().await?;
    let plan = find_readable(&tx, ctx, id).await?;
    let mut versions = version_store::all(&tx, id).await?;
    versions.retain(|it| may_see(ctx, &plan, it));
    Ok(versions)
}

/// The plan that a plan belongs to, if the actor may see that.
pub async fn parent(ctx: &Ctx, plan: &Plan) -> Result<Option<Plan>> {
    let Some(id) = plan.parent_id else { return Ok(None) };
    let found = store::find(&*ctx.read().await?, id).await?;
    Ok(found.and_then(|it| seen_of(ctx, it)))
}

/// Whether the actor wrote at a version, so that they cannot judge it.
pub async fn is_own(ctx: &Ctx, version: &PlanVersion) -> Result<bool> {
    let tx = ctx.read().await?;
    let writers = events::who_did(&tx, &super::write::WRITING, version.id.into()).await?;
    Ok(version.is_written_by(ctx.actor.person_id, &writers))
}

/// The plans that belong to a plan, as far as the actor may see them.
pub async fn children(ctx: &Ctx, id: PlanId) -> Result<Vec<Plan>> {
    let found = store::children(&*ctx.read().await?, id).await?;
    Ok(found.into_iter().filter_map(|it| seen_of(ctx, it)).collect())
}

/// The plans that are about an item, as far as the actor may see them.
pub async fn of_item(ctx: &Ctx, id: ItemId) -> Result<Vec<Plan>> {
    if !ctx.actor.may_somewhere(Permission::ReadPlans) {
        return Ok(Vec::new());
    }
    let found = store::of_item(&*ctx.read().await?, id).await?;
    Ok(found.into_iter().filter_map(|it| seen_of(ctx, it)).collect())
}

/// One page of the plans that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Plan>> {
    let (scope, query) = seen(ctx, query)?;
    let page = store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, &query).await?;
    let items = page.items.into_iter().map(|it| masked(ctx, it)).collect();
    Ok(Page { items, ..page })
}

/// One page of the plans that the actor answers for, those first that are to be looked at again first
/// (S4-05). None for whoever may not read plans.
pub async fn mine(ctx: &Ctx, paging: Paging) -> Result<Page<Plan>> {
    if !ctx.actor.may_somewhere(Permission::ReadPlans) {
        return Ok(paging.of(Vec::new(), 0));
    }
    let owner = Some(ctx.actor.person_id);
    list(ctx, &Query { owner, sort: Sort::Review, paging, ..Query::default() }).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<PlanId>,
    n_max: u64,
) -> Result<Vec<Plan>> {
    let (scope, query) = seen(ctx, query)?;
    let found = store::list_after(&*ctx.read().await?, &scope, &query, (after, n_max)).await?;
    Ok(found.into_iter().map(|it| masked(ctx, it)).collect())
}

/// How many plans are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let (scope, query) = seen(ctx, query)?;
    store::count(&*ctx.read().await?, &ctx.platform.counts, &scope, &query).await
}

/// The mission-essential services that no plan in force is about, as far as the actor may see them
/// (S0-01), by name.
pub async fn uncovered(
    ctx: &Ctx,
    agencies: Option<&BTreeSet<AgencyId>>,
) -> Result<Vec<(ItemId, Label)>> {
    let ids = uncovered_ids(ctx, agencies).await?;
    let mut labels: Vec<_> = inventory::labels(ctx, &ids).await?.into_iter().collect();
    labels.sort_by_cached_key(|it| (db::fold(&it.1.name), it.0));
    Ok(labels)
}

/// How many they are.
pub async fn n_uncovered(ctx: &Ctx, agencies: Option<&BTreeSet<AgencyId>>) -> Result<usize> {
    Ok(uncovered_ids(ctx, agencies).await?.len())
}

/// Whether an item is such a service.
pub async fn is_uncovered(ctx: &Ctx, id: ItemId) -> Result<bool> {
    if !ctx.actor.may_somewhere(Permission::ReadPlans) {
        return Ok(false);
    }
    if recovery::essential(ctx).await?.iter().all(|it| it.0 != id) {
        return Ok(false);
    }
    Ok(store::covered(&*ctx.read().await?, &[id], None).await?.is_empty())
}

async fn uncovered_ids(ctx: &Ctx, agencies: Option<&BTreeSet<AgencyId>>) -> Result<Vec<ItemId>> {
    ctx.require_scope(Permission::ReadPlans)?;
    let essential: Vec<(ItemId, AgencyId)> = recovery::essential(ctx).await?;
    let may = |it: &&(ItemId, AgencyId)| {
        let place = Place::Record(it.1, it.0.into());
        ctx.actor.may(Permission::ReadInventory, place)
            && ctx.actor.may(Permission::ReadPlans, it.1)
            && agencies.is_none_or(|all| all.contains(&it.1))
    };
    let ids: Vec<ItemId> = essential.iter().filter(may).map(|it| it.0).collect();
    let covered = store::all_covered(&*ctx.read().await?).await?;
    Ok(ids.into_iter().filter(|it| !covered.contains(it)).collect())
}

/// The plans as documents with all their versions, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Plan]) -> Result<Vec<PlanDocument>> {
    let mut documents = documents_in(&*ctx.read().await?, all).await?;
    for (plan, document) in all.iter().zip(&mut documents) {
        if !ctx.actor.may(Permission::ReadDrafts, place(plan)) {
            document.versions.retain(|it| !it.state.is_for_writers(it.published_at));
        }
    }
    Ok(documents)
}

/// The plans as documents without their versions, in the same order.
pub async fn heads(ctx: &Ctx, all: &[Plan]) -> Result<Vec<PlanDocument>> {
    heads_in(&*ctx.read().await?, all).await
}

/// The same, whoever may see them.
pub(super) async fn heads_in(tx: &Tx, all: &[Plan]) -> Result<Vec<PlanDocument>> {
    let names = Names::of(tx, all, &BTreeMap::new()).await?;
    Ok(all.iter().map(|it| names.plan(it)).collect())
}

/// The same with all their versions.
pub(super) async fn documents_in(tx: &Tx, all: &[Plan]) -> Result<Vec<PlanDocument>> {
    let ids: Vec<PlanId> = all.iter().map(|it| it.id).collect();
    let mut versions = version_store::all_of(tx, &ids).await?;
    let names = Names::of(tx, all, &versions).await?;
    let document = |plan: &Plan| {
        let versions = versions.remove(&plan.id).unwrap_or_default();
        let versions = versions.iter().map(|it| names.version(it)).collect();
        PlanDocument { versions, ..names.plan(plan) }
    };
    Ok(all.iter().map(document).collect())
}

/// The plans after the one called `after`, retired or not, with their documents: 500 at a time,
/// whoever may see them.
pub(crate) async fn all_after(tx: &Tx, after: Option<PlanId>) -> Result<Vec<(Plan, PlanDocument)>> {
    let all = store::all_after(tx, after).await?;
    let documents = documents_in(tx, &all).await?;
    Ok(all.into_iter().zip(documents).collect())
}

/// The plan called `id`, whoever may see it.
pub(crate) async fn find_in(tx: &Tx, id: PlanId) -> Result<Option<Plan>> {
    store::find(tx, id).await
}

/// The plans with these ids, whoever may see them.
pub(crate) async fn by_ids_in(tx: &Tx, ids: &BTreeSet<PlanId>) -> Result<Vec<Plan>> {
    store::by_ids(tx, ids).await
}

/// The plans that belong to a plan, whoever may see them.
pub(crate) async fn children_in(tx: &Tx, id: PlanId) -> Result<Vec<Plan>> {
    store::children(tx, id).await
}

/// The version of a plan that people follow, if there is one.
pub(crate) async fn followed_in(tx: &Tx, plan: &Plan) -> Result<Option<PlanVersion>> {
    match plan.in_force.filter(|_| plan.standing.is_in_force()) {
        Some(number) => version_store::find(tx, plan.id, number).await,
        None => Ok(None),
    }
}

/// The first plans in force that `text` finds where `permission` is held, by title: for those who call
/// plans that they may not read.
pub(crate) async fn in_force_where(
    ctx: &Ctx,
    permission: Permission,
    text: &str,
) -> Result<Vec<Plan>> {
    let scope = ctx.require_scope(permission)?;
    let none = Scope::Only { agencies: BTreeSet::new(), records: BTreeSet::new() };
    let paging = Paging { number: 1, size: 200 };
    let query = Query { text: text.to_owned(), drafts: Some(none), paging, ..Query::default() };
    let found = store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, &query).await?;
    Ok(found.items)
}

/// The document of a plan as far as the actor may see it, if they may at all.
pub(crate) fn seen_by(ctx: &Ctx, plan: &Plan, mut document: PlanDocument) -> Option<PlanDocument> {
    if !readable(ctx, plan) {
        return None;
    }
    if !ctx.actor.may(Permission::ReadDrafts, place(plan)) {
        document.versions.retain(|it| !it.state.is_for_writers(it.published_at));
    }
    Some(document)
}

/// What plans and their versions name, by code.
pub(super) struct Names {
    agencies: BTreeMap<AgencyId, String>,
    persons: BTreeMap<PersonId, String>,
    parents: BTreeMap<PlanId, String>,
    items: BTreeMap<ItemId, Label>,
}

impl Names {
    pub(super) async fn of(
        tx: &Tx,
        plans: &[Plan],
        versions: &BTreeMap<PlanId, Vec<PlanVersion>>,
    ) -> Result<Names> {
        let agencies = plans.iter().map(|it| it.agency_id).collect();
        let of_versions = versions.values().flatten().flat_map(|it| {
            let wrote = [Some(it.author_id), Some(it.edited_by)];
            wrote.into_iter().chain([it.reviewed_by, it.approved_by]).flatten()
        });
        let persons: BTreeSet<PersonId> =
            plans.iter().filter_map(|it| it.owner_id).chain(of_versions).collect();
        let parents: BTreeSet<PlanId> = plans.iter().filter_map(|it| it.parent_id).collect();
        let parents = store::by_ids(tx, &parents).await?;
        let items: BTreeSet<ItemId> = plans.iter().flat_map(|it| it.items.clone()).collect();
        let items: Vec<ItemId> = items.into_iter().collect();
        Ok(Names {
            agencies: agencies::codes(tx, &agencies).await?,
            persons: persons::codes(tx, &persons).await?,
            parents: parents.into_iter().map(|it| (it.id, it.code)).collect(),
            items: inventory::labels_in(tx, &items).await?,
        })
    }

    /// A plan as a document, without its versions.
    pub(super) fn plan(&self, it: &Plan) -> PlanDocument {
        let item =
            |id: &ItemId| self.items.get(id).map(|it| inventory::reference(it.kind, &it.code));
        PlanDocument {
            code: it.code.clone(),
            agency: self.agencies.get(&it.agency_id).cloned().unwrap_or_default(),
            plan_type: it.plan_type.clone(),
            title: it.title.clone(),
            owner: it.owner_id.and_then(|it| self.person(it)),
            parent: it.parent_id.and_then(|it| self.parents.get(&it).cloned()),
            items: it.items.iter().filter_map(item).collect(),
            standing: it.standing,
            because: it.because.clone(),
            review_due: it.review_due,
            review_from: it.review_from,
            test: it.test.clone(),
            retired_at: it.retired_at,
            versions: Vec::new(),
        }
    }

    /// A version as a document.
    pub(super) fn version(&self, it: &PlanVersion) -> VersionDocument {
        VersionDocument {
            number: it.number,
            state: it.state,
            summary: it.summary.clone(),
            author: self.person(it.author_id),
            edited_by: Some(it.edited_by)
                .filter(|by| *by != it.author_id)
                .and_then(|by| self.person(by)),
            submitted_at: it.submitted_at,
            reviewed_by: it.reviewed_by.and_then(|it| self.person(it)),
            reviewed_at: it.reviewed_at,
            approved_by: it.approved_by.and_then(|it| self.person(it)),
            approved_at: it.approved_at,
            published_at: it.published_at,
            sha256: it.sha256.clone(),
            because: it.because.clone(),
            content: it.content.clone(),
            frozen: it.frozen.clone(),
        }
    }

    /// The code of a person. The platform itself is nobody.
    fn person(&self, id: PersonId) -> Option<String> {
        self.persons.get(&id).filter(|_| id != PersonId::FIRST).cloned()
    }
}

/// The query with where the actor may see drafts, and where they may see plans.
fn seen(ctx: &Ctx, query: &Query) -> Result<(Scope, Query)> {
    let scope = ctx.require_scope(Permission::ReadPlans)?;
    let drafts = match ctx.actor.scope(Permission::ReadDrafts) {
        Scope::Everything => None,
        it => Some(it),
    };
    Ok((scope, Query { drafts, ..query.clone() }))
}

/// Where a plan is: what a permission is asked for.
pub(super) fn place(plan: &Plan) -> Place {
    Place::Record(plan.agency_id, plan.id.into())
}

/// The plan called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: PlanId) -> Result<Plan> {
    let found = store::find(tx, id).await?;
    found.filter(|it| readable(ctx, it)).ok_or(Error::NotFound("plan"))
}

pub(super) fn readable(ctx: &Ctx, plan: &Plan) -> bool {
    let permission = match plan.in_force {
        Some(_) => Permission::ReadPlans,
        None => Permission::ReadDrafts,
    };
    ctx.actor.may(permission, place(plan))
}

/// A plan as the actor may see it, if they may at all.
fn seen_of(ctx: &Ctx, plan: Plan) -> Option<Plan> {
    readable(ctx, &plan).then(|| masked(ctx, plan))
}

/// A plan that the actor may read. How far somebody is with the next version shows only to who may see
/// drafts.
fn masked(ctx: &Ctx, plan: Plan) -> Plan {
    let may = ctx.actor.may(Permission::ReadDrafts, place(&plan));
    let draft_state = plan.draft_state.filter(|_| may);
    Plan { draft_state, ..plan }
}

/// Whether the actor may see a version of a plan that they may read.
fn may_see(ctx: &Ctx, plan: &Plan, version: &PlanVersion) -> bool {
    let is_hidden = version.state.is_for_writers(version.published_at);
    !is_hidden || ctx.actor.may(Permission::ReadDrafts, place(plan))
}
