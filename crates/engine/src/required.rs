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
use crate::model::Model;

/// Which requirement is pulled down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    /// Recovery time, without what a group can spare.
    Rto,
    /// Recovery time, with what groups share among their members.
    SharedRto,
    /// Recovery point, without what a group can spare.
    Rpo,
}

impl Demand {
    fn passes_through(self, model: &Model, from: u32) -> bool {
        self == Demand::SharedRto || !model.can_spare(from)
    }
}

/// Seconds, and the node that they come from, in one number: the lower number is the stricter limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Limit(u64);

impl Limit {
    /// No limit is the largest number.
    const NONE: Self = Self(u64::MAX);

    fn of(target: Option<u32>, node: u32) -> Self {
        target.map_or(Self::NONE, |it| Self(u64::from(it) << 32 | u64::from(node)))
    }

    /// In seconds.
    pub(crate) fn at(self) -> u32 {
        // The upper half of a number fits in half of its bits.
        u32::try_from(self.0 >> 32).unwrap_or(u32::MAX)
    }

    /// The node whose own target it is, or `NONE`.
    pub(crate) fn origin(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }

    fn later(self, gap: u32) -> Self {
        match self.at().saturating_add(gap) {
            u32::MAX => Self::NONE,
            _ => Self(self.0 + (u64::from(gap) << 32)),
        }
    }

    /// Whether what has this limit may get another because one of those above it changed.
    ///
    /// What has a lower limit from others heeds neither the old one nor the new one.
    fn heeds(self, before: Self, now: Self) -> bool {
        before != now && before.min(now) <= self
    }
}

/// All that is required of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) rto: Limit,
    pub(crate) shared_rto: Limit,
    pub(crate) rpo: Limit,
}

pub(crate) const UNLIMITED: Limits =
    Limits { rto: Limit::NONE, shared_rto: Limit::NONE, rpo: Limit::NONE };

impl Limits {
    /// What a node requires of itself.
    fn own(model: &Model, node: u32) -> Self {
        let stated = model.node(node);
        let rto = Limit::of(stated.target_rto, node);
        Self { rto, shared_rto: rto, rpo: Limit::of(stated.target_rpo, node) }
    }

    fn min(self, other: Self) -> Self {
        Self {
            rto: self.rto.min(other.rto),
            shared_rto: self.shared_rto.min(other.shared_rto),
            rpo: self.rpo.min(other.rpo),
        }
    }

    fn on(&mut self, demand: Demand) -> &mut Limit {
        match demand {
            Demand::Rto => &mut self.rto,
            Demand::SharedRto => &mut self.shared_rto,
            Demand::Rpo => &mut self.rpo,
        }
    }

    /// Whether what has these limits may get others because those of who needs it changed.
    pub(crate) fn heed(&self, before: &Self, now: &Self) -> bool {
        self.rto.heeds(before.rto, now.rto)
            || self.shared_rto.heeds(before.shared_rto, now.shared_rto)
            || self.rpo.heeds(before.rpo, now.rpo)
    }

    /// The limits of those who need `node`, as far as they concern it.
    fn passed_down(
        model: &Model,
        node: u32,
        limits: &[Self],
        counts: impl Fn(u32) -> bool,
    ) -> Self {
        let mut lowest = UNLIMITED;
        let (dependents, n_hard) = model.dependents_with_gaps(node);
        for (at, (from, gap)) in dependents.enumerate() {
            if !counts(from) {
                continue;
            }
            let above = limits[from as usize];
            if n_hard <= at {
                lowest.rto = lowest.rto.min(above.rto.later(gap));
                lowest.shared_rto = lowest.shared_rto.min(above.shared_rto.later(gap));
            } else if model.can_spare(from) {
                lowest.shared_rto = lowest.shared_rto.min(above.shared_rto);
            } else {
                lowest = lowest.min(above);
            }
        }
        lowest
    }
}

pub(crate) fn required(model: &Model, shape: &Shape) -> Vec<Limits> {
    let mut limits = vec![UNLIMITED; model.len() as usize];
    for ring in shape.rings_downward() {
        settle(model, shape, ring, &mut limits);
    }
    limits
}

/// Computes a ring from everything above it.
pub(crate) fn settle(model: &Model, shape: &Shape, ring: u32, limits: &mut [Limits]) {
    let members = shape.ring(ring);
    if let &[node] = members {
        let above = Limits::passed_down(model, node, limits, |_| true);
        limits[node as usize] = Limits::own(model, node).min(above);
        return;
    }
    for &node in members {
        let above = Limits::passed_down(model, node, limits, |it| shape.ring_of(it) != ring);
        limits[node as usize] = Limits::own(model, node).min(above);
    }
    for demand in [Demand::Rto, Demand::SharedRto, Demand::Rpo] {
        pass_around(model, shape, (ring, demand), limits);
    }
}

/// Passes limits on among the members of a ring, the lowest first, as in Dijkstra's search.
fn pass_around(model: &Model, shape: &Shape, (ring, demand): (u32, Demand), limits: &mut [Limits]) {
    let members = shape.ring(ring).iter();
    let mut nearest = members
        .map(|it| Reverse((*limits[*it as usize].on(demand), *it)))
        .collect::<BinaryHeap<_>>();
    while let Some(Reverse((limit, node))) = nearest.pop() {
        if limit != *limits[node as usize].on(demand) {
            continue;
        }
        let mut pass = |to: u32, limit: Limit| {
            let lowest = limits[to as usize].on(demand);
            if shape.ring_of(to) == ring && limit < *lowest {
                *lowest = limit;
                nearest.push(Reverse((limit, to)));
            }
        };
        if demand.passes_through(model, node) {
            model.hard_needs(node).iter().for_each(|it| pass(*it, limit));
        }
        if demand != Demand::Rpo {
            model.soft_needs(node).for_each(|(to, gap)| pass(to, limit.later(gap)));
        }
    }
}
