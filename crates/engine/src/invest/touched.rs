//! Which investments matter to which services.

use std::collections::{BTreeMap, BTreeSet};

use crate::invest::excerpt::{Excerpt, below};
use crate::invest::{Change, Investment, OnBoard};

/// What investments change, to tell which matter to whom.
pub(super) struct Touched {
    nodes: BTreeMap<u32, Vec<usize>>,
    crews: BTreeMap<u32, Vec<usize>>,
    /// What stands below a group that changes: something else may be required of it.
    below: Vec<(usize, BTreeSet<u32>)>,
}

impl Touched {
    /// Leaves the board with everything bought.
    pub(super) fn of(on_board: &mut OnBoard<'_>, investments: &[Investment]) -> Touched {
        on_board.choose(&(0..investments.len()).collect::<Vec<_>>());
        let model = on_board.board().model();
        let (mut nodes, mut crews) = (BTreeMap::<u32, Vec<usize>>::new(), BTreeMap::new());
        let mut under = Vec::new();
        for (at, change) in
            (0..).zip(investments).flat_map(|(at, it)| it.changes.iter().map(move |it| (at, *it)))
        {
            match change {
                Change::Restore { node, .. } => nodes.entry(node).or_default().push(at),
                Change::Member { group, .. } | Change::Quorum { group, .. } => {
                    nodes.entry(group).or_default().push(at);
                    let found = below(model, std::iter::once(group), usize::MAX);
                    under.push((at, found.unwrap_or_default().into_iter().collect()));
                }
                Change::Crew { crew, .. } => {
                    crews.entry(crew).or_insert_with(Vec::new).push(at);
                }
            }
        }
        Touched { nodes, crews, below: under }
    }

    /// The investments that change anything about what services stand on, or what is required of
    /// them; ascending.
    pub(super) fn by(&self, excerpt: &Excerpt, services: &[(u32, u64)]) -> Vec<usize> {
        let of_nodes = excerpt.nodes.iter().filter_map(|it| self.nodes.get(it)).flatten();
        let of_crews = excerpt.crews.iter().filter_map(|it| self.crews.get(it)).flatten();
        let is_below =
            |it: &&(usize, BTreeSet<u32>)| services.iter().any(|at| it.1.contains(&at.0));
        let of_groups = self.below.iter().filter(is_below).map(|it| it.0);
        let all: BTreeSet<usize> = of_nodes.chain(of_crews).copied().chain(of_groups).collect();
        all.into_iter().collect()
    }
}
