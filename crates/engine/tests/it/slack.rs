//! The slack of a restoration is true: work that starts later by it keeps nobody waiting.

use engine::restoration::{CrewSupply, Disruption, Restoration, restoration};
use engine::{Model, Need, Node};
use proptest::prelude::*;

use crate::random::{changed, models};
use crate::restoration::{crewed, disruption, effort, lost, people, takes};

/// The crews whose people work on a node for any time, and the equipment that does.
fn crews(model: &Model, disruption: &Disruption, node: u32) -> Vec<usize> {
    let works = |it: &usize| 0 < people(model, disruption, node, *it);
    let takes_time = 0 < model.node(node).restore.unwrap_or(0);
    (0..disruption.crews.len()).filter(|it| takes_time && works(it)).collect()
}

/// When work on each node starts if it starts on one of them so much later, and each crew keeps the
/// order of its work: by the rules alone, as slowly as may be.
fn delayed<'a>(
    model: &'a Model,
    disruption: &Disruption,
    found: &Restoration,
    late: (u32, u32),
) -> Starts<'a> {
    let mut starts = Starts::new(model, found);
    let before = Starts::new(model, found);
    starts.put(late.0, before.start(late.0) + late.1);
    let back = found.nodes.iter().filter(|it| it.end.is_some()).map(|it| it.node);
    let back = back.collect::<Vec<_>>();
    let mut moved = true;
    while std::mem::take(&mut moved) {
        for &node in &back {
            let hard = model.hard_needs(node).iter().map(|it| (*it, 0));
            let needs = hard.chain(model.soft_needs(node)).filter(|it| back.contains(&it.0));
            let ready = needs.map(|(it, gap)| starts.end(it).saturating_sub(gap));
            let own = crews(model, disruption, node);
            let mates = back.iter().copied().filter(|it| {
                crews(model, disruption, *it).iter().any(|it| own.contains(it))
                    && *it != node
                    && before.end(*it) <= before.start(node)
            });
            let free = mates.map(|it| starts.end(it));
            let start = ready.chain(free).fold(starts.start(node), u32::max);
            moved |= starts.start(node) < start;
            starts.put(node, start);
        }
    }
    starts
}

/// When work on what is down starts.
struct Starts<'a> {
    model: &'a Model,
    of: Vec<u32>,
}

impl<'a> Starts<'a> {
    fn new(model: &'a Model, found: &Restoration) -> Starts<'a> {
        let start = |it: u32| found.node(it).and_then(|it| it.start).unwrap_or(0);
        Starts { model, of: (0..model.len()).map(start).collect() }
    }

    fn start(&self, node: u32) -> u32 {
        self.of[node as usize]
    }

    fn end(&self, node: u32) -> u32 {
        self.start(node) + self.model.node(node).restore.unwrap_or(0)
    }

    fn put(&mut self, node: u32, start: u32) {
        self.of[node as usize] = start;
    }
}

proptest! {
    #![proptest_config(models(300))]

    /// Of models without groups, which may choose others, and without circles, in which one follows
    /// the other.
    #[test]
    fn work_that_is_late_by_its_slack_keeps_nobody_waiting(
        model in crewed(),
        disruption in disruption(),
    ) {
        let hard = model.needs().iter().copied().filter(|it| it.to < it.from).collect();
        let model = changed(&model, |(_, node)| Node { quorum: None, ..node }, hard);
        let found = restoration(&model, &disruption, effort());
        for asked in &found.nodes {
            let Some(chain) = found.binding_chain(asked.node) else { continue };
            for slack in &chain.slacks {
                let starts = delayed(&model, &disruption, &found, (slack.node, slack.slack));
                prop_assert_eq!(Some(starts.end(asked.node)), asked.end);
                // A crew that has fewer people later is not asked for more by then.
                let end = starts.end(slack.node);
                for crew in crews(&model, &disruption, slack.node) {
                    let supply = &disruption.crews[crew];
                    let start = starts.start(slack.node);
                    let asked = people(&model, &disruption, slack.node, crew);
                    prop_assert!((start..end).all(|at| asked <= supply.at(at)));
                }
            }
        }
    }
}

#[test]
fn slack_is_how_late_work_can_be_without_making_the_node_late() {
    // One person restores 1 and then 2; 3 is ready long before the portal needs it.
    let one = |hours| takes(hours, Some((0, 1)), None);
    let nodes = vec![takes(1, None, Some(1)), one(2), one(3), takes(1, None, None), one(4)];
    let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(0, 3)];
    let model = Model::new(nodes, needs).unwrap();
    let found = restoration(&model, &lost(&[1, 2, 3, 4], vec![CrewSupply::of(1)]), effort());
    let slacks = found.binding_chain(0).unwrap().slacks;
    let slacks = slacks.iter().map(|it| (it.node, it.slack)).collect::<Vec<_>>();
    assert_eq!(slacks, [(0, 0), (1, 0), (2, 0), (3, 4)]);
}
