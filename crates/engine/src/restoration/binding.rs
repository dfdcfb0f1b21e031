//! What keeps a node from being back sooner: the binding chain of an order, and slack.
//!
//! As on a critical path, but with crews: the arcs without slack are needs and the hand-over of
//! people (critical sequence: Wiest 1964, "Some properties of schedules for large projects with
//! limited resources"). The last link ends when the node is back, and each link starts at the very
//! moment at which what holds it lets go.

use super::schedule::Schedule;
use super::work::Work;

/// What a start waited for, to the very moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldBy {
    /// Nothing: this is when work begins.
    Begin,
    /// What it needs is back then.
    Need {
        /// What it needs.
        needed: u32,
        /// How long before `needed` is back it starts, in seconds: it needs that only softly.
        grace: u32,
    },
    /// The work before it in a circle of needs that nothing breaks: one after the other.
    Circle {
        /// The node before it.
        after: u32,
    },
    /// People of its crew were busy with another node until then.
    Crew {
        /// The crew.
        crew: u32,
        /// What they were busy with.
        after: u32,
    },
    /// Its crew gets people then: a shift begins.
    Shift {
        /// The crew.
        crew: u32,
    },
}

/// One piece of work on a binding chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The node that is worked on.
    pub node: u32,
    /// When work on it starts, in seconds after the disruption.
    pub start: u32,
    /// When that work is done.
    pub end: u32,
    /// Why it does not start sooner.
    pub held_by: HeldBy,
}

/// How much later a piece of work could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// The node that is worked on.
    pub node: u32,
    /// By how many seconds it can be late, and the node asked about is still back in time, if each
    /// crew keeps the order of its work. At least: another order may allow for more.
    pub slack: u32,
}

/// Why a node is back when it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindingChain {
    /// From the first piece of work, which nothing holds but the beginning or a shift, to the one
    /// that ends when the node is back.
    pub links: Vec<Link>,
    /// All work that could make the node late, by node. What is not here cannot, if each crew keeps
    /// the order of its work. On the chain, slack is zero.
    pub slacks: Vec<Slack>,
}
