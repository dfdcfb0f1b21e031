//! Which cut sets are worst: the smallest, and among them those that take most else down.

use std::cmp::Reverse;

use crate::blast::Search;
use crate::cuts::CutSets;
use crate::model::Model;

/// A cut set and what else it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankedCut {
    /// The nodes that fail, ascending.
    pub nodes: Vec<u32>,
    /// What goes down with them, weighed as the caller wants; they count, too.
    pub weight: u64,
}

impl CutSets {
    /// The sets listed, by size, and then by the weight of all that goes down with them.
    ///
    /// `weight` says what each node counts, for example one for those with a target of their own.
    pub fn ranked(&self, model: &Model, weight: impl Fn(u32) -> u64) -> Vec<RankedCut> {
        let mut search = Search::new(model);
        let rank = |nodes: &Vec<u32>| {
            let weight = search.run(nodes).iter().map(|it| weight(*it)).sum();
            RankedCut { nodes: nodes.clone(), weight }
        };
        let mut ranked = self.sets.iter().map(rank).collect::<Vec<_>>();
        ranked.sort_by_key(|it| (it.nodes.len(), Reverse(it.weight)));
        ranked
    }
}
