//! Who is back later with what a scenario assumes than without it, and what goes before it now.
//! Nothing here does I/O.
//!
//! What is assumed lets the order of restoration change. No order counts that is worse for all
//! together, but of two who share a crew or equipment, the one that counts more may now come first.

use std::collections::{BTreeMap, BTreeSet};

use engine::restoration::{HeldBy, Restoration, Restored};
use serde::{Deserialize, Serialize};

use super::inputs::Inputs;
use crate::ids::ItemId;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::Named;

/// Of how many of them that is said at most, the most critical first: each takes a look at the whole
/// order.
const LATER_MAX: usize = 100;

/// Someone who is back later than without what is assumed, because a crew does something else first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    /// The service or process.
    pub item_id: ItemId,
    /// Whose people, or which equipment, it waits for, itself or through what it needs. None: nobody knows
    /// them.
    pub crew_id: Option<ItemId>,
    /// What they restore first, or what takes it first, and did later without what is assumed.
    pub first_id: ItemId,
    /// The service or process that counts most of those that wait for that.
    pub for_id: Option<ItemId>,
}

/// The same by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// Whose people, or which equipment, it waits for.
    pub crew: Option<Named>,
    /// What they restore first.
    pub first: Named,
    /// Who waits for that, and counts most.
    pub for_whom: Option<Named>,
}

impl Overtaken {
    /// Without the name of what must not be told.
    pub(super) fn told(self, may_tell: impl Fn(&Named) -> bool) -> Overtaken {
        let told = |it: Named| if may_tell(&it) { it } else { Named::hidden(it.id) };
        Overtaken {
            crew: self.crew.map(told),
            first: told(self.first),
            for_whom: self.for_whom.map(told),
        }
    }
}

impl Later {
    /// Every item that it names.
    pub(super) fn ids(&self) -> impl Iterator<Item = ItemId> {
        [self.crew_id, Some(self.first_id), self.for_id].into_iter().flatten()
    }

    /// By name.
    pub(super) fn named(&self, names: &crate::prove::recovery::Names) -> Overtaken {
        Overtaken {
            crew: self.crew_id.map(|it| names.named(it)),
            first: names.named(self.first_id),
            for_whom: self.for_id.map(|it| names.named(it)),
        }
    }
}

/// Who is back later in `now` than in `before`, which are orders of the same nodes.
pub(super) fn later(inputs: &Inputs, before: &Restoration, now: &Restoration) -> Vec<Later> {
    let is_later = |it: &&Restored| {
        let then = before.node(it.node).and_then(|it| it.end);
        then.zip(it.end).is_some_and(|(then, now)| then < now)
    };
    let is_shown = |it: &&Restored| is_service(inputs, it.node);
    let mut rows: Vec<&Restored> = now.nodes.iter().filter(is_shown).filter(is_later).collect();
    let tier = |it: &Restored| inputs.board.entry(it.node).and_then(|it| it.tier);
    rows.sort_by_key(|it| (tier(it).unwrap_or(u8::MAX), it.node));
    rows.truncate(LATER_MAX);
    let mut for_whom = ForWhom { inputs, now, known: BTreeMap::new() };
    let later = |it: &Restored| {
        let (crew, first) = overtaken_by(it.node, before, now)?;
        let id = |node: u32| inputs.board.entry(node).map(|it| it.id);
        Some(Later {
            item_id: id(it.node)?,
            crew_id: inputs.crew(crew),
            first_id: id(first)?,
            for_id: for_whom.of(first).filter(|whom| *whom != it.node).and_then(id),
        })
    };
    rows.into_iter().filter_map(later).collect()
}

fn is_service(inputs: &Inputs, node: u32) -> bool {
    let entry = inputs.board.entry(node);
    entry.is_some_and(|it| matches!(it.kind, Kind::Service | Kind::Process))
}

/// The crew on what binds a node, and what it does first now and did later before.
fn overtaken_by(node: u32, before: &Restoration, now: &Restoration) -> Option<(u32, u32)> {
    let start = |node: u32| before.node(node).and_then(|it| it.start);
    let chain = now.binding_chain(node)?;
    chain.links.iter().rev().find_map(|link| match link.held_by {
        HeldBy::Crew { crew, after } if start(link.node) < start(after) => Some((crew, after)),
        _ => None,
    })
}

/// Who counts most of those that wait for something, by what that is.
struct ForWhom<'a> {
    inputs: &'a Inputs,
    now: &'a Restoration,
    known: BTreeMap<u32, Option<u32>>,
}

impl ForWhom<'_> {
    fn of(&mut self, node: u32) -> Option<u32> {
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        let (mut seen, mut open) = (BTreeSet::from([node]), vec![node]);
        while let Some(node) = open.pop() {
            for next in self.inputs.model.hard_dependents(node) {
                if self.now.node(*next).is_some() && seen.insert(*next) {
                    open.push(*next);
                }
            }
        }
        let rank = |it: &u32| {
            let tier = self.inputs.board.entry(*it).and_then(|it| it.tier).unwrap_or(u8::MAX);
            let due = self.now.node(*it).and_then(|it| it.due).unwrap_or(u32::MAX);
            (tier, due, *it)
        };
        let services = seen.into_iter().filter(|it| is_service(self.inputs, *it));
        let found = services.min_by_key(rank);
        self.known.insert(node, found);
        found
    }
}
