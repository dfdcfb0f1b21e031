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

use tokio::sync::OnceCell;

use self::reckon::{Reckoned, reckon};
use super::board::Board;
use super::crewed::cone;
use super::current::current;
use super::missing::times_to_give;
use super::names::Names;
use crate::ids::ItemId;
use crate::prepare::inventory::{self, Proof};
use crate::{Ctx, Error, Refusal, Result};

/// How many trials there are at most.
pub const LIKELY_TRIALS_MAX: u64 = reckon::TRIALS_MAX;

const TOO_MANY: Refusal = Refusal::new(
    "likely.too_many",
    "Too many ask at once how likely something is back in time. Try again in a minute.",
);

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

/// What was reckoned, kept until something in the inventory changes. Whoever asks the same meanwhile
/// waits for the one who computes it.
async fn known(ctx: &Ctx, board: &Arc<Board>, node: u32) -> Result<Arc<Reckoned>> {
    let place = board.crewed.place::<OnceCell<Arc<Reckoned>>>(node, 0);
    if let Some(known) = place.get() {
        return Ok(Arc::clone(known));
    }
    // It takes longer than a page may, so it keeps nobody else waiting, and no snapshot.
    ctx.see_anew();
    let found = place.get_or_try_init(|| tried(ctx, board, node)).await?;
    Ok(Arc::clone(found))
}

/// Tries it as soon as there is a place to compute.
async fn tried(ctx: &Ctx, board: &Arc<Board>, node: u32) -> Result<Arc<Reckoned>> {
    let Ok(ticket) = ctx.platform.likely.enter_in_request() else { return Err(TOO_MANY.into()) };
    let place = ticket.own_place().await?;
    let measured = inventory::measured(ctx, &measured_once(board, node)).await?;
    ctx.see_anew();
    let apart = Arc::clone(board);
    let compute = move || {
        let found = reckon(&apart, node, &measured);
        // If whoever asked did not wait for it, others have their turn only now.
        drop(place);
        found
    };
    let found = tokio::task::spawn_blocking(compute).await;
    Ok(Arc::new(found.map_err(Error::internal)?))
}

/// What `node` rests on whose last proof is a recovery that was measured: of these there may be more.
fn measured_once(board: &Board, node: u32) -> Vec<ItemId> {
    let nodes = cone(board.engine.model(), &[node]).unwrap_or_default();
    let entries = nodes.into_iter().filter_map(|it| board.entry(it));
    let is_measured = |it: &Proof| it.source.is_measured() && it.measured.is_some();
    let measured = entries.filter(|it| it.recovery.proof.as_ref().is_some_and(is_measured));
    measured.map(|it| it.id).collect()
}
