//! Where things are: sites, what is at each, and how far apart they are.

use std::collections::BTreeMap;

use crate::ids::ItemId;
use crate::prepare::inventory::{
    self, Details, Kind, SiteDetails, SiteRole, kilometers, shared_hazards,
};
use crate::prove::recovery::{Board, Entry, Marks, Named, Names, View, current};
use crate::{Ctx, Error, Result};

/// A site, and what is there.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteLine {
    /// Which.
    pub site: Named,
    /// What it is and where.
    pub details: SiteDetails,
    /// How many services are there.
    pub n_services: u64,
    /// How many things of all kinds are there.
    pub n_items: u64,
}

/// A county with sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// Its five-digit FIPS code; empty for sites without one.
    pub fips: String,
    /// How many sites are there.
    pub n_sites: u64,
    /// How many services are there.
    pub n_services: u64,
}

/// How far two sites are apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// One of them.
    pub from: Named,
    /// The other.
    pub to: Named,
    /// In kilometers, if both positions are known.
    pub km: Option<f64>,
    /// What threatens both.
    pub shared_hazards: Vec<String>,
}

/// A site with what it hosts.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteFacts {
    /// How many things of each kind are there that the actor may see.
    pub hosted: BTreeMap<Kind, u64>,
    /// How many services and processes depend on the site or on something there.
    pub n_dependents: u64,
    /// How far it is to each other data center and storage site.
    pub distances: Vec<Distance>,
}

/// What the site called `id` hosts, and how far it is from others.
pub async fn site(ctx: &Ctx, id: ItemId) -> Result<SiteFacts> {
    let item = inventory::show(ctx, id).await?;
    let Details::Site(details) = &item.details else { return Err(Error::NotFound("site")) };
    let board = current(ctx).await?;
    let may_see = |it: &Entry| {
        let place = crate::actor::Place::Record(it.agency_id, it.id.into());
        ctx.actor.may(it.kind.read_permission(), place)
    };
    let here: Vec<(u32, &Entry)> =
        board.all().filter(|(_, it)| it.site_id == Some(id) || it.id == id).collect();
    let mut hosted = BTreeMap::new();
    for (_, entry) in here.iter().filter(|(_, it)| it.id != id && may_see(it)) {
        *hosted.entry(entry.kind).or_insert(0) += 1;
    }
    let reached = super::providers::dependents(&board, here.iter().map(|it| it.0).collect());
    let reached = reached.into_iter().filter_map(|it| board.entry(it));
    let is_counted = |it: &&Entry| matches!(it.kind, Kind::Service | Kind::Process) && may_see(it);
    let others: Vec<(ItemId, &SiteDetails)> = sites(&board)
        .filter(|(_, it, details)| it.id != id && may_see(it) && is_recovery_site(details))
        .map(|(_, it, details)| (it.id, details))
        .collect();
    let names = Names::of(ctx, others.iter().map(|it| it.0).chain([id])).await?;
    let distances =
        others.into_iter().map(|(other, to)| distance(&names, (id, details), (other, to)));
    Ok(SiteFacts {
        hosted,
        n_dependents: reached.filter(is_counted).count() as u64,
        distances: distances.collect(),
    })
}

fn distance(
    names: &Names,
    (from, one): (ItemId, &SiteDetails),
    (to, other): (ItemId, &SiteDetails),
) -> Distance {
    let position = |it: &SiteDetails| it.latitude.zip(it.longitude);
    let km = position(one).zip(position(other)).map(|(a, b)| kilometers(a, b));
    let shared_hazards = shared_hazards(one, other);
    Distance { from: names.named(from), to: names.named(to), km, shared_hazards }
}

fn is_recovery_site(details: &SiteDetails) -> bool {
    let role = details.site_role;
    role.is_some_and(|it| !matches!(it, SiteRole::Office | SiteRole::Hub))
}

fn is_data_center(details: &SiteDetails) -> bool {
    use SiteRole::{AlternateDataCenter, AlternateStorage, PrimaryDataCenter};
    matches!(details.site_role, Some(PrimaryDataCenter | AlternateDataCenter | AlternateStorage))
}

/// Every site of the board.
fn sites(board: &Board) -> impl Iterator<Item = (u32, &Entry, &SiteDetails)> {
    board.all().filter_map(|(node, it)| match &it.marks {
        Marks::Site(details) => Some((node, it, &**details)),
        _ => None,
    })
}

/// The sites of what counts, with what is there; the counties that they are in; and how far the data
/// centers among them are apart.
pub(super) async fn places(
    ctx: &Ctx,
    board: &Board,
    view: &View,
) -> Result<(Vec<SiteLine>, Vec<County>, Vec<Distance>)> {
    let mut counts: BTreeMap<ItemId, (u64, u64)> = BTreeMap::new();
    for (node, entry) in board.all().filter(|(node, it)| view.holds(board.place(*node), it)) {
        if let Some(site) = entry.site_id.filter(|it| board.node(*it).is_some()) {
            let count = counts.entry(site).or_default();
            count.0 += u64::from(board.entry(node).is_some_and(|it| it.kind == Kind::Service));
            count.1 += 1;
        }
    }
    // Sites of others count as well if something that counts is there.
    let shown: Vec<_> = sites(board)
        .filter(|(node, it, _)| view.holds(board.place(*node), it) || counts.contains_key(&it.id))
        .collect();
    let names = Names::of(ctx, shown.iter().map(|it| it.1.id)).await?;
    let mut counties: BTreeMap<&str, County> = BTreeMap::new();
    let mut lines = Vec::with_capacity(shown.len());
    for (_, entry, details) in &shown {
        let (n_services, n_items) = counts.get(&entry.id).copied().unwrap_or_default();
        let fips = details.county_fips.as_str();
        let county = counties.entry(fips).or_insert_with(|| County {
            fips: fips.to_owned(),
            n_sites: 0,
            n_services: 0,
        });
        county.n_sites += 1;
        county.n_services += n_services;
        let site = names.named(entry.id);
        lines.push(SiteLine { site, details: (*details).clone(), n_services, n_items });
    }
    let centers: Vec<_> = shown.iter().filter(|it| is_data_center(it.2)).collect();
    let mut distances = Vec::new();
    for (at, one) in centers.iter().enumerate() {
        for other in centers.iter().skip(at + 1) {
            distances.push(distance(&names, (one.1.id, one.2), (other.1.id, other.2)));
        }
    }
    lines.sort_by(|a, b| b.n_items.cmp(&a.n_items).then_with(|| a.site.name.cmp(&b.site.name)));
    Ok((lines, counties.into_values().collect(), distances))
}
