//! Minimal cut sets: against trying everything, and worked by hand.

use engine::{CutLimits, CutSets, Dominators, Model, Need, Node, analyze, blast, cut_sets};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

use crate::random::{NODES, models, pair};

const PLENTY: CutLimits = CutLimits { order_max: NODES, sets_max: 1000, steps_max: 1 << 30 };

/// Models with many groups, so that it often takes several failures.
fn model() -> impl Strategy<Value = Model> {
    let quorums = vec(weighted(0.6, 1..4_u32), NODES as usize);
    (quorums, vec(pair(), 8..28)).prop_map(|(quorums, pairs)| {
        let node = |quorum| Node { quorum, ..Node::default() };
        let needs = pairs.into_iter().map(|(from, to)| Need::hard(from, to));
        Model::new(quorums.into_iter().map(node).collect(), needs.collect()).unwrap()
    })
}

fn cuts(model: &Model, node: u32, may_fail: impl Fn(u32) -> bool, limits: CutLimits) -> CutSets {
    cut_sets(model, &analyze(model), node, may_fail, limits)
}

fn takes_down(model: &Model, set: &[u32], node: u32) -> bool {
    blast(model, set).down.binary_search(&node).is_ok()
}

/// All minimal cut sets of a small model, by trying every set of nodes.
fn by_brute_force(model: &Model, node: u32, may_fail: impl Fn(u32) -> bool) -> Vec<Vec<u32>> {
    let failing = (0..model.len()).filter(|it| may_fail(*it)).collect::<Vec<_>>();
    let chosen = |bits: u32| {
        let each = failing.iter().enumerate().filter(move |it| bits >> it.0 & 1 == 1);
        each.map(|it| *it.1).collect::<Vec<_>>()
    };
    let sets = (0..1_u32 << failing.len()).map(chosen);
    let mut sets = sets.filter(|it| takes_down(model, it, node)).collect::<Vec<_>>();
    sets.sort_by_key(|it| (it.len(), it.clone()));
    let mut minimal = Vec::<Vec<u32>>::new();
    for set in sets {
        if !minimal.iter().any(|smaller| smaller.iter().all(|it| set.contains(it))) {
            minimal.push(set);
        }
    }
    minimal
}

proptest! {
    #![proptest_config(models(1500))]

    #[test]
    fn cut_sets_are_what_trying_everything_finds(
        model in model(),
        node in 0..NODES,
        may_fail in vec(prop::bool::weighted(0.8), NODES as usize),
    ) {
        let may_fail = |it: u32| may_fail[it as usize];
        let expected = by_brute_force(&model, node, may_fail);
        let found = cuts(&model, node, may_fail, PLENTY);
        prop_assert!(found.is_complete);
        let counts = |size| expected.iter().filter(|it| it.len() == size).count() as u64;
        prop_assert!(found.counts.iter().zip(1..).all(|(count, size)| *count == counts(size)));
        prop_assert_eq!(&found.sets, &expected);
    }

    #[test]
    fn cut_sets_up_to_an_order_are_all_of_that_order(
        model in model(),
        node in 0..NODES,
        order_max in 0..4_u32,
    ) {
        let found = cuts(&model, node, |_| true, CutLimits { order_max, ..PLENTY });
        let all = by_brute_force(&model, node, |_| true);
        let small = all.iter().filter(|it| it.len() <= order_max as usize).cloned();
        prop_assert_eq!(&found.sets, &small.collect::<Vec<_>>());
        prop_assert!(found.is_complete || found.order_complete == order_max);
        prop_assert!(!found.is_complete || found.sets == all);
    }

    #[test]
    fn a_search_that_ran_out_of_steps_says_how_far_it_is_right(
        model in model(),
        node in 0..NODES,
        steps_max in 0..60_u64,
    ) {
        let found = cuts(&model, node, |_| true, CutLimits { steps_max, ..PLENTY });
        let all = by_brute_force(&model, node, |_| true);
        let order = found.order_complete as usize;
        let small = all.iter().filter(|it| it.len() <= order).cloned().collect::<Vec<_>>();
        prop_assert_eq!(&found.sets, &small);
        prop_assert!(!found.is_complete || found.sets == all);
    }

    #[test]
    fn importance_is_what_the_listed_sets_say(
        model in model(),
        node in 0..NODES,
        chances in vec(0..=10_u32, NODES as usize),
    ) {
        let chance = |it: u32| f64::from(chances[it as usize]) / 10.0;
        let found = cuts(&model, node, |_| true, PLENTY);
        let importance = found.importance(chance).unwrap();
        let weigh = |set: &Vec<u32>| set.iter().map(|it| chance(*it)).product::<f64>();
        let sum = found.sets.iter().map(weigh).sum::<f64>();
        prop_assert!((importance.rare_event_sum - sum).abs() < 1e-9);
        for weight in &importance.weights {
            let with = found.sets.iter().filter(|it| it.contains(&weight.node));
            let without = |set: &Vec<u32>| {
                set.iter().filter(|it| **it != weight.node).map(|it| chance(*it)).product::<f64>()
            };
            let share = with.clone().map(weigh).sum::<f64>();
            let slope = with.map(without).sum::<f64>();
            prop_assert!((weight.birnbaum - slope).abs() < 1e-9);
            prop_assert!((weight.fussell_vesely * sum - share).abs() < 1e-9);
        }
    }

    #[test]
    fn a_dominator_is_on_every_way(model in model(), root in 0..NODES) {
        let dominators = Dominators::of(&model, root);
        for node in 0..model.len() {
            let chain = dominators.chain(node).collect::<Vec<_>>();
            for gate in (0..model.len()).filter(|it| *it != node && dominators.contains(node)) {
                let is_cut_off = !reaches(&model, root, node, gate);
                prop_assert_eq!(chain.contains(&gate), is_cut_off, "{} before {}", gate, node);
            }
        }
    }
}

