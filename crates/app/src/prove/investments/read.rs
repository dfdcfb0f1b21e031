//! Looking at investments. Only whoever reads the records of whole agencies sees any.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::document::InvestmentDocument;
use super::{Investment, store};
use crate::actor::{Permission, Scope};
use crate::ids::{AgencyId, InvestmentId, ItemId};
use crate::people::agencies;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{self, Kind};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which investments to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those that this finds.
    pub text: String,
    /// Only those of these agencies. None means all.
    pub agencies: Option<BTreeSet<AgencyId>>,
    /// Only those that cost at most this.
    pub cost_max: Option<Money>,
    /// Whether to list the retired ones instead.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of investments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// What they are called.
    #[default]
    Name,
    /// What they cost.
    Cost,
    /// When they last changed.
    Updated,
}

impl Sort {
    /// The order that an address calls `word`.
    pub fn from_word(word: &str) -> Option<Sort> {
        match word {
            "name" => Some(Sort::Name),
            "cost" => Some(Sort::Cost),
            "updated" => Some(Sort::Updated),
            _ => None,
        }
    }
}

/// Whose investments the actor may read: of whole agencies, never one by one.
pub(super) fn scope(ctx: &Ctx) -> Result<Scope> {
    Ok(match ctx.require_scope(Permission::ReadInvestments)? {
        Scope::Everything => Scope::Everything,
        Scope::Only { agencies, .. } => Scope::Only { agencies, records: BTreeSet::new() },
    })
}

/// One investment.
pub async fn show(ctx: &Ctx, id: InvestmentId) -> Result<Investment> {
    find_readable(&*ctx.read().await?, ctx, id).await
}

/// The investment called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Investment> {
    let tx = ctx.read().await?;
    readable(ctx, store::by_codes(&tx, &[code].into()).await?.pop())
}

/// One page of the investments that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Investment>> {
    let scope = scope(ctx)?;
    store::list(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of them in the order of their ids, after `after`. For programs: the page and the
/// order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<InvestmentId>,
    n_max: u64,
) -> Result<Vec<Investment>> {
    let scope = scope(ctx)?;
    store::list_after(&*ctx.read().await?, &scope, query, (after, n_max)).await
}

/// How many investments are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let scope = scope(ctx)?;
    store::count(&*ctx.read().await?, &ctx.platform.counts, &scope, query).await
}

/// The investments as documents, in the same order.
pub async fn documents(ctx: &Ctx, all: &[Investment]) -> Result<Vec<InvestmentDocument>> {
    documents_in(&*ctx.read().await?, all).await
}

/// The items that an investment names, by how it names them, as far as there are any.
pub async fn items_of(ctx: &Ctx, it: &Investment) -> Result<BTreeMap<String, ItemId>> {
    let tx = ctx.read().await?;
    let mut found = BTreeMap::new();
    let targets = || it.changes.iter().filter_map(super::Improvement::target);
    let sites = || it.changes.iter().filter_map(|it| Some((Kind::Site, it.site.as_deref()?)));
    for &kind in Kind::ALL {
        let codes = targets().chain(sites()).filter(|it| it.0 == kind).map(|it| it.1);
        let codes: BTreeSet<&str> = codes.collect();
        if !codes.is_empty() {
            let ids = inventory::ids_by_codes(&tx, kind, &codes).await?;
            found.extend(ids.into_iter().map(|(it, id)| (inventory::reference(kind, &it), id)));
        }
    }
    Ok(found)
}

pub(super) async fn documents_in(tx: &Tx, all: &[Investment]) -> Result<Vec<InvestmentDocument>> {
    let codes = agencies::codes(tx, &all.iter().map(|it| it.agency_id).collect()).await?;
    let document = |it: &Investment| it.document(codes.get(&it.agency_id).map_or("", |it| it));
    Ok(all.iter().map(document).collect())
}

/// The investments after the one called `after`, retired or not, with their documents: 500 at a
/// time, whoever may see them: the caller leaves out what the actor may not.
pub(crate) async fn all_after(
    tx: &Tx,
    after: Option<InvestmentId>,
) -> Result<Vec<(Investment, InvestmentDocument)>> {
    let all = store::all_after(tx, after).await?;
    let documents = documents_in(tx, &all).await?;
    Ok(all.into_iter().zip(documents).collect())
}

/// The codes of these investments.
pub(crate) async fn codes(
    tx: &Tx,
    ids: &BTreeSet<InvestmentId>,
) -> Result<BTreeMap<InvestmentId, String>> {
    Ok(store::by_ids(tx, ids).await?.into_iter().map(|it| (it.id, it.code)).collect())
}

/// The investment called `id`. One that the actor may not read is, to them, not there.
pub(super) async fn find_readable(tx: &Tx, ctx: &Ctx, id: InvestmentId) -> Result<Investment> {
    readable(ctx, store::find(tx, id).await?)
}

fn readable(ctx: &Ctx, found: Option<Investment>) -> Result<Investment> {
    let may = |it: &Investment| ctx.actor.may(Permission::ReadInvestments, it.agency_id);
    found.filter(may).ok_or(Error::NotFound("investment"))
}
