//! What is wrong with a model: statements that contradict each other, and circles.
//!
//! A target is later than it may be if somebody with an earlier one needs the node (ISO 22301
//! 8.2.2: time frames of activities and of the resources they depend on must fit).

use std::collections::VecDeque;

use crate::analysis::Analysis;
use crate::model::{Model, NONE, Strength, index};

/// Something that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nodes that cannot work without each other: there is no order to restore them in.
    Circle {
        /// All of them, ascending.
        members: Vec<u32>,
        /// A shortest way around: each needs the next, the last one needs the first.
        example: Vec<u32>,
        /// Whether redundancy groups break the circle, so that there is an order after all.
        broken: bool,
    },
    /// A node may be back later than somebody who needs it.
    TargetTooLate {
        /// Who needs.
        from: u32,
        /// What is needed.
        to: u32,
        /// The target of `to`.
        target: u32,
        /// When it would have to be back for `from`: the target of `from`, or what is required of
        /// it if it has none, plus the gap of a soft need.
        limit: u32,
    },
    /// Data may be older than the data of somebody who needs it.
    PointTooOld {
        /// Who needs.
        from: u32,
        /// What is needed.
        to: u32,
        /// The recovery point objective of `to`.
        target: u32,
        /// The recovery point objective of `from`, or what is required of it.
        limit: u32,
    },
    /// A group asks for more members than it has.
    GroupTooSmall {
        /// The group.
        node: u32,
        /// How many it asks for.
        quorum: u32,
        /// How many it has.
        members: u32,
    },
    /// A soft need that is not waited for, because the other side waits for this one, and that
    /// is met too late: `from` is back, but has to do without `to` for longer than it can.
    GapTooLong {
        /// Who needs.
        from: u32,
        /// What is needed.
        to: u32,
        /// How long `from` can do without.
        max_gap: u32,
        /// How long it has to.
        gap: u32,
    },
}

/// All findings: circles, targets, points, groups, gaps; each kind by node.
pub fn findings(model: &Model, analysis: &Analysis) -> Vec<Finding> {
    let mut findings = circles(model, analysis);
    findings.extend(late_targets(model, analysis));
    findings.extend(old_points(model, analysis));
    findings.extend(small_groups(model));
    findings.extend(long_gaps(model, analysis));
    findings
}

fn circles(model: &Model, analysis: &Analysis) -> Vec<Finding> {
    let circle = |members: &[u32]| Finding::Circle {
        members: members.to_vec(),
        example: way_around(model, members),
        broken: !members.iter().any(|it| analysis.is_stuck(*it)),
    };
    analysis.circles().map(circle).collect()
}

/// A shortest way from the first member back to itself.
fn way_around(model: &Model, members: &[u32]) -> Vec<u32> {
    let position = |node| members.binary_search(&node).ok();
    let mut came_from = vec![NONE; members.len()];
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        for next in model.hard_needs(members[at]).iter().filter_map(|it| position(*it)) {
            if next == 0 {
                let mut way = vec![members[at]];
                let mut back = at;
                while back != 0 {
                    back = came_from[back] as usize;
                    way.push(members[back]);
                }
                way.reverse();
                return way;
            }
            if came_from[next] == NONE {
                came_from[next] = index(at);
                queue.push_back(next);
            }
        }
    }
    Vec::new()
}

fn late_targets<'a>(
    model: &'a Model,
    analysis: &'a Analysis,
) -> impl Iterator<Item = Finding> + 'a {
    model.needs().iter().filter_map(|need| {
        let (from, to) = (need.from, need.to);
        if model.can_spare(from) && need.strength == Strength::Hard {
            return None;
        }
        let target = model.node(to).target_rto?;
        let own = model.node(from).target_rto.or_else(|| analysis.required_rto(from))?;
        let limit = match need.strength {
            Strength::Hard => own,
            Strength::Soft { max_gap } => own.saturating_add(max_gap),
        };
        (limit < target).then_some(Finding::TargetTooLate { from, to, target, limit })
    })
}

fn old_points<'a>(model: &'a Model, analysis: &'a Analysis) -> impl Iterator<Item = Finding> + 'a {
    let hard = model.needs().iter().filter(|it| it.strength == Strength::Hard);
    hard.filter(|it| !model.can_spare(it.from)).filter_map(|need| {
        let (from, to) = (need.from, need.to);
        let target = model.node(to).target_rpo?;
        let limit = model.node(from).target_rpo.or_else(|| analysis.required_rpo(from))?;
        (limit < target).then_some(Finding::PointTooOld { from, to, target, limit })
    })
}

