//! What holds a model together: nodes and needs without which it falls into parts.
//!
//! Looked at without direction, an articulation point is a node whose removal cuts some nodes off
//! from others, and a bridge is a need that does. They are where to look first when everything of
//! an agency hangs on one thing. Method: J. Hopcroft and R. Tarjan, "Algorithm 447: efficient
//! algorithms for graph manipulation", Communications of the ACM 16 (1973), with its own stack.

use crate::model::{Model, NONE};

/// What holds a model together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Articulation {
    /// Nodes whose removal separates others from each other; ascending.
    pub points: Vec<u32>,
    /// Needs whose removal separates the two nodes, as who needs and what is needed; ascending.
    ///
    /// Two nodes that need each other have no bridge between them: either need holds them together.
    pub bridges: Vec<(u32, u32)>,
}

/// Finds the articulation points and bridges over all needs, hard and soft.
pub fn articulation(model: &Model) -> Articulation {
    let count = model.len() as usize;
    let mut search = Search {
        model,
        seen: vec![NONE; count],
        low: vec![NONE; count],
        is_point: vec![false; count],
        clock: 0,
        path: Vec::new(),
        bridges: Vec::new(),
    };
    for root in 0..model.len() {
        search.run(root);
    }
    let points = (0..model.len()).filter(|it| search.is_point[*it as usize]).collect();
    let mut bridges = search.bridges;
    bridges.sort_unstable();
    Articulation { points, bridges }
}

/// A node being visited.
struct Visit {
    node: u32,
    /// From where it was entered; `NONE` for the first.
    parent: u32,
    /// The position of its next neighbor.
    next: usize,
    /// Whether the way back was met: a second need between the two is another way around.
    has_met_parent: bool,
    /// How many were entered from here.
    children: u32,
}

struct Search<'a> {
    model: &'a Model,
    /// When each node was first seen; `NONE` for not yet.
    seen: Vec<u32>,
    /// The earliest node that can be reached from below without the way by which it was entered.
    low: Vec<u32>,
    is_point: Vec<bool>,
    clock: u32,
    path: Vec<Visit>,
    bridges: Vec<(u32, u32)>,
}

impl Search<'_> {
    fn run(&mut self, root: u32) {
        if self.seen[root as usize] != NONE {
            return;
        }
        self.enter(root, NONE);
        while let Some(visit) = self.path.last_mut() {
            let (node, parent) = (visit.node, visit.parent);
            let (needs, dependents) = (self.model.all_needs(node), self.model.all_dependents(node));
            let neighbors = needs.iter().chain(dependents);
            let mut low = self.low[node as usize];
            let mut entered = None;
            for &to in neighbors.skip(visit.next) {
                visit.next += 1;
                if to == parent && !visit.has_met_parent {
                    visit.has_met_parent = true;
                } else if self.seen[to as usize] == NONE {
                    visit.children += 1;
                    entered = Some(to);
                    break;
                } else {
                    low = low.min(self.seen[to as usize]);
                }
            }
            self.low[node as usize] = low;
            match entered {
                Some(to) => self.enter(to, node),
                None => self.leave(),
            }
        }
    }

    fn enter(&mut self, node: u32, parent: u32) {
        self.seen[node as usize] = self.clock;
        self.low[node as usize] = self.clock;
        self.clock += 1;
        self.path.push(Visit { node, parent, next: 0, has_met_parent: false, children: 0 });
    }

    fn leave(&mut self) {
        let Some(Visit { node, parent, children, .. }) = self.path.pop() else { return };
        if parent == NONE {
            self.is_point[node as usize] = 1 < children;
            return;
        }
        let (low, seen) = (self.low[node as usize], self.seen[parent as usize]);
        self.low[parent as usize] = self.low[parent as usize].min(low);
        // Of the first node it is known only at the end.
        self.is_point[parent as usize] |= seen <= low;
        if seen < low {
            let is_need = self.model.strength(parent, node).is_some();
            self.bridges.push(if is_need { (parent, node) } else { (node, parent) });
        }
    }
}
