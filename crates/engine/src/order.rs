//! In which order to recover.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::analysis::Analysis;
use crate::chain::stuck_with;
use crate::model::{Model, index};

/// All nodes in recovery order: everybody after what they cannot work without.
///
/// Among those that are ready, the one with the lowest required time comes first, then the lowest
/// index; what a group shares among its members counts as required. A group is ready with its
/// quorum. Members of a circle that nothing breaks stay together: they are ready when everything
/// outside is, and as urgent as the most urgent of them.
pub fn recovery_order(model: &Model, analysis: &Analysis) -> Vec<u32> {
    let mut queue = Queue::new(model, analysis);
    while let Some(Reverse((_, unit))) = queue.ready.pop() {
        if analysis.is_stuck(unit) {
            let mut members = stuck_with(analysis, unit).collect::<Vec<_>>();
            members.sort_unstable_by_key(|it| analysis.urgency(*it));
            queue.place(&members);
        } else {
            queue.place(&[unit]);
        }
    }
    queue.order
}

/// What is placed at once is a unit: a node, or a stuck circle, named by its lowest member.
struct Queue<'a> {
    model: &'a Model,
    analysis: &'a Analysis,
    order: Vec<u32>,
    /// The unit of each node.
    units: Vec<u32>,
    /// How many hard needs each unit still waits for.
    waiting: Vec<u32>,
    ready: BinaryHeap<Reverse<(u32, u32)>>,
}

impl<'a> Queue<'a> {
    fn new(model: &'a Model, analysis: &'a Analysis) -> Self {
        let mut queue = Self {
            model,
            analysis,
            order: Vec::with_capacity(model.len() as usize),
            units: (0..model.len()).collect(),
            waiting: (0..model.len()).map(|it| model.quorum(it)).collect(),
            ready: BinaryHeap::new(),
        };
        for knot in analysis.shape.circles() {
            queue.join(analysis.shape.knot(knot));
        }
        for node in 0..model.len() {
            if queue.units[node as usize] == node {
                queue.offer(node);
            }
        }
        queue
    }

    /// Makes the stuck members of a circle a unit, which waits for all that any of them needs.
    fn join(&mut self, knot: &[u32]) {
        let stuck = knot.iter().copied().filter(|it| self.analysis.is_stuck(*it));
        let stuck = stuck.collect::<Vec<_>>();
        let Some(&unit) = stuck.first() else { return };
        stuck.iter().for_each(|it| self.units[*it as usize] = unit);
        let needs = stuck.iter().flat_map(|it| self.model.hard_needs(*it));
        let outside = needs.filter(|it| self.units[**it as usize] != unit).count();
        self.waiting[unit as usize] = index(outside);
    }

    fn offer(&mut self, unit: u32) {
        if self.waiting[unit as usize] == 0 {
            let mut urgency = self.analysis.urgency(unit).0;
            if self.analysis.is_stuck(unit) {
                let members = stuck_with(self.analysis, unit);
                urgency = members.map(|it| self.analysis.urgency(it).0).fold(urgency, u32::min);
            }
            self.ready.push(Reverse((urgency, unit)));
        }
    }

    /// Places the members of a unit one after another; only then can others follow.
    fn place(&mut self, members: &[u32]) {
        self.order.extend_from_slice(members);
        for &member in members {
            for &dependent in self.model.hard_dependents(member) {
                let unit = self.units[dependent as usize];
                // At zero already, it is this unit or a group with a member to spare.
                if self.waiting[unit as usize] > 0 {
                    self.waiting[unit as usize] -= 1;
                    self.offer(unit);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::model::{Need, Node};

    const HOUR: u32 = 3600;

    fn target(hours: u32) -> Node {
        Node { target_rto: Some(hours * HOUR), ..Node::default() }
    }

    #[test]
    fn the_worked_example_recovers_net_storage_db_idm_web_portal() {
        let [portal, web, idm, db, storage, net] = [0, 1, 2, 3, 4, 5];
        let nodes = vec![target(8), target(6), target(4), target(6), target(6), target(5)];
        let needs = vec![
            Need::hard(portal, web),
            Need::hard(web, db),
            Need::hard(idm, db),
            Need::hard(db, storage),
            Need::hard(storage, net),
        ];
        let model = Model::new(nodes, needs).unwrap();
        let order = recovery_order(&model, &analyze(&model));
        assert_eq!(order, [net, storage, db, idm, web, portal]);
    }

    #[test]
    fn a_group_follows_its_quorum_and_not_all_members() {
        let group = Node { quorum: Some(1), target_rto: Some(1), ..Node::default() };
        let nodes = vec![group, Node::default(), target(9), target(2)];
        // Its members are 1 and 2; 3 stands alone.
        let model = Model::new(nodes, vec![Need::hard(0, 1), Need::hard(0, 2)]).unwrap();
        assert_eq!(recovery_order(&model, &analyze(&model)), [1, 0, 2, 3]);
    }

    #[test]
    fn a_circle_follows_what_it_needs_and_precedes_who_needs_it() {
        let nodes = vec![target(1), target(9), target(8), target(20)];
        let needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 1), Need::hard(2, 3)];
        let model = Model::new(nodes, needs).unwrap();
        assert_eq!(recovery_order(&model, &analyze(&model)), [3, 1, 2, 0]);
    }

    #[test]
    fn a_circle_is_as_urgent_as_its_most_urgent_member() {
        let nodes = vec![target(5), target(9), target(2), target(4)];
        let needs = vec![Need::hard(1, 2), Need::hard(2, 1)];
        let model = Model::new(nodes, needs).unwrap();
        assert_eq!(recovery_order(&model, &analyze(&model)), [1, 2, 3, 0]);
    }
}
