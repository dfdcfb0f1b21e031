//! Which needs decide when something is back.

use std::collections::BTreeSet;

use super::current::current;
use crate::ids::ItemId;
use crate::{Ctx, Result};

/// The needs on the chain that decides when the item called `id` is back: who needs, and what. It
/// names nothing: who may see a need may see that it is one of these.
pub async fn binding(ctx: &Ctx, id: ItemId) -> Result<BTreeSet<(ItemId, ItemId)>> {
    let board = current(ctx).await?;
    let Some(node) = board.node(id) else { return Ok(BTreeSet::new()) };
    let engine = &board.engine;
    let chain = engine::chain(engine.model(), engine.analysis(), node);
    let item = |node: u32| board.entry(node).map(|it| it.id);
    // From the first that is restored to the one asked about: each waits for the one before.
    let pairs = chain.iter().zip(chain.iter().skip(1));
    Ok(pairs
        .filter_map(|(needed, needer)| Some((item(needer.node)?, item(needed.node)?)))
        .collect())
}
