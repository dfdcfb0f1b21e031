//! What stops when something fails.

use super::current::current;
use super::names::{Named, Names};
use crate::actor::Place;
use crate::ids::ItemId;
use crate::{Ctx, Result};

/// For each of `ids`, the most important of those with a target that stop when it alone fails, as
/// far as the actor may read them: at most `n_max`, and not itself.
pub async fn stopped_by(ctx: &Ctx, ids: &[ItemId], n_max: usize) -> Result<Vec<Vec<Named>>> {
    let board = current(ctx).await?;
    let model = board.engine.model();
    let stopped = |id: &ItemId| {
        let Some(node) = board.node(*id) else { return Vec::new() };
        // Nodes are in the order of importance, and so is what is down.
        let down = engine::blast(model, &[node]).down;
        let may_read = |it: u32| {
            board.entry(it).is_some_and(|it| {
                let place = Place::Record(it.agency_id, it.id.into());
                ctx.actor.may(it.kind.read_permission(), place)
            })
        };
        let counted =
            |it: &u32| *it != node && model.node(*it).target_rto.is_some() && may_read(*it);
        let most: Vec<u32> = down.into_iter().filter(counted).take(n_max).collect();
        board.ids(&most)
    };
    let stopped: Vec<Vec<ItemId>> = ids.iter().map(stopped).collect();
    let names = Names::of(ctx, stopped.iter().flatten().copied()).await?;
    Ok(stopped.iter().map(|ids| ids.iter().map(|it| names.named(*it)).collect()).collect())
}
