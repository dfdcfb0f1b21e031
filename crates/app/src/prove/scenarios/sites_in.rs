//! Which sites are in areas.

use std::sync::Arc;

use super::area::{Area, POINTS_MAX};
use crate::actor::Place;
use crate::ids::ItemId;
use crate::prove::recovery::{Board, Marks, current};
use crate::{Ctx, Error, Result};

/// The sites in some areas, as far as the actor may see them.
#[derive(Debug, Default)]
pub(super) struct SitesIn {
    /// How many are in each.
    pub(super) counts: Vec<u64>,
    /// Those that are in any.
    pub(super) sites: Vec<ItemId>,
    /// How many have no position, so that no area can hold them.
    pub(super) n_without_position: u64,
}

/// How many sites are in each of these areas, as far as the actor may see them. Empty if the areas
/// have more points together than a scenario can have.
pub async fn count_sites(ctx: &Ctx, areas: Vec<Area>) -> Result<Vec<u64>> {
    let n_points: usize = areas.iter().map(Area::n_points).sum();
    if POINTS_MAX < n_points {
        return Ok(Vec::new());
    }
    let board = current(ctx).await?;
    Ok(sites_in(ctx, &board, areas).await?.counts)
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
        if !ctx.actor.may(entry.kind.read_permission(), place) {
            continue;
        }
        match details.latitude.zip(details.longitude) {
            None => found.n_without_position += 1,
            Some(place) => places.push((entry.id, place)),
        }
    }
    let look = move || {
        for (id, (latitude, longitude)) in places {
            let mut is_in = false;
            for (area, count) in areas.iter().zip(&mut found.counts) {
                if area.holds(latitude, longitude) {
                    *count += 1;
                    is_in = true;
                }
            }
            found.sites.extend(is_in.then_some(id));
        }
        found
    };
    tokio::task::spawn_blocking(look).await.map_err(Error::internal)
}
