//! Looking at analyses.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::analysis::WRITING;
use super::{
    Analysis, AnalysisDocument, Difference, ImpactCriteria, Peak, State, Tolerance, compare, store,
};
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, AnalysisId, ItemId, PersonId};
use crate::people::persons;
use crate::prepare::inventory::{self, Item, Kind, Label};
use crate::{Ctx, Error, Page, Paging, Result, Span, Timestamp, events, settings};

/// Which analyses to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those of items that this finds.
    pub text: String,
    /// Only those that are this far. None of them means all but the replaced.
    pub states: Vec<State>,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those of items of this kind.
    pub kind: Option<Kind>,
    /// Only those of this item.
    pub item_id: Option<ItemId>,
    /// Only those that this person wrote, or whose item they own.
    pub mine: Option<PersonId>,
    /// Only those that this person did not write, so that they could approve them.
    pub not_written_by: Option<PersonId>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of analyses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are about.
    #[default]
    Name,
    /// How critical that is.
    Score,
    /// How far they are.
    State,
    /// How soon it must be back.
    Rto,
    /// How long it can be gone at most.
    Mtd,
    /// When they are out of date.
    Review,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "name" => Sort::Name,
            "score" => Sort::Score,
            "state" => Sort::State,
            "rto" => Sort::Rto,
            "mtd" => Sort::Mtd,
            "review" => Sort::Review,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// An analysis in a list: all but what it says in detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: AnalysisId,
    /// What it is about.
    pub item_id: ItemId,
    /// What that is called, and whose it is.
    pub item: Label,
    /// The how many-th about that.
    pub number: u32,
    /// How far it is.
    pub state: State,
    /// Who started it.
    pub author_id: PersonId,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When that was.
    pub approved_at: Option<Timestamp>,
    /// When it is out of date.
    pub review_due: Option<Timestamp>,
    /// Why it was sent back, or why it is out of date.
    pub because: String,
    /// Maximum tolerable downtime.
    pub mtd: Option<Span>,
    /// Recovery time objective.
    pub rto: Option<Span>,
    /// Recovery point objective.
    pub rpo: Option<Span>,
    /// How critical it is, from 0 to 100.
    pub score: u32,
    /// How many things are missing.
    pub n_missing: u32,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One analysis, and what it is about.
pub async fn show(ctx: &Ctx, id: AnalysisId) -> Result<(Analysis, Item)> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// Whether the actor wrote at an analysis that they may see, so that they cannot approve it.
pub async fn is_own(ctx: &Ctx, analysis: &Analysis) -> Result<bool> {
    let tx = ctx.read().await?;
    let writers = events::who_did(&tx, &WRITING, analysis.id.into()).await?;
    Ok(analysis.is_written_by(ctx.actor.person_id, &writers))
}

/// One page of the analyses that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Summary>> {
    let scope = ctx.require_scope(Permission::ReadAnalyses)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of the analyses that are asked for, in the order of their ids, after `after`, as
/// far as the actor may see them. For programs: the page and the order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<AnalysisId>,
    n_max: u64,
) -> Result<Vec<Analysis>> {
    let scope = ctx.require_scope(Permission::ReadAnalyses)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// How many analyses are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let scope = ctx.require_scope(Permission::ReadAnalyses)?;
    store::count(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// Analyses that wait for the actor's approval: complete, theirs to approve, not written by them.
pub async fn to_approve(ctx: &Ctx, paging: Paging) -> Result<Page<Summary>> {
    if !ctx.actor.may_somewhere(Permission::ApproveAnalyses) {
        return Ok(paging.of(Vec::new(), 0));
    }
    let query = Query {
        states: vec![State::Complete],
        not_written_by: Some(ctx.actor.person_id),
        sort: Sort::Updated,
        paging,
        ..Query::default()
    };
    let scope = ctx.actor.scope(Permission::ApproveAnalyses);
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, &query).await
}

/// Analyses that need the actor's work: data are missing or their review is due, and they wrote
/// them or own what they are about.
pub async fn to_write(ctx: &Ctx, paging: Paging) -> Result<Page<Summary>> {
    if !ctx.actor.may_somewhere(Permission::ReadAnalyses) {
        return Ok(paging.of(Vec::new(), 0));
    }
    let query = Query {
        states: vec![State::Draft, State::DataNeeded, State::Stale],
        mine: Some(ctx.actor.person_id),
        sort: Sort::Updated,
        paging,
        ..Query::default()
    };
    let scope = ctx.actor.scope(Permission::ReadAnalyses);
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, &query).await
}

