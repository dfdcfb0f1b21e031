//! Looking at scenarios.

use std::collections::BTreeSet;

use db::Tx;

use super::assumed;
use super::document::ScenarioDocument;
use super::parts::Parts;
use super::reach::Reach;
use super::scenario::{Part, Scenario};
use super::sites_in::{n_stopped, sites_in};
use super::{store, usable};
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, ItemId, ScenarioId};
use crate::people::agencies;
use crate::prove::investments::Improvement;
use crate::prove::recovery::{Named, Names, current};
use crate::{Ctx, Error, Page, Paging, Result};

/// What it takes to see scenarios, and to run them.
pub const READ: Permission = Permission::ReadReports;

/// What it takes to keep them.
pub const WRITE: Permission = Permission::WriteInventory;

/// Which scenarios to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Those that are retired, instead of those in use.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of scenarios.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// Their codes.
    Code,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "name" => Sort::Name,
            "code" => Sort::Code,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// What is lost in a scenario, as of today.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Losses {
    /// What it names and is in use; of one service alone, that.
    pub lost: Vec<Named>,
    /// What it names and is out of use: it does not count.
    pub gone: Vec<Part>,
    /// The sites in its areas.
    pub sites: Vec<Named>,
    /// How many sites are in each of them. One may be in several.
    pub n_in_areas: Vec<u64>,
    /// How many more sites lie in its areas that the actor may not see.
    pub n_hidden: u64,
    /// How many services and processes that they may see stop when only those are lost.
    pub n_by_hidden: u64,
    /// What it assumes to be better.
    pub changes: Vec<AssumedChange>,
    /// How many sites that the actor may see have no position, so that no area can hold them.
    pub n_without_position: u64,
}

/// A change that a scenario assumes, with the names of what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct AssumedChange {
    /// What is done.
    pub change: Improvement,
    /// To what. None: it is out of use, and this does not count.
    pub item: Option<Named>,
    /// What it does without. None: nothing, or what is out of use.
    pub need: Option<Named>,
    /// Where a copy is. None: it is about no copy, or the site is out of use.
    pub site: Option<Named>,
    /// Whether that is the place of the original, too, so that this does not count.
    pub is_beside: bool,
}

impl Scenario {
    /// Where it is, as permissions see it.
    pub(super) fn place(&self) -> Place {
        Place::Record(self.agency_id, self.id.into())
    }
}

/// One scenario.
pub async fn show(ctx: &Ctx, id: ScenarioId) -> Result<Scenario> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// The scenario called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Scenario> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?.into_values().next();
    found.filter(|it| reads(ctx, it)).ok_or(Error::NotFound("scenario"))
}

/// One page of the scenarios that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Scenario>> {
    let scope = ctx.require_scope(READ)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of the scenarios that are asked for, in the order of their ids, after `after`, as
