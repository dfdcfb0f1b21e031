//! Looking at agencies.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;

use super::agency::comparable;
use super::{Agency, AgencyDocument, AgencyKind, store};
use crate::actor::{Permission, Scope};
use crate::ids::AgencyId;
use crate::people::{calendars, persons};
use crate::{Ctx, Error, Page, Paging, Result};

/// Which agencies to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Only those one of whose names contains this.
    pub text: String,
    /// Only those of this kind.
    pub kind: Option<AgencyKind>,
    /// Only the parts of this one, and not what those have for parts.
    pub parent_id: Option<AgencyId>,
    /// Only those that have named nobody to call.
    pub without_contact: bool,
    /// Whether to list the retired ones too.
    pub retired: bool,
    /// What decides the order.
    pub sort: Sort,
    /// Whether the order is from last to first.
    pub descending: bool,
    /// Which page.
    pub paging: Paging,
}

/// What decides the order of a list of agencies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Each below the one that it is part of.
    #[default]
    Tree,
    /// What they are called.
    Name,
    /// When they last changed.
    Updated,
}

/// One agency.
pub async fn show(ctx: &Ctx, id: AgencyId) -> Result<Agency> {
    let tx = ctx.read().await?;
    find_readable(&tx, ctx, id).await
}

/// The agency called `code`.
pub async fn by_code(ctx: &Ctx, code: &str) -> Result<Agency> {
    let tx = ctx.read().await?;
    let found = store::by_codes(&tx, &[code].into()).await?;
    let found = found.into_iter().find(|it| ctx.actor.may(Permission::ReadAgencies, it.id));
    found.ok_or(Error::NotFound("agency"))
}

/// The agency that somebody means who writes `text`: its code, or one of its names, in upper or lower
/// case.
pub async fn meant(ctx: &Ctx, text: &str) -> Result<Agency> {
    let tx = ctx.read().await?;
    let text = text.trim().to_lowercase();
    let id = ids_by_name(&tx, &[text.as_str()].into()).await?.into_values().next();
    find_readable(&tx, ctx, id.ok_or(Error::NotFound("agency"))?).await
}

/// One page of the agencies that the actor may see.
pub async fn list(ctx: &Ctx, query: &Query) -> Result<Page<Agency>> {
    let scope = ctx.require_scope(Permission::ReadAgencies)?;
    let tx = ctx.read().await?;
    store::list(&tx, &scope, query).await
}

/// At most `n_max` of the agencies that the actor may see, in the order of their ids: those after
/// the one called `after`. The page and the order of `query` do not count.
pub async fn list_after(
    ctx: &Ctx,
    query: &Query,
    after: Option<AgencyId>,
    n_max: u64,
) -> Result<Vec<Agency>> {
    let scope = ctx.require_scope(Permission::ReadAgencies)?;
    let tx = ctx.read().await?;
    store::list_after(&tx, &scope, query, (after, n_max)).await
}

/// Every agency that the actor may see, in the order of the tree: at most some thousands.
pub async fn all(ctx: &Ctx) -> Result<Vec<Agency>> {
    let tx = ctx.read().await?;
    let mut all = match ctx.actor.scope(Permission::ReadAgencies) {
        Scope::Everything => store::below(&tx, "/").await?,
        Scope::Only { agencies, .. } => store::by_ids(&tx, &agencies).await?,
    };
    all.retain(|it| it.retired_at.is_none());
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}

/// What an agency is part of, as far as the actor may see that, from the top down.
pub async fn above(ctx: &Ctx, agency: &Agency) -> Result<Vec<Agency>> {
    let tx = ctx.read().await?;
    let mut above = store::above(&tx, &agency.path).await?;
    above.retain(|it| ctx.actor.may(Permission::ReadAgencies, it.id));
    Ok(above)
}

/// The ids of an agency and all below it.
pub async fn subtree(ctx: &Ctx, id: AgencyId) -> Result<BTreeSet<AgencyId>> {
    let tx = ctx.read().await?;
    let top = find_readable(&tx, ctx, id).await?;
    store::ids_below(&tx, &top.path).await
}

/// What agencies are called, by id.
pub async fn labels(ctx: &Ctx, ids: &BTreeSet<AgencyId>) -> Result<BTreeMap<AgencyId, String>> {
    let tx = ctx.read().await?;
    store::names(&tx, ids).await
}

/// The names of an agency beside its own.
pub async fn aliases(ctx: &Ctx, id: AgencyId) -> Result<Vec<String>> {
    let tx = ctx.read().await?;
    let agency = find_readable(&tx, ctx, id).await?;
    let mut names = store::aliases(&tx, &[id].into()).await?.remove(&id).unwrap_or_default();
    names.retain(|it| *it != agency.name);
    Ok(names)
}

/// The agency as a document.
pub async fn document(ctx: &Ctx, id: AgencyId) -> Result<AgencyDocument> {
    let tx = ctx.read().await?;
    let agency = find_readable(&tx, ctx, id).await?;
    let documents = documents_in(&tx, std::slice::from_ref(&agency)).await?;
    documents.into_iter().next().ok_or(Error::NotFound("agency"))
}

/// The agencies as documents, in the same order.
pub async fn documents(ctx: &Ctx, agencies: &[Agency]) -> Result<Vec<AgencyDocument>> {
    let tx = ctx.read().await?;
    documents_in(&tx, agencies).await
}

