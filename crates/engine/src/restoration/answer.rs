//! What comes back when, in which order, and how good that is.

use crate::analysis::Verdict;

use super::binding::BindingChain;
use super::certificate::Certificate;
use super::curve::{CrewLoad, Curve};
use super::schedule::Schedule;
use super::work::Work;

/// How one node comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restored {
    /// Which node.
    pub node: u32,
    /// When work on it starts, in seconds after the disruption. `None`: it never does, because
    /// there is nobody to do it, or it waits for something that never comes back.
    pub start: Option<u32>,
    /// When it is back. In a circle of needs that nothing breaks: when all of the circle is.
    pub end: Option<u32>,
    /// How long after work begins it waits for what it needs, in seconds.
    pub wait_for_needs: u32,
    /// How long it waits for its crew after that, in seconds.
    pub wait_for_crew: u32,
    /// By when it must be back: its own recovery time objective or a stricter one of somebody who
    /// needs it.
    pub due: Option<u32>,
    /// Whether it is back by then. [`Verdict::Unknown`]: in time so far, but see `complete`.
    pub verdict: Verdict,
    /// By how many seconds it is late; `None` if it is not, or if it never comes back.
    pub late: Option<u32>,
    /// Whether all times that it waits for are known: of what it needs, and of the work that its
    /// crew, and theirs, have to do. If not, `end` means "at least".
    pub complete: bool,
    /// When it could not be back before, whatever the order: what its [`Certificate`] proves.
    pub at_least: Option<u32>,
}

/// Something that somebody should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Work on a node asks for more people than its crew has in the end. It is planned with all
    /// that there are.
    CrewTooSmall {
        /// The node.
        node: u32,
        /// Its crew.
        crew: u32,
        /// How many people it asks for.
        asks: u32,
        /// How many there are.
        there: u32,
    },
    /// In the end the crew of a node has nobody: the node never comes back.
    CrewGone {
        /// The node.
        node: u32,
        /// Its crew.
        crew: u32,
    },
    /// Nobody said how many people a crew has. It is planned without limit.
    CrewUnknown {
        /// The crew.
        crew: u32,
    },
    /// Nobody said how long the work on a node takes. It counts as nothing.
    TimeUnknown {
        /// The node.
        node: u32,
    },
}

/// The joint restoration of all that is down.
///
/// Two are equal if they say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// All nodes that are down, ascending.
    pub nodes: Vec<Restored>,
    /// The nodes that come back, by the start of their work. Each comes after what it cannot work
    /// without; among those that start together and do not need each other, the one with the lowest
    /// required recovery time comes first.
    pub order: Vec<u32>,
    /// How many of the watched nodes are back, over time.
    pub curve: Curve,
    /// What each crew does, over time; only crews that have anything to do.
    pub loads: Vec<CrewLoad>,
    /// What somebody should look at: sorted.
    pub findings: Vec<Finding>,
    /// When the last node is back that comes back at all, in seconds after the disruption.
    pub makespan: u32,
    /// When the last node is back at the earliest, whatever the order.
    pub makespan_bound: u32,
    /// How late the nodes are, all in all: the seconds of each, as often as they count.
    pub tardiness: u64,
    /// How late they are at least, whatever the order. So no order is better than this one by more
    /// than the difference.
    pub tardiness_bound: u64,
    pub(super) work: Work,
    pub(super) schedule: Schedule,
}

impl Restoration {
    /// How a node comes back, if it is down.
    pub fn node(&self, node: u32) -> Option<&Restored> {
        let found = self.nodes.binary_search_by_key(&node, |it| it.node);
        found.ok().map(|it| &self.nodes[it])
    }

    /// What keeps a node from being back sooner in this order, link by link from the beginning of
    /// work. `None` if it is not down, or never comes back.
    pub fn binding_chain(&self, node: u32) -> Option<BindingChain> {
        let job = self.work.job_of(node)?;
        BindingChain::of(&self.work, &self.schedule, job)
    }

    /// Why no order brings a node back before a time. `None` if it is not down.
    pub fn certificate(&self, node: u32) -> Option<Certificate> {
        Some(Certificate::of(&self.work, self.work.job_of(node)?))
    }
}

// pub fn restoration(model: &Model, disruption: &Disruption, effort: Effort) -> Restoration
