//! Small random models: small numbers, so that ties, circles and misses are common.

use engine::{Model, Need, Node, Strength};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

/// How many models to try. What fails gets a test of its own, so nothing is kept in files.
pub(crate) fn models(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

pub(crate) const NODES: u32 = 8;

/// Anything that can be said about a node.
pub(crate) fn node() -> impl Strategy<Value = Node> {
    let quorum = weighted(0.25, 1..4_u32);
    let times = (weighted(0.9, 0..7_u32), weighted(0.5, 0..6_u32));
    let targets = (weighted(0.3, 0..15_u32), weighted(0.3, 0..6_u32));
    (times, targets, quorum).prop_map(|((restore, point), (target_rto, target_rpo), quorum)| Node {
        restore,
        point,
        target_rto,
        target_rpo,
        quorum,
        crew: None,
        equipment: None,
    })
}

pub(crate) fn strength() -> impl Strategy<Value = Strength> {
    prop_oneof![
        3 => Just(Strength::Hard),
        1 => (0..6_u32).prop_map(|max_gap| Strength::Soft { max_gap }),
    ]
}

pub(crate) fn pair() -> impl Strategy<Value = (u32, u32)> {
    (0..NODES, 0..NODES).prop_filter("a node cannot need itself", |(from, to)| from != to)
}

fn needs() -> impl Strategy<Value = Vec<Need>> {
    let need = (pair(), strength()).prop_map(|((from, to), strength)| Need { from, to, strength });
    vec(need, 0..16)
}

/// Any model at all.
pub(crate) fn model() -> impl Strategy<Value = Model> {
    (vec(node(), NODES as usize), needs())
        .prop_map(|(nodes, needs)| Model::new(nodes, needs).unwrap())
}

/// A model in which everybody with needs comes before what they need.
pub(crate) fn model_without_circles() -> impl Strategy<Value = Model> {
    (vec(node(), NODES as usize), needs()).prop_map(|(nodes, mut needs)| {
        for need in &mut needs {
            (need.from, need.to) = (need.from.min(need.to), need.from.max(need.to));
        }
        Model::new(nodes, needs).unwrap()
    })
}

/// The same model with some of its nodes or needs changed.
pub(crate) fn changed(
    model: &Model,
    node: impl FnMut((usize, Node)) -> Node,
    needs: Vec<Need>,
) -> Model {
    Model::new(model.nodes().iter().copied().enumerate().map(node).collect(), needs).unwrap()
}

/// The same model with another restore time for one node.
pub(crate) fn with_restore(model: &Model, which: u32, restore: u32) -> Model {
    let change = |(index, node)| match index == which as usize {
        true => Node { restore: Some(restore), ..node },
        false => node,
    };
    changed(model, change, model.needs().to_vec())
}
