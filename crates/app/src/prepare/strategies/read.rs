//! Looking at strategies.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::StrategyDocument;
use super::strategy::WRITING;
use super::{Grounds, State, Strategy, store};
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, ItemId, PersonId, StrategyId};
use crate::people::persons;
use crate::prepare::impact::{self, Money};
use crate::prepare::inventory::{self, Item, Kind, reference};
use crate::prepare::risks;
use crate::{Ctx, Error, Page, Paging, Result, Span, events};

/// Which strategies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds, by what they or what they are for is called.
    pub text: String,
    /// Only those that are this far. None of them means all but the retired.
    pub states: Vec<State>,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those for items of this kind.
    pub kind: Option<Kind>,
    /// Only those for this item.
    pub item_id: Option<ItemId>,
    /// Only those that cost something, are proposed or approved, and have or lack the money.
    pub funding: Option<Funding>,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// Whether the money for a strategy was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Funding {
    /// It was.
    Funded,
    /// It was not, and something is to be paid.
    Unfunded,
}

impl Funding {
    /// The funding that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Funding> {
        match word {
            "funded" => Some(Funding::Funded),
            "unfunded" => Some(Funding::Unfunded),
            _ => None,
        }
    }
}

/// What decides the order of a list of strategies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// How far they are.
    State,
    /// How soon they bring back what they are for.
    Rto,
    /// What they cost once.
    Capital,
    /// What they cost each year.
    Yearly,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        Some(match word {
            "name" => Sort::Name,
            "state" => Sort::State,
            "rto" => Sort::Rto,
            "capital" => Sort::Capital,
            "yearly" => Sort::Yearly,
            "updated" => Sort::Updated,
            _ => return None,
        })
    }
}

/// How many strategies, and what all of them cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// How many.
    pub n: u64,
    /// What they cost once.
    pub capital: Money,
    /// What they cost each year.
    pub yearly: Money,
}

/// One strategy, and what it is for.
pub async fn show(ctx: &Ctx, id: StrategyId) -> Result<(Strategy, Item)> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The strategy called `code`, and what it is for.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<(Strategy, Item)> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?.pop();
    readable(&tx, ctx, found).await
}

/// Whether the actor wrote at a strategy that they may see, so that they cannot approve it.
pub async fn is_own(ctx: &Ctx, strategy: &Strategy) -> Result<bool> {
    let tx = ctx.read().await?;
    let writers = events::who_did(&tx, &WRITING, strategy.id.into()).await?;
    Ok(strategy.is_written_by(ctx.actor.person_id, &writers))
}

/// What a strategy that the actor may see would be approved upon.
pub async fn grounds(ctx: &Ctx, strategy: &Strategy) -> Result<Grounds> {
    let tx = ctx.read().await?;
    let item = item_of(&tx, strategy.item_id).await?;
    grounds_in(&tx, ctx, (strategy, &item)).await
}

