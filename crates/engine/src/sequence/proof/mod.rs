//! Proofs that nothing is done sooner.
//!
//! Everything is to be done by the earliest time that was not refuted yet. If a search finds that this
//! cannot be, the bound is one more (destructive improvement: Klein and Scholl 1999, "Computing lower
//! bounds by destructive improvement"); if it finds how, that schedule is best.

mod facts;
mod waits;
mod timetable;
mod energy;
mod nogoods;
mod activity;
mod learn;
mod search;

use self::search::{Outcome, Search};
use super::project::Project;

/// Larger projects are left alone.
const TASKS_MAX: usize = 600;

/// So much work at most goes into what follows without any choice: some hundredths of a second.
const WORK_FIRST: u64 = 1_000_000;

/// What no schedule beats, and the search for more.
#[derive(Debug)]
pub(super) struct Proof {
    search: Option<Search>,
    /// No schedule is shorter.
    bound: u32,
}

impl Proof {
    /// There is nothing more to find out than this bound.
    pub(super) fn settled(bound: u32) -> Proof {
        Proof { search: None, bound }
    }

    /// What follows without any choice. `bound`: what no schedule beats anyway.
    pub(super) fn of(project: &Project, bound: u32) -> Proof {
        if TASKS_MAX < project.tasks.len() {
            return Proof::settled(bound);
        }
        let mut search = Search::of(project);
        search.end_at_least(bound.cast_signed());
        let mut work = WORK_FIRST;
        while 0 < work && search.try_end(&mut work) == Outcome::Refuted {}
        Proof { bound: search.end().cast_unsigned(), search: Some(search) }
    }

    /// No schedule is shorter.
    pub(super) fn bound(&self) -> u32 {
        self.bound
    }

    /// Goes on for so much work, or until no schedule can be shorter than `makespan`. If it finds a
    /// schedule, that one is the shortest.
    pub(super) fn go_on(&mut self, mut work: u64, makespan: u32) -> Option<Vec<u32>> {
        let search = self.search.as_mut()?;
        while self.bound < makespan && 0 < work {
            match search.go_on(&mut work) {
                Outcome::Found(starts) => return Some(starts),
                Outcome::Refuted => self.bound = search.end().cast_unsigned(),
                Outcome::Open => {}
            }
        }
        None
    }
}
