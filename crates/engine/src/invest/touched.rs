//! Which investments matter to which services.

use std::collections::{BTreeMap, BTreeSet};

use crate::invest::excerpt::{Excerpt, Supplies, below};
use crate::invest::{Change, Investment, OnBoard};
use crate::model::Model;

/// What investments change, to tell which matter to whom.
pub(super) struct Touched {
    nodes: BTreeMap<u32, Vec<usize>>,
    crews: BTreeMap<u32, Vec<usize>>,
    /// The crews of what something can take over for, by its node: who buys that asks them no more.
    relieved: BTreeMap<u32, Vec<u32>>,
    /// What stands below a group that changes: something else may be required of it.
    below: Vec<(usize, BTreeSet<u32>)>,
}

impl Touched {
    /// Leaves the board with everything bought.
    pub(super) fn of(on_board: &mut OnBoard<'_>, investments: &[Investment]) -> Touched {
        on_board.choose(&[]);
        let relieved = relieved(on_board.board().model(), investments);
        on_board.choose(&(0..investments.len()).collect::<Vec<_>>());
        let model = on_board.board().model();
        let (mut nodes, mut crews) = (BTreeMap::<u32, Vec<usize>>::new(), BTreeMap::new());
        let mut under = Vec::new();
        for (at, change) in
            (0..).zip(investments).flat_map(|(at, it)| it.changes.iter().map(move |it| (at, *it)))
        {
            match change {
                Change::Restore { node, .. } | Change::TakeOver { node, .. } => {
                    nodes.entry(node).or_default().push(at);
                }
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
        Touched { nodes, crews, relieved, below: under }
    }

    /// Whether crews that have a limit are asked for more in the excerpt if less than everything is
    /// bought.
    pub(super) fn relieves(&self, excerpt: &Excerpt, supplies: &Supplies) -> bool {
        let mut crews = excerpt.nodes.iter().filter_map(|it| self.relieved.get(it)).flatten();
        crews.any(|it| supplies.contains_key(it))
    }

    /// The investments that change anything about what services stand on, or what is required of
    /// them; ascending.
    pub(super) fn by(&self, excerpt: &Excerpt, services: &[(u32, u64)]) -> Vec<usize> {
        let of_nodes = excerpt.nodes.iter().filter_map(|it| self.nodes.get(it)).flatten();
        let relieved = excerpt.nodes.iter().filter_map(|it| self.relieved.get(it)).flatten();
        let crews = excerpt.crews.iter().chain(relieved);
        let of_crews = crews.filter_map(|it| self.crews.get(it)).flatten();
        let is_below =
            |it: &&(usize, BTreeSet<u32>)| services.iter().any(|at| it.1.contains(&at.0));
        let of_groups = self.below.iter().filter(is_below).map(|it| it.0);
        let all: BTreeSet<usize> = of_nodes.chain(of_crews).copied().chain(of_groups).collect();
        all.into_iter().collect()
    }
}

/// The crews of what something can take over for, in a model in which nothing is bought.
fn relieved(model: &Model, investments: &[Investment]) -> BTreeMap<u32, Vec<u32>> {
    let node = |it: &Change| match *it {
        Change::TakeOver { node, .. } => Some(node),
        _ => None,
    };
    let nodes = investments.iter().flat_map(|it| &it.changes).filter_map(node);
    let crews = |it: u32| model.node(it).demands().map(|it| it.index).collect::<Vec<_>>();
    nodes.map(|it| (it, crews(it))).filter(|it| !it.1.is_empty()).collect()
}
