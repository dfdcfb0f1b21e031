//! Who stands in a circle with whom, and an order in which everybody comes after what they need.
//!
//! Two levels, because a soft need does not decide an order the way a hard one does:
//! a **ring** is a strongly connected component over all needs, a **knot** one over hard needs.
//! Knots lie inside rings. A need that is soft and stays inside its ring is not waited for:
//! it says how soon the other must follow, not that it comes first.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::model::{Model, NONE, index};

/// The structure of a model: depends on the needs alone, never on times.
///
/// Rings and knots go by where they start in the order, so that a change of one range of the order
/// changes the numbers of nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// All nodes, what is needed first; the nodes of a ring, and in it of a knot, are adjacent.
    pub(crate) order: Vec<u32>,
    pub(crate) knots: Parts,
    pub(crate) rings: Parts,
    /// The lowest nodes of the knots of more than one node.
    pub(crate) circles: BTreeSet<u32>,
}

/// A partition of the order into ranges.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// For each node, where its part starts.
    pub(crate) of: Vec<u32>,
    /// For each place where a part starts, where it ends.
    pub(crate) ends: Vec<u32>,
}

impl Parts {
    fn new(count: usize) -> Self {
        Self { of: vec![0; count], ends: vec![0; count] }
    }

    /// Makes a part of the nodes that stand in the order from `start` on.
    pub(crate) fn set(&mut self, start: usize, members: &[u32]) {
        self.ends[start] = index(start + members.len());
        for &member in members {
            self.of[member as usize] = index(start);
        }
    }

    fn push(&mut self) {
        let place = index(self.of.len());
        self.of.push(place);
        self.ends.push(place + 1);
    }

    fn range(&self, part: u32) -> Range<usize> {
        part as usize..self.ends[part as usize] as usize
    }
}

impl Shape {
    pub(crate) fn of(model: &Model) -> Self {
        let count = model.len() as usize;
        let mut shape = Self {
            order: (0..model.len()).collect(),
            knots: Parts::new(count),
            rings: Parts::new(count),
            circles: BTreeSet::new(),
        };
        shape.lay(model, &mut Search::new(count), 0, &shape.order.clone());
        shape
    }

    /// All knots, what is needed first.
    pub(crate) fn knots(&self) -> impl Iterator<Item = u32> + '_ {
        let start = |it: u32| ((it as usize) < self.order.len()).then_some(it);
        std::iter::successors(start(0), move |it| start(self.knots.ends[*it as usize]))
    }

    /// All rings, who needs first.
    pub(crate) fn rings_downward(&self) -> impl Iterator<Item = u32> + '_ {
        let before = |end: u32| end.checked_sub(1).map(|it| self.ring_of(self.order[it as usize]));
        std::iter::successors(before(index(self.order.len())), move |it| before(*it))
    }

    #[inline]
    pub(crate) fn knot_of(&self, node: u32) -> u32 {
        self.knots.of[node as usize]
    }

    #[inline]
    pub(crate) fn ring_of(&self, node: u32) -> u32 {
        self.rings.of[node as usize]
    }

    /// Whether `from` waits for `to` if it needs it softly.
    pub(crate) fn waits(&self, from: u32, to: u32) -> bool {
        self.ring_of(from) != self.ring_of(to)
    }

    pub(crate) fn knot(&self, knot: u32) -> &[u32] {
        &self.order[self.knots.range(knot)]
    }

    pub(crate) fn ring(&self, ring: u32) -> &[u32] {
        &self.order[self.rings.range(ring)]
    }

    /// The knots of more than one node, circles of hard needs, by their lowest node.
    pub(crate) fn circles(&self) -> impl Iterator<Item = u32> + '_ {
        self.circles.iter().map(|it| self.knot_of(*it))
    }

    /// Moves a ring, knot by knot, to another place of the order, over whatever stands there.
    pub(crate) fn shift(&mut self, ring: u32, place: u32) {
        let end = self.rings.ends[ring as usize];
        if end - ring == 1 {
            let node = self.order[ring as usize];
            self.order[place as usize] = node;
            self.knots.set(place as usize, &[node]);
            self.rings.set(place as usize, &[node]);
            return;
        }
        let old = ring as usize..end as usize;
        let knot_ends = self.knots.ends[old.clone()].to_vec();
        let members = self.order[old].to_vec();
        let start = place as usize;
        self.order[start..start + members.len()].copy_from_slice(&members);
        self.rings.set(start, &members);
        let mut knot = 0;
        while let Some(next) = knot_ends.get(knot).map(|it| (it - ring) as usize) {
            self.knots.set(start + knot, &members[knot..next]);
            knot = next;
        }
    }

    /// Adds a node without needs, as the last one of the order.
    pub(crate) fn add_node(&mut self) {
        self.order.push(index(self.order.len()));
        self.knots.push();
        self.rings.push();
    }

    /// Finds the rings and knots among `nodes`, and lays them out in the order from `start` on.
    ///
    /// No other node may be in a ring with any of them.
    pub(crate) fn lay(&mut self, model: &Model, search: &mut Search, start: usize, nodes: &[u32]) {
        search.open_up(nodes);
        for &root in nodes {
            search.run(root, |it| model.all_needs(it), |_| true);
        }
        let (mut ringed, ring_starts) = search.take();
        for ring in ring_starts.windows(2) {
            let range = ring[0] as usize..ring[1] as usize;
            self.rings.set(start + range.start, &ringed[range]);
        }
        search.open_up(nodes);
        for ring in ring_starts.windows(2) {
            let members = &mut ringed[ring[0] as usize..ring[1] as usize];
            if let &mut [only] = members {
                search.alone(only);
                continue;
            }
            // The roots in order, so that the result does not depend on how the ring was found.
            members.sort_unstable();
            for &root in members.iter() {
                let same = self.ring_of(root);
                search.run(root, |it| model.hard_needs(it), |it| self.ring_of(it) == same);
            }
        }
        let (order, knot_starts) = search.take();
        for node in nodes {
            self.circles.remove(node);
        }
        for knot in knot_starts.windows(2) {
            let members = &order[knot[0] as usize..knot[1] as usize];
            self.knots.set(start + knot[0] as usize, members);
            if 1 < members.len() {
                self.circles.insert(members[0]);
            }
        }
        self.order[start..start + order.len()].copy_from_slice(&order);
    }
}