/// Every analysis of an item, the newest first.
pub async fn of_item(ctx: &Ctx, item_id: ItemId) -> Result<Vec<Analysis>> {
    let tx = ctx.read().await?;
    analyzable(&tx, ctx, item_id).await?;
    store::by_item(&tx, item_id).await
}

/// An analysis beside the one of the same item that it is compared with: the newest before it that
/// was ever approved. None if there is none.
pub async fn comparison(ctx: &Ctx, id: AnalysisId) -> Result<Option<(Analysis, Vec<Difference>)>> {
    let tx = ctx.read().await?;
    let (analysis, _) = find_readable(&tx, ctx, id).await?;
    let others = store::by_item(&tx, analysis.item_id).await?;
    let before =
        others.into_iter().find(|it| it.number < analysis.number && it.approved_at.is_some());
    Ok(before.map(|before| {
        let differences = compare(&before.content, &analysis.content);
        (before, differences)
    }))
}

/// By what new analyses are judged.
pub async fn criteria(ctx: &Ctx) -> Result<ImpactCriteria> {
    Ok(settings::find(&*ctx.read().await?).await?.value)
}

/// The analyses as documents, in the same order.
pub async fn documents(ctx: &Ctx, analyses: &[Analysis]) -> Result<Vec<AnalysisDocument>> {
    documents_in(&*ctx.read().await?, analyses).await
}

/// The analyses after the one called `after` as documents, 500 at a time in the order of their ids,
/// with the id of the last: for exports of everything.
pub async fn all_after(
    tx: &Tx,
    after: Option<AnalysisId>,
) -> Result<(Vec<AnalysisDocument>, Option<AnalysisId>)> {
    let analyses = store::all_after(tx, after).await?;
    let last = analyses.last().map(|it| it.id);
    Ok((documents_in(tx, &analyses).await?, last))
}

/// What these analyses are about, by kind and code, and the how many-th about that each is.
pub(crate) async fn keys_in(
    tx: &Tx,
    ids: &BTreeSet<AnalysisId>,
) -> Result<BTreeMap<AnalysisId, (Kind, String, u32)>> {
    let mut analyses = Vec::with_capacity(ids.len());
    for id in ids {
        analyses.extend(store::find(tx, *id).await?);
    }
    let items: Vec<ItemId> = analyses.iter().map(|it| it.item_id).collect();
    let items = inventory::by_ids(tx, &items).await?;
    let items: BTreeMap<ItemId, &Item> = items.iter().map(|it| (it.id, it)).collect();
    let key = |it: &Analysis| {
        let item = items.get(&it.item_id)?;
        Some((it.id, (item.kind(), item.code.clone(), it.number)))
    };
    Ok(analyses.iter().filter_map(key).collect())
}

/// The analysis of what has this kind and code, of which it is the how many-th.
pub(crate) async fn id_in(
    tx: &Tx,
    (kind, code, number): (Kind, &str, u32),
) -> Result<Option<AnalysisId>> {
    let item = inventory::ids_by_codes(tx, kind, &[code].into()).await?.into_values().next();
    let Some(item_id) = item else { return Ok(None) };
    let mut found = store::by_item(tx, item_id).await?.into_iter();
    Ok(found.find(|it| it.number == number).map(|it| it.id))
}

