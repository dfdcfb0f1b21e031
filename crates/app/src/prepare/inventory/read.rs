//! Looking at the inventory.

use std::collections::{BTreeMap, BTreeSet};

use db::{Counts, Tx};

use super::codes::Codes;
use super::document::ItemDocument;
use super::{Item, Kind, Line, Query, store};
use crate::actor::{Permission, Place, Scope};
use crate::ids::{AgencyId, ItemId};
use crate::{Ctx, Error, Page, Result};

/// What an item is called: enough for a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What kind of thing.
    pub kind: Kind,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Whose it is.
    pub agency_id: AgencyId,
}

impl Label {
    /// Whether the actor may open the item called `id`: of more than that they know what it is
    /// called.
    pub fn may_open(&self, ctx: &Ctx, id: ItemId) -> bool {
        ctx.actor.may(self.kind.read_permission(), Place::Record(self.agency_id, id.into()))
    }
}

/// One item.
pub async fn show(ctx: &Ctx, id: ItemId) -> Result<Item> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// The item of `kind` called `code`.
pub async fn by_code(ctx: &Ctx, kind: Kind, code: &str) -> Result<Item> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, kind, &[code].into()).await?;
    readable(ctx, found.into_values().next())
}

/// One page of the items that are asked for, as far as the actor may see them.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Item>> {
    let scope = ctx.require_scope(query.kind.read_permission())?;
    let tx = ctx.read().await?;
    store::list(&tx, &ctx.platform.counts, &scope, query).await
}

/// One page of the items that `scope` lets see, for callers that ask for a permission of their own.
pub(crate) async fn list_in(
    tx: &Tx,
    counts: &Counts,
    scope: &Scope,
    query: &Query,
) -> Result<Page<Item>> {
    store::list(tx, counts, scope, query).await
}

/// The same page as lines of a list.
pub async fn lines(ctx: &Ctx, query: &Query) -> Result<Page<Line>> {
    let scope = ctx.require_scope(query.kind.read_permission())?;
    let tx = ctx.read().await?;
    store::lines(&tx, &ctx.platform.counts, &scope, query).await
}

/// At most `n_max` of the items that are asked for, in the order of their ids, after `after`.
///
/// As far as the actor may see them. For programs, which read a list to its end while others change
/// it; the page and the order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<ItemId>,
    n_max: u64,
) -> Result<Vec<Item>> {
    let scope = ctx.require_scope(query.kind.read_permission())?;
    let tx = ctx.read().await?;
    store::list_after(&tx, &scope, query, (after, n_max)).await
}

/// How many items are asked for, as far as the actor may see them.
pub async fn count(ctx: &Ctx, query: &Query) -> Result<u64> {
    let scope = ctx.require_scope(query.kind.read_permission())?;
    let tx = ctx.read().await?;
    store::count(&tx, &ctx.platform.counts, &scope, query).await
}

/// How many items in use belong to these agencies, by kind, as far as the actor may see them.
pub async fn count_by_kind(
    ctx: &Ctx,
    agencies: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<Kind, u64>> {
    let mut kinds: BTreeMap<Permission, Vec<Kind>> = BTreeMap::new();
    for kind in Kind::ALL.iter().filter(|it| ctx.actor.may_somewhere(it.read_permission())) {
        kinds.entry(kind.read_permission()).or_default().push(*kind);
    }
    let scopes = kinds.into_iter().map(|(permission, it)| (it, ctx.actor.scope(permission)));
    let tx = ctx.read().await?;
    store::count_by_kind(&tx, &ctx.platform.counts, &scopes.collect::<Vec<_>>(), agencies).await
}

/// The items as documents, in the same order.
pub async fn documents(ctx: &Ctx, items: &[Item]) -> Result<Vec<ItemDocument>> {
    let tx = ctx.read().await?;
    documents_in(&tx, items).await
}

pub(crate) async fn documents_in(tx: &Tx, items: &[Item]) -> Result<Vec<ItemDocument>> {
    let codes = Codes::of(tx, &items.iter().collect::<Vec<_>>()).await?;
    Ok(items.iter().map(|it| codes.document(it)).collect())
}

/// What items are called, for links from pages that the actor may see. Those that the actor may not
/// know of (`knows`) are left out.
pub async fn labels(ctx: &Ctx, ids: &[ItemId]) -> Result<BTreeMap<ItemId, Label>> {
    let tx = ctx.read().await?;
    let mut labels = store::labels(&tx, ids).await?;
    labels.retain(|id, it| {
        ctx.actor.may_in_agencies(it.kind.read_permission()) || it.may_open(ctx, *id)
    });
    Ok(labels)
}

/// Whether the actor may read an item.
pub fn reads(ctx: &Ctx, item: &Item) -> bool {
    let place = Place::Record(item.agency_id, item.id.into());
    ctx.actor.may(item.kind().read_permission(), place)
}

/// Whether the actor may know of an item that something they may read needs. Whoever reads the
/// records of whole agencies does: nobody understands when a service is back without the shared
/// systems below it. Whoever was shown a single record sees that alone.
pub(super) fn knows(ctx: &Ctx, item: &Item) -> bool {
    reads(ctx, item) || ctx.actor.may_in_agencies(item.kind().read_permission())
}

/// What items are called, for callers that have checked that the actor may know.
pub(crate) async fn labels_in(tx: &Tx, ids: &[ItemId]) -> Result<BTreeMap<ItemId, Label>> {
    store::labels(tx, ids).await
}

/// Items in use, 1,000 at a time in the order of their ids: those after the one called `after`.
pub(crate) async fn all_after(tx: &Tx, after: Option<ItemId>) -> Result<Vec<Item>> {
    store::all_after(tx, after).await
}

/// The items with these ids, whether or not in use.
pub(crate) async fn by_ids(tx: &Tx, ids: &[ItemId]) -> Result<Vec<Item>> {
    store::by_ids(tx, ids).await
}

/// The codes of items in use with these names, which are folded, by kind and name.
pub(crate) async fn codes_by_name(
    tx: &Tx,
    names: &BTreeSet<String>,
) -> Result<BTreeMap<(Kind, String), Vec<String>>> {
    store::codes_by_name(tx, names).await
}

/// The ids of the items of `kind` with these codes.
pub(crate) async fn ids_by_codes(
    tx: &Tx,
    kind: Kind,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, ItemId>> {
    store::ids_by_codes(tx, kind, codes).await
}

/// Writes down what recovery analysis found out.
pub(crate) async fn save_outcomes(tx: &Tx, outcomes: &[(ItemId, super::Outcome)]) -> Result<()> {
    store::save_outcomes(tx, outcomes).await
}

/// The item called `id`. One that the actor may not read is, to them, not there.
pub(crate) async fn find_readable(tx: &Tx, ctx: &Ctx, id: ItemId) -> Result<Item> {
    readable(ctx, store::find(tx, id).await?)
}

fn readable(ctx: &Ctx, item: Option<Item>) -> Result<Item> {
    let item = item.filter(|it| {
        ctx.actor.may(it.kind().read_permission(), Place::Record(it.agency_id, it.id.into()))
    });
    item.ok_or(Error::NotFound("record"))
}
