//! Who needs whom, in flat arrays that can be edited.
//!
//! Each node's neighbors stand together, with room behind them once the first was added: so an edit
//! moves one node's neighbors, not everybody's.

use std::ops::Range;

use crate::model::{Need, Strength, index};

/// One direction of the needs: for each node its neighbors, hard ones first, each part ascending.
#[derive(Clone)]
pub(crate) struct Neighbors {
    lists: Vec<List>,
    nodes: Vec<u32>,
    /// The gaps that go with `nodes`; zero for hard ones.
    gaps: Vec<u32>,
    /// How many places belong to no list any more.
    idle: usize,
}

/// Where the neighbors of a node stand.
#[derive(Clone, Copy, Default)]
struct List {
    start: u32,
    hard: u32,
    all: u32,
    /// How many there is room for.
    room: u32,
}

impl List {
    fn hard(self) -> Range<usize> {
        self.start as usize..(self.start + self.hard) as usize
    }

    fn soft(self) -> Range<usize> {
        (self.start + self.hard) as usize..(self.start + self.all) as usize
    }

    fn all(self) -> Range<usize> {
        self.start as usize..(self.start + self.all) as usize
    }

    /// Puts what was filled in in order, each neighbor once. `soft` is memory to work in.
    fn set_right(&mut self, nodes: &mut [u32], gaps: &mut [u32], soft: &mut Vec<(u32, u32)>) {
        let (hard, rest) = nodes.split_at_mut(self.hard as usize);
        let behind = hard.len();
        if !hard.is_sorted_by(|one, next| one < next) {
            hard.sort_unstable();
            self.hard = 0;
            for at in 0..hard.len() {
                if at == 0 || hard[at] != hard[at - 1] {
                    hard[self.hard as usize] = hard[at];
                    self.hard += 1;
                }
            }
        }
        self.all = self.hard;
        match rest {
            [] => return,
            [only] if behind == self.hard as usize && hard.binary_search(only).is_err() => {
                self.all += 1;
                return;
            }
            _ => {}
        }
        soft.clear();
        soft.extend(rest.iter().copied().zip(gaps[behind..].iter().copied()));
        // With the shortest gap first, that one is kept.
        soft.sort_unstable();
        soft.dedup_by_key(|it| it.0);
        for &(node, gap) in soft.iter() {
            if nodes[..self.hard as usize].binary_search(&node).is_err() {
                (nodes[self.all as usize], gaps[self.all as usize]) = (node, gap);
                self.all += 1;
            }
        }
    }
}

impl Neighbors {
    #[inline]
    pub(crate) fn hard(&self, node: u32) -> &[u32] {
        &self.nodes[self.lists[node as usize].hard()]
    }

    #[inline]
    pub(crate) fn soft(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.lists[node as usize].soft();
        self.nodes[range.clone()].iter().copied().zip(self.gaps[range].iter().copied())
    }

    #[inline]
    pub(crate) fn all(&self, node: u32) -> &[u32] {
        &self.nodes[self.lists[node as usize].all()]
    }

    /// All neighbors with their gaps, and how many of them are hard ones.
    #[inline]
    pub(crate) fn with_gaps(
        &self,
        node: u32,
    ) -> (impl Iterator<Item = (u32, u32)> + Clone + '_, usize) {
        let list = self.lists[node as usize];
        let (nodes, gaps) = (&self.nodes[list.all()], &self.gaps[list.all()]);
        (nodes.iter().copied().zip(gaps.iter().copied()), list.hard as usize)
    }

    pub(crate) fn strength(&self, here: u32, there: u32) -> Option<Strength> {
        let place = self.find(here, there)?;
        let is_hard = self.lists[here as usize].hard().contains(&place);
        let soft = Strength::Soft { max_gap: self.gaps[place] };
        Some(if is_hard { Strength::Hard } else { soft })
    }

    fn find(&self, here: u32, there: u32) -> Option<usize> {
        let list = self.lists[here as usize];
        let find = |range: Range<usize>| {
            let found = self.nodes[range.clone()].binary_search(&there).ok();
            found.map(|it| range.start + it)
        };
        find(list.hard()).or_else(|| find(list.soft()))
    }

    pub(crate) fn remove(&mut self, here: u32, there: u32) {
        let Some(place) = self.find(here, there) else { return };
        let list = &mut self.lists[here as usize];
        let end = list.all().end;
        list.hard -= u32::from(list.hard().contains(&place));
        list.all -= 1;
        self.nodes.copy_within(place + 1..end, place);
        self.gaps.copy_within(place + 1..end, place);
    }

