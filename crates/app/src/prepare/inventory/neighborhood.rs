//! What stands around an item: what it needs and who needs it, step by step.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use db::Tx;

use super::need::Need;
use super::read::{find_readable, knows, reads};
use super::{Item, need_store as needs, store};
use crate::ids::ItemId;
use crate::{Ctx, Result};

/// Items around one, and the needs between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighborhood {
    /// The items, the one in the middle first.
    pub items: Vec<Item>,
    /// The needs between them.
    pub needs: Vec<Need>,
    /// Whether there is more that is not shown.
    pub is_cut: bool,
}

/// How far to look from an item. Each way has room of its own, and the nearest come first: so
/// nothing that few steps show is taken away by more steps, in either direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// How many steps towards what it needs.
    pub down: u32,
    /// How many steps towards who needs it.
    pub up: u32,
    /// How many items at most in each direction.
    pub items_max: usize,
}

/// What stands around the item called `id`: what it needs as far as the actor may
/// know of it (`knows`), and who needs it as far as the actor may read that.
pub async fn neighborhood(ctx: &Ctx, id: ItemId, steps: Steps) -> Result<Neighborhood> {
    let tx = ctx.read().await?;
    let middle = find_readable(&tx, ctx, id).await?;
    let (below, is_cut_below) = reached(&tx, ctx, id, (steps, true)).await?;
    let (above, is_cut_above) = reached(&tx, ctx, id, (steps, false)).await?;
    let mut shown = BTreeSet::new();
    let mut items: Vec<Item> = iter::once(middle).chain(below).chain(above).collect();
    // In a circle, what it needs is also who needs it.
    items.retain(|it| shown.insert(it.id));

    let order: Vec<ItemId> = items.iter().map(|it| it.id).collect();
    let between = needs::by_from(&tx, &order).await?;
    let needs = between.into_iter().filter(|it| shown.contains(&it.to_id)).collect();
    Ok(Neighborhood { items, needs, is_cut: is_cut_below || is_cut_above })
}

/// What is reached from `id` in one direction, the nearest first, and whether there is more that
/// is not shown.
async fn reached(
    tx: &Tx,
    ctx: &Ctx,
    id: ItemId,
    (steps, is_down): (Steps, bool),
) -> Result<(Vec<Item>, bool)> {
    let room = u64::try_from(steps.items_max).unwrap_or(u64::MAX);
    let mut seen = BTreeSet::from([id]);
    let mut reached: Vec<Item> = Vec::new();
    let mut is_cut = false;
    let mut edge = vec![id];
    for _ in 0..if is_down { steps.down } else { steps.up } {
        let around = if is_down {
            needs::by_from(tx, &edge).await?
        } else {
            needs::by_to_all(tx, &edge, room + 1).await?
        };
        let others = around.iter().map(|it| if is_down { it.to_id } else { it.from_id });
        let others: Vec<ItemId> = others.filter(|it| seen.insert(*it)).collect();
        let mut items: BTreeMap<ItemId, Item> =
            store::by_ids(tx, &others).await?.into_iter().map(|it| (it.id, it)).collect();
        edge.clear();
        for item in others.iter().filter_map(|it| items.remove(it)) {
            let is_shown = if is_down { knows(ctx, &item) } else { reads(ctx, &item) };
            if !is_shown || reached.len() == steps.items_max {
                is_cut = true;
                continue;
            }
            edge.push(item.id);
            reached.push(item);
        }
        if edge.is_empty() {
            break;
        }
    }
    Ok((reached, is_cut))
}
