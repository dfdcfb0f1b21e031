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

    /// The needs must be such that the neighbors of each node come in ascending order.
    pub(crate) fn of(count: usize, needs: &[Need], ends: impl Fn(&Need) -> (u32, u32)) -> Self {
        let mut lists = vec![List::default(); count];
        for need in needs {
            let list = &mut lists[ends(need).0 as usize];
            list.room += 1;
            list.hard += u32::from(need.strength == Strength::Hard);
        }
        let mut start = 0;
        for list in &mut lists {
            list.start = start;
            start += list.room;
            // While they are filled in: how many hard ones there are, and up to where soft ones go.
            (list.hard, list.all) = (0, list.hard);
        }
        let (mut nodes, mut gaps) = (vec![0; needs.len()], vec![0; needs.len()]);
        for need in needs {
            let (here, there) = ends(need);
            let list = &mut lists[here as usize];
            let (next, gap) = match need.strength {
                Strength::Hard => (&mut list.hard, 0),
                Strength::Soft { max_gap } => (&mut list.all, max_gap),
            };
            let place = (list.start + *next) as usize;
            *next += 1;
            nodes[place] = there;
            gaps[place] = gap;
        }
        Self { lists, nodes, gaps, idle: 0 }
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
