//! Narrowing a list to an agency, and choosing one in a form.

use std::collections::BTreeSet;

use app::actor::{Permission, Scope};
use app::ids::AgencyId;
use app::people::agencies::{self, Agency};
use app::{Ctx, Paging};
use uuid::Uuid;

use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::List;
use crate::layout::lists::Filter;
use crate::people::form::Typed;

/// So many agencies fit into a list to choose from; of more, one is found by its name.
const AGENCIES_MAX: u32 = 60;

/// The agencies to choose from.
#[derive(Debug)]
pub(crate) enum Offered {
    /// All of them.
    Few(Vec<Agency>),
    /// Too many for a list.
    Many,
}

/// The agencies to choose from.
pub(crate) async fn offered_agencies(ctx: &Ctx) -> Answer<Offered> {
    if !ctx.actor.may_somewhere(Permission::ReadAgencies) {
        return Ok(Offered::Few(Vec::new()));
    }
    let some =
        |size| agencies::Query { paging: Paging { number: 1, size }, ..agencies::Query::default() };
    // To know that they are many takes one of them.
    if u64::from(AGENCIES_MAX) < agencies::list(ctx, &some(1)).await?.n_items {
        return Ok(Offered::Many);
    }
    Ok(Offered::Few(agencies::list(ctx, &some(AGENCIES_MAX)).await?.items))
}

/// The agency that an address means, by id, code or name.
async fn agency_named(ctx: &Ctx, named: &str) -> Answer<Option<AgencyId>> {
    if let Ok(id) = named.parse() {
        return Ok(Some(id));
    }
    match agencies::meant(ctx, named).await {
        Ok(agency) => Ok(Some(agency.id)),
        Err(app::Error::NotFound(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The same, and the id of none if there is no such agency: nothing belongs to that.
pub(crate) async fn agency_or_nobody(ctx: &Ctx, named: &str) -> Answer<AgencyId> {
    Ok(agency_named(ctx, named).await?.unwrap_or(Uuid::nil().into()))
}

/// The agency that an address means, and all below it.
pub(crate) async fn agencies_below(ctx: &Ctx, named: &str) -> Answer<BTreeSet<AgencyId>> {
    let Some(id) = agency_named(ctx, named).await? else { return Ok(BTreeSet::new()) };
    match agencies::subtree(ctx, id).await {
        Err(app::Error::NotFound(_)) => Ok(BTreeSet::new()),
        below => Ok(below?),
    }
}

/// The agencies that the filter of a list asks for, if it asks for any.
pub(crate) async fn agencies_asked(ctx: &Ctx, list: &List) -> Answer<Option<BTreeSet<AgencyId>>> {
    match list.filter("agency") {
        Some(named) => Ok(Some(agencies_below(ctx, named).await?)),
        None => Ok(None),
    }
}

/// The filter by agency, where there is more than one.
pub(crate) fn agency_filter(offered: &Offered) -> Option<Filter<'_>> {
    let filter = Filter { name: "agency", label: "Agency", ..Filter::default() };
    let Offered::Few(agencies) = offered else {
        return Some(Filter { lookup: Some("/search.json?kind=agency"), ..filter });
    };
    let choices = agencies.iter().map(|it| {
        let depth = it.path.matches('/').count().saturating_sub(2);
        Choice::new(it.code.as_str(), format!("{}{}", "– ".repeat(depth), it.name))
    });
    (1 < agencies.len()).then(|| Filter { choices: choices.collect(), ..filter })
}

/// The agencies in which the actor has a permission.
pub(crate) async fn agencies_with(ctx: &Ctx, permission: Permission) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(permission) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

/// Where there is only one agency to choose, it is chosen unless something else is typed.
pub(crate) fn choose_only(typed: &mut Typed, agencies: &[Agency]) {
    if let [only] = agencies {
        typed.entry("agency".to_owned()).or_insert_with(|| only.code.clone());
    }
}
