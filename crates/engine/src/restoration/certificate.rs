//! Why no order brings a node back before a time.
//!
//! Two arguments, of which the stronger one is kept. Each counts only what the node cannot do
//! without, so it holds for every order and for every choice among the members of groups.

use super::work::Work;

/// The proof that a node cannot be back before a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The node.
    pub node: u32,
    /// It cannot be back before, in seconds after the disruption. `None`: it never comes back.
    pub at_least: Option<u32>,
    /// Why.
    pub proof: Proof,
}

/// Why a node cannot be back before a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// Nobody can do the work on `node`, which it cannot do without, or which it is itself.
    Nobody {
        /// What cannot be done.
        node: u32,
        /// The crew, which has nobody.
        crew: u32,
    },
    /// A chain of needs, each of which waits for the one before, even if every crew had nothing
    /// else to do: "network 40 m + storage 2 h + …".
    Chain {
        /// From the first to the node.
        steps: Vec<Step>,
    },
    /// The work that one crew must do before the node can be back.
    Crew {
        /// The crew.
        crew: u32,
        /// The nodes that it must bring back for this one, ascending.
        nodes: Vec<u32>,
        /// None of this work can start before, because of what it needs.
        from: u32,
        /// How the work is counted.
        count: Count,
        /// How much it is: seconds, times people or teams.
        work: u64,
        /// All of it cannot be done before, even if nobody idles.
        by: u32,
        /// How long after the last of it the node is back at the earliest. Below zero: that long
        /// before, because of what is needed only softly.
        then: i64,
    },
}

/// How the work of a crew is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// By people: each second of work as often as it takes people.
    People,
    /// By teams: each of these nodes takes at least `size` people, so only as many can be worked on
    /// at once as there are teams of that size.
    Teams {
        /// How many people each of these nodes takes at least.
        size: u32,
    },
}

/// One restoration on the chain of a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The node.
    pub node: u32,
    /// All that it needs cannot be back before, in seconds after the disruption.
    pub from: u32,
    /// Its work cannot start before: later than `from` if its crew is not there yet.
    pub start: u32,
    /// It cannot be back before.
    pub end: u32,
    /// How long before the end of the previous step it can start: it needs that only softly.
    pub grace: u32,
}
