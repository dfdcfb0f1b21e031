//! Which of the copies that a scenario assumes take over: those that are back before their originals
//! would be. Nothing here does I/O.
//!
//! What a thing needs is taken to wait for nobody there: whichever of the two is sooner then, counts.

use std::collections::BTreeSet;

use engine::{Analysis, Crew, Model, Node};

use super::assumed::Copied;
use super::inputs::{Inputs, seconds};
use super::run::Ran;
use crate::ids::ItemId;
use crate::prove::recovery::Board;

impl Ran {
    /// After how many seconds something can be used again of which it is said by name.
    fn usable_after(&self, id: ItemId) -> Option<u32> {
        let named = self.lost.iter().chain(&self.sites_in_areas).find(|it| it.id == Some(id))?;
        named.usable_after.map(seconds)
    }
}

/// Those of a service alone, whose crews are there from the start: by the nodes of the originals, as
/// those stand on a board on which no copy takes over.
pub(super) fn alone(board: &Board, copies: &[Copied]) -> BTreeSet<u32> {
    let is_sooner = |it: &&Copied| {
        let Some(entry) = board.entry(it.node) else { return false };
        let of = |id: ItemId| board.entry(board.node(id)?)?.marks.strength();
        let is_never = entry.takes().any(|id| of(id) == Some(0));
        is_never || entry.restore().is_none_or(|restore| it.within <= seconds(restore))
    };
    copies.iter().filter(is_sooner).map(|it| it.node).collect()
}

/// Those of a run in which what is in `inputs` is lost, and none of these copies takes over yet.
pub(super) fn sooner(inputs: &Inputs, ran: &Ran, copies: &[Copied]) -> BTreeSet<u32> {
    if copies.is_empty() {
        return BTreeSet::new();
    }
    let Some((analysis, down)) = analyzed(inputs) else { return BTreeSet::new() };
    let is_sooner = |it: &&Copied| {
        let ways = Ways { inputs, ran, analysis: &analysis, node: it.node };
        down.binary_search(&it.node).is_ok() && ways.is_sooner(it.within)
    };
    copies.iter().filter(is_sooner).map(|it| it.node).collect()
}

/// What is down, ascending, and when it is back with people enough for all of it.
fn analyzed(inputs: &Inputs) -> Option<(Analysis, Vec<u32>)> {
    let model = &inputs.model;
    let down = engine::blast(model, &inputs.disruption.lost).down;
    let is_down = |it: u32| down.binary_search(&it).is_ok();
    let node = |(n, it): (u32, &Node)| match is_down(n) {
        true => *it,
        false => Node { restore: Some(0), ..Node::default() },
    };
    let nodes = (0..).zip(model.nodes()).map(node).collect();
    let needs = model.needs().iter().filter(|it| is_down(it.from)).copied().collect();
    let analysis = engine::analyze(&Model::new(nodes, needs).ok()?);
    Some((analysis, down))
}

/// The two ways in which something comes back: the original, and a copy of it. All times are counted
/// from when work begins.
struct Ways<'a> {
    inputs: &'a Inputs,
    ran: &'a Ran,
    analysis: &'a Analysis,
    node: u32,
}

impl Ways<'_> {
    fn is_sooner(&self, within: u32) -> bool {
        // Where nobody has said how long the original takes, only the copy says when it is back.
        let Some(restore) = self.own().restore else { return true };
        // A copy waits for no more than the original does.
        if within <= restore {
            return true;
        }
        // What is in a circle of needs has no time of its own.
        if self.analysis.is_stuck(self.node) {
            return false;
        }
        let needed = self.needed();
        let copy = needed.max(self.vendor()).saturating_add(within);
        let usable = needed.max(self.usable());
        let original = self.staffed().map(|it| usable.max(it).saturating_add(restore));
        original.is_none_or(|original| copy < original)
    }

    fn own(&self) -> Node {
        *self.inputs.model.node(self.node)
    }

    /// Whether a node is something of the inventory, and does not only stand for a time.
    fn is_thing(&self, node: u32) -> bool {
        self.inputs.board.entry(node).is_some()
    }

    /// When all is back that both need.
    fn needed(&self) -> u32 {
        let model = &self.inputs.model;
        let finish = |it: u32| self.analysis.recovery(it).finish;
        let hard = model.hard_needs(self.node).iter().copied().filter(|it| self.is_thing(*it));
        let soft = model.soft_needs(self.node).map(|(it, gap)| finish(it).saturating_sub(gap));
        hard.map(finish).chain(soft).max().unwrap_or(0)
    }

    /// When the original can be used again.
    fn usable(&self) -> u32 {
        let model = &self.inputs.model;
        let times = model.hard_needs(self.node).iter().filter(|it| !self.is_thing(**it));
        times.filter_map(|it| model.node(*it).restore).max().unwrap_or(0)
    }

    /// When the vendor of both supplies again.
    fn vendor(&self) -> u32 {
        let vendor = self.inputs.board.entry(self.node).and_then(|it| it.vendor_id);
        let after = vendor.and_then(|it| self.ran.usable_after(it)).unwrap_or(0);
        after.saturating_sub(self.inputs.disruption.begin)
    }

    /// When the people and the equipment are there that the original takes, if nobody else has them.
    /// None: never.
    fn staffed(&self) -> Option<u32> {
        let disruption = &self.inputs.disruption;
        let there = |it: Crew| match disruption.crews.get(it.index as usize) {
            None => Some(0),
            Some(supply) => {
                let asked = it.size.min(supply.strength()).max(1);
                let step = supply.steps().find(|step| asked <= step.1)?;
                Some(step.0.saturating_sub(disruption.begin))
            }
        };
        let own = self.own();
        let all = own.demands().map(there).collect::<Option<Vec<u32>>>()?;
        Some(all.into_iter().max().unwrap_or(0))
    }
}
