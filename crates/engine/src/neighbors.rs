//! Who needs whom, in flat arrays.

use std::ops::Range;

use crate::model::{Need, Strength};

/// One direction of the needs: for each node its neighbors, hard ones first, each part ascending.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Neighbors {
    /// Where the neighbors of each node start; one more entry than nodes.
    starts: Vec<u32>,
    /// Where the soft ones among them start.
    softs: Vec<u32>,
    nodes: Vec<u32>,
    /// The gaps that go with `nodes`; meaningless for hard ones.
    gaps: Vec<u32>,
}

impl Neighbors {
    #[inline]
    pub(crate) fn hard(&self, node: u32) -> &[u32] {
        let [hard, _] = self.parts(node);
        &self.nodes[hard]
    }

    #[inline]
    pub(crate) fn soft(&self, node: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        let [_, range] = self.parts(node);
        self.nodes[range.clone()].iter().copied().zip(self.gaps[range].iter().copied())
    }

    #[inline]
    pub(crate) fn all(&self, node: u32) -> &[u32] {
        let [hard, soft] = self.parts(node);
        &self.nodes[hard.start..soft.end]
    }

    /// Where the hard neighbors of a node stand, and where the soft ones.
    #[inline]
    fn parts(&self, node: u32) -> [Range<usize>; 2] {
        let node = node as usize;
        let (start, soft) = (self.starts[node] as usize, self.softs[node] as usize);
        [start..soft, soft..self.starts[node + 1] as usize]
    }

    pub(crate) fn remove(&mut self, here: u32, there: u32) {
        for (part, range) in self.parts(here).into_iter().enumerate() {
            if let Ok(found) = self.nodes[range.clone()].binary_search(&there) {
                self.nodes.remove(range.start + found);
                self.gaps.remove(range.start + found);
                self.softs[here as usize] -= u32::from(part == 0);
                self.starts[here as usize + 1..].iter_mut().for_each(|it| *it -= 1);
                self.softs[here as usize + 1..].iter_mut().for_each(|it| *it -= 1);
                return;
            }
        }
    }

    pub(crate) fn insert(&mut self, here: u32, there: u32, strength: Strength) {
        let (part, gap) = match strength {
            Strength::Hard => (0, 0),
            Strength::Soft { max_gap } => (1, max_gap),
        };
        let range = self.parts(here)[part].clone();
        let place = range.start + self.nodes[range].partition_point(|it| *it < there);
        self.nodes.insert(place, there);
        self.gaps.insert(place, gap);
        self.softs[here as usize] += u32::from(part == 0);
        self.starts[here as usize + 1..].iter_mut().for_each(|it| *it += 1);
        self.softs[here as usize + 1..].iter_mut().for_each(|it| *it += 1);
    }

    pub(crate) fn of(count: usize, needs: &[Need], ends: impl Fn(&Need) -> (u32, u32)) -> Self {
        let mut starts = vec![0; count + 1];
        let mut softs = vec![0; count];
        for need in needs {
            let here = ends(need).0 as usize;
            starts[here + 1] += 1;
            softs[here] += u32::from(need.strength == Strength::Hard);
        }
        for node in 0..count {
            starts[node + 1] += starts[node];
            softs[node] += starts[node];
        }
        let (mut next_hard, mut next_soft) = (starts.clone(), softs.clone());
        let (mut nodes, mut gaps) = (vec![0; needs.len()], vec![0; needs.len()]);
        for need in needs {
            let (here, there) = ends(need);
            let (next, gap) = match need.strength {
                Strength::Hard => (&mut next_hard[here as usize], 0),
                Strength::Soft { max_gap } => (&mut next_soft[here as usize], max_gap),
            };
            nodes[*next as usize] = there;
            gaps[*next as usize] = gap;
            *next += 1;
        }
        Self { starts, softs, nodes, gaps }
    }
}
