//! Why a node is back when it is: the chain that binds, and everything on the way.

use crate::analysis::Analysis;
use crate::cone::cone;
use crate::model::{Model, NONE, index};

/// One restoration on a binding chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Which node.
    pub node: u32,
    /// When its restoration starts, in seconds after the disruption.
    pub start: u32,
    /// When it is back.
    pub finish: u32,
    /// How long before the previous link is back it starts, because it needs that only softly.
    pub grace: u32,
}

/// The chain of restorations that decides when `node` is back, from the first one to `node`.
///
/// The last link finishes when `node` is achievable; every link starts when the previous one is
/// back, less its grace. Members of a circle that nothing breaks appear one after another.
pub fn chain(model: &Model, analysis: &Analysis, node: u32) -> Vec<Link> {
    let mut links = Vec::new();
    let mut next = node;
    while next != NONE {
        let reached = analysis.time.get(next);
        if reached.stuck {
            push_stuck(model, analysis, next, &mut links);
        } else {
            links.push(Link { node: next, start: reached.start, finish: reached.value, grace: 0 });
        }
        next = reached.binder;
    }
    links.reverse();
    let mut before = 0;
    for link in &mut links {
        link.grace = before - link.start.min(before);
        before = link.finish;
    }
    links
}

/// Appends the members of a stuck circle from the last to the first, `last` being the last.
fn push_stuck(model: &Model, analysis: &Analysis, last: u32, links: &mut Vec<Link>) {
    let reached = analysis.time.get(last);
    let (mut start, first) = (reached.start, links.len());
    let members = stuck_with(analysis, last).filter(|it| *it != last);
    for node in members.chain([last]) {
        let finish = start.saturating_add(model.restore(node));
        links.push(Link { node, start, finish, grace: 0 });
        start = finish;
    }
    links[first..].reverse();
}

/// The stuck members of the circle of `node`, ascending.
pub(crate) fn stuck_with(analysis: &Analysis, node: u32) -> impl Iterator<Item = u32> + '_ {
    let members = analysis.shape.knot(analysis.shape.knot_of(node)).iter().copied();
    members.filter(|it| analysis.is_stuck(*it))
}

/// One restoration on the way to a node, for a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// Which node.
    pub node: u32,
    /// When its restoration starts, in seconds after the disruption.
    pub start: u32,
    /// When it is back.
    pub finish: u32,
    /// How much later it could be back without delaying the node asked about.
    /// `None`: it delays nothing, because a group does without it.
    pub slack: Option<u32>,
    /// Whether it is on the binding chain.
    pub binds: bool,
}

/// Everything that `node` needs, directly or not, and `node` itself, by start.
///
/// Soft needs are part of it as far as they are waited for.
pub fn timeline(model: &Model, analysis: &Analysis, node: u32) -> Vec<Bar> {
    let cone = cone(model, analysis, node);
    let mut latest = vec![NONE; model.len() as usize];
    latest[node as usize] = analysis.achievable_rto(node);
    for &needer in cone.iter().rev() {
        pull(model, analysis, needer, &mut latest);
    }
    let mut binds = vec![false; model.len() as usize];
    for link in chain(model, analysis, node) {
        binds[link.node as usize] = true;
    }
    let mut bars = Vec::with_capacity(cone.len());
    for &it in &cone {
        let recovery = analysis.recovery(it);
        let latest = latest[it as usize];
        bars.push(Bar {
            node: it,
            start: recovery.start,
            finish: recovery.finish,
            slack: (latest != NONE).then(|| latest.saturating_sub(recovery.finish)),
            binds: binds[it as usize],
        });
    }
    bars.sort_unstable_by_key(|it| (it.start, it.finish, it.node));
    bars
}

/// Tells what `needer` needs by when it must be back, so that `needer` is not late.
fn pull(model: &Model, analysis: &Analysis, needer: u32, latest: &mut [u32]) {
    let reached = analysis.time.get(needer);
    let members = analysis.shape.knot(analysis.shape.knot_of(needer));
    if reached.stuck && index(members.len()) == reached.turn + 1 {
        // The first of a stuck circle to be asked: its members are late together.
        let finish = stuck_with(analysis, needer).map(|it| latest[it as usize]).min();
        for member in stuck_with(analysis, needer) {
            latest[member as usize] = finish.unwrap_or(NONE);
        }
    }
    let finish = latest[needer as usize];
    if finish == NONE {
        return;
    }
    let start = finish.saturating_sub(reached.value - reached.start);
    for to in awaited(model, analysis, needer) {
        let by = if reached.stuck && stuck_together(analysis, needer, to) { finish } else { start };
        latest[to as usize] = latest[to as usize].min(by);
    }
    for (to, gap) in model.soft_needs(needer).filter(|it| analysis.shape.waits(needer, it.0)) {
        latest[to as usize] = latest[to as usize].min(start.saturating_add(gap));
    }
}

