//! What some services stand on, as a model of its own with the crews that restore it.

use std::collections::{BTreeMap, BTreeSet};

use crate::board::Board;
use crate::model::{Crew, Model, Need, Node, Strength, index};
use crate::restoration::{CrewSupply, Disruption};

/// In which units of time orders are looked for, in seconds.
const UNIT: u32 = 60;

/// How many nodes an excerpt has at most, and how many more for each service beyond the first.
const NODES_MAX: usize = 5_000;
const NODES_MORE: usize = 100;

/// Part of a model, all of which is lost at once.
pub(super) struct Excerpt {
    /// The node of the board behind each node of the excerpt, ascending.
    pub(super) nodes: Vec<u32>,
    /// The crew, or the equipment, behind each crew of the excerpt: only those that have a limit. All
    /// others are taken to be large enough.
    pub(super) crews: Vec<u32>,
    pub(super) model: Model,
    pub(super) disruption: Disruption,
}

/// How many people each crew has, and how much equipment there is, by [`Crew::index`]. Those that are
/// not there have no limit.
pub(super) type Supplies = BTreeMap<u32, CrewSupply>;

impl Excerpt {
    /// What `services`, with their weights, stand on. Only they themselves are due, when they are due
    /// on the board. `None` if there is too much of it.
    pub(super) fn of(
        board: &Board,
        supplies: &Supplies,
        services: &[(u32, u64)],
    ) -> Option<Excerpt> {
        let (model, analysis) = (board.model(), board.analysis());
        let asked: BTreeMap<u32, u64> = services.iter().copied().collect();
        let n_max = NODES_MAX.saturating_add(NODES_MORE.saturating_mul(services.len()));
        let nodes = below(model, asked.keys().copied(), n_max)?;
        let used = nodes.iter().flat_map(|it| model.node(*it).demands()).map(|it| it.index);
        let used: BTreeSet<u32> = used.filter(|it| supplies.contains_key(it)).collect();
        let crews: Vec<u32> = used.into_iter().collect();
        let own = |it: &u32| {
            let node = *model.node(*it);
            let place = |crew: Crew| {
                let index = index(crews.binary_search(&crew.index).ok()?);
                Some(Crew { index, ..crew })
            };
            let target = analysis.required_rto(*it).filter(|_| asked.contains_key(it));
            let (crew, equipment) = (node.crew.and_then(place), node.equipment.and_then(place));
            Node { crew, equipment, target_rto: target, ..node }
        };
        let part = Model::new(nodes.iter().map(own).collect(), needs_among(model, &nodes)).ok()?;
        let weight =
            |it: &u32| asked.get(it).map_or(0, |it| u32::try_from(*it).unwrap_or(u32::MAX));
        let disruption = Disruption {
            lost: (0..part.len()).collect(),
            crews: crews.iter().filter_map(|it| supplies.get(it).cloned()).collect(),
            unit: UNIT,
            weights: nodes.iter().map(weight).collect(),
            ..Disruption::default()
        };
        Some(Excerpt { nodes, crews, model: part, disruption })
    }

    /// The place of a node of the board.
    pub(super) fn place(&self, node: u32) -> Option<u32> {
        self.nodes.binary_search(&node).ok().map(index)
    }

    /// Whether a crew may be asked for more people at once than it has, or for more than it has at
    /// all; or equipment for more units.
    pub(super) fn may_be_short(&self) -> bool {
        let mut asked = vec![0_u64; self.crews.len()];
        for crew in self.model.nodes().iter().flat_map(Node::demands) {
            asked[crew.index as usize] += u64::from(crew.size);
        }
        let least = |it: &CrewSupply| it.steps().map(|it| it.1).min().unwrap_or(0);
        asked.iter().zip(&self.disruption.crews).any(|(asked, it)| u64::from(least(it)) < *asked)
    }
}

/// These nodes and all that they stand on, ascending. `None` if these are more than `n_max`.
pub(super) fn below(
    model: &Model,
    nodes: impl Iterator<Item = u32>,
    n_max: usize,
) -> Option<Vec<u32>> {
    let mut found: BTreeSet<u32> = nodes.collect();
    let mut left: Vec<u32> = found.iter().copied().collect();
    while let Some(it) = left.pop() {
        left.extend(model.all_needs(it).iter().copied().filter(|it| found.insert(*it)));
        if n_max < found.len() {
            return None;
        }
    }
    Some(found.into_iter().collect())
}

/// The needs between these nodes, by their places.
fn needs_among(model: &Model, nodes: &[u32]) -> Vec<Need> {
    let place = |it: u32| nodes.binary_search(&it).ok().map(index);
    let mut needs = Vec::new();
    for (from, &node) in (0..).zip(nodes) {
        let hard = model.hard_needs(node).iter().map(|it| (*it, Strength::Hard));
        let soft = model.soft_needs(node).map(|(it, max_gap)| (it, Strength::Soft { max_gap }));
        for (to, strength) in hard.chain(soft) {
            needs.extend(place(to).map(|to| Need { from, to, strength }));
        }
    }
    needs
}
