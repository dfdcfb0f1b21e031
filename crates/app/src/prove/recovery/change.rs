//! What changed since the board was computed, and how it follows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::ModelError;

use super::board::{Agencies, Board, Tie, Wanted, single_points, to_node, to_strength};
use super::entry::Entry;
use super::lasting::Lasting;
use super::memo::Memo;
use super::tries::Tries;
use crate::Timestamp;
use crate::ids::{ItemId, NeedId};
use crate::prepare::inventory::Outcome;

/// So many changes are worth a new analysis.
const CHANGES_MAX: usize = 200;

/// For so many items, counting single points one by one takes longer than for all at once.
const POINTS_MAX: usize = 300;

/// What changed since.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Items as they are now, with what the database says of them. None if not in use.
    pub(super) items: BTreeMap<ItemId, Option<(Entry, Outcome)>>,
    /// Needs as they are now. None if removed.
    pub(super) ties: BTreeMap<NeedId, Option<Tie>>,
    /// What all approved analyses ask for, if that changed.
    pub(super) wanted: Option<BTreeMap<ItemId, Wanted>>,
    /// All agencies, if they changed.
    pub(super) agencies: Option<Agencies>,
}

impl Changes {
    /// Whether nothing changed that a board knows of.
    fn are_none(&self) -> bool {
        let Changes { items, ties, wanted, agencies } = self;
        items.is_empty() && ties.is_empty() && wanted.is_none() && agencies.is_none()
    }

    /// Whether everything that analysis looks at is as it was: names and contacts may be others.
    fn leave_times(&self, board: &Board) -> bool {
        let same_item = |(id, item): (&ItemId, &Option<(Entry, Outcome)>)| {
            let before = board.node(*id).and_then(|it| board.entry(it));
            before == item.as_ref().map(|it| &it.0)
        };
        self.items.iter().all(same_item)
            && self.ties.iter().all(|(id, tie)| board.ties.get(id) == tie.as_ref())
            && self.wanted.as_ref().is_none_or(|it| *it == board.wanted)
    }

    /// Whether each change can be followed where it is, because the nodes stay the same.
    fn are_local(&self, board: &Board) -> bool {
        let stays = |(id, item): (&ItemId, &Option<(Entry, Outcome)>)| {
            let before = board.node(*id).and_then(|it| board.entry(it));
            match (before, item) {
                (None, None) => true,
                (Some(before), Some((after, _))) => before.rank() == after.rank(),
                _ => false,
            }
        };
        self.items.len() + self.ties.len() <= CHANGES_MAX && self.items.iter().all(stays)
    }
}

impl Board {
    /// The board after `changes`, which lead to the event numbered `seq`.
    pub(super) fn after(
        self,
        changes: Changes,
        (seq, now): (i64, Timestamp),
    ) -> Result<Board, ModelError> {
        let lasting = match changes.leave_stances(&self) {
            true => self.lasting.clone(),
            false => Lasting::default(),
        };
        let tries = match changes.leave_times(&self) {
            true => self.tries.clone(),
            false => Tries::default(),
        };
        let (steady, crewed) = match changes.are_none() {
            true => (self.steady.clone(), self.crewed.clone()),
            false => (Arc::default(), Lasting::default()),
        };
        let board =
            if changes.are_local(&self) { self.follow(changes)? } else { self.rebuilt(changes)? };
        let (computed_at, memo) = (now, Memo::default());
        Ok(Board { seq, computed_at, memo, steady, crewed, tries, lasting, ..board })
    }

    fn rebuilt(self, changes: Changes) -> Result<Board, ModelError> {
        let mut parts = self.into_parts();
        let mut items = changes.items;
        for entry in &mut parts.entries {
            // What this board saved last is what the database says.
            if let Some(Some((after, _))) = items.get_mut(&entry.0.id) {
                entry.0 = after.clone();
            }
        }
        parts.entries.retain(|it| !matches!(items.get(&it.0.id), Some(None)));
        for (entry, _) in &parts.entries {
            items.remove(&entry.id);
        }
        parts.entries.extend(items.into_values().flatten());
        for (id, tie) in changes.ties {
            match tie {
                Some(tie) => parts.ties.insert(id, tie),
                None => parts.ties.remove(&id),
            };
        }
        parts.wanted = changes.wanted.unwrap_or(parts.wanted);
        parts.agencies = changes.agencies.unwrap_or(parts.agencies);
        Board::of(parts)
    }

