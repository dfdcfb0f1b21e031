//! Functions: where their people would sit, and whether there are enough of them.

use std::collections::{BTreeMap, BTreeSet};

use super::query::{FunctionQuery, FunctionSort};
use super::seating::{Floor, SeatStanding, Seated};
use super::sites::{agency_of, lost_in};
use crate::actor::Permission;
use crate::ids::{AgencyId, ItemId};
use crate::people::persons;
use crate::prepare::inspections::{self, SiteReadiness};
use crate::prepare::inventory::Kind;
use crate::prove::recovery::{Named, Names, View, current};
use crate::prove::scenarios::Scenario;
use crate::{Ctx, Page, Paging, Result};

/// A function with its seats and its people.
#[derive(Debug, Clone, PartialEq)]
pub struct Function {
    /// The process.
    pub process: Named,
    /// Whose it is.
    pub agency: (AgencyId, String),
    /// How soon it comes back, by importance.
    pub tier: Option<u8>,
    /// Whether it must go on within 12 hours, or comes back first of all.
    pub is_critical: bool,
    /// Where it works.
    pub home: Option<Named>,
    /// How many seats it needs elsewhere. None: nobody has said.
    pub seats: Option<u32>,
    /// Where it has some, and how many.
    pub seats_at: Vec<(Named, u32)>,
    /// How it stands with them.
    pub standing: SeatStanding,
    /// How many people it takes at least. None: nobody has said.
    pub people_min: Option<u32>,
    /// How many can do it, of those who still work here.
    pub n_people: u32,
    /// Who that is, by code.
    pub people: Vec<String>,
}

impl Function {
    /// How many seats it has.
    pub fn n_seats(&self) -> u32 {
        self.seats_at.iter().map(|it| it.1).fold(0, u32::saturating_add)
    }

    /// By how many people it is short.
    pub fn short(&self) -> u32 {
        self.people_min.unwrap_or(0).saturating_sub(self.n_people)
    }
}

/// Functions, and what they come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Functions {
    /// Those of the page.
    pub page: Page<Function>,
    /// The scenario, if one was named.
    pub scenario: Option<Scenario>,
    /// How many of all that were asked for are critical.
    pub n_critical: u64,
    /// How many of those would have no seat.
    pub n_without: u64,
    /// How many of all have fewer people than they take.
    pub n_short: u64,
}

/// The functions that the actor may see.
pub async fn functions(ctx: &Ctx, query: &FunctionQuery) -> Result<Functions> {
    let (scenario, lost) = lost_in(ctx, query.scenario.as_deref()).await?;
    let mut all = every(ctx, query.agencies.as_ref(), lost.as_ref()).await?;
    all.retain(|it| db::fold(&it.process.name).contains(&db::fold(&query.text)));
    let n = |holds: &dyn Fn(&Function) -> bool| all.iter().filter(|it| holds(it)).count() as u64;
    let n_critical = n(&|it| it.is_critical);
    let n_without = n(&|it| it.is_critical && it.standing.is_without());
    let n_short = n(&|it| 0 < it.short());
    all.retain(|it| !query.is_critical || it.is_critical);
    all.retain(|it| !query.is_without || it.standing.is_without());
    all.retain(|it| !query.is_short || 0 < it.short());
    all.retain(|it| query.standing.is_none_or(|standing| standing == it.standing));
    sort(&mut all, query);
    let n_items = all.len() as u64;
    let page = query.paging.of(query.paging.part(all), n_items);
    Ok(Functions { page, scenario, n_critical, n_without, n_short })
}

/// The functions of one agency that say how many seats or people they take, those first that are
/// back first.
pub async fn functions_of(ctx: &Ctx, agency_id: AgencyId, n_max: u32) -> Result<Vec<Function>> {
    let query = FunctionQuery {
        agencies: Some([agency_id].into()),
        paging: Paging { number: 1, size: n_max },
        ..FunctionQuery::default()
    };
    let mut found = functions(ctx, &query).await?.page.items;
    found.retain(|it| it.is_critical || it.seats.is_some() || it.people_min.is_some());
    Ok(found)
}

