//! Circles, dominators and articulation points: as petgraph finds them, and by taking things away.

use engine::{Dominators, Model, Need, Node, analyze, articulation};
use petgraph::algo::articulation_points::articulation_points;
use petgraph::algo::dominators::simple_fast;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::random::{changed, models, strength};

const MANY: u32 = 30;

/// Models with about as many needs as nodes, so that they often hang together by one thing.
fn model() -> impl Strategy<Value = Model> {
    let need = (0..MANY, 1..MANY, strength());
    vec(need, 10..50).prop_map(|needs| {
        let to_need = |(from, by, strength)| Need { from, to: (from + by) % MANY, strength };
        let needs = needs.into_iter().map(to_need).collect();
        Model::new(vec![Node::default(); MANY as usize], needs).unwrap()
    })
}

/// The hard needs as a graph of petgraph.
fn hard_graph(model: &Model) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in 0..model.len() {
        graph.add_node(());
    }
    for node in 0..model.len() {
        for &to in model.hard_needs(node) {
            graph.add_edge(NodeIndex::new(node as usize), NodeIndex::new(to as usize), ());
        }
    }
    graph
}

fn number(node: NodeIndex) -> u32 {
    u32::try_from(node.index()).unwrap()
}

/// How many parts a model falls into, looked at without direction.
fn parts(model: &Model) -> usize {
    let mut part = (0..model.len()).collect::<Vec<_>>();
    for need in model.needs() {
        let (one, other) = (part[need.from as usize], part[need.to as usize]);
        part.iter_mut().filter(|it| **it == one).for_each(|it| *it = other);
    }
    part.sort_unstable();
    part.dedup();
    part.len()
}

proptest! {
    #![proptest_config(models(300))]

    #[test]
    fn circles_are_the_strong_components_that_petgraph_finds(model in model()) {
        let mut expected = tarjan_scc(&hard_graph(&model));
        expected.retain(|it| 1 < it.len());
        let sorted = |it: Vec<NodeIndex>| {
            let mut members = it.into_iter().map(number).collect::<Vec<_>>();
            members.sort_unstable();
            members
        };
        let mut expected = expected.into_iter().map(sorted).collect::<Vec<_>>();
        expected.sort_unstable();
        let analysis = analyze(&model);
        let circles = analysis.circles().map(<[u32]>::to_vec).collect::<Vec<_>>();
        prop_assert_eq!(circles, expected);
    }

    #[test]
    fn dominators_are_those_that_petgraph_finds(model in model(), root in 0..MANY) {
        let expected = simple_fast(&hard_graph(&model), NodeIndex::new(root as usize));
        let found = Dominators::of(&model, root);
        for node in 0..MANY {
            let immediate = expected.immediate_dominator(NodeIndex::new(node as usize));
            prop_assert_eq!(found.immediate(node), immediate.map(number));
        }
    }

    #[test]
    fn articulation_points_are_those_that_petgraph_finds(model in model()) {
        let mut graph = UnGraph::<(), ()>::new_undirected();
        for _ in 0..MANY {
            graph.add_node(());
        }
        for need in model.needs() {
            let ends = [need.from, need.to].map(|it| NodeIndex::new(it as usize));
            graph.update_edge(ends[0], ends[1], ());
        }
        let mut expected = articulation_points(&graph).into_iter().map(number).collect::<Vec<_>>();
        expected.sort_unstable();
        prop_assert_eq!(articulation(&model).points, expected);
    }

    #[test]
    fn a_model_falls_apart_without_a_bridge_and_only_then(model in model()) {
        let bridges = articulation(&model).bridges;
        for need in model.needs() {
            let mut needs = model.needs().to_vec();
            needs.retain(|it| it != need);
            let without = changed(&model, |it| it.1, needs);
            let holds = parts(&without) == parts(&model);
            prop_assert_eq!(bridges.contains(&(need.from, need.to)), !holds);
        }
    }
}
