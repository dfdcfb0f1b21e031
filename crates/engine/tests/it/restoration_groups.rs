//! Groups that choose for whom they wait, and crews that have nobody: which of them helps.

use engine::restoration::{Change, CrewSupply, Disruption, candidates, improvements, restoration};
use engine::sequence::Effort;
use engine::{Model, Need, Node, Verdict};
use proptest::prelude::*;

use crate::random::models;
use crate::restoration::{disruption, effort, everything, lost, small, takes};

proptest! {
    #![proptest_config(models(300))]

    /// A group is ready with the last of those that it lacks, whichever these are, and waits for nobody
    /// else; then for its own crew.
    #[test]
    fn a_group_is_back_as_soon_as_its_kth_member_is(
        model in small(),
        disruption in disruption(),
    ) {
        let disruption = Disruption { lost: everything(&model), ..disruption };
        let found = restoration(&model, &disruption, effort());
        let end = |node: u32| found.node(node).and_then(|it| it.end);
        for it in found.nodes.iter().filter(|it| model.can_spare(it.node)) {
            let members = model.hard_needs(it.node).iter();
            let mut back = members.filter_map(|it| end(*it)).collect::<Vec<_>>();
            back.sort_unstable();
            let kth = back.get(model.quorum(it.node) as usize - 1).copied();
            let soft = model.soft_needs(it.node).map(|(to, gap)| Some(end(to)?.saturating_sub(gap)));
            let soft = soft.collect::<Option<Vec<_>>>();
            let ready = kth.zip(soft).map(|(kth, soft)| {
                soft.into_iter().fold(kth.max(disruption.begin), u32::max)
            });
            // Its own crew may have nobody.
            let Some((start, end)) = it.start.zip(it.end) else { continue };
            prop_assert!(ready.is_some());
            let ready = ready.unwrap();
            prop_assert_eq!(ready, disruption.begin + it.wait_for_needs);
            prop_assert_eq!(start, ready + it.wait_for_crew);
            let has_crew = model.node(it.node).demands().next().is_some();
            prop_assert!(has_crew || it.wait_for_crew == 0);
            prop_assert_eq!(end, start + model.node(it.node).restore.unwrap_or(0));
        }
    }
}

/// A stands first in its group if nobody shares crews; but whoever restores A is busy with C.
#[test]
fn a_group_waits_for_the_member_that_the_crew_does_not_delay() {
    let one = |hours| takes(hours, Some((0, 1)), None);
    let group = Node { quorum: Some(1), ..Node::default() };
    let nodes = vec![takes(0, None, Some(11)), group, one(10), one(2), takes(3, None, None)];
    let needs = vec![Need::hard(0, 1), Need::hard(0, 2), Need::hard(1, 3), Need::hard(1, 4)];
    let model = Model::new(nodes, needs).unwrap();
    let disruption = lost(&[2, 3, 4], vec![CrewSupply::of(1)]);
    for schedules in [1, 40] {
        let found = restoration(&model, &disruption, Effort { schedules, seed: 1 });
        let back = found.node(0).unwrap();
        assert_eq!((back.end, back.verdict), (Some(10), Verdict::Met));
        assert_eq!(found.node(1).and_then(|it| it.end), Some(3));
        let more = [Change::MorePeople { crew: 0, more: 1 }];
        let tried = found.improvements((&model, &disruption), &[0], &more, effort());
        assert_eq!((tried.now.last, tried.ranked[0].gain), (10, 0));
        // The plan for chance waits for the same member.
        let plan = found.plan(1).unwrap();
        assert_eq!(
            plan.ends.iter().find(|it| it.0 == 1).map(|it| plan.starts[it.1 as usize]),
            Some(3)
        );
    }
}

#[test]
fn a_crew_that_has_nobody_is_the_first_to_be_helped() {
    let nodes = vec![takes(1, None, Some(1)), takes(3, Some((0, 1)), None)];
    let model = Model::new(nodes, vec![Need::hard(0, 1)]).unwrap();
    let disruption = lost(&[1], vec![CrewSupply::of(0)]);
    let now = restoration(&model, &disruption, effort());
    let changes = candidates(&model, &now, &[0]);
    let more = Change::MorePeople { crew: 0, more: 1 };
    let without = Change::WithoutNeed { from: 0, to: 1 };
    assert_eq!(changes, [more, without]);
    let faster = Change::Faster { node: 0, restore: 0 };
    let found = improvements(&model, &disruption, &[0], &[faster, more, without], effort());
    assert_eq!((found.now.n_never, found.now.last), (1, 0));
    let order = found.ranked.iter().map(|it| (it.change, it.n_back, it.after.last));
    assert_eq!(order.collect::<Vec<_>>(), [(without, 1, 1), (more, 1, 4), (faster, 0, 0)]);
    assert!(found.ranked.iter().all(|it| it.gain == 0));
    // In the case of one part that is itself late then: it comes back at all.
    let model = Model::new(vec![takes(3, Some((0, 1)), Some(1))], Vec::new()).unwrap();
    let found = improvements(&model, &lost(&[0], vec![CrewSupply::of(0)]), &[0], &[more], effort());
    let after = found.ranked[0].after;
    assert_eq!((after.n_never, after.last, after.tardiness), (0, 3, 2));
}