    pub(crate) fn insert(&mut self, here: u32, there: u32, strength: Strength) {
        if self.lists[here as usize].all == self.lists[here as usize].room {
            self.make_room(here);
        }
        let list = &mut self.lists[here as usize];
        let end = list.all().end;
        let (range, gap) = match strength {
            Strength::Hard => (list.hard(), 0),
            Strength::Soft { max_gap } => (list.soft(), max_gap),
        };
        list.hard += u32::from(strength == Strength::Hard);
        list.all += 1;
        let place = range.start + self.nodes[range].partition_point(|it| *it < there);
        self.nodes.copy_within(place..end, place + 1);
        self.gaps.copy_within(place..end, place + 1);
        self.nodes[place] = there;
        self.gaps[place] = gap;
    }

    /// A node without neighbors, behind all others.
    pub(crate) fn add_node(&mut self) {
        self.lists.push(List::default());
    }

    /// Moves the neighbors of a node to the end, with room for as many again.
    fn make_room(&mut self, here: u32) {
        if self.nodes.len() < 2 * self.idle {
            self.close_up();
        }
        let list = self.lists[here as usize];
        self.idle += list.room as usize;
        let start = self.nodes.len();
        let room = (2 * list.all).max(4);
        self.nodes.extend_from_within(list.all());
        self.gaps.extend_from_within(list.all());
        self.nodes.resize(start + room as usize, 0);
        self.gaps.resize(start + room as usize, 0);
        self.lists[here as usize] = List { start: index(start), room, ..list };
    }

    /// Moves everything together, so that no place is idle.
    fn close_up(&mut self) {
        let (mut nodes, mut gaps) = (Vec::new(), Vec::new());
        for list in &mut self.lists {
            let start = index(nodes.len());
            nodes.extend_from_slice(&self.nodes[list.all()]);
            gaps.extend_from_slice(&self.gaps[list.all()]);
            *list = List { start, room: list.all, ..*list };
        }
        (self.nodes, self.gaps, self.idle) = (nodes, gaps, 0);
    }

    /// What each node needs. Of several needs between the same two nodes the strictest holds.
    pub(crate) fn needed(count: usize, needs: &[Need]) -> Self {
        let mut lists = vec![List::default(); count];
        needs.iter().for_each(|it| lists[it.from as usize].room += 1);
        place_in_turn(&mut lists);
        let (mut nodes, mut gaps) = (vec![0; needs.len()], vec![0; needs.len()]);
        for need in needs {
            // While they are filled in, soft ones come from behind, and `all` counts these alone.
            let list = &mut lists[need.from as usize];
            let (place, gap) = match need.strength {
                Strength::Hard => {
                    list.hard += 1;
                    (list.start + list.hard - 1, 0)
                }
                Strength::Soft { max_gap } => {
                    list.all += 1;
                    (list.start + list.room - list.all, max_gap)
                }
            };
            nodes[place as usize] = need.to;
            gaps[place as usize] = gap;
        }
        let mut soft = Vec::new();
        for list in &mut lists {
            let range = list.start as usize..(list.start + list.room) as usize;
            list.set_right(&mut nodes[range.clone()], &mut gaps[range], &mut soft);
        }
        Self { lists, nodes, gaps, idle: 0 }
    }

    /// The same seen from the other end.
    pub(crate) fn turned(&self) -> Self {
        let mut lists = vec![List::default(); self.lists.len()];
        for list in &self.lists {
            for to in &self.nodes[list.hard()] {
                lists[*to as usize].hard += 1;
            }
            for to in &self.nodes[list.all()] {
                lists[*to as usize].room += 1;
            }
        }
        place_in_turn(&mut lists);
        // While they are filled in: how many hard ones there are, and up to where soft ones go.
        lists.iter_mut().for_each(|it| (it.hard, it.all) = (0, it.hard));
        let count = lists.last().map_or(0, |it| it.start + it.room) as usize;
        let (mut nodes, mut gaps) = (vec![0; count], vec![0; count]);
        for (from, list) in (0..).zip(&self.lists) {
            for to in &self.nodes[list.hard()] {
                let list = &mut lists[*to as usize];
                nodes[(list.start + list.hard) as usize] = from;
                list.hard += 1;
            }
            for (to, gap) in self.nodes[list.soft()].iter().zip(&self.gaps[list.soft()]) {
                let list = &mut lists[*to as usize];
                let place = (list.start + list.all) as usize;
                (nodes[place], gaps[place]) = (from, *gap);
                list.all += 1;
            }
        }
        Self { lists, nodes, gaps, idle: 0 }
    }
}

/// One list behind the other, each with its room.
fn place_in_turn(lists: &mut [List]) {
    let mut start = 0;
    for list in lists {
        list.start = start;
        start += list.room;
    }
}

impl PartialEq for Neighbors {
    fn eq(&self, other: &Self) -> bool {
        // Room and place do not show.
        self.lists.len() == other.lists.len()
            && self.lists.iter().zip(&other.lists).all(|(one, another)| {
                (one.hard, one.all) == (another.hard, another.all)
                    && self.nodes[one.all()] == other.nodes[another.all()]
                    && self.gaps[one.all()] == other.gaps[another.all()]
            })
    }
}

impl Eq for Neighbors {}
