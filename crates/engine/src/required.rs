//! What is required, pulled down from those who need to what they need.
//!
//! - A node must be back within its own target, and by the time that anybody with a hard need of
//!   it must be back; with a soft need, `max_gap` later (ISO 22301 8.2.2: resources and
//!   dependencies of prioritized activities inherit their time frames; NIST SP 800-34 3.2).
//! - The data of a node must be as recent as that of anybody with a hard need of it.
//! - A group that can spare a member makes no single member necessary, so what is required of the
//!   group is not **required** of its members. It is **shared** among them: what a member has to
//!   meet to be one of the k that serve. If the group is late, the gap shows on the group.
//! - The lowest of all applies, and its origin, the node whose own target it is, goes with it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::components::Shape;
use crate::model::{Model, NONE};

/// Which requirement is pulled down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// Recovery time, without what a group can spare.
    Rto,
    /// Recovery time, with what groups share among their members.
    SharedRto,
    /// Recovery point, without what a group can spare.
    Rpo,
}

/// A limit in seconds and the node it comes from. No limit is the largest number.
pub(crate) type Limit = (u32, u32);

pub(crate) const UNLIMITED: Limit = (u32::MAX, NONE);

impl Demand {
    fn own(self, model: &Model, node: u32) -> Limit {
        let target = match self {
            Demand::Rto | Demand::SharedRto => model.node(node).target_rto,
            Demand::Rpo => model.node(node).target_rpo,
        };
        target.map_or(UNLIMITED, |it| (it, node))
    }

    fn passes_through(self, model: &Model, from: u32) -> bool {
        self == Demand::SharedRto || !model.can_spare(from)
    }

    /// The limits of those who need `node`, as far as they concern it.
    fn passed_down(
        self,
        model: &Model,
        node: u32,
        limits: &[Limit],
        counts: impl Fn(u32) -> bool,
    ) -> Limit {
        let mut lowest = UNLIMITED;
        for &from in model.hard_dependents(node) {
            if counts(from) && self.passes_through(model, from) {
                lowest = lowest.min(limits[from as usize]);
            }
        }
        if self != Demand::Rpo {
            for (from, gap) in model.soft_dependents(node).filter(|it| counts(it.0)) {
                lowest = lowest.min(later(limits[from as usize], gap));
            }
        }
        lowest
    }
}

fn later((limit, origin): Limit, gap: u32) -> Limit {
    match limit.saturating_add(gap) {
        u32::MAX => UNLIMITED,
        limit => (limit, origin),
    }
}

pub(crate) fn required(model: &Model, shape: &Shape, demand: Demand) -> Vec<Limit> {
    let mut limits = vec![UNLIMITED; model.len() as usize];
    for ring in shape.rings_downward() {
        settle(model, shape, demand, ring, &mut limits);
    }
    limits
}

/// Computes a ring from everything above it.
pub(crate) fn settle(
    model: &Model,
    shape: &Shape,
    demand: Demand,
    ring: u32,
    limits: &mut [Limit],
) {
    let members = shape.ring(ring);
    if let &[node] = members {
        let above = demand.passed_down(model, node, limits, |_| true);
        limits[node as usize] = demand.own(model, node).min(above);
        return;
    }
    let mut nearest = BinaryHeap::new();
    for &node in members {
        let outside = |it| shape.ring_of(it) != ring;
        let above = demand.passed_down(model, node, limits, outside);
        let limit = demand.own(model, node).min(above);
        limits[node as usize] = limit;
        nearest.push(Reverse((limit, node)));
    }
    while let Some(Reverse((limit, node))) = nearest.pop() {
        if limit != limits[node as usize] {
            continue;
        }
        let mut pass = |to: u32, limit: Limit| {
            if shape.ring_of(to) == ring && limit < limits[to as usize] {
                limits[to as usize] = limit;
                nearest.push(Reverse((limit, to)));
            }
        };
        if demand.passes_through(model, node) {
            model.hard_needs(node).iter().for_each(|it| pass(*it, limit));
        }
        if demand != Demand::Rpo {
            model.soft_needs(node).for_each(|(to, gap)| pass(to, later(limit, gap)));
        }
    }
}
