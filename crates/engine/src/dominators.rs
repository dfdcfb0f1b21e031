//! What every way of hard needs leads through: the dominators of all that a node stands on.
//!
//! Node `d` dominates `n`, seen from a root, if every chain of hard needs from the root to `n`
//! passes `d`. The last of them before `n` is its immediate one. Method: K. D. Cooper, T. J. Harvey
//! and K. Kennedy, "A simple, fast dominance algorithm", Rice University TR-06-33870 (2001).

use crate::model::{Model, NONE, index};

/// What a node stands on by hard needs, and the immediate dominator of each part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dominators {
    /// The root and all that it needs, in reverse postorder of a search along the needs: without
    /// circles, whoever needs comes before what is needed.
    nodes: Vec<u32>,
    /// Where each node of the model stands in `nodes`.
    places: Vec<u32>,
    /// The place of the immediate dominator; the root has its own.
    above: Vec<u32>,
}

impl Dominators {
    /// Searches all that `root` stands on.
    pub fn of(model: &Model, root: u32) -> Self {
        let nodes = reverse_postorder(model, root);
        let mut places = vec![NONE; model.len() as usize];
        for (place, node) in nodes.iter().enumerate() {
            places[*node as usize] = index(place);
        }
        let mut found = Self { above: vec![NONE; nodes.len()], nodes, places };
        found.above[0] = 0;
        while found.improve(model) {}
        found
    }

    /// The root and all that it stands on, directly or not.
    pub fn nodes(&self) -> &[u32] {
        &self.nodes
    }

    /// Whether `node` is the root or something that it stands on.
    pub fn contains(&self, node: u32) -> bool {
        self.places[node as usize] != NONE
    }

    /// The last node that every way from the root to `node` leads through, before `node` itself.
    ///
    /// `None` for the root, and for what it does not stand on.
    pub fn immediate(&self, node: u32) -> Option<u32> {
        let place = self.place(node)?;
        (0 < place).then(|| self.nodes[self.above[place] as usize])
    }

    /// All that every way from the root to `node` leads through, from the nearest to the root.
    pub fn chain(&self, node: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.immediate(node), |it| self.immediate(*it))
    }

    /// Where `node` stands in [`nodes`](Self::nodes).
    pub(crate) fn place(&self, node: u32) -> Option<usize> {
        let place = self.places[node as usize];
        (place != NONE).then_some(place as usize)
    }

    /// One round over all nodes; says whether anything changed.
    fn improve(&mut self, model: &Model) -> bool {
        let mut changed = false;
        for place in 1..self.nodes.len() {
            let mut common = NONE;
            for &dependent in model.hard_dependents(self.nodes[place]) {
                let other = self.places[dependent as usize];
                if other == NONE || self.above[other as usize] == NONE {
                    continue;
                }
                common = if common == NONE { other } else { self.meet(common, other) };
            }
            changed |= std::mem::replace(&mut self.above[place], common) != common;
        }
        changed
    }

    /// The nearest place that dominates both.
    fn meet(&self, mut one: u32, mut other: u32) -> u32 {
        while one != other {
            if one < other {
                other = self.above[other as usize];
            } else {
                one = self.above[one as usize];
            }
        }
        one
    }
}

/// A depth-first search with its own stack, so that a long chain cannot overflow ours.
fn reverse_postorder(model: &Model, root: u32) -> Vec<u32> {
    let mut seen = vec![false; model.len() as usize];
    seen[root as usize] = true;
    let mut path = vec![(root, 0)];
    let mut done = Vec::new();
    while let Some((node, next)) = path.last_mut() {
        let node = *node;
        let Some(&to) = model.hard_needs(node).get(*next) else {
            done.push(node);
            path.pop();
            continue;
        };
        *next += 1;
        if !std::mem::replace(&mut seen[to as usize], true) {
            path.push((to, 0));
        }
    }
    done.reverse();
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Need, Node};

    fn model(count: usize, needs: &[(u32, u32)]) -> Model {
        let needs = needs.iter().map(|it| Need::hard(it.0, it.1)).collect();
        Model::new(vec![Node::default(); count], needs).unwrap()
    }

    #[test]
    fn two_ways_meet_again_in_what_both_need() {
        let model = model(5, &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]);
        let found = Dominators::of(&model, 0);
        assert_eq!(
            [1, 2, 3, 4].map(|it| found.immediate(it)),
            [Some(0), Some(0), Some(0), Some(3)]
        );
        assert_eq!(found.chain(4).collect::<Vec<_>>(), [3, 0]);
    }

    #[test]
    fn what_is_not_needed_has_none() {
        let model = model(3, &[(0, 1), (2, 1)]);
        let found = Dominators::of(&model, 0);
        assert_eq!((found.immediate(0), found.immediate(2)), (None, None));
        assert!(found.contains(0) && found.contains(1) && !found.contains(2));
    }

    #[test]
    fn a_circle_is_entered_where_it_is_needed() {
        let model = model(4, &[(0, 1), (1, 2), (2, 3), (3, 1), (0, 2)]);
        let found = Dominators::of(&model, 0);
        assert_eq!([1, 2, 3].map(|it| found.immediate(it)), [Some(0), Some(0), Some(2)]);
    }
}
