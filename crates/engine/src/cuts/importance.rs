//! How likely a node is to go down, and which failures matter most for that.
//!
//! Failures are taken as independent of each other. The chance of one cut set is the product of the
//! chances of its nodes; the sum over all cut sets is the rare-event approximation, which is never
//! less than the chance that any of them happens (Boole's inequality), and close to it as long as
//! it is small. Importance is measured in two ways:
//! - **Birnbaum**: by how much the sum falls per unit by which a node's chance falls (Z. W. Birnbaum,
//!   "On the importance of different components in a multicomponent system", 1969);
//! - **Fussell–Vesely**: the share of the sum in which a node has a part (J. B. Fussell, "How to
//!   hand-calculate system reliability and safety characteristics", IEEE Transactions on
//!   Reliability 24, 1975).

use thiserror::Error;

use crate::cuts::CutSets;
use crate::cuts::listing::{FORKS, SET};

/// How likely a node is to go down, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The sum of the chances of all its cut sets that were found, listed or not. If something
    /// is likely, this can exceed one.
    pub rare_event_sum: f64,
    /// Everything that is in a cut set, by its share and then by index.
    pub weights: Vec<Weight>,
}

/// What one node has to do with another one's going down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// The node that may fail.
    pub node: u32,
    /// How much of the sum each unit of its own chance makes.
    pub birnbaum: f64,
    /// The share of the sum that its failure is part of, from 0 to 1.
    pub fussell_vesely: f64,
}

/// A chance that is none.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("node {node}: {chance} is not a chance between 0 and 1")]
pub struct ChanceError {
    /// Whose it is.
    pub node: u32,
    /// What was said.
    pub chance: f64,
}

impl CutSets {
    /// Weighs the cut sets by the `chance` of each node to be lost, over a time of your choice.
    pub fn importance(&self, chance: impl Fn(u32) -> f64) -> Result<Importance, ChanceError> {
        let listing = &self.listing;
        for &node in listing.members.iter().flatten() {
            let chance = chance(node);
            if !(0.0..=1.0).contains(&chance) {
                return Err(ChanceError { node, chance });
            }
        }
        let sums = listing.members.iter().map(|it| it.iter().map(|it| chance(*it)).sum::<f64>());
        let sums = sums.collect::<Vec<_>>();
        // What all sets that start at a place weigh, and all ways that lead to it.
        let mut beyond = vec![0.0; FORKS];
        beyond[SET] = 1.0;
        for fork in &listing.forks {
            beyond.push(beyond[fork.without] + sums[fork.variable] * beyond[fork.with]);
        }
        let mut before = vec![0.0; beyond.len()];
        let mut birnbaum = vec![0.0; sums.len()];
        let top = beyond.len() - 1;
        before[top] = 1.0;
        for (at, fork) in listing.forks.iter().enumerate().rev() {
            let ways = before[FORKS + at];
            before[fork.without] += ways;
            before[fork.with] += ways * sums[fork.variable];
            birnbaum[fork.variable] += ways * beyond[fork.with];
        }
        let rare_event_sum = if listing.forks.is_empty() { 0.0 } else { beyond[top] };
        let mut weights = Vec::new();
        for (members, birnbaum) in listing.members.iter().zip(birnbaum) {
            for &node in members.iter().filter(|_| 0.0 < birnbaum) {
                let part = chance(node) * birnbaum;
                let fussell_vesely = if part == 0.0 { 0.0 } else { part / rare_event_sum };
                weights.push(Weight { node, birnbaum, fussell_vesely });
            }
        }
        weights.sort_by(|one, other| {
            let share = other.fussell_vesely.total_cmp(&one.fussell_vesely);
            share.then(one.node.cmp(&other.node))
        });
        Ok(Importance { rare_event_sum, weights })
    }
}