/// The recovery targets that analyses in force set: item, RTO and RPO.
pub(crate) async fn approved_targets(tx: &Tx) -> Result<Vec<(ItemId, Option<Span>, Option<Span>)>> {
    store::targets(tx).await
}

/// The peaks that analyses in force name, by item.
pub(crate) async fn peaks_in_force(tx: &Tx) -> Result<BTreeMap<ItemId, Vec<Peak>>> {
    store::peaks(tx).await
}

/// How long things can be gone, and how long catching up takes, as analyses in force say, by item.
pub(crate) async fn tolerances_in_force(tx: &Tx) -> Result<BTreeMap<ItemId, Tolerance>> {
    store::tolerances(tx).await
}

/// The recovery targets that analyses in force set for these items: item, RTO and RPO. What has no
/// such analysis is left out.
pub(crate) async fn targets_of(
    tx: &Tx,
    ids: &[ItemId],
) -> Result<Vec<(ItemId, Option<Span>, Option<Span>)>> {
    let found = store::by_items(tx, ids).await?.into_iter().filter(|it| it.state.is_in_force());
    Ok(found.map(|it| (it.item_id, it.content.rto, it.content.rpo)).collect())
}

pub(crate) async fn documents_in(tx: &Tx, analyses: &[Analysis]) -> Result<Vec<AnalysisDocument>> {
    let item_ids: BTreeSet<ItemId> = analyses.iter().map(|it| it.item_id).collect();
    let item_ids: Vec<ItemId> = item_ids.into_iter().collect();
    let items = inventory::by_ids(tx, &item_ids).await?;
    let items: BTreeMap<ItemId, &Item> = items.iter().map(|it| (it.id, it)).collect();
    let people = |it: &Analysis| [Some(it.author_id), Some(it.edited_by), it.approved_by];
    let people: BTreeSet<PersonId> = analyses.iter().flat_map(people).flatten().collect();
    let codes = persons::codes(tx, &people).await?;
    let code = |id: PersonId| codes.get(&id).cloned();
    let documents = analyses.iter().map(|it| {
        let item = items.get(&it.item_id).ok_or(Error::NotFound("record"))?;
        Ok(AnalysisDocument {
            kind: item.kind(),
            item: item.code.clone(),
            number: it.number,
            state: it.state,
            author: code(it.author_id),
            edited_by: if it.edited_by == it.author_id { None } else { code(it.edited_by) },
            completed_at: it.completed_at,
            approved_by: it.approved_by.and_then(code),
            approved_at: it.approved_at,
            review_due: it.review_due,
            because: it.because.clone(),
            content: it.content.clone(),
        })
    });
    documents.collect()
}

/// The analysis called `id`, and its item. One that the actor may not read is, to them, not there.
pub(crate) async fn find_readable(tx: &Tx, ctx: &Ctx, id: AnalysisId) -> Result<(Analysis, Item)> {
    let analysis = store::find(tx, id).await?.ok_or(Error::NotFound("analysis"))?;
    let item = item_of(tx, analysis.item_id).await?;
    match may_read(ctx, &item) {
        true => Ok((analysis, item)),
        false => Err(Error::NotFound("analysis")),
    }
}

/// Where an analysis of `item` is, as permissions see it.
pub(super) fn place(item: &Item) -> Place {
    Place::Record(item.agency_id, item.id.into())
}

/// The item called `id`, whoever asks.
pub(super) async fn item_of(tx: &Tx, id: ItemId) -> Result<Item> {
    inventory::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound("record"))
}

/// The item called `id`. One whose analyses the actor may not read is, to them, not there.
pub(super) async fn analyzable(tx: &Tx, ctx: &Ctx, id: ItemId) -> Result<Item> {
    let item = item_of(tx, id).await?;
    if may_read(ctx, &item) { Ok(item) } else { Err(Error::NotFound("record")) }
}

/// Whether the actor may read the analyses of an item.
pub(super) fn may_read(ctx: &Ctx, item: &Item) -> bool {
    ctx.actor.may(Permission::ReadAnalyses, place(item))
}