/// The hard needs that `needer` waits for: all, or for a group those that are back first.
fn awaited(model: &Model, analysis: &Analysis, needer: u32) -> Vec<u32> {
    let mut needs = model.hard_needs(needer).to_vec();
    if model.can_spare(needer) && !analysis.is_stuck(needer) {
        // It does not count on those still in the circle that it got out of.
        needs.retain(|it| !stuck_together(analysis, needer, *it));
        needs.sort_unstable_by_key(|it| (analysis.achievable_rto(*it), *it));
        needs.truncate(model.quorum(needer) as usize);
    }
    needs
}

/// Whether `to` is stuck in the circle that `from` is in too, stuck itself or not.
fn stuck_together(analysis: &Analysis, from: u32, to: u32) -> bool {
    analysis.is_stuck(to) && analysis.shape.knot_of(from) == analysis.shape.knot_of(to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;
    use crate::model::{Need, Node};

    fn takes(restore: u32) -> Node {
        Node { restore: Some(restore), ..Node::default() }
    }

    fn link(node: u32, start: u32, finish: u32) -> Link {
        Link { node, start, finish, grace: 0 }
    }

    fn slacks(bars: &[Bar]) -> Vec<(u32, Option<u32>)> {
        let mut slacks = bars.iter().map(|it| (it.node, it.slack)).collect::<Vec<_>>();
        slacks.sort_unstable();
        slacks
    }

    #[test]
    fn the_longest_way_binds_and_the_other_has_slack() {
        let nodes = vec![takes(1), takes(5), takes(2), takes(3)];
        let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 3), Need::hard(2, 3)];
        let model = Model::new(nodes, needs).unwrap();
        let analysis = analyze(&model);
        assert_eq!(chain(&model, &analysis, 0), [link(3, 0, 3), link(1, 3, 8), link(0, 8, 9)]);
        let bars = timeline(&model, &analysis, 0);
        assert_eq!(slacks(&bars), [(0, Some(0)), (1, Some(0)), (2, Some(3)), (3, Some(0))]);
        assert_eq!(bars.iter().map(|it| it.node).collect::<Vec<_>>(), [3, 2, 1, 0]);
        assert_eq!(bars.iter().filter(|it| !it.binds).map(|it| it.node).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_soft_need_lets_the_next_link_start_early() {
        let nodes = vec![takes(2), takes(10)];
        let model = Model::new(nodes, vec![Need::soft(0, 1, 4)]).unwrap();
        let links = chain(&model, &analyze(&model), 0);
        assert_eq!(links, [link(1, 0, 10), Link { node: 0, start: 6, finish: 8, grace: 4 }]);
    }

    #[test]
    fn members_that_only_stand_by_have_no_slack_to_lose() {
        let group = Node { quorum: Some(1), ..Node::default() };
        let nodes = vec![group, takes(4), takes(9)];
        let model = Model::new(nodes, vec![Need::hard(0, 1), Need::hard(0, 2)]).unwrap();
        let analysis = analyze(&model);
        assert_eq!(chain(&model, &analysis, 0), [link(1, 0, 4), link(0, 4, 4)]);
        let bars = timeline(&model, &analysis, 0);
        assert_eq!(slacks(&bars), [(0, Some(0)), (1, Some(0)), (2, None)]);
    }

    #[test]
    fn a_circle_is_restored_one_after_another_and_its_needs_have_no_slack() {
        let nodes = vec![takes(1), takes(2), takes(3), takes(7)];
        let needs = vec![Need::hard(0, 1), Need::hard(1, 2), Need::hard(2, 1), Need::hard(2, 3)];
        let model = Model::new(nodes, needs).unwrap();
        let analysis = analyze(&model);
        let links = chain(&model, &analysis, 0);
        assert_eq!(links, [link(3, 0, 7), link(2, 7, 10), link(1, 10, 12), link(0, 12, 13)]);
        let bars = timeline(&model, &analysis, 0);
        assert!(bars.iter().all(|it| it.slack == Some(0) && it.binds));
    }
}
