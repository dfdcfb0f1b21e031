//! What stands behind a service: itself and all that it needs, directly or not.

use std::collections::BTreeSet;

use super::scenario::{PARTS_MAX, Part};
use crate::ids::ItemId;
use crate::prepare::inventory;
use crate::prove::recovery::{Board, current};
use crate::{Ctx, Error, Refusal, Result};

const TOO_MUCH: Refusal = Refusal::new(
    "scenario.too_much",
    "More than 1,000 things stand behind it. Say what is lost instead.",
);

/// The item called `id` and all that it needs, directly or not, by kind and code and by id: whoever
/// may see the item learns in which order all of that comes back.
pub async fn behind(ctx: &Ctx, id: ItemId) -> Result<Vec<(Part, ItemId)>> {
    inventory::show(ctx, id).await?.in_use()?;
    let board = current(ctx).await?;
    let node = board.node(id).ok_or(Error::NotFound("record"))?;
    let nodes = needed(&board, node);
    if PARTS_MAX < nodes.len() {
        return Err(TOO_MUCH.into());
    }
    let part = |node: u32| {
        let entry = board.entry(node)?;
        Some((Part { kind: entry.kind, code: entry.code.clone() }, entry.id))
    };
    Ok(nodes.into_iter().filter_map(part).collect())
}

fn needed(board: &Board, node: u32) -> BTreeSet<u32> {
    let model = board.engine.model();
    let (mut found, mut open) = (BTreeSet::from([node]), vec![node]);
    while let Some(node) = open.pop() {
        let soft = model.soft_needs(node).map(|it| it.0);
        let needs: Vec<u32> = model.hard_needs(node).iter().copied().chain(soft).collect();
        open.extend(needs.into_iter().filter(|it| found.insert(*it)));
    }
    found
}
