//! A made-up inventory: layers of services over few shared foundations, about seven needs for every
//! three nodes, groups, soft needs, and a few circles.

use engine::{Need, Node};

use crate::numbers::Numbers;

const LAYERS: u32 = 9;

/// Node 0 is the lowest foundation; the last layer are services that people use.
pub(crate) fn made_up(count: u32) -> (Vec<Node>, Vec<Need>) {
    let mut numbers = Numbers(u64::from(count));
    // Every layer is a third larger than the one below.
    let weights = (0..LAYERS).map(|it| 4_u64.pow(it) * 3_u64.pow(LAYERS - 1 - it));
    let weights = weights.collect::<Vec<_>>();
    let total = weights.iter().sum::<u64>();
    let mut starts = vec![0];
    let mut sum = 0;
    for weight in weights {
        sum += weight;
        starts.push(u32::try_from(u64::from(count) * sum / total).unwrap_or(count));
    }
    let (mut nodes, mut needs) = (Vec::new(), Vec::new());
    for layer in 0..LAYERS as usize {
        for node in starts[layer]..starts[layer + 1] {
            let group = layer > 0 && numbers.below(20) == 0;
            let served = layer + 2 > LAYERS as usize;
            nodes.push(Node {
                restore: (numbers.below(50) > 0).then(|| numbers.below(8 * 3600)),
                point: (numbers.below(4) == 0).then(|| numbers.below(24 * 3600)),
                target_rto: served.then(|| 3600 + numbers.below(48 * 3600)),
                target_rpo: served.then(|| 300 + numbers.below(24 * 3600)),
                quorum: group.then_some(1),
                crew: None,
                equipment: None,
            });
            for _ in 0..if layer > 0 { 2 + numbers.below(2) } else { 0 } {
                let below = if numbers.below(3) == 0 { 0 } else { starts[layer - 1] };
                let to = below + numbers.below(starts[layer] - below);
                needs.push(match numbers.below(6) {
                    0 => Need::soft(node, to, numbers.below(8 * 3600)),
                    _ => Need::hard(node, to),
                });
            }
        }
    }
    for _ in 0..32 {
        let Need { from, to, .. } = needs[numbers.below(count) as usize];
        needs.push(Need::hard(to, from));
    }
    (nodes, needs)
}
