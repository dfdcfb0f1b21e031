//! In which order to recover.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::analysis::Analysis;
use crate::model::{Model, index};

/// All nodes in recovery order: everybody after what they cannot work without.
///
/// Among those that are ready, the one with the lowest required time comes first, then the lowest
/// index; what a group shares among its members counts as required. A group is ready with its
/// quorum. Members of a circle that nothing breaks follow once everything outside it is done.
pub fn recovery_order(model: &Model, analysis: &Analysis) -> Vec<u32> {
    let mut queue = Queue::new(model, analysis);
    let mut knot = 0;
    loop {
        while let Some(Reverse((_, node))) = queue.ready.pop() {
            queue.place(&[node]);
        }
        if index(queue.order.len()) == model.len() {
            return queue.order;
        }
        // The first knot with members left is a stuck circle, and all that it needs is placed.
        let mut stuck = queue.left_in(knot);
        while stuck.is_empty() {
            knot += 1;
            stuck = queue.left_in(knot);
        }
        stuck.sort_unstable_by_key(|it| analysis.urgency(*it));
        queue.place(&stuck);
    }
}

struct Queue<'a> {
    model: &'a Model,
    analysis: &'a Analysis,
    order: Vec<u32>,
    placed: Vec<bool>,
    /// How many hard needs each node still waits for.
    waiting: Vec<u32>,
    ready: BinaryHeap<Reverse<(u32, u32)>>,
}

impl<'a> Queue<'a> {
    fn new(model: &'a Model, analysis: &'a Analysis) -> Self {
        let waiting = (0..model.len()).map(|it| model.quorum(it)).collect::<Vec<_>>();
        let free = (0..model.len()).filter(|it| waiting[*it as usize] == 0);
        Self {
            ready: free.map(|it| Reverse(analysis.urgency(it))).collect(),
            order: Vec::with_capacity(waiting.len()),
            placed: vec![false; waiting.len()],
            waiting,
            model,
            analysis,
        }
    }

    fn left_in(&self, knot: u32) -> Vec<u32> {
        let members = self.analysis.shape.knot(knot).iter().copied();
        members.filter(|it| !self.placed[*it as usize]).collect()
    }

    /// Places nodes one after another; only then can others follow.
    fn place(&mut self, nodes: &[u32]) {
        for &node in nodes {
            self.placed[node as usize] = true;
            self.order.push(node);
        }
        for &node in nodes {
            for &dependent in self.model.hard_dependents(node) {
                let waiting = &mut self.waiting[dependent as usize];
                // Beyond zero, a group gets a member that it can spare.
                let last = *waiting == 1;
                *waiting = waiting.saturating_sub(1);
                if last && !self.placed[dependent as usize] {
                    self.ready.push(Reverse(self.analysis.urgency(dependent)));
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
}
