//! What a run loses, by node, and from when on it can be used again. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use engine::{Need, Node};

use super::behind::needed;
use super::inputs::seconds;
use super::run::Ran;
use super::seats::Away;
use crate::Span;
use crate::ids::ItemId;
use crate::prepare::inventory::Kind;
use crate::prove::recovery::{Board, Entry, to_span};

impl Ran {
    /// The node of the one service that it is about.
    pub(super) fn alone_on(&self, board: &Board) -> Option<u32> {
        board.node(self.alone.as_ref()?.id?)
    }
}

/// What is lost, by node.
#[derive(Default)]
pub(super) struct Losses {
    /// What is lost, and because of what: something that the scenario names.
    pub(super) because: BTreeMap<u32, u32>,
    /// Crews and teams that are lost by name.
    pub(super) people: BTreeSet<u32>,
    /// Crews and teams whose site is lost.
    pub(super) homeless: BTreeSet<u32>,
    /// Equipment that is lost by name or with its site.
    equipment: BTreeSet<u32>,
    /// After how many seconds something is usable again: of what is named, as that says; of the rest,
    /// as its site and its vendor say, the later of them. What is not here is so at once.
    usable: BTreeMap<u32, u32>,
    /// Those of which it is said themselves.
    said: BTreeSet<u32>,
    /// After how many seconds people are back of whom nothing else is said.
    people_back: Option<u32>,
    /// After how many seconds work begins.
    pub(super) begin: u32,
}

impl Losses {
    /// A site takes all down that is there, and a vendor all that it supplies. People of a lost site
    /// are homeless: they may have seats elsewhere.
    ///
    /// `taken`: what a copy takes over for.
    pub(super) fn of(board: &Board, ran: &Ran, taken: &BTreeSet<u32>) -> Losses {
        let begin = ran.begins_after.map_or(0, seconds);
        if let Some(root) = ran.alone_on(board) {
            let because = needed(board, root).into_iter().map(|it| (it, root)).collect();
            return Losses { because, begin, ..Losses::default() };
        }
        let parts = || ran.lost.iter().chain(&ran.sites_in_areas);
        let named: BTreeMap<ItemId, u32> =
            parts().filter_map(|it| Some((it.id?, board.node(it.id?)?))).collect();
        let said = parts().filter_map(|it| Some((it.id?, seconds(it.usable_after?))));
        let mut usable: BTreeMap<ItemId, u32> = BTreeMap::new();
        for (id, after) in said {
            // What is named by itself and lies in an area is as usable as its name says.
            usable.entry(id).or_insert(after);
        }
        let mut losses = Losses {
            because: named.values().map(|it| (*it, *it)).collect(),
            people_back: ran.people_back.map(seconds),
            begin,
            ..Losses::default()
        };
        for (node, entry) in board.all() {
            // A copy stands elsewhere: it waits neither for the original nor for its site.
            let is_own = !taken.contains(&node);
            let site_id = entry.site_id.filter(|_| is_own);
            let around = [site_id, entry.vendor_id].into_iter().flatten();
            let with_others = around.filter_map(|it| usable.get(&it)).copied().max();
            let own = usable.get(&entry.id).copied().filter(|_| is_own);
            let after = (own, with_others);
            losses.take((node, entry), &named, after);
        }
        losses
    }

    /// `own`: after how many seconds it is usable again as it says itself; `with_others`: as its site
    /// and its vendor say.
    fn take(
        &mut self,
        (node, entry): (u32, &Entry),
        named: &BTreeMap<ItemId, u32>,
        (own, with_others): (Option<u32>, Option<u32>),
    ) {
        let is_people = matches!(entry.kind, Kind::Crew | Kind::Team);
        let is_equipment = entry.kind == Kind::Equipment;
        let after = own.or(with_others);
        if named.contains_key(&entry.id) {
            self.usable.extend(after.map(|it| (node, it)));
            self.said.extend(own.map(|_| node));
            if is_people {
                self.people.insert(node);
            }
            if is_equipment {
                self.equipment.insert(node);
            }
            return;
        }
        let at_site = entry.site_id.and_then(|it| named.get(&it));
        let by_vendor = entry.vendor_id.and_then(|it| named.get(&it));
        let Some(because) = at_site.or(by_vendor) else { return };
        self.because.insert(node, *because);
        self.usable.extend(after.map(|it| (node, it)));
        if is_people {
            self.homeless.insert(node);
        }
        if is_equipment {
            self.equipment.insert(node);
        }
    }

    /// After how many seconds something that is lost can be used again, if that is said.
    pub(super) fn usable(&self, node: u32) -> Option<u32> {
        self.usable.get(&node).copied()
    }

    /// After how many seconds lost people are there again, or others in their place: what is said of
    /// them, of all people, or of the site where they work. None: never.
    pub(super) fn people_back(&self, node: u32) -> Option<u32> {
        let usable = self.usable(node);
        let said = usable.filter(|_| self.said.contains(&node));
        said.or(self.people_back).or(usable)
    }

    /// Lost equipment, of which nothing is left, and after how many seconds it can be used again: as is
    /// said of it, or of the site where it is. None: never.
    pub(super) fn equipment_away(&self) -> BTreeMap<u32, (Away, Option<u32>)> {
        let away = |it: &u32| {
            let back = self.usable.get(it).copied();
            let after = back.map(|it| self.after_begin(it));
            (*it, (Away { seats: Vec::new(), back }, after))
        };
        self.equipment.iter().map(away).collect()
    }

    /// When all people of lost sites are there again. None: some never are.
    pub(super) fn all_back(&self) -> Option<Span> {
        let back = self.homeless.iter().map(|it| self.people_back(*it));
        back.collect::<Option<Vec<u32>>>()?.into_iter().max().map(to_span)
    }

    /// How long after work begins a moment is.
    pub(super) fn after_begin(&self, at: u32) -> u32 {
        at.saturating_sub(self.begin)
    }

    /// Lets what is not usable yet wait: for a node more for each time, which nobody restores and which
    /// is back at that time, as soon as work begins. Answers with those nodes.
    ///
    /// A group waits with its members, and people and equipment are back when they are.
    pub(super) fn wait(
        &self,
        nodes: &mut Vec<Node>,
        needs: &mut Vec<Need>,
        is_lost: &dyn Fn(u32) -> bool,
    ) -> Range<u32> {
        let first = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
        let supplies = [&self.people, &self.homeless, &self.equipment];
        let is_supply = |it: &u32| supplies.iter().any(|of| of.contains(it));
        let mut waiting: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (node, after) in self.usable.iter().filter(|it| is_lost(*it.0) && !is_supply(it.0)) {
            let Some(it) = nodes.get_mut(*node as usize).filter(|it| it.quorum.is_none()) else {
                continue;
            };
            // What is said to be usable then needs no more work.
            if self.said.contains(node) {
                *it = Node { restore: Some(0), crew: None, equipment: None, ..*it };
            }
            waiting.entry(*after).or_default().push(*node);
        }
        for (after, waiters) in waiting {
            let at = u32::try_from(nodes.len()).unwrap_or(u32::MAX);
            let restore = Some(self.after_begin(after));
            nodes.push(Node { restore, ..Node::default() });
            needs.extend(waiters.into_iter().map(|it| Need::hard(it, at)));
        }
        first..u32::try_from(nodes.len()).unwrap_or(u32::MAX)
    }
}