async fn every(
    ctx: &Ctx,
    agencies: Option<&BTreeSet<AgencyId>>,
    lost: Option<&BTreeSet<ItemId>>,
) -> Result<Vec<Function>> {
    let board = current(ctx).await?;
    let view = View::of(ctx, &board, Kind::Process.read_permission(), None)?;
    let floor = Floor::of(&board, lost);
    let is_asked = |it: AgencyId| agencies.is_none_or(|all| all.contains(&it));
    let seen = |it: &&Seated<'_>| {
        view.holds(board.place(it.node), it.entry) && is_asked(it.entry.agency_id)
    };
    let functions: Vec<&Seated<'_>> = floor.functions.iter().filter(seen).collect();
    let sites: BTreeSet<ItemId> = functions
        .iter()
        .flat_map(|it| floor.seats_of(it))
        .filter_map(|(node, _)| Some(board.entry(node)?.id))
        .collect();
    let of_functions = functions.iter().flat_map(|it| [Some(it.entry.id), it.entry.site_id]);
    let ids: BTreeSet<ItemId> = of_functions.flatten().chain(sites.iter().copied()).collect();
    let names = Names::of(ctx, ids).await?;
    let tx = ctx.read().await?;
    let (last, limit) = inspections::last_of(&tx, &sites).await?;
    let there = still_here(&tx, &functions).await?;
    drop(tx);
    let today = ctx.now.date_naive();
    let readiness = |id: ItemId| Some(SiteReadiness::of(last.get(&id), today, &limit));
    let function = |it: &&Seated<'_>| {
        let people: Vec<String> =
            it.manning.people.iter().filter(|it| there.contains(*it)).cloned().collect();
        let at = floor.seats_of(it).into_iter();
        Function {
            process: names.named(it.entry.id),
            agency: agency_of(ctx, &board, it.entry),
            tier: it.entry.tier,
            is_critical: floor.is_critical(it),
            home: it.entry.site_id.map(|it| names.named(it)),
            seats: it.manning.seats,
            seats_at: at
                .filter_map(|(node, n)| Some((names.named(board.entry(node)?.id), n)))
                .collect(),
            standing: floor.standing(it, lost, &readiness),
            people_min: it.manning.people_min,
            n_people: u32::try_from(people.len()).unwrap_or(u32::MAX),
            people,
        }
    };
    Ok(functions.iter().map(function).collect())
}

/// Of all who can do something, those who have not left.
async fn still_here(tx: &db::Tx, functions: &[&Seated<'_>]) -> Result<BTreeSet<String>> {
    let codes: BTreeSet<&str> =
        functions.iter().flat_map(|it| &it.manning.people).map(String::as_str).collect();
    let found: BTreeMap<String, bool> = persons::by_codes(tx, &codes)
        .await?
        .into_iter()
        .map(|it| (it.code, it.retired_at.is_none()))
        .collect();
    Ok(found.into_iter().filter(|it| it.1).map(|it| it.0).collect())
}

fn sort(all: &mut [Function], query: &FunctionQuery) {
    let name = |it: &Function| (db::fold(&it.process.name), it.process.id);
    all.sort_by(|a, b| {
        let order = match query.sort {
            FunctionSort::Tier => (a.tier.unwrap_or(u8::MAX), !a.is_critical)
                .cmp(&(b.tier.unwrap_or(u8::MAX), !b.is_critical)),
            FunctionSort::Name => std::cmp::Ordering::Equal,
            FunctionSort::Standing => a.standing.cmp(&b.standing),
            FunctionSort::Seats => a.seats.cmp(&b.seats),
            FunctionSort::Short => a.short().cmp(&b.short()),
        };
        let order = order.then_with(|| name(a).cmp(&name(b)));
        if query.descending { order.reverse() } else { order }
    });
}

/// What it takes to see functions.
pub const READ: Permission = Kind::Process.read_permission();