/// The agencies as documents, in the same order.
pub(crate) async fn documents_in(tx: &Tx, agencies: &[Agency]) -> Result<Vec<AgencyDocument>> {
    let ids: BTreeSet<AgencyId> = agencies.iter().map(|it| it.id).collect();
    let parents: BTreeSet<AgencyId> = agencies.iter().filter_map(|it| it.parent_id).collect();
    let people = agencies.iter().flat_map(|it| [it.primary_contact_id, it.alternate_contact_id]);
    let people = persons::codes(tx, &people.flatten().collect()).await?;
    let parents = codes(tx, &parents).await?;
    let chosen = agencies.iter().filter_map(|it| it.calendar_id).collect();
    let chosen = calendars::by_ids_in(tx, &chosen).await?;
    let chosen: BTreeMap<_, _> = chosen.into_iter().map(|it| (it.id, it.code)).collect();
    let mut aliases = store::aliases(tx, &ids).await?;
    let documents = agencies.iter().map(|it| AgencyDocument {
        code: it.code.clone(),
        parent: it.parent_id.and_then(|it| parents.get(&it).cloned()),
        name: it.name.clone(),
        aliases: aliases
            .remove(&it.id)
            .unwrap_or_default()
            .into_iter()
            .filter(|alias| *alias != it.name)
            .collect(),
        kind: it.kind,
        county_fips: it.county_fips.clone(),
        mission: it.mission.clone(),
        headcount: it.headcount,
        primary_contact: it.primary_contact_id.and_then(|it| people.get(&it).cloned()),
        alternate_contact: it.alternate_contact_id.and_then(|it| people.get(&it).cloned()),
        calendar: it.calendar_id.and_then(|it| chosen.get(&it).cloned()),
    });
    Ok(documents.collect())
}

/// The agencies that these texts name, by code or by any of their names.
pub(crate) async fn ids_by_name(
    tx: &Tx,
    names: &BTreeSet<&str>,
) -> Result<BTreeMap<String, AgencyId>> {
    let (in_use, retired): (Vec<Agency>, Vec<Agency>) =
        store::by_codes(tx, names).await?.into_iter().partition(|it| it.retired_at.is_none());
    let mut found: BTreeMap<String, AgencyId> =
        in_use.into_iter().map(|it| (it.code, it.id)).collect();
    let rest = names.iter().filter(|it| !found.contains_key(**it));
    let rest: BTreeMap<&str, String> = rest.map(|it| (*it, comparable(it))).collect();
    let by_name = store::by_names(tx, &rest.values().cloned().collect()).await?;
    for (name, comparable) in rest {
        if let Some(id) = by_name.get(&comparable) {
            found.insert(name.to_owned(), *id);
        }
    }
    // After a merger, the old code is a name of the other agency. Otherwise it means what it was.
    for agency in retired {
        found.entry(agency.code).or_insert(agency.id);
    }
    Ok(found)
}

/// Every agency, whether or not in use, in the order of the tree.
pub(crate) async fn all_in(tx: &Tx) -> Result<Vec<Agency>> {
    store::below(tx, "/").await
}

/// The codes of agencies, by id.
pub(crate) async fn codes(tx: &Tx, ids: &BTreeSet<AgencyId>) -> Result<BTreeMap<AgencyId, String>> {
    store::codes(tx, ids).await
}

/// What agencies are called, for callers that have checked that the actor may know.
pub(crate) async fn names_in(
    tx: &Tx,
    ids: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<AgencyId, String>> {
    store::names(tx, ids).await
}

/// Which agencies these are now: after a merger, the one that took over.
pub(crate) async fn now_in(
    tx: &Tx,
    ids: &BTreeSet<AgencyId>,
) -> Result<BTreeMap<AgencyId, AgencyId>> {
    let codes = store::codes(tx, ids).await?;
    let named = ids_by_name(tx, &codes.values().map(String::as_str).collect()).await?;
    let now = codes.into_iter().filter_map(|(id, code)| Some((id, *named.get(&code)?)));
    Ok(now.collect())
}

/// The agency at the top of the tree, if there is any.
pub(crate) async fn top(tx: &Tx) -> Result<Option<Agency>> {
    let all = store::below(tx, "/").await?;
    Ok(all.into_iter().find(|it| it.parent_id.is_none() && it.retired_at.is_none()))
}

/// The agency that this one is part of, if it is part of one.
pub(crate) async fn above_in(tx: &Tx, id: AgencyId) -> Result<Option<AgencyId>> {
    Ok(store::find(tx, id).await?.and_then(|it| it.parent_id))
}

/// The ids of an agency and all above it. None if there is no such agency.
pub(crate) async fn with_above(tx: &Tx, id: AgencyId) -> Result<BTreeSet<AgencyId>> {
    match store::find(tx, id).await? {
        Some(it) => {
            let above = store::above(tx, &it.path).await?;
            Ok(above.into_iter().map(|it| it.id).chain([id]).collect())
        }
        None => Ok(BTreeSet::new()),
    }
}

/// The ids of an agency and all below it.
pub(crate) async fn subtree_ids(tx: &Tx, id: AgencyId) -> Result<BTreeSet<AgencyId>> {
    match store::find(tx, id).await? {
        Some(agency) => store::ids_below(tx, &agency.path).await,
        None => Ok(BTreeSet::new()),
    }
}

/// The agency called `id`. One that the actor may not read is, to them, not there.
pub(crate) async fn find_readable(tx: &Tx, ctx: &Ctx, id: AgencyId) -> Result<Agency> {
    match store::find(tx, id).await? {
        Some(it) if ctx.actor.may(Permission::ReadAgencies, it.id) => Ok(it),
        _ => Err(Error::NotFound("agency")),
    }
}
