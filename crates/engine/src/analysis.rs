//! The whole answer for a model: what is required of each node, what it achieves, and the gap.

use crate::achievable::{NOTHING, Reached, Wave};
use crate::components::Shape;
use crate::model::{Model, NONE};
use crate::required::{Limit, Limits, UNLIMITED, required};

/// Computes everything about a model.
pub fn analyze(model: &Model) -> Analysis {
    let shape = Shape::of(model);
    let required = required(model, &shape);
    let (time, point) = Wave::both(model, &shape);
    Analysis { shape, required, time, point }
}

/// When a node can be back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    /// When all that it needs is back, in seconds after the disruption.
    pub start: u32,
    /// When it is back itself.
    pub finish: u32,
    /// Whether all times behind it are known. If not, `finish` means "at least".
    pub complete: bool,
}

/// How a node stands against its required recovery time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Back in time.
    Met,
    /// Back too late, or too late already as far as times are known.
    Missed,
    /// In time so far, but some time behind it is not known.
    Unknown,
    /// Nothing is required of it.
    NoTarget,
}

/// The answer for one model. Nodes are named by their index in it.
///
/// Asking about a node that is not in the model is a bug of the caller and panics.
/// Two analyses are equal if they say the same.
#[derive(Debug, Clone)]
pub struct Analysis {
    pub(crate) shape: Shape,
    pub(crate) required: Vec<Limits>,
    pub(crate) time: Wave,
    pub(crate) point: Wave,
}

impl Analysis {
    /// By when `node` must be back: its own target or a stricter one of somebody who needs it.
    pub fn required_rto(&self, node: u32) -> Option<u32> {
        seconds(self.required[node as usize].rto)
    }

    /// The node whose own target is behind [`required_rto`](Self::required_rto).
    pub fn rto_required_by(&self, node: u32) -> Option<u32> {
        some(self.required[node as usize].rto.origin())
    }

    /// By when `node` would have to be back to be one of those its redundancy groups rely on.
    ///
    /// Never later than [`required_rto`](Self::required_rto), and equal outside groups.
    pub fn shared_rto(&self, node: u32) -> Option<u32> {
        seconds(self.required[node as usize].shared_rto)
    }

    /// How old the data of `node` may be at most.
    pub fn required_rpo(&self, node: u32) -> Option<u32> {
        seconds(self.required[node as usize].rpo)
    }

    /// The node whose own target is behind [`required_rpo`](Self::required_rpo).
    pub fn rpo_required_by(&self, node: u32) -> Option<u32> {
        some(self.required[node as usize].rpo.origin())
    }

    /// When `node` can be back.
    pub fn recovery(&self, node: u32) -> Recovery {
        let &Reached { start, value: finish, most, .. } = self.time.get(node);
        Recovery { start, finish, complete: finish == most }
    }

    /// The achievable recovery time of `node`, in seconds.
    pub fn achievable_rto(&self, node: u32) -> u32 {
        self.time.get(node).value
    }

    /// How old the oldest data behind `node` may be. `None` if no data is known behind it.
    pub fn achievable_rpo(&self, node: u32) -> Option<u32> {
        self.point.get(node).value.checked_sub(1)
    }

    /// By how much `node` is back too late; `None` if it is not.
    pub fn gap_rto(&self, node: u32) -> Option<u32> {
        excess(self.achievable_rto(node), self.required_rto(node)?)
    }

    /// By how much the data of `node` is too old; `None` if it is not.
    pub fn gap_rpo(&self, node: u32) -> Option<u32> {
        excess(self.achievable_rpo(node)?, self.required_rpo(node)?)
    }

    /// How `node` stands against its required recovery time.
    pub fn verdict(&self, node: u32) -> Verdict {
        match (self.required_rto(node), self.gap_rto(node)) {
            (None, _) => Verdict::NoTarget,
            (_, Some(_)) => Verdict::Missed,
            _ if self.recovery(node).complete => Verdict::Met,
            _ => Verdict::Unknown,
        }
    }

    /// The node whose own restore time weighs most on the binding chain of `node`; maybe itself.
    pub fn held_by(&self, node: u32) -> u32 {
        self.time.get(node).held_by
    }

    /// The node whose own recovery point decides that of `node`; maybe itself.
    pub fn point_held_by(&self, node: u32) -> Option<u32> {
        self.achievable_rpo(node).map(|_| self.point.get(node).held_by)
    }

    /// Whether `node` is in a circle of hard needs that no redundancy group breaks.
    pub fn is_stuck(&self, node: u32) -> bool {
        self.time.get(node).stuck
    }

    /// Makes room for one more node, about which nothing is said yet.
    pub(crate) fn add_node(&mut self) {
        self.shape.add_node();
        self.required.push(UNLIMITED);
        self.time.reached.push(NOTHING);
        self.point.reached.push(NOTHING);
    }

    /// What decides among nodes that could be restored next.
    pub(crate) fn urgency(&self, node: u32) -> (u32, u32) {
        (self.required[node as usize].shared_rto.at(), node)
    }

    /// The circles of hard needs, each as its members, ascending; by their lowest member.
    pub fn circles(&self) -> impl Iterator<Item = &[u32]> + '_ {
        self.shape.circles().map(|it| self.shape.knot(it))
    }
}

impl PartialEq for Analysis {
    fn eq(&self, other: &Self) -> bool {
        // Of the shape only the circles show. There may be several orders.
        self.required == other.required
            && self.time == other.time
            && self.point == other.point
            && self.circles().eq(other.circles())
    }
}

impl Eq for Analysis {}

fn seconds(limit: Limit) -> Option<u32> {
    some(limit.origin()).map(|_| limit.at())
}

fn some(node: u32) -> Option<u32> {
    (node != NONE).then_some(node)
}

fn excess(achieved: u32, required: u32) -> Option<u32> {
    achieved.checked_sub(required).filter(|it| *it > 0)
}
