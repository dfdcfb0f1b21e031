//! What nobody has said: times, and how many there are to do the work.

use engine::restoration::{CrewSupply, Finding, restoration};
use engine::{Crew, Model, Need, Node, Verdict, analyze};
use proptest::prelude::*;

use crate::random::models;
use crate::restoration::{crewed, effort, everything, lost, takes};

proptest! {
    #![proptest_config(models(300))]

    /// Nobody has said of any crew how many it has.
    #[test]
    fn without_limits_all_is_back_as_if_there_were_enough_but_who_asks_for_any_does_not_know(
        model in crewed(),
    ) {
        let found = restoration(&model, &lost(&everything(&model), Vec::new()), effort());
        let analysis = analyze(&model);
        let asks = |node: u32| {
            let Node { restore, quorum, .. } = *model.node(node);
            let is_work = restore.map_or(quorum.is_none(), |it| 0 < it);
            is_work && model.node(node).demands().next().is_some()
        };
        // All that a node may rest on, and itself.
        let behind = |node: u32| {
            let (mut found, mut open) = (vec![node], vec![node]);
            while let Some(it) = open.pop() {
                let soft = model.soft_needs(it).map(|it| it.0);
                for next in model.hard_needs(it).iter().copied().chain(soft) {
                    if !found.contains(&next) {
                        found.push(next);
                        open.push(next);
                    }
                }
            }
            found
        };
        for it in &found.nodes {
            prop_assert_eq!(it.end, Some(analysis.achievable_rto(it.node)));
            prop_assert_eq!(it.at_least, it.end);
            let is_known = analysis.recovery(it.node).complete;
            prop_assert!(is_known || !it.complete);
            prop_assert!(!asks(it.node) || !it.complete);
            if !behind(it.node).into_iter().any(asks) {
                prop_assert_eq!(it.complete, is_known);
            }
            let is_open = |it: &u32| !found.node(*it).is_some_and(|it| it.complete);
            let waits = !model.can_spare(it.node) && model.hard_needs(it.node).iter().any(is_open);
            prop_assert!(!waits || !it.complete);
            let open = matches!(it.verdict, Verdict::Unknown | Verdict::Missed | Verdict::NoTarget);
            prop_assert!(it.complete || open);
        }
    }
}

#[test]
fn what_nobody_timed_and_what_nobody_counted_is_at_least() {
    let untimed = Node { restore: None, ..takes(0, Some((0, 1)), Some(9)) };
    let nodes = vec![
        takes(2, Some((0, 1)), Some(9)),
        takes(3, Some((1, 1)), Some(9)),
        untimed,
        takes(3, Some((1, 1)), Some(2)),
        takes(1, None, Some(9)),
    ];
    let model = Model::new(nodes, Vec::new()).unwrap();
    let found = restoration(&model, &lost(&[0, 1, 2, 3, 4], vec![CrewSupply::of(1)]), effort());
    let expected = [Finding::CrewUnknown { crew: 1 }, Finding::TimeUnknown { node: 2 }];
    assert_eq!(found.findings, expected);
    // The crew of 0 may have more to do than anybody knows, and that of 1 may be nobody.
    let verdicts = found.nodes.iter().map(|it| (it.verdict, it.complete)).collect::<Vec<_>>();
    let open = (Verdict::Unknown, false);
    // What is late with a crew without limit is late.
    assert_eq!(verdicts, [open, open, open, (Verdict::Missed, false), (Verdict::Met, true)]);
    assert_eq!(found.node(1).and_then(|it| it.end), Some(3));
}

#[test]
fn equipment_that_nobody_counted_leaves_open_when_all_who_wait_for_it_are_back() {
    // The part takes people who are counted, and equipment that is not; 3 shares those people.
    let equipment = Some(Crew { index: 1, size: 1 });
    let part = Node { equipment, ..takes(1, Some((0, 1)), None) };
    let on_it = takes(1, None, Some(9));
    let nodes = vec![on_it, part, takes(1, None, Some(9)), takes(1, Some((0, 1)), Some(9))];
    let model = Model::new(nodes, vec![Need::hard(0, 1)]).unwrap();
    let found = restoration(&model, &lost(&[1, 2, 3], vec![CrewSupply::of(2)]), effort());
    let complete = found.nodes.iter().map(|it| it.complete).collect::<Vec<_>>();
    assert_eq!(complete, [false, false, true, false]);
    assert_eq!(found.node(0).map(|it| (it.end, it.verdict)), Some((Some(2), Verdict::Unknown)));
    assert_eq!(found.findings, [Finding::CrewUnknown { crew: 1 }]);
    assert_eq!(found.loads[1].people, []);
}

#[test]
fn a_crew_that_is_only_taken_to_have_some_is_not_counted_once_it_is_there() {
    let model = Model::new(vec![takes(1, Some((0, 1)), Some(9))], Vec::new()).unwrap();
    let supply = CrewSupply::changing(0, vec![(3, 9)]).unwrap().uncounted();
    let found = restoration(&model, &lost(&[0], vec![supply.with_more(1)]), effort());
    assert_eq!(found.node(0).map(|it| (it.end, it.verdict)), Some((Some(1), Verdict::Unknown)));
    let found = restoration(&model, &lost(&[0], vec![supply]), effort());
    assert_eq!(found.node(0).map(|it| (it.end, it.verdict)), Some((Some(4), Verdict::Unknown)));
    assert_eq!(found.findings, [Finding::CrewUnknown { crew: 0 }]);
}

#[test]
fn what_takes_no_time_asks_nobody_who_is_not_counted_or_not_there() {
    let at_once = |crew| takes(0, Some((crew, 1)), Some(9));
    let model = Model::new(vec![at_once(0), at_once(1)], Vec::new()).unwrap();
    let found = restoration(&model, &lost(&[0, 1], vec![CrewSupply::of(0)]), effort());
    assert!(found.nodes.iter().all(|it| it.verdict == Verdict::Met && it.complete));
    assert_eq!(found.findings, []);
}