/// Tarjan's search with its own stack, so that a long chain of needs cannot overflow ours.
///
/// It stays among the nodes that were opened up. Its memory is kept from one search to the next.
#[derive(Debug, Clone)]
pub(crate) struct Search {
    /// When each node was first seen; `NONE` for not yet, `SHUT` for never to be, or once the node's
    /// part is closed.
    seen: Vec<u32>,
    /// The earliest node still open that can be reached.
    low: Vec<u32>,
    clock: u32,
    open: Vec<u32>,
    /// Nodes being visited, each with the position of its next need.
    path: Vec<(u32, u32)>,
    /// The parts found so far, what is needed first, and where each starts.
    order: Vec<u32>,
    starts: Vec<u32>,
}

const SHUT: u32 = NONE - 1;

impl Search {
    pub(crate) fn new(count: usize) -> Self {
        Self {
            seen: vec![SHUT; count],
            low: vec![NONE; count],
            clock: 0,
            open: Vec::new(),
            path: Vec::new(),
            order: Vec::new(),
            starts: vec![0],
        }
    }

    pub(crate) fn add_node(&mut self) {
        self.seen.push(SHUT);
        self.low.push(NONE);
    }

    fn open_up(&mut self, nodes: &[u32]) {
        self.clock = 0;
        self.order.reserve(nodes.len());
        nodes.iter().for_each(|it| self.seen[*it as usize] = NONE);
    }

    /// What was found: the nodes by parts, and where each part starts.
    fn take(&mut self) -> (Vec<u32>, Vec<u32>) {
        (std::mem::take(&mut self.order), std::mem::replace(&mut self.starts, vec![0]))
    }

    /// Adds a part of one node without a search.
    fn alone(&mut self, node: u32) {
        self.seen[node as usize] = SHUT;
        self.order.push(node);
        self.starts.push(index(self.order.len()));
    }

    fn enter(&mut self, node: u32) {
        self.seen[node as usize] = self.clock;
        self.low[node as usize] = self.clock;
        self.clock += 1;
        self.open.push(node);
        self.path.push((node, 0));
    }

    /// Finds the parts that can be reached from `root` and are not found yet.
    fn run<'a>(
        &mut self,
        root: u32,
        needs: impl Fn(u32) -> &'a [u32],
        within: impl Fn(u32) -> bool,
    ) {
        if self.seen[root as usize] != NONE {
            return;
        }
        self.enter(root);
        while let Some((node, next)) = self.path.last_mut() {
            let node = *node;
            let mut low = self.low[node as usize];
            let mut entered = None;
            for &to in &needs(node)[*next as usize..] {
                *next += 1;
                let seen = self.seen[to as usize];
                if seen == NONE && within(to) {
                    entered = Some(to);
                    break;
                }
                // Of what is shut, or not for this search, the number is too large to count.
                low = low.min(seen);
            }
            self.low[node as usize] = low;
            if let Some(to) = entered {
                self.enter(to);
                continue;
            }
            self.path.pop();
            if let Some(&(parent, _)) = self.path.last() {
                self.low[parent as usize] = self.low[parent as usize].min(low);
            }
            if low == self.seen[node as usize] {
                self.close(node);
            }
        }
    }

    fn close(&mut self, node: u32) {
        let part = self.order.len();
        while let Some(member) = self.open.pop() {
            self.seen[member as usize] = SHUT;
            self.order.push(member);
            if member == node {
                break;
            }
        }
        if 1 < self.order.len() - part {
            self.order[part..].sort_unstable();
        }
        self.starts.push(index(self.order.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Need, Node};

    fn shape(count: usize, needs: Vec<Need>) -> Shape {
        Shape::of(&Model::new(vec![Node::default(); count], needs).unwrap())
    }

    #[test]
    fn what_is_needed_comes_first() {
        let shape = shape(3, vec![Need::hard(0, 1), Need::hard(1, 2)]);
        assert_eq!(shape.order, [2, 1, 0]);
        assert_eq!(shape.circles().count(), 0);
    }

    #[test]
    fn a_circle_of_hard_needs_is_one_knot() {
        let shape = shape(4, vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 0)]);
        let circles = shape.circles().map(|it| shape.knot(it).to_vec()).collect::<Vec<_>>();
        assert_eq!(circles, [vec![0, 1, 2]]);
    }

    #[test]
    fn a_circle_closed_by_a_soft_need_still_has_an_order() {
        // Identity can do without monitoring for a while; monitoring cannot do without identity.
        let (identity, monitoring) = (1, 0);
        let shape =
            shape(2, vec![Need::soft(identity, monitoring, 60), Need::hard(monitoring, identity)]);
        assert_eq!(shape.rings_downward().count(), 1);
        assert_eq!(shape.order, [identity, monitoring]);
        assert!(!shape.waits(identity, monitoring));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_does_not_overflow() {
        let needs = (0..99_999).map(|it| Need::hard(it, it + 1)).collect();
        assert_eq!(shape(100_000, needs).order.first(), Some(&99_999));
    }
}
