//! How many sites are in areas.

use super::area::Area;
use crate::actor::Place;
use crate::prove::recovery::{Marks, current};
use crate::{Ctx, Result};

/// How many sites are in each of these areas, as far as the actor may see them.
pub async fn count_sites(ctx: &Ctx, areas: &[Area]) -> Result<Vec<u64>> {
    if areas.is_empty() {
        return Ok(Vec::new());
    }
    let board = current(ctx).await?;
    let mut counts = vec![0; areas.len()];
    for (_, entry) in board.all() {
        let Marks::Site(details) = &entry.marks else { continue };
        let place = Place::Record(entry.agency_id, entry.id.into());
        let Some((latitude, longitude)) = details.latitude.zip(details.longitude) else { continue };
        if !ctx.actor.may(entry.kind.read_permission(), place) {
            continue;
        }
        for (area, count) in areas.iter().zip(&mut counts) {
            *count += u64::from(area.holds(latitude, longitude));
        }
    }
    Ok(counts)
}
