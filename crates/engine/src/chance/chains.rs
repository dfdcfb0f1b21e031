//! Which tasks the outcome hung on, and which resources: the chain of waits that left no slack.

use super::lanes::{LANES, Lanes};
use crate::model::NONE;

/// What a task waited for until it started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cause {
    /// The row whose end let it start; `NONE` if it was a moment.
    pub(super) row: u32,
    /// The resource that it waited for; `NONE` if it waited for no resource.
    pub(super) resource: u32,
}

/// Nothing held it up.
pub(super) const AT_ONCE: Cause = Cause { row: NONE, resource: NONE };

/// In how many trials each row was on the binding chain, and each resource bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chains {
    /// The rows of which the last one is the end of the chain.
    ends: Vec<u32>,
    pub(super) n_rows: Vec<u64>,
    pub(super) n_resources: Vec<u64>,
    /// In which trial each resource was last counted, so that it counts once in each.
    counted: Vec<u64>,
    n_trials: u64,
}

impl Chains {
    pub(super) fn of(ends: Vec<u32>, n_rows: usize, n_resources: usize) -> Chains {
        Chains {
            ends,
            n_rows: vec![0; n_rows],
            n_resources: vec![0; n_resources],
            counted: vec![0; n_resources],
            n_trials: 0,
        }
    }

    /// Goes back from the last of the ends to the beginning, from each row to what let it start.
    /// Of several that end alike, the first counts.
    pub(super) fn follow(&mut self, end: impl Fn(u32) -> f32, cause: impl Fn(u32) -> Cause) {
        self.n_trials += 1;
        let later = |one: u32, other: &u32| if end(one) < end(*other) { *other } else { one };
        let Some((&first, rest)) = self.ends.split_first() else { return };
        let mut row = rest.iter().fold(first, later);
        while row != NONE {
            self.n_rows[row as usize] += 1;
            let cause = cause(row);
            if let Some(counted) = self.counted.get_mut(cause.resource as usize)
                && *counted != self.n_trials
            {
                *counted = self.n_trials;
                self.n_resources[cause.resource as usize] += 1;
            }
            row = cause.row;
        }
    }

    pub(super) fn add(&mut self, other: &Chains) {
        let add = |(one, other): (&mut u64, &u64)| *one += other;
        self.n_rows.iter_mut().zip(&other.n_rows).for_each(add);
        self.n_resources.iter_mut().zip(&other.n_resources).for_each(add);
        self.n_trials += other.n_trials;
    }
}

/// When what somebody wants to know about is done in each trial of a block, and on what it hung.
#[derive(Debug, Clone)]
pub(super) struct Record {
    /// The rows that are watched.
    pub(super) rows: Vec<u32>,
    /// When each of them is done.
    pub(super) ends: Vec<Lanes>,
    /// If wanted.
    pub(super) chains: Option<Chains>,
}

impl Record {
    pub(super) fn of(rows: Vec<u32>, chains: Option<Chains>) -> Record {
        Record { ends: vec![[0.0; LANES]; rows.len()], rows, chains }
    }

    /// When the last of the watched rows is done.
    pub(super) fn last(&self) -> Lanes {
        let mut last = [0.0; LANES];
        for ends in &self.ends {
            for (last, end) in last.iter_mut().zip(ends) {
                *last = f32::max(*last, *end);
            }
        }
        last
    }
}
