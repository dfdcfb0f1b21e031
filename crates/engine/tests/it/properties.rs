//! What holds for every model.

use engine::{
    Analysis, Model, Need, Node, Strength, Verdict, analyze, blast, chain, recovery_order, relief,
    timeline,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::random::{NODES, changed, model, model_without_circles, models, pair, with_restore};

/// The same model without redundancy groups.
fn without_groups(model: &Model) -> Model {
    changed(model, |(_, node)| Node { quorum: None, ..node }, model.needs().to_vec())
}

/// The same model without soft needs.
fn hard_only(model: &Model) -> Model {
    let hard = model.needs().iter().copied().filter(|it| it.strength == Strength::Hard);
    changed(model, |(_, node)| node, hard.collect())
}

fn finishes(model: &Model, analysis: &Analysis) -> Vec<u32> {
    (0..model.len()).map(|it| analysis.achievable_rto(it)).collect()
}

proptest! {
    #![proptest_config(models(400))]

    #[test]
    fn nobody_is_back_before_what_it_needs(model in model()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            let recovery = analysis.recovery(node);
            let by = if analysis.is_stuck(node) { recovery.finish } else { recovery.start };
            let needs = model.hard_needs(node).iter();
            let back = needs.filter(|it| analysis.achievable_rto(**it) <= by).count();
            prop_assert!(model.quorum(node) as usize <= back);
            prop_assert!(recovery.start + model.node(node).restore.unwrap_or(0) <= recovery.finish);
        }
    }

    #[test]
    fn soft_needs_are_back_within_their_gap(model in model_without_circles()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            for (to, gap) in model.soft_needs(node) {
                prop_assert!(analysis.achievable_rto(to) <= analysis.recovery(node).start + gap);
            }
        }
    }

    #[test]
    fn required_never_exceeds_the_own_target(model in model()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            let stated = model.node(node);
            if let Some(target) = stated.target_rto {
                prop_assert!(analysis.required_rto(node).is_some_and(|it| it <= target));
            }
            if let Some(target) = stated.target_rpo {
                prop_assert!(analysis.required_rpo(node).is_some_and(|it| it <= target));
            }
            if let Some(required) = analysis.required_rto(node) {
                prop_assert!(analysis.shared_rto(node).is_some_and(|it| it <= required));
            }
        }
    }

    #[test]
    fn another_hard_need_makes_nothing_earlier(model in model(), (from, to) in pair()) {
        // For a group another member is a choice, not a demand.
        let model = hard_only(&model);
        let no_group = |(index, node)| match index == from as usize {
            true => Node { quorum: None, ..node },
            false => node,
        };
        let model = changed(&model, no_group, model.needs().to_vec());
        let mut needs = model.needs().to_vec();
        needs.push(Need::hard(from, to));
        let more = changed(&model, |(_, node)| node, needs);
        let (before, after) = (analyze(&model), analyze(&more));
        for (before, after) in finishes(&model, &before).iter().zip(finishes(&more, &after)) {
            prop_assert!(*before <= after);
        }
    }

    #[test]
    fn a_slower_restoration_makes_nothing_earlier(model in model(), node in 0..NODES) {
        let slower = with_restore(&model, node, model.node(node).restore.unwrap_or(0) + 3);
        let (before, after) = (analyze(&model), analyze(&slower));
        for (before, after) in finishes(&model, &before).iter().zip(finishes(&slower, &after)) {
            prop_assert!(*before <= after);
        }
    }

    #[test]
    fn a_gap_is_the_difference_and_the_verdict_says_so(model in model()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            let (achieved, required) = (analysis.achievable_rto(node), analysis.required_rto(node));
            match (analysis.verdict(node), required) {
                (Verdict::NoTarget, None) => {}
                (Verdict::Missed, Some(required)) => {
                    prop_assert_eq!(analysis.gap_rto(node), Some(achieved - required));
                }
                (Verdict::Met, Some(required)) => prop_assert!(achieved <= required),
                (Verdict::Unknown, Some(required)) => {
                    prop_assert!(achieved <= required && !analysis.recovery(node).complete);
                }
                unexpected => prop_assert!(false, "{unexpected:?}"),
            }
        }
    }

    #[test]
    fn a_chain_leads_without_a_hole_to_when_the_node_is_back(model in model()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            let links = chain(&model, &analysis, node);
            prop_assert_eq!(links.last().unwrap().node, node);
            prop_assert_eq!(links.last().unwrap().finish, analysis.achievable_rto(node));
            prop_assert_eq!((links[0].start, links[0].grace), (0, 0));
            for pair in links.windows(2) {
                prop_assert_eq!(pair[1].start + pair[1].grace, pair[0].finish);
            }
            for link in &links {
                let restore = model.node(link.node).restore.unwrap_or(0);
                prop_assert_eq!(link.start + restore, link.finish);
            }
            let heaviest = links.iter().map(|it| it.finish - it.start).max().unwrap();
            let held_by = analysis.held_by(node);
            prop_assert_eq!(model.node(held_by).restore.unwrap_or(0), heaviest);
            prop_assert!(links.iter().any(|it| it.node == held_by));
        }
    }

    #[test]
    fn slack_is_what_can_be_lost_and_no_more(model in model()) {
        let model = without_groups(&model);
        let analysis = analyze(&model);
        for bar in timeline(&model, &analysis, 0) {
            let restore = model.node(bar.node).restore.unwrap_or(0);
            let later = |by| {
                let slower = with_restore(&model, bar.node, restore + by);
                analyze(&slower).achievable_rto(0)
            };
            let slack = bar.slack.unwrap();
            prop_assert_eq!(later(slack), analysis.achievable_rto(0));
            prop_assert_eq!(later(slack + 1), analysis.achievable_rto(0) + 1);
        }
    }

    #[test]
    fn slack_can_be_lost_in_groups_too(model in model_without_circles()) {
        let analysis = analyze(&model);
        let bars = timeline(&model, &analysis, 0);
        for bar in &bars {
            let restore = model.node(bar.node).restore.unwrap_or(0);
            let slower = with_restore(&model, bar.node, restore + bar.slack.unwrap_or(1000));
            prop_assert_eq!(analyze(&slower).achievable_rto(0), analysis.achievable_rto(0));
        }
        for link in chain(&model, &analysis, 0) {
            prop_assert!(bars.iter().any(|it| it.binds && it.node == link.node));
        }
    }

    #[test]
    fn relief_is_what_a_fresh_analysis_says(model in model()) {
        let analysis = analyze(&model);
        for node in 0..model.len() {
            for relief in relief(&model, &analysis, node) {
                let with = |restore| {
                    analyze(&with_restore(&model, relief.node, restore)).achievable_rto(node)
                };
                prop_assert_eq!(with(0), relief.achievable_after);
                let Some(required) = analysis.required_rto(node) else { continue };
                match relief.restore_needed {
                    None => prop_assert!(required < with(0)),
                    Some(enough) => {
                        prop_assert!(with(enough) <= required);
                        let missed = analysis.gap_rto(node).is_some();
                        prop_assert!(!missed || required < with(enough + 1));
                    }
                }
            }
        }
    }

    #[test]
    fn more_failures_take_more_down(
        model in model(),
        failed in vec(0..NODES, 0..3),
        also in 0..NODES,
    ) {
        let fewer = blast(&model, &failed);
        let more = blast(&model, &[failed.as_slice(), &[also]].concat());
        prop_assert!(fewer.down.iter().all(|it| more.down.contains(it)));
        let still = |it: &u32| more.down.contains(it) || more.degraded.contains(it);
        prop_assert!(fewer.degraded.iter().all(still));
        prop_assert!(more.degraded.iter().all(|it| !more.down.contains(it)));
    }

    #[test]
    fn recovery_goes_by_need_and_then_by_urgency(model in model()) {
        let analysis = analyze(&model);
        let order = recovery_order(&model, &analysis);
        let position = |node: u32| order.iter().position(|it| *it == node).unwrap();
        prop_assert_eq!(order.len(), model.nodes().len());
        // How many nodes must be placed before this one can be.
        let ready = |node: u32| {
            let needs = model.hard_needs(node).iter();
            let mut placed = needs.map(|it| position(*it) + 1).collect::<Vec<_>>();
            placed.sort_unstable();
            model.quorum(node).checked_sub(1).map_or(0, |it| placed[it as usize])
        };
        let urgency = |node: u32| (analysis.shared_rto(node).unwrap_or(u32::MAX), node);
        for (at, &node) in order.iter().enumerate() {
            prop_assert!(analysis.is_stuck(node) || ready(node) <= at);
            if let Some(&next) = order.get(at + 1)
                && !analysis.is_stuck(node)
                && urgency(next) < urgency(node)
            {
                prop_assert!(analysis.is_stuck(next) || ready(next) == at + 1);
            }
        }
    }
}