/// Whether hard needs lead from `root` to `node` without `gate`.
fn reaches(model: &Model, root: u32, node: u32, gate: u32) -> bool {
    let mut seen = vec![root];
    seen.retain(|it| *it != gate);
    let mut next = 0;
    while let Some(&at) = seen.get(next) {
        next += 1;
        for &to in model.hard_needs(at) {
            if to != gate && !seen.contains(&to) {
                seen.push(to);
            }
        }
    }
    seen.contains(&node)
}

fn group(quorum: u32) -> Node {
    Node { quorum: Some(quorum), ..Node::default() }
}

/// A portal on two of three servers, of which two stand at one site.
fn portal() -> Model {
    let mut nodes = vec![Node::default(); 6];
    nodes[1] = group(2);
    let needs = [(0, 1), (1, 2), (1, 3), (1, 4), (3, 5), (4, 5)];
    Model::new(nodes, needs.map(|it| Need::hard(it.0, it.1)).to_vec()).unwrap()
}

#[test]
fn a_shared_site_is_a_cut_of_one_and_two_servers_are_cuts_of_two() {
    let found = cuts(&portal(), 0, |it| 1 < it, CutLimits::default());
    assert_eq!(found.sets, [vec![5], vec![2, 3], vec![2, 4], vec![3, 4]]);
    assert_eq!(found.counts, [1, 3]);
    assert!(found.is_complete);
}

#[test]
fn cuts_of_one_size_are_ranked_by_what_else_they_take_down() {
    let mut needs = portal().needs().to_vec();
    let mut nodes = portal().nodes().to_vec();
    nodes.push(Node::default());
    needs.push(Need::hard(6, 4));
    let model = Model::new(nodes, needs).unwrap();
    let found = cuts(&model, 0, |it| 1 < it, CutLimits::default());
    let services = |it: u32| u64::from(it == 0 || it == 6);
    let ranked = found.ranked(&model, services).into_iter().map(|it| (it.nodes, it.weight));
    let expected = [(vec![5], 2), (vec![2, 4], 2), (vec![3, 4], 2), (vec![2, 3], 1)];
    assert_eq!(ranked.collect::<Vec<_>>(), expected);
}

#[test]
fn the_weights_of_two_sets_worked_by_hand() {
    // Down if the site is lost (1 %), or two of three servers (10 % each): 0.01 + 3 * 0.01.
    let found = cuts(&portal(), 0, |it| 1 < it, CutLimits::default());
    let chance = |it: u32| if it == 5 { 0.01 } else { 0.1 };
    let importance = found.importance(chance).unwrap();
    assert!((importance.rare_event_sum - 0.04).abs() < 1e-12);
    let site = importance.weights.iter().find(|it| it.node == 5).unwrap();
    assert!((site.birnbaum - 1.0).abs() < 1e-12 && (site.fussell_vesely - 0.25).abs() < 1e-12);
    let server = importance.weights.iter().find(|it| it.node == 2).unwrap();
    assert!((server.birnbaum - 0.2).abs() < 1e-12 && (server.fussell_vesely - 0.5).abs() < 1e-12);
    assert_eq!(found.importance(|_| f64::NAN).unwrap_err().node, 5);
}

#[test]
fn two_long_chains_are_counted_without_writing_them_out() {
    // Node 0 needs one of two chains of a thousand parts each: a million pairs.
    let mut nodes = vec![Node::default(); 2001];
    nodes[0] = group(1);
    let mut needs = vec![Need::hard(0, 1), Need::hard(0, 1001)];
    needs.extend((1..2000).filter(|it| *it != 1000).map(|it| Need::hard(it, it + 1)));
    let model = Model::new(nodes, needs).unwrap();
    let found = cuts(&model, 0, |it| it != 0, CutLimits::default());
    assert_eq!((found.counts, found.sets.len()), (vec![0, 1_000_000], 1000));
    assert!(found.is_complete);
    assert!(found.sets.iter().all(|it| takes_down(&model, it, 0)));
}

#[test]
fn thousands_of_groups_do_not_overflow_the_stack() {
    // Node 0 needs pairs side by side, each of which survives the loss of one.
    const PAIRS: u32 = 2000;
    let mut nodes = vec![Node::default(); 1 + 3 * PAIRS as usize];
    let mut needs = Vec::new();
    for pair in (0..PAIRS).map(|it| 1 + 3 * it) {
        nodes[pair as usize] = group(1);
        needs.extend(
            [(0, pair), (pair, pair + 1), (pair, pair + 2)].map(|it| Need::hard(it.0, it.1)),
        );
    }
    let model = Model::new(nodes, needs).unwrap();
    let found = cuts(&model, 0, |it| it % 3 != 1 && it != 0, CutLimits::default());
    assert_eq!((found.counts, found.is_complete), (vec![0, u64::from(PAIRS)], true));
}
