//! What would help a node that is back too late.

use std::cmp::Reverse;

use crate::achievable::{Measure, Rules, Time, Wave};
use crate::analysis::Analysis;
use crate::chain::chain;
use crate::cone::cone;
use crate::knot::Scratch;
use crate::model::Model;

/// What speeding up one restoration would do for the node asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relief {
    /// The node whose restoration is sped up.
    pub node: u32,
    /// When the node asked about would be back if that restoration took no time at all.
    pub achievable_after: u32,
    /// The longest that restoration may take for the node asked about to meet what is required.
    /// `None` if nothing is required or if this restoration alone cannot achieve it.
    pub restore_needed: Option<u32>,
}

/// How many restorations are tried. Speeding one up never gains more than it takes.
const TRIED: usize = 20;

/// For the longest restorations on the binding chain of `node`, what speeding them up would do;
/// best first.
pub fn relief(model: &Model, analysis: &Analysis, node: u32) -> Vec<Relief> {
    let links = chain(model, analysis, node).into_iter().map(|it| it.node);
    let mut parts = links.filter(|it| model.restore(*it) > 0).collect::<Vec<_>>();
    parts.sort_unstable_by_key(|it| (Reverse(model.restore(*it)), *it));
    parts.truncate(TRIED);
    let mut trial = Trial::new(model, analysis, node);
    let mut reliefs = Vec::new();
    for part in parts {
        let achievable_after = trial.with(part, 0);
        let required = analysis.required_rto(node);
        let restore_needed = required.and_then(|it| trial.longest(part, it));
        reliefs.push(Relief { node: part, achievable_after, restore_needed });
    }
    reliefs.sort_by_key(|it| (it.achievable_after, it.node));
    reliefs
}

/// Recomputes what lies below one node with another restore time for a part of it.
struct Trial<'a> {
    model: &'a Model,
    analysis: &'a Analysis,
    node: u32,
    /// The knots below the node, what is needed first.
    knots: Vec<u32>,
    wave: Wave,
    scratch: Scratch,
}

impl<'a> Trial<'a> {
    fn new(model: &'a Model, analysis: &'a Analysis, node: u32) -> Self {
        let cone = cone(model, analysis, node);
        let mut knots = cone.iter().map(|it| analysis.shape.knot_of(*it)).collect::<Vec<_>>();
        knots.dedup();
        let wave = analysis.time.clone();
        Self { model, analysis, node, knots, wave, scratch: Scratch::default() }
    }

    /// When the node would be back if `part` took `restore`.
    fn with(&mut self, part: u32, restore: u32) -> u32 {
        let rules = Rules {
            model: self.model,
            shape: &self.analysis.shape,
            measure: Instead { node: part, restore },
        };
        let first = self.knots.partition_point(|it| *it < self.analysis.shape.knot_of(part));
        for &knot in &self.knots[first..] {
            self.wave.settle(&rules, knot, &mut self.scratch);
        }
        let answer = self.wave.get(self.node).value;
        for &knot in &self.knots[first..] {
            for &member in self.analysis.shape.knot(knot) {
                self.wave.reached[member as usize] = *self.analysis.time.get(member);
            }
        }
        answer
    }

    /// The longest that `part` may take for the node to be back by `required`.
    fn longest(&mut self, part: u32, required: u32) -> Option<u32> {
        let now = self.model.restore(part);
        let gap = self.analysis.achievable_rto(self.node).saturating_sub(required);
        if self.with(part, 0) > required {
            return None;
        }
        // A second less here is at most a second less there, so the gap is the least to save.
        let mut possible = 0;
        let mut candidate = now.saturating_sub(gap);
        let mut impossible = candidate.saturating_add(1);
        while possible + 1 < impossible {
            if self.with(part, candidate) > required {
                impossible = candidate;
            } else {
                possible = candidate;
            }
            candidate = possible + (impossible - possible) / 2;
        }
        Some(possible)
    }
}

/// Recovery time as usual, but for one node.
struct Instead {
    node: u32,
    restore: u32,
}

impl Measure for Instead {
    fn after(&self, model: &Model, node: u32, start: u32) -> u32 {
        start.saturating_add(self.own(model, node))
    }

    fn own(&self, model: &Model, node: u32) -> u32 {
        if node == self.node { self.restore } else { model.restore(node) }
    }

    fn known(&self, model: &Model, node: u32) -> bool {
        Time.known(model, node)
    }

    fn heeds_soft(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::model::{Need, Node};

    fn takes(restore: u32) -> Node {
        Node { restore: Some(restore), ..Node::default() }
    }

    #[test]
    fn the_second_longest_way_limits_what_can_be_won() {
        let service = Node { target_rto: Some(7), ..takes(1) };
        let nodes = vec![service, takes(8), takes(5), takes(2)];
        let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 3), Need::hard(2, 3)];
        let model = Model::new(nodes, needs).unwrap();
        let reliefs = relief(&model, &analyze(&model), 0);
        let expected = [
            // Way 2 stays: 2 + 5 + 1. One second too late, whatever is done about 1.
            Relief { node: 1, achievable_after: 8, restore_needed: None },
            Relief { node: 3, achievable_after: 9, restore_needed: None },
            Relief { node: 0, achievable_after: 10, restore_needed: None },
        ];
        assert_eq!(reliefs, expected);
    }

    #[test]
    fn the_restore_time_that_suffices_is_the_longest_one() {
        let service = Node { target_rto: Some(6), ..takes(1) };
        let model = Model::new(vec![service, takes(8)], vec![Need::hard(0, 1)]).unwrap();
        let reliefs = relief(&model, &analyze(&model), 0);
        assert_eq!(reliefs[0], Relief { node: 1, achievable_after: 1, restore_needed: Some(5) });
    }

    #[test]
    fn a_group_turns_to_another_member_when_one_gets_faster() {
        let group = Node { quorum: Some(2), target_rto: Some(6), ..Node::default() };
        let nodes = vec![group, takes(5), takes(9), takes(7)];
        let needs = (1..4).map(|it| Need::hard(0, it)).collect();
        let model = Model::new(nodes, needs).unwrap();
        let reliefs = relief(&model, &analyze(&model), 0);
        // Two of 5, 7, 9 are back at 7. Only the second fastest helps: it must not exceed 6.
        assert_eq!(reliefs, [Relief { node: 3, achievable_after: 5, restore_needed: Some(6) }]);
    }
}
