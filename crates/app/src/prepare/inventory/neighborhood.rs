//! What stands around an item: what it needs and who needs it, step by step.

use std::collections::{BTreeMap, BTreeSet};

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

/// How far to look from an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// How many steps towards what it needs.
    pub down: u32,
    /// How many steps towards who needs it.
    pub up: u32,
    /// How many items at most.
    pub items_max: usize,
}

/// What stands around the item called `id`: what it needs as far as the actor may
/// know of it (`knows`), and who needs it as far as the actor may read that.
pub async fn neighborhood(ctx: &Ctx, id: ItemId, steps: Steps) -> Result<Neighborhood> {
    let tx = ctx.read().await?;
    let middle = find_readable(&tx, ctx, id).await?;
    let mut found: BTreeMap<ItemId, Item> = [(id, middle)].into();
    let mut hidden = BTreeSet::new();
    let mut order = vec![id];
    let mut is_cut = false;
    let room = u64::try_from(steps.items_max).unwrap_or(u64::MAX);

    for (n_steps, is_down) in [(steps.down, true), (steps.up, false)] {
        let mut edge = vec![id];
        for _ in 0..n_steps {
            let mut next = Vec::new();
            let around = if is_down {
                needs::by_from(&tx, &edge).await?
            } else {
                needs::by_to_all(&tx, &edge, room + 1).await?
            };
            let others = around.iter().map(|it| if is_down { it.to_id } else { it.from_id });
            let others: Vec<ItemId> = others.filter(|it| !found.contains_key(it)).collect();
            let mut items: BTreeMap<ItemId, Item> =
                store::by_ids(&tx, &others).await?.into_iter().map(|it| (it.id, it)).collect();
            for other in others {
                let Some(item) = items.remove(&other) else { continue };
                let is_shown = if is_down { knows(ctx, &item) } else { reads(ctx, &item) };
                if !is_shown {
                    hidden.insert(other);
                    continue;
                }
                if order.len() == steps.items_max {
                    is_cut = true;
                    continue;
                }
                found.insert(other, item);
                order.push(other);
                next.push(other);
            }
            if next.is_empty() {
                break;
            }
            edge = next;
        }
    }

    let between = needs::by_from(&tx, &order).await?;
    let needs = between.into_iter().filter(|it| found.contains_key(&it.to_id)).collect();
    let items = order.iter().filter_map(|id| found.remove(id)).collect();
    Ok(Neighborhood { items, needs, is_cut: is_cut || !hidden.is_empty() })
}
