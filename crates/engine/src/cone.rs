//! Everything below a node.

use crate::analysis::Analysis;
use crate::model::Model;

/// `node` and all that it waits for, directly or not, what is needed first.
pub(crate) fn cone(model: &Model, analysis: &Analysis, node: u32) -> Vec<u32> {
    let mut seen = vec![false; model.len() as usize];
    let mut found = vec![node];
    seen[node as usize] = true;
    let mut next = 0;
    while let Some(&needer) = found.get(next) {
        next += 1;
        let soft = model.soft_needs(needer).map(|it| it.0);
        let waited = soft.filter(|it| analysis.shape.waits(needer, *it));
        for to in model.hard_needs(needer).iter().copied().chain(waited) {
            if !std::mem::replace(&mut seen[to as usize], true) {
                found.push(to);
            }
        }
    }
    found.sort_unstable_by_key(|it| (analysis.shape.knot_of(*it), analysis.time.get(*it).turn));
    found
}