fn small_groups(model: &Model) -> impl Iterator<Item = Finding> + '_ {
    (0..model.len()).filter(|it| model.is_short(*it)).filter_map(|node| {
        let quorum = model.node(node).quorum?;
        Some(Finding::GroupTooSmall { node, quorum, members: index(model.hard_needs(node).len()) })
    })
}

fn long_gaps<'a>(model: &'a Model, analysis: &'a Analysis) -> impl Iterator<Item = Finding> + 'a {
    model.needs().iter().filter_map(|need| {
        let Strength::Soft { max_gap } = need.strength else { return None };
        let (from, to) = (need.from, need.to);
        let gap = analysis.achievable_rto(to).saturating_sub(analysis.achievable_rto(from));
        let late = !analysis.shape.waits(from, to) && max_gap < gap;
        late.then_some(Finding::GapTooLong { from, to, max_gap, gap })
    })
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

    fn found(nodes: Vec<Node>, needs: Vec<Need>) -> Vec<Finding> {
        let model = Model::new(nodes, needs).unwrap();
        findings(&model, &analyze(&model))
    }

    #[test]
    fn the_worked_example_reports_exactly_idm_and_db() {
        let [portal, web, db, idm] = [0, 1, 2, 3];
        let nodes = vec![target(8), target(6), target(6), target(4)];
        let needs = vec![Need::hard(portal, web), Need::hard(web, db), Need::hard(idm, db)];
        let expected =
            Finding::TargetTooLate { from: idm, to: db, target: 6 * HOUR, limit: 4 * HOUR };
        assert_eq!(found(nodes, needs), [expected]);
    }

    #[test]
    fn the_gap_of_a_soft_need_covers_a_later_target() {
        let nodes = || vec![target(4), target(6)];
        assert_eq!(found(nodes(), vec![Need::soft(0, 1, 2 * HOUR)]), []);
        let late = found(nodes(), vec![Need::soft(0, 1, HOUR)]);
        let (target, limit) = (6 * HOUR, 5 * HOUR);
        assert_eq!(late, [Finding::TargetTooLate { from: 0, to: 1, target, limit }]);
    }

    #[test]
    fn a_node_without_a_target_passes_on_what_is_required_of_it() {
        let nodes = vec![target(4), Node::default(), target(6)];
        let late = found(nodes, vec![Need::hard(0, 1), Need::hard(1, 2)]);
        let (target, limit) = (6 * HOUR, 4 * HOUR);
        assert_eq!(late, [Finding::TargetTooLate { from: 1, to: 2, target, limit }]);
    }

    #[test]
    fn a_circle_is_reported_with_a_way_around_it() {
        let nodes = vec![Node::default(); 4];
        let needs = vec![
            Need::hard(0, 2),
            Need::hard(2, 1),
            Need::hard(1, 0),
            Need::hard(2, 3),
            Need::hard(3, 2),
        ];
        let expected =
            Finding::Circle { members: vec![0, 1, 2, 3], example: vec![0, 2, 1], broken: false };
        assert_eq!(found(nodes, needs), [expected]);
    }

    #[test]
    fn a_group_that_has_another_way_breaks_the_circle() {
        // Name service 0 is one of two; 1 runs on a machine that needs names, 2 does not.
        let group = Node { quorum: Some(1), ..Node::default() };
        let nodes = vec![group, Node::default(), Node::default()];
        let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 0)];
        let expected = Finding::Circle { members: vec![0, 1], example: vec![0, 1], broken: true };
        assert_eq!(found(nodes, needs), [expected]);
    }

    #[test]
    fn a_soft_need_that_cannot_be_met_in_time_is_reported() {
        let takes = |restore| Node { restore: Some(restore), ..Node::default() };
        let needs = vec![Need::soft(0, 1, 5), Need::hard(1, 0)];
        assert_eq!(found(vec![takes(2), takes(5)], needs.clone()), []);
        let late = found(vec![takes(2), takes(6)], needs);
        assert_eq!(late, [Finding::GapTooLong { from: 0, to: 1, max_gap: 5, gap: 6 }]);
    }

    #[test]
    fn a_group_smaller_than_its_quorum_is_reported() {
        let group = Node { quorum: Some(2), ..Node::default() };
        let small = found(vec![group, Node::default()], vec![Need::hard(0, 1)]);
        assert_eq!(small, [Finding::GroupTooSmall { node: 0, quorum: 2, members: 1 }]);
    }
}
