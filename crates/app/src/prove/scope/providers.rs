//! Who outside supplies what services need.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::Result;
use crate::ids::ItemId;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::{Board, Named, Names, View};

/// A vendor that services depend on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Which.
    pub vendor: Named,
    /// How many services and processes depend on it, directly or not.
    pub n_dependents: u64,
}

/// For each vendor, how many services and processes that count depend on it: on itself, or on
/// something that it supplies.
pub(super) fn counts(board: &Board, view: &View) -> Vec<(ItemId, u64)> {
    let mut supplied: BTreeMap<ItemId, BTreeSet<u32>> = BTreeMap::new();
    for (node, entry) in board.all() {
        if entry.kind == Kind::Vendor {
            supplied.entry(entry.id).or_default().insert(node);
        }
        if let Some(vendor) = entry.vendor_id.filter(|it| board.node(*it).is_some()) {
            supplied.entry(vendor).or_default().insert(node);
        }
    }
    let counts = supplied.into_iter().map(|(vendor, nodes)| {
        let reached = dependents(board, nodes);
        let counted = reached.into_iter().filter(|it| counts_as_dependent(board, view, *it));
        (vendor, counted.count() as u64)
    });
    let mut counts: Vec<(ItemId, u64)> = counts.filter(|it| 0 < it.1).collect();
    counts.sort_by_key(|(vendor, n)| (Reverse(*n), *vendor));
    counts
}

/// The first of them by name.
pub(super) async fn named(ctx: &crate::Ctx, counts: &[(ItemId, u64)]) -> Result<Vec<Provider>> {
    let names = Names::of(ctx, counts.iter().map(|it| it.0)).await?;
    let provider = |it: &(ItemId, u64)| Provider { vendor: names.named(it.0), n_dependents: it.1 };
    Ok(counts.iter().map(provider).collect())
}

fn counts_as_dependent(board: &Board, view: &View, node: u32) -> bool {
    board.entry(node).is_some_and(|it| {
        matches!(it.kind, Kind::Service | Kind::Process) && view.holds(board.place(node), it)
    })
}

/// These nodes and all that depend on them, hard or soft.
pub(super) fn dependents(board: &Board, nodes: BTreeSet<u32>) -> Vec<u32> {
    let model = board.engine.model();
    let mut seen = vec![false; model.len() as usize];
    let mut found: Vec<u32> = nodes.into_iter().collect();
    let mut next = 0;
    for node in &found {
        mark(&mut seen, *node);
    }
    while let Some(&node) = found.get(next) {
        next += 1;
        let soft = model.soft_dependents(node).map(|it| it.0);
        let all = model.hard_dependents(node).iter().copied().chain(soft);
        let new: Vec<u32> = all.filter(|it| mark(&mut seen, *it)).collect();
        found.extend(new);
    }
    found
}

/// Notes that a node was seen; whether for the first time.
fn mark(seen: &mut [bool], node: u32) -> bool {
    seen.get_mut(node as usize).is_some_and(|it| !std::mem::replace(it, true))
}
