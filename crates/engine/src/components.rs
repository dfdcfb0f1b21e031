//! Who stands in a circle with whom, and an order in which everybody comes after what they need.
//!
//! Two levels, because a soft need does not decide an order the way a hard one does:
//! a **ring** is a strongly connected component over all needs, a **knot** one over hard needs.
//! Knots lie inside rings. A need that is soft and stays inside its ring is not waited for:
//! it says how soon the other must follow, not that it comes first.

use crate::model::{Model, NONE, index};

/// The structure of a model: depends on the needs alone, never on times.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// All nodes, what is needed first; the nodes of a ring, and in it of a knot, are adjacent.
    pub(crate) order: Vec<u32>,
    knot_of: Vec<u32>,
    knot_starts: Vec<u32>,
    ring_of: Vec<u32>,
    ring_starts: Vec<u32>,
    /// The knots of more than one node, by their lowest node.
    circles: Vec<u32>,
}

impl Shape {
    pub(crate) fn of(model: &Model) -> Self {
        let count = model.len() as usize;
        let mut search = Search::new(count);
        for root in 0..model.len() {
            search.run(root, |it| model.all_needs(it), |_| true);
        }
        let Search { order: mut ringed, starts: ring_starts, .. } = search;
        let ring_of = owners(&ringed, &ring_starts);

        let mut search = Search::new(count);
        for ring in ring_starts.windows(2) {
            let members = &mut ringed[ring[0] as usize..ring[1] as usize];
            // The roots in order, so that the result does not depend on how the ring was found.
            if let &mut [only] = members {
                search.alone(only);
                continue;
            }
            members.sort_unstable();
            for &root in members.iter() {
                let same = ring_of[root as usize];
                let within = |it: u32| ring_of[it as usize] == same;
                search.run(root, |it| model.hard_needs(it), within);
            }
        }
        let Search { order, starts: knot_starts, .. } = search;
        let knot_of = owners(&order, &knot_starts);
        let mut circles = (0..index(knot_starts.len() - 1)).collect::<Vec<_>>();
        let start = |it: u32| knot_starts[it as usize] as usize;
        circles.retain(|it| start(*it) + 1 < start(it + 1));
        circles.sort_unstable_by_key(|it| order[start(*it)]);
        Self { circles, order, knot_of, knot_starts, ring_of, ring_starts }
    }

    pub(crate) fn knots(&self) -> u32 {
        index(self.knot_starts.len() - 1)
    }

    pub(crate) fn rings(&self) -> u32 {
        index(self.ring_starts.len() - 1)
    }

    pub(crate) fn knot_of(&self, node: u32) -> u32 {
        self.knot_of[node as usize]
    }

    pub(crate) fn ring_of(&self, node: u32) -> u32 {
        self.ring_of[node as usize]
    }

    /// Whether `from` waits for `to` if it needs it softly.
    pub(crate) fn waits(&self, from: u32, to: u32) -> bool {
        self.ring_of(from) != self.ring_of(to)
    }

    pub(crate) fn knot(&self, knot: u32) -> &[u32] {
        let knot = knot as usize;
        &self.order[self.knot_starts[knot] as usize..self.knot_starts[knot + 1] as usize]
    }

    pub(crate) fn ring(&self, ring: u32) -> &[u32] {
        let ring = ring as usize;
        &self.order[self.ring_starts[ring] as usize..self.ring_starts[ring + 1] as usize]
    }

    /// The knots of more than one node, circles of hard needs, by their lowest node.
    pub(crate) fn circles(&self) -> impl Iterator<Item = u32> + '_ {
        self.circles.iter().copied()
    }
}

/// For each node, the number of the part it lies in.
fn owners(order: &[u32], starts: &[u32]) -> Vec<u32> {
    let mut owner = vec![0; order.len()];
    for (part, range) in starts.windows(2).enumerate() {
        for &node in &order[range[0] as usize..range[1] as usize] {
            owner[node as usize] = index(part);
        }
    }
    owner
}

/// Tarjan's search with its own stack, so that a long chain of needs cannot overflow ours.
struct Search {
    /// When each node was first seen; `NONE` for not yet.
    seen: Vec<u32>,
    /// The earliest node still open that can be reached; `NONE` once the node's part is closed.
    low: Vec<u32>,
    clock: u32,
    open: Vec<u32>,
    /// Nodes being visited, each with the position of its next need.
    path: Vec<(u32, u32)>,
    /// The parts found so far, what is needed first, and where each starts.
    order: Vec<u32>,
    starts: Vec<u32>,
}

impl Search {
    fn new(count: usize) -> Self {
        Self {
            seen: vec![NONE; count],
            low: vec![NONE; count],
            clock: 0,
            open: Vec::new(),
            path: Vec::new(),
            order: Vec::with_capacity(count),
            starts: vec![0],
        }
    }

    /// Adds a part of one node without a search.
    fn alone(&mut self, node: u32) {
        self.seen[node as usize] = self.clock;
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
            if let Some(&to) = needs(node).get(*next as usize) {
                *next += 1;
                if self.seen[to as usize] == NONE {
                    if within(to) {
                        self.enter(to);
                    }
                } else if self.low[to as usize] != NONE {
                    self.low[node as usize] = self.low[node as usize].min(self.seen[to as usize]);
                }
                continue;
            }
            self.path.pop();
            let low = self.low[node as usize];
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
            self.low[member as usize] = NONE;
            self.order.push(member);
            if member == node {
                break;
            }
        }
        self.order[part..].sort_unstable();
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
        assert_eq!(shape.rings(), 1);
        assert_eq!(shape.order, [identity, monitoring]);
        assert!(!shape.waits(identity, monitoring));
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_needs_does_not_overflow() {
        let needs = (0..99_999).map(|it| Need::hard(it, it + 1)).collect();
        assert_eq!(shape(100_000, needs).order.first(), Some(&99_999));
    }
}