/// One page of the strategies that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Strategy>> {
    let scope = ctx.require_scope(Permission::ReadStrategies)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<StrategyId>,
    n_max: u64,
) -> Result<Vec<Strategy>> {
    let scope = ctx.require_scope(Permission::ReadStrategies)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// How many strategies are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let scope = ctx.require_scope(Permission::ReadStrategies)?;
    store::count(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// The strategies that wait for money, and how much, in these agencies or in all that the actor may
/// see.
pub async fn unfunded(ctx: &Ctx, agencies: Option<BTreeSet<AgencyId>>) -> Result<Total> {
    let scope = ctx.require_scope(Permission::ReadStrategies)?;
    let query = Query { agencies, funding: Some(Funding::Unfunded), ..Query::default() };
    let costs = store::costs(&*ctx.read().await?, &scope, &query).await?;
    let none = Total { n: 0, capital: Money::ZERO, yearly: Money::ZERO };
    Ok(costs.into_iter().fold(none, |it, (capital, yearly)| Total {
        n: it.n + 1,
        capital: it.capital.plus(Money::from_cents(capital)),
        yearly: it.yearly.plus(Money::from_cents(yearly)),
    }))
}

/// What these strategies are for, by id, for whoever may see them.
pub async fn items(ctx: &Ctx, all: &[Strategy]) -> Result<BTreeMap<ItemId, Item>> {
    items_in(&*ctx.read().await?, all).await
}

/// The strategies as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Strategy]) -> Result<Vec<StrategyDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

async fn items_in(tx: &Tx, all: &[Strategy]) -> Result<BTreeMap<ItemId, Item>> {
    let ids: BTreeSet<ItemId> = all.iter().map(|it| it.item_id).collect();
    let items = inventory::by_ids(tx, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(items.into_iter().map(|it| (it.id, it)).collect())
}

pub(super) async fn documents_in(tx: &Tx, all: &[Strategy]) -> Result<Vec<StrategyDocument>> {
    let items = items_in(tx, all).await?;
    let people = |it: &Strategy| [Some(it.author_id), Some(it.edited_by), it.approved_by];
    let people: BTreeSet<PersonId> = all.iter().flat_map(people).flatten().collect();
    let people = persons::codes(tx, &people).await?;
    let code = |id: PersonId| people.get(&id).cloned();
    let documents = all.iter().map(|it| {
        let item = items.get(&it.item_id).ok_or(Error::NotFound("record"))?;
        Ok(StrategyDocument {
            code: it.code.clone(),
            name: it.name.clone(),
            target: reference(item.kind(), &item.code),
            state: it.state,
            author: code(it.author_id),
            edited_by: if it.edited_by == it.author_id { None } else { code(it.edited_by) },
            proposed_at: it.proposed_at,
            approved_by: it.approved_by.and_then(code),
            approved_at: it.approved_at,
            because: it.because.clone(),
            funded: it.funded,
            content: it.content.clone(),
        })
    });
    documents.collect()
}

/// Of the 500 strategies after the one called `after`, retired or not, those that the actor may see
/// as documents, and the id of the last of all.
pub(crate) async fn all_after(
    tx: &Tx,
    ctx: &Ctx,
    after: Option<StrategyId>,
) -> Result<(Vec<StrategyDocument>, Option<StrategyId>)> {
    let mut all = store::all_after(tx, after).await?;
    let last = all.last().map(|it| it.id);
    let items = items_in(tx, &all).await?;
    all.retain(|it| items.get(&it.item_id).is_some_and(|item| may_read(ctx, item)));
    Ok((documents_in(tx, &all).await?, last))
}

/// What is known of what a strategy is for.
///
/// A service counts as analyzed by an analysis of its own, or by those of all business processes that
/// cannot do without it.
pub(super) async fn grounds_in(
    tx: &Tx,
    ctx: &Ctx,
    (strategy, item): (&Strategy, &Item),
) -> Result<Grounds> {
    let needers = match item.kind() {
        Kind::Service => inventory::hard_needers(tx, item.id, Kind::Process).await?,
        _ => Vec::new(),
    };
    let ids: Vec<ItemId> = needers.iter().map(|it| it.id).chain([item.id]).collect();
    let targets = impact::targets_of(tx, &ids).await?;
    let has_analysis = |id: ItemId| targets.iter().any(|it| it.0 == id);
    let lacking: Vec<&Item> = needers.iter().filter(|it| !has_analysis(it.id)).collect();
    let least = |all: &mut dyn Iterator<Item = Option<Span>>| all.flatten().min();
    let wanted = [item.recovery.target_rto, item.recovery.target_rpo];
    let [record_rto, record_rpo] = wanted;
    let mut covering = BTreeSet::from([reference(item.kind(), &item.code)]);
    if let Some(site_id) = item.site_id {
        let sites = inventory::labels_in(tx, &[site_id]).await?;
        covering.extend(sites.into_values().map(|it| reference(it.kind, &it.code)));
    }
    let way = strategy.content.chosen_way();
    Ok(Grounds {
        is_analyzed: has_analysis(item.id) || !needers.is_empty() && lacking.is_empty(),
        not_analyzed: lacking
            .iter()
            .filter(|it| inventory::reads(ctx, it))
            .map(|it| it.name.clone())
            .collect(),
        is_covered: !risks::covered(tx, &covering).await?.is_empty(),
        required_rto: least(&mut targets.iter().map(|it| it.1).chain([record_rto])),
        required_rpo: least(&mut targets.iter().map(|it| it.2).chain([record_rpo])),
        rto: way.and_then(|it| it.rto),
        rpo: way.and_then(|it| it.rpo),
    })
}

/// The strategy called `id`, and what it is for. One that the actor may not read is, to them, not
/// there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: StrategyId) -> Result<(Strategy, Item)> {
    let found = store::find(tx, id).await?;
    readable(tx, ctx, found).await
}

async fn readable(tx: &Tx, ctx: &Ctx, found: Option<Strategy>) -> Result<(Strategy, Item)> {
    let strategy = found.ok_or(Error::NotFound("strategy"))?;
    let item = item_of(tx, strategy.item_id).await?;
    match may_read(ctx, &item) {
        true => Ok((strategy, item)),
        false => Err(Error::NotFound("strategy")),
    }
}

async fn item_of(tx: &Tx, id: ItemId) -> Result<Item> {
    inventory::by_ids(tx, &[id]).await?.pop().ok_or(Error::NotFound("record"))
}

/// Where a strategy for `item` is, as permissions see it.
pub(super) fn place(item: &Item) -> Place {
    Place::Record(item.agency_id, item.id.into())
}

/// Whether the actor may read the strategies for an item.
pub(super) fn may_read(ctx: &Ctx, item: &Item) -> bool {
    ctx.actor.may(Permission::ReadStrategies, place(item))
}
