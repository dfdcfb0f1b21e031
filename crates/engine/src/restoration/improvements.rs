//! What would help: one change at a time, each with an order of its own.

use super::binding::BindingChain;

/// Something that could be different.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// A crew has more people, at any time.
    MorePeople {
        /// The crew.
        crew: u32,
        /// How many more.
        more: u32,
    },
    /// A node takes less time to bring back.
    Faster {
        /// The node.
        node: u32,
        /// How long it takes then, in seconds.
        restore: u32,
    },
    /// A node does not wait for something that it needs.
    WithoutNeed {
        /// Who needs.
        from: u32,
        /// What is not waited for.
        to: u32,
    },
}

/// How the nodes asked about come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// How many of them never come back.
    pub n_never: u32,
    /// How many of them are too late, or never back.
    pub n_missed: u32,
    /// How late they are, all in all, each second as often as it counts.
    pub tardiness: u64,
    /// When the last of them is back that comes back, in seconds after the disruption.
    pub last: u32,
    /// When they are back, added up.
    pub ends: u64,
}

/// What one change would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvement {
    /// The change.
    pub change: Change,
    /// How the nodes asked about come back then.
    pub after: Outcome,
    /// How much sooner the last of them is back, in seconds.
    pub gain: u32,
    /// How much sooner the last of them could be back at most, in any order.
    pub gain_most: u32,
    /// What binds then: why it is not better. Of the node that is the latest against its target.
    pub binds: Option<BindingChain>,
}

/// What changes would do, best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Improvements {
    /// How the nodes asked about come back without any change.
    pub now: Outcome,
    /// What binds now, of the node that is the latest against its target.
    pub binds: Option<BindingChain>,
    /// Each change, best first: fewest that never come back, least tardiness, soonest back.
    pub ranked: Vec<Improvement>,
}

// /// Changes worth trying for `nodes`: one more person of each crew, half the time of each node, and
// /// doing without each need, on their binding chains.
// pub fn candidates(model: &Model, now: &Restoration, nodes: &[u32]) -> Vec<Change>
// /// What each of `changes` does for `nodes`, each with an order of its own.
// pub fn improvements(model: &Model, disruption: &Disruption, nodes: &[u32], changes: &[Change], effort: Effort) -> Improvements
