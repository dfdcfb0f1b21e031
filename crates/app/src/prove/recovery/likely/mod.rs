//! How likely an item is back in time, and what that hangs on: its recovery alone, in the order that
//! its page shows, tried thousands of times with steps that take longer or shorter.
//!
//! `spread` says how long a step may take and from what that is known, `reckon` tries it in the numbers
//! of the board, and `told` gives these their names again.

mod reckon;
mod sentence;
mod spread;
mod told;

pub use sentence::cases;
pub use spread::{KnownFrom, REPEATS_MAX};
pub use told::{Likely, LikelyAnswer, LikelyCrew, LikelyOdds, LikelyStep, LikelySwing, LikelyTime};

pub(crate) use spread::spread;

use std::sync::Arc;

use self::reckon::{Reckoned, reckon};
use super::board::Board;
use super::crewed::cone;
use super::current::current;
use super::missing::times_to_give;
use super::names::Names;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Proof};
use crate::{Ctx, Error, Result};

/// How many trials there are at most.
pub const LIKELY_TRIALS_MAX: u64 = reckon::TRIALS_MAX;

/// How likely the item called `id` is back in time, and what that hangs on.
///
/// What the actor may not know of counts, and is not named.
pub async fn likely(ctx: &Ctx, id: ItemId) -> Result<Likely> {
    let item = inventory::show(ctx, id).await?;
    if !inventory::reads(ctx, &item) || !item.kind().is_restored() {
        return Err(Error::NotFound("record"));
    }
    item.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let found = known(ctx, &board, node).await?;
    let named = found.nodes().into_iter().chain([node]).collect::<Vec<_>>();
    let names = Names::of(ctx, board.ids(&named)).await?;
    let missing = match &*found {
        Reckoned::Missing(nodes) => times_to_give(ctx, &board, nodes).await?,
        _ => Vec::new(),
    };
    Ok(Likely::of((&board, node), &found, &names, missing))
}

/// What was reckoned, kept until something in the inventory changes.
async fn known(ctx: &Ctx, board: &Arc<Board>, node: u32) -> Result<Arc<Reckoned>> {
    if let Some(known) = board.crewed.known(node, 0) {
        return Ok(known);
    }
    let measured = inventory::measured(ctx, &measured_once(board, node)).await?;
    // It takes longer than a page may, so it keeps nobody else waiting, and no snapshot.
    ctx.see_anew();
    let apart = Arc::clone(board);
    let found = tokio::task::spawn_blocking(move || reckon(&apart, node, &measured)).await;
    let found = Arc::new(found.map_err(Error::internal)?);
    board.crewed.keep(node, 0, Arc::clone(&found));
    Ok(found)
}

/// What `node` rests on whose last proof is a recovery that was measured: of these there may be more.
fn measured_once(board: &Board, node: u32) -> Vec<ItemId> {
    let nodes = cone(board.engine.model(), &[node]).unwrap_or_default();
    let entries = nodes.into_iter().filter_map(|it| board.entry(it));
    let is_measured = |it: &Proof| it.source.is_measured() && it.measured.is_some();
    let measured = entries.filter(|it| it.recovery.proof.as_ref().is_some_and(is_measured));
    measured.map(|it| it.id).collect()
}