/// far as the actor may see them. For programs: the page and the order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<ScenarioId>,
    n_max: u64,
) -> Result<Vec<Scenario>> {
    let scope = ctx.require_scope(READ)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// Scenarios as documents, in the same order. What they name and the actor may not see is left out.
pub async fn documents(ctx: &Ctx, scenarios: &[Scenario]) -> Result<Vec<ScenarioDocument>> {
    let reach = Reach::of(ctx).await?;
    let tx = ctx.read().await?;
    documents_in(&tx, (ctx, &reach), scenarios).await
}

/// A scenario as a document. What it names and the actor may not see is left out.
pub async fn document(ctx: &Ctx, scenario: &Scenario) -> Result<ScenarioDocument> {
    let documents = documents(ctx, std::slice::from_ref(scenario)).await?;
    documents.into_iter().next().ok_or(Error::NotFound("scenario"))
}

/// What would be lost today, as far as the actor may see it.
pub async fn losses(ctx: &Ctx, scenario: &Scenario) -> Result<Losses> {
    let board = current(ctx).await?;
    let reach = Reach::of(ctx).await?;
    let tx = ctx.read().await?;
    let parts = Parts::of_scenarios(&tx, std::slice::from_ref(scenario)).await?.within(&reach);
    drop(tx);
    let named = scenario.lost.iter().chain(&scenario.alone);
    let seen = named.filter(|it| parts.sees(ctx, scenario, it));
    let (lost, gone): (Vec<&Part>, Vec<&Part>) = seen.partition(|it| parts.in_use(it).is_some());
    let lost: Vec<ItemId> = lost.into_iter().filter_map(|it| Some(parts.item(it)?.id)).collect();
    let mut losses = Losses { gone: gone.into_iter().cloned().collect(), ..Losses::default() };
    // Nobody holds a connection while sites are looked up.
    ctx.see_anew();
    let found = sites_in(ctx, &board, scenario.areas.clone()).await?;
    losses.n_without_position = found.n_without_position;
    losses.n_in_areas = found.counts;
    losses.n_hidden = u64::try_from(found.hidden.len()).unwrap_or(u64::MAX);
    losses.n_by_hidden = n_stopped(ctx, &board, &found.hidden);
    let sites = found.sites;
    let mut changes = assumed::assumed(scenario, &parts);
    changes.retain(|it| parts.sees_change(ctx, scenario, &it.change));
    let mut ids: Vec<ItemId> = lost.iter().chain(&sites).copied().collect();
    ids.extend(changes.iter().flat_map(|it| [it.item_id, it.need_id, it.site_id]).flatten());
    let names = Names::of(ctx, ids).await?;
    let named = |ids: &[ItemId]| ids.iter().map(|it| names.named(*it)).collect();
    let changes = changes.into_iter().map(|it| AssumedChange {
        item: it.item_id.map(|it| names.named(it)),
        need: it.need_id.map(|it| names.named(it)),
        site: it.site_id.map(|it| names.named(it)),
        is_beside: assumed::is_beside(&board, &it),
        change: it.change,
    });
    let changes = changes.collect();
    Ok(Losses { lost: named(&lost), sites: named(&sites), changes, ..losses })
}

/// The scenarios after the one called `after` as documents, a hundred at a time in the order of their
/// ids, retired ones among them, with the id of the last: for exports of everything.
pub async fn all_after(
    tx: &Tx,
    ctx: &Ctx,
    after: Option<ScenarioId>,
) -> Result<(Vec<ScenarioDocument>, Option<ScenarioId>)> {
    let mut scenarios = store::all_after(tx, after).await?;
    let last = scenarios.last().map(|it| it.id);
    scenarios.retain(|it| reads(ctx, it));
    Ok((documents_in(tx, (ctx, &Reach::default()), &scenarios).await?, last))
}

/// What scenarios are called, for callers that have checked that the actor may know.
pub(crate) async fn codes_in(
    tx: &Tx,
    ids: &BTreeSet<ScenarioId>,
) -> Result<std::collections::BTreeMap<ScenarioId, String>> {
    store::codes(tx, ids).await
}

/// The scenario called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ScenarioId) -> Result<Scenario> {
    let found = store::find(tx, id).await?.filter(|it| reads(ctx, it));
    found.ok_or(Error::NotFound("scenario"))
}

pub(super) fn reads(ctx: &Ctx, scenario: &Scenario) -> bool {
    ctx.actor.may(READ, scenario.place())
}

pub(super) async fn documents_in(
    tx: &Tx,
    (ctx, reach): (&Ctx, &Reach),
    scenarios: &[Scenario],
) -> Result<Vec<ScenarioDocument>> {
    let parts = Parts::of_scenarios(tx, scenarios).await?.within(reach);
    documents_of(tx, scenarios, &parts, Some(ctx)).await
}

/// Scenarios as documents with all that they name: for the audit log.
pub(super) async fn whole_documents(
    tx: &Tx,
    scenarios: &[Scenario],
    parts: &Parts,
) -> Result<Vec<ScenarioDocument>> {
    documents_of(tx, scenarios, parts, None).await
}

/// `reader`: who reads them, if what they may not see is left out.
async fn documents_of(
    tx: &Tx,
    scenarios: &[Scenario],
    parts: &Parts,
    reader: Option<&Ctx>,
) -> Result<Vec<ScenarioDocument>> {
    let ids: BTreeSet<AgencyId> = scenarios.iter().map(|it| it.agency_id).collect();
    let codes = agencies::codes(tx, &ids).await?;
    let documents = scenarios.iter().map(|it| {
        let shows = |part: &&Part| reader.is_none_or(|ctx| parts.sees(ctx, it, part));
        let shows_change =
            |of: &&Improvement| reader.is_none_or(|ctx| parts.sees_change(ctx, it, of));
        let shown = it.lost.iter().filter(shows);
        let (lost, gone): (Vec<&Part>, Vec<&Part>) =
            shown.partition(|part| parts.in_use(part).is_some());
        let usable = it.usable.iter().filter(|of| shows(&of.0));
        let texts = |them: Vec<&Part>| them.into_iter().map(ToString::to_string).collect();
        ScenarioDocument {
            code: it.code.clone(),
            agency: codes.get(&it.agency_id).cloned().unwrap_or_default(),
            name: it.name.clone(),
            description: it.description.clone(),
            lost: texts(lost),
            alone: it.alone.as_ref().filter(shows).map(ToString::to_string),
            gone: texts(gone),
            usable: usable::written(usable),
            areas: it.areas.clone(),
            changes: it.changes.iter().filter(shows_change).cloned().collect(),
            strikes_at: it.strikes_at,
            people_back: it.people_back,
            begins_after: it.begins_after,
            retired_at: it.retired_at,
        }
    });
    Ok(documents.collect())
}
