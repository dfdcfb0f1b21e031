//! Work sites: how many seats there are, who counts on them, and whether they are ready.

use std::collections::BTreeSet;

use super::query::{SiteQuery, SiteSort};
use super::seating::Floor;
use crate::actor::{Permission, Place};
use crate::ids::{AgencyId, ItemId};
use crate::prepare::inspections::{self, SiteReadiness};
use crate::prepare::inventory::SiteRole;
use crate::prove::recovery::{Board, Entry, Named, Names, current};
use crate::prove::scenarios::{self, Scenario};
use crate::{Ctx, Page, Result};

/// A site at which people could work when theirs is lost.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkSite {
    /// The site.
    pub site: Named,
    /// Whose it is.
    pub agency: (AgencyId, String),
    /// What it is for.
    pub role: Option<SiteRole>,
    /// How many people can work there, if somebody said.
    pub seats: Option<u32>,
    /// How many seats are counted on.
    pub asked: u32,
    /// By whom, as far as the actor may know, the most first.
    pub agencies: Vec<(AgencyId, String, u32)>,
    /// Whether others count on them of whom the actor may not know.
    pub has_others: bool,
    /// For how many functions.
    pub n_functions: u32,
    /// Whether the scenario takes it as well.
    pub is_lost: bool,
    /// Whether people could work there today.
    pub readiness: SiteReadiness,
}

/// Work sites, and what they are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkSites {
    /// Those of the page.
    pub page: Page<WorkSite>,
    /// The scenario, if one was named.
    pub scenario: Option<Scenario>,
    /// On how many of all that were asked for more people count than there are seats.
    pub n_overbooked: u64,
    /// How many of them are not ready.
    pub n_not_ready: u64,
}

impl WorkSite {
    /// How many seats are left. Negative: so many people have none.
    pub fn left(&self) -> i64 {
        let there = if self.is_lost { 0 } else { self.seats.unwrap_or(0) };
        i64::from(there) - i64::from(self.asked)
    }

    /// Whether more people count on seats than there are.
    pub fn is_overbooked(&self) -> bool {
        self.left() < 0
    }

    /// Whether that is because several agencies count on the same seats.
    pub fn is_double_booked(&self) -> bool {
        self.is_overbooked() && 1 < self.agencies.len() + usize::from(self.has_others)
    }
}

/// The scenario called `code`, and the sites that it takes.
pub(super) async fn lost_in(
    ctx: &Ctx,
    code: Option<&str>,
) -> Result<(Option<Scenario>, Option<BTreeSet<ItemId>>)> {
    let Some(code) = code else { return Ok((None, None)) };
    let scenario = scenarios::by_code(ctx, code).await?;
    let losses = scenarios::losses(ctx, &scenario).await?;
    let lost = losses.lost.iter().chain(&losses.sites).map(|it| it.id).collect();
    Ok((Some(scenario), Some(lost)))
}

/// The work sites that the actor may see, or on which an agency of theirs counts.
pub async fn work_sites(ctx: &Ctx, query: &SiteQuery) -> Result<WorkSites> {
    ctx.require_scope(Permission::ReadInventory)?;
    let (scenario, lost) = lost_in(ctx, query.scenario.as_deref()).await?;
    let board = current(ctx).await?;
    let floor = Floor::of(&board, lost.as_ref());
    let sees = |it: AgencyId| ctx.actor.may(Permission::ReadInventory, Place::Agency(it));
    let mut found = Vec::new();
    for (node, entry, details) in floor.sites() {
        let demand = floor.demand.get(&node).cloned().unwrap_or_default();
        let own = ctx
            .actor
            .may(Permission::ReadInventory, Place::Record(entry.agency_id, entry.id.into()));
        let is_asked = |it: &AgencyId| query.agencies.as_ref().is_none_or(|all| all.contains(it));
        let concerns = own && is_asked(&entry.agency_id)
            || demand.agencies.keys().any(|it| sees(*it) && is_asked(it));
        if concerns {
            found.push((entry, details, demand));
        }
    }
    let ids: BTreeSet<ItemId> = found.iter().map(|it| it.0.id).collect();
    let names = Names::of(ctx, ids.iter().copied()).await?;
    let (last, limit) = inspections::last_of(&*ctx.read().await?, &ids).await?;
    let today = ctx.now.date_naive();
    let mut all: Vec<WorkSite> = Vec::new();
    for (entry, details, demand) in found {
        let known = |it: &AgencyId| ctx.actor.may(Permission::ReadAgencies, *it);
        let shown = demand.agencies.iter().filter(|it| known(it.0));
        let mut agencies: Vec<(AgencyId, String, u32)> =
            shown.map(|(id, n)| (*id, agency_name(&board, *id), *n)).collect();
        agencies.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.1.cmp(&b.1)));
        all.push(WorkSite {
            site: names.named(entry.id),
            agency: agency_of(ctx, &board, entry),
            role: details.site_role,
            seats: details.seats,
            asked: demand.asked(),
            has_others: agencies.len() < demand.agencies.len(),
            agencies,
            n_functions: demand.n_functions,
            is_lost: lost.as_ref().is_some_and(|it| it.contains(&entry.id)),
            readiness: SiteReadiness::of(last.get(&entry.id), today, &limit),
        });
    }
    all.retain(|it| db::fold(&it.site.name).contains(&db::fold(&query.text)));
    let (n_overbooked, n_not_ready) = (
        all.iter().filter(|it| it.is_overbooked()).count() as u64,
        all.iter().filter(|it| !it.readiness.is_ready()).count() as u64,
    );
    all.retain(|it| query.is_ready.is_none_or(|ready| ready == it.readiness.is_ready()));
    all.retain(|it| !query.is_overbooked || it.is_overbooked());
    sort(&mut all, query);
    let n_items = all.len() as u64;
    let page = query.paging.of(query.paging.part(all), n_items);
    Ok(WorkSites { page, scenario, n_overbooked, n_not_ready })
}

fn sort(all: &mut [WorkSite], query: &SiteQuery) {
    let by_name = |a: &WorkSite, b: &WorkSite| {
        (db::fold(&a.site.name), a.site.id).cmp(&(db::fold(&b.site.name), b.site.id))
    };
    all.sort_by(|a, b| {
        let order = match query.sort {
            SiteSort::Name => std::cmp::Ordering::Equal,
            SiteSort::Seats => a.seats.cmp(&b.seats),
            SiteSort::Asked => a.asked.cmp(&b.asked),
            SiteSort::Left => a.left().cmp(&b.left()),
        };
        let order = order.then_with(|| by_name(a, b));
        if query.descending { order.reverse() } else { order }
    });
}

/// What an agency is called.
pub(super) fn agency_name(board: &Board, id: AgencyId) -> String {
    board.agencies.get(id).map(|it| it.name.clone()).unwrap_or_default()
}

/// Whose an item is, with the name as far as the actor may know it.
pub(super) fn agency_of(ctx: &Ctx, board: &Board, entry: &Entry) -> (AgencyId, String) {
    let id = entry.agency_id;
    match ctx.actor.may(Permission::ReadAgencies, id) {
        true => (id, agency_name(board, id)),
        false => (id, String::new()),
    }
}
