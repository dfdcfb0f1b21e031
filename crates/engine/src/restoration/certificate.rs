//! Why no order brings a node back before a time.
//!
//! Two arguments, of which the stronger one is kept. Each counts only what the node cannot do
//! without, so it holds for every order and for every choice among the members of groups.

use super::bounds::{Behind, CrewBound, Lookback};
use super::heads::Head;
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
    /// The work that one crew, or one kind of equipment, must do before the node can be back.
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
    /// Its work cannot start before: later than `from` if its crew or its equipment is not there yet.
    pub start: u32,
    /// It cannot be back before.
    pub end: u32,
    /// How long before the end of the previous step it can start: it needs that only softly.
    pub grace: u32,
}

/// One summand of what a certificate says: "network 40 m + storage 2 h".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// What takes it.
    pub what: TermOf,
    /// How long, in seconds. Below zero: so much earlier, because of what is needed only softly.
    pub seconds: i64,
}

/// What takes time in a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermOf {
    /// No work begins before.
    Begin,
    /// The work on a node.
    Work {
        /// The node.
        node: u32,
    },
    /// The wait until the crew of a node is there, and its equipment.
    Shift {
        /// The node.
        node: u32,
    },
    /// A node need not wait to the end for what it needs only softly.
    Grace {
        /// The node.
        node: u32,
    },
    /// What must be back before the first work that is counted of a crew.
    Before,
    /// All that is counted of the work of a crew.
    Crew {
        /// The crew.
        crew: u32,
    },
    /// What must follow the last of that.
    Then,
}

impl Certificate {
    /// What adds up to the time before which the node cannot be back; nothing that takes no time. Empty
    /// if it never comes back.
    pub fn terms(&self) -> Vec<Term> {
        let term = |what, seconds: i64| Term { what, seconds };
        let between = |from: u32, to: u32| i64::from(to) - i64::from(from);
        let mut terms = Vec::new();
        match &self.proof {
            Proof::Nobody { .. } => {}
            Proof::Chain { steps } => {
                let begin = steps.first().map_or(0, |it| it.from);
                terms.push(term(TermOf::Begin, i64::from(begin)));
                for &Step { node, from, start, end, grace } in steps {
                    terms.push(term(TermOf::Grace { node }, -i64::from(grace)));
                    terms.push(term(TermOf::Shift { node }, between(from, start)));
                    terms.push(term(TermOf::Work { node }, between(start, end)));
                }
            }
            &Proof::Crew { crew, from, by, then, .. } => {
                terms.push(term(TermOf::Before, i64::from(from)));
                terms.push(term(TermOf::Crew { crew }, between(from, by)));
                terms.push(term(TermOf::Then, then));
            }
        }
        terms.retain(|it| self.at_least.is_some() && it.seconds != 0);
        terms
    }

    /// The proof for the node of a job.
    pub(super) fn of(work: &Work, job: u32) -> Certificate {
        let (node, last) = (work.job(job).node, work.job(job).last);
        if work.job(job).never {
            return Certificate { node, at_least: None, proof: nobody(work, last) };
        }
        let chain = work.heads[last as usize].end;
        let mut lookback = Lookback::of(work);
        lookback.look(last);
        match lookback.crew_bound(chain) {
            Some(it) => {
                Certificate { node, at_least: Some(it.at), proof: crew(work, &lookback, it) }
            }
            None => Certificate { node, at_least: Some(chain), proof: steps(work, last) },
        }
    }
}

/// The chain of needs that decides when a job could be done if nobody had anything else to do.
fn steps(work: &Work, last: u32) -> Proof {
    let (mut steps, mut next) = (Vec::new(), Some(last));
    while let Some(job) = next {
        let Head { from, start, end, binder } = work.heads[job as usize];
        let grace = binder.map_or(0, |it| it.gap);
        steps.push(Step { node: work.job(job).node, from, start, end, grace });
        next = binder.map(|it| it.job);
    }
    steps.reverse();
    Proof::Chain { steps }
}

/// What cannot be done behind a job that never is.
fn nobody(work: &Work, last: u32) -> Proof {
    let mut next = Some(last);
    while let Some(job) = next {
        let it = work.job(job);
        if let Some(crew) = it.gone {
            return Proof::Nobody { node: it.node, crew };
        }
        next = work.heads[job as usize].binder.map(|it| it.job);
    }
    // It takes longer than anybody plans for.
    steps(work, last)
}

fn crew(work: &Work, lookback: &Lookback<'_>, bound: CrewBound) -> Proof {
    let CrewBound { crew, count, from, work: sum, by, then, people, .. } = bound;
    let counts = |it: &Behind| {
        let job = work.job(it.job);
        let takes = job.takes.iter().any(|it| it.crew == crew && people <= it.people);
        takes && 0 < job.duration && then <= it.tail && from <= work.heads[it.job as usize].start
    };
    let mut nodes =
        lookback.behind().filter(counts).map(|it| work.job(it.job).node).collect::<Vec<_>>();
    nodes.sort_unstable();
    Proof::Crew { crew, nodes, from, count, work: sum, by, then }
}