    fn follow(mut self, changes: Changes) -> Result<Board, ModelError> {
        let (mut touched, mut moved) = (BTreeSet::new(), changes.agencies.is_some());
        for (entry, _) in changes.items.into_values().flatten() {
            if let Some(node) = self.node(entry.id)
                && let Some(place) = self.entries.get_mut(node as usize)
            {
                moved |= place.agency_id != entry.agency_id;
                *place = entry;
                touched.insert(node);
            }
        }
        if let Some(wanted) = changes.wanted {
            let differs = |id: &&ItemId| self.wanted.get(id) != wanted.get(id);
            let ids = self.wanted.keys().chain(wanted.keys()).filter(differs);
            touched.extend(ids.filter_map(|it| self.nodes.get(it)));
            self.wanted = wanted;
        }
        self.agencies = changes.agencies.unwrap_or(self.agencies);
        if moved {
            self.places = self.agencies.places(&self.entries);
        }
        let mut shaken = self.set_nodes(&touched)?;
        shaken.extend(self.set_ties(&changes.ties)?);
        self.count_points_below(shaken);
        Ok(self)
    }

    /// Tells the engine about nodes, and returns those whose loss or count means something else.
    fn set_nodes(&mut self, touched: &BTreeSet<u32>) -> Result<BTreeSet<u32>, ModelError> {
        let mut shaken = BTreeSet::new();
        for &node in touched {
            let Some(entry) = self.entry(node) else { continue };
            let after = to_node(entry, self.wanted.get(&entry.id), &self.nodes);
            let before = *self.engine.model().node(node);
            let counts = |it: &engine::Node| it.target_rto.is_some();
            if counts(&before) != counts(&after) || before.quorum != after.quorum {
                shaken.insert(node);
            }
            if before != after {
                self.engine.set_node(node, after)?;
            }
        }
        Ok(shaken)
    }

    /// Tells the engine about needs, and returns what was or is needed.
    fn set_ties(
        &mut self,
        ties: &BTreeMap<NeedId, Option<Tie>>,
    ) -> Result<BTreeSet<u32>, ModelError> {
        // Two items have at most one need, so what is there now replaces what was there before.
        let mut pairs = BTreeMap::new();
        for (id, tie) in ties {
            let before = match tie {
                Some(tie) => self.ties.insert(*id, *tie),
                None => self.ties.remove(id),
            };
            pairs.extend(before.map(|it| ((it.from, it.to), None)));
        }
        let after = ties.values().flatten();
        pairs.extend(after.map(|it| ((it.from, it.to), Some(to_strength(it.strength)))));
        let mut shaken = BTreeSet::new();
        for ((from, to), strength) in pairs {
            if let (Some(from), Some(to)) = (self.node(from), self.node(to))
                && from != to
            {
                self.engine.set_need(from, to, strength)?;
                shaken.insert(to);
                if self.engine.model().node(from).quorum.is_some() {
                    // Its other members can be spared more or less easily since.
                    shaken.insert(from);
                }
            }
        }
        Ok(shaken)
    }

    /// Counts single points again, for these nodes and all that they cannot work without.
    fn count_points_below(&mut self, shaken: BTreeSet<u32>) {
        let mut due: Vec<u32> = shaken.iter().copied().collect();
        let mut seen = shaken;
        while let Some(node) = due.pop() {
            if POINTS_MAX < seen.len() {
                self.single_points = single_points(&self.engine);
                return;
            }
            let needs = self.engine.model().hard_needs(node).iter();
            due.extend(needs.copied().filter(|it| seen.insert(*it)));
        }
        let model = self.engine.model();
        for node in seen {
            if let Some(count) = self.single_points.get_mut(node as usize) {
                *count =
                    engine::single_point(model, node, |it| model.node(it).target_rto.is_some());
            }
        }
    }
}
