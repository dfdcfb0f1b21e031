//! Which sites are in areas.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::area::{Area, POINTS_MAX};
use crate::actor::Place;
use crate::ids::ItemId;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::{Board, Entry, Marks, current};
use crate::{Ctx, Error, Result};

/// The sites in some areas, as far as the actor may see them.
#[derive(Debug, Default)]
pub(super) struct SitesIn {
    /// How many are in each.
    pub(super) counts: Vec<u64>,
    /// Those that are in any.
    pub(super) sites: Vec<ItemId>,
    /// Those that are in any and that the actor may not see.
    pub(super) hidden: Vec<ItemId>,
    /// How many have no position, so that no area can hold them.
    pub(super) n_without_position: u64,
}

/// How many sites are in some areas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Areas {
    /// How many that the actor may see are in each. Empty if the areas have more points together than
    /// a scenario can have.
    pub counts: Vec<u64>,
    /// Of each, whether sites that they may see would be in it if latitude and longitude were
    /// exchanged, and none is as it is.
    pub exchanged: Vec<bool>,
    /// How many that they may not see are in any of them.
    pub n_hidden: u64,
}

/// How many sites are in these areas.
pub async fn count_sites(ctx: &Ctx, areas: Vec<Area>) -> Result<Areas> {
    let n_points: usize = areas.iter().map(Area::n_points).sum();
    if POINTS_MAX < n_points {
        return Ok(Areas::default());
    }
    let board = current(ctx).await?;
    let others: Vec<Area> = areas.iter().map(Area::exchanged).collect();
    let found = sites_in(ctx, &board, areas).await?;
    let n_hidden = u64::try_from(found.hidden.len()).unwrap_or(u64::MAX);
    let others = match found.counts.contains(&0) {
        true => sites_in(ctx, &board, others).await?.counts,
        false => Vec::new(),
    };
    let exchanged = found.counts.iter().zip(others).map(|(n, other)| *n == 0 && 0 < other);
    Ok(Areas { exchanged: exchanged.collect(), counts: found.counts, n_hidden })
}

/// How many services and processes that the actor may see stop when these sites are lost with all
/// that is there. People who work there are not counted.
pub(super) fn n_stopped(ctx: &Ctx, board: &Board, sites: &[ItemId]) -> u64 {
    if sites.is_empty() {
        return 0;
    }
    let sites: BTreeSet<ItemId> = sites.iter().copied().collect();
    let is_lost = |it: &Entry| {
        let is_there = it.site_id.is_some_and(|it| sites.contains(&it));
        let is_people = matches!(it.kind, Kind::Crew | Kind::Team);
        sites.contains(&it.id) || (is_there && !is_people)
    };
    let lost: Vec<u32> = board.all().filter(|it| is_lost(it.1)).map(|it| it.0).collect();
    let down = engine::blast(board.engine.model(), &lost).down;
    let is_seen = |it: &Entry| {
        let place = Place::Record(it.agency_id, it.id.into());
        matches!(it.kind, Kind::Service | Kind::Process)
            && ctx.actor.may(it.kind.read_permission(), place)
    };
    let seen = down.into_iter().filter(|it| board.entry(*it).is_some_and(is_seen));
    u64::try_from(seen.count()).unwrap_or(u64::MAX)
}

/// Looks them up. Very many points against very many sites take a while, so others go on meanwhile.
pub(super) async fn sites_in(ctx: &Ctx, board: &Arc<Board>, areas: Vec<Area>) -> Result<SitesIn> {
    if areas.is_empty() {
        return Ok(SitesIn::default());
    }
    let mut found = SitesIn { counts: vec![0; areas.len()], ..SitesIn::default() };
    let mut places = Vec::new();
    for (_, entry) in board.all() {
        let Marks::Site(details) = &entry.marks else { continue };
        let place = Place::Record(entry.agency_id, entry.id.into());
        let is_seen = ctx.actor.may(entry.kind.read_permission(), place);
        match details.latitude.zip(details.longitude) {
            None => found.n_without_position += u64::from(is_seen),
            Some(place) => places.push((entry.id, is_seen, place)),
        }
    }
    let look = move || {
        for (id, is_seen, (latitude, longitude)) in places {
            let mut is_in = false;
            for (area, count) in areas.iter().zip(&mut found.counts) {
                if area.holds(latitude, longitude) {
                    *count += u64::from(is_seen);
                    is_in = true;
                }
            }
            let of_it = if is_seen { &mut found.sites } else { &mut found.hidden };
            of_it.extend(is_in.then_some(id));
        }
        found
    };
    tokio::task::spawn_blocking(look).await.map_err(Error::internal)
}
