//! The order in which some items come back together, by the crews there are.

use std::sync::Arc;

use super::board::Board;
use super::crewed::{self, CrewedRow};
use super::current::current;
use super::names::Names;
use super::with_crews::CrewRow;
use crate::ids::ItemId;
use crate::{Ctx, Error, Result};

/// The order of recovery of these items and of all that they rest on, by start: what has the
/// tightest target and what others need comes first. None if they rest on too much for that.
///
/// What the actor may not know of is counted, and not named.
pub async fn in_order(ctx: &Ctx, ids: &[ItemId]) -> Result<Option<Vec<CrewRow>>> {
    in_order_on(ctx, &current(ctx).await?, ids).await
}

/// The same on a board on which something may be different.
pub(crate) async fn in_order_on(
    ctx: &Ctx,
    board: &Arc<Board>,
    ids: &[ItemId],
) -> Result<Option<Vec<CrewRow>>> {
    let mut nodes: Vec<u32> = ids.iter().filter_map(|it| board.node(*it)).collect();
    nodes.sort_unstable();
    nodes.dedup();
    ctx.see_anew();
    let apart = Arc::clone(board);
    let found = tokio::task::spawn_blocking(move || crewed::together(&apart, &nodes)).await;
    let Some(rows) = found.map_err(Error::internal)? else { return Ok(None) };
    let names = Names::of(ctx, named(board, &rows)).await?;
    Ok(Some(rows.iter().filter_map(|it| CrewRow::of(it, board, &names)).collect()))
}

/// Every item that the rows name.
fn named(board: &Board, rows: &[CrewedRow]) -> Vec<ItemId> {
    let nodes = rows.iter().flat_map(|it| [Some(it.node), it.after]).flatten();
    let entries: Vec<_> = nodes.filter_map(|it| board.entry(it)).collect();
    let own = entries.iter().map(|it| it.id);
    let sites = entries.iter().filter_map(|it| it.site_id);
    own.chain(sites).chain(entries.iter().flat_map(|it| it.takes())).collect()
}
