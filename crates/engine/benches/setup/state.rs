//! A made-up state: 50,000 nodes, of which about 2,000 are down, and 200 crews.

use engine::restoration::{CrewSupply, Disruption, unit_for};
use engine::{Crew, Model, Need, Node};

use crate::numbers::Numbers;

pub(crate) const NODES: u32 = 50_000;
pub(crate) const DOWN: u32 = 2_000;
pub(crate) const CREWS: u32 = 200;
pub(crate) const HOUR: u32 = 3600;

/// The first nodes are what goes down: in layers, each needing some of those a little before. The
/// rest stands on what is still there.
pub(crate) fn state() -> (Model, Disruption) {
    let mut numbers = Numbers(1);
    let (mut nodes, mut needs) = (Vec::new(), Vec::new());
    for node in 0..NODES {
        let is_down = node < DOWN;
        let served = numbers.below(3) == 0;
        let crew = Crew { index: numbers.below(CREWS), size: 1 + numbers.below(2) };
        nodes.push(Node {
            restore: Some(HOUR / 4 + 60 * numbers.below(4 * 60)),
            target_rto: served.then(|| 4 * HOUR + HOUR * numbers.below(44)),
            quorum: (numbers.below(20) == 0).then_some(1),
            crew: Some(crew),
            ..Node::default()
        });
        let (least, most) = if is_down { (0, node) } else { (DOWN, node) };
        for _ in 0..(2 + numbers.below(2)).min(most - least) {
            let near = (most - least).min(300);
            let to = most - 1 - numbers.below(near);
            needs.push(match numbers.below(6) {
                0 => Need::soft(node, to, HOUR * numbers.below(8)),
                _ => Need::hard(node, to),
            });
        }
    }
    let mut crews = Vec::new();
    for crew in 0..CREWS {
        let people = 2 + numbers.below(3);
        // A third of them have fewer people at night.
        let nights = (0..30).flat_map(|day| {
            let day = day * 24 * HOUR;
            [(day + 10 * HOUR, people - 1), (day + 22 * HOUR, people)]
        });
        crews.push(match crew % 3 {
            0 => CrewSupply::changing(people, nights.collect()).unwrap(),
            _ => CrewSupply::of(people),
        });
    }
    let model = Model::new(nodes, needs).unwrap();
    let unit = unit_for(&model);
    let lost = (0..DOWN).collect();
    let weights = (0..NODES).map(|_| 10_u32.pow(numbers.below(3))).collect();
    (model, Disruption { lost, crews, begin: HOUR, unit, weights, watched: Vec::new() })
}
