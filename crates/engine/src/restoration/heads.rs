//! When each job could be done if its crew had nothing else to do: the critical path, with shifts.
//!
//! The rules are those of `achievable.rs`. Only, work needs its crew to be there, and its equipment at
//! the same time.

use crate::achievable::Measure;
use crate::model::Model;

use super::demand::Demand;
use super::disruption::{Disruption, NEVER};
use super::roster::Roster;
use super::work::{Job, Wait};

/// When a job could be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// All that it needs cannot be back before.
    pub(super) from: u32,
    /// It cannot be started before.
    pub(super) start: u32,
    /// It cannot be done before.
    pub(super) end: u32,
    /// Which of its waits decides `from`; `None`: the beginning of work does.
    pub(super) binder: Option<Wait>,
}

/// Recovery time of jobs whose crews have nothing else to do.
pub(super) struct Alone {
    /// By job: how long it takes, of which crew how many.
    durations: Vec<u32>,
    takes: Vec<Demand>,
    gone: Vec<bool>,
    /// Whether it is known how many there are of all that it asks for.
    known: Vec<bool>,
    rosters: Vec<Roster>,
    begin: u32,
}

impl Alone {
    pub(super) fn of(jobs: &[Job], disruption: &Disruption) -> Alone {
        Alone {
            durations: jobs.iter().map(|it| it.duration).collect(),
            takes: jobs.iter().map(|it| it.takes).collect(),
            gone: jobs.iter().map(|it| it.gone.is_some()).collect(),
            known: jobs.iter().map(|it| it.is_staffing_known).collect(),
            rosters: disruption.crews.iter().map(Roster::of).collect(),
            begin: disruption.begin,
        }
    }

    /// When a job starts whose needs are back at `from`.
    fn start(&self, job: u32, from: u32) -> u32 {
        let (n, from) = (job as usize, from.max(self.begin));
        if self.gone[n] || NEVER <= from {
            return u32::MAX;
        }
        self.takes[n].earliest(from, |it, from| {
            self.rosters[it.crew as usize].earliest(from, self.durations[n], it.people)
        })
    }

    fn end(&self, job: u32, start: u32) -> u32 {
        let end = start.saturating_add(self.durations[job as usize]);
        if end < NEVER { end } else { u32::MAX }
    }
}

impl Measure for Alone {
    fn after(&self, _: &Model, node: u32, start: u32) -> u32 {
        self.end(node, self.start(node, start))
    }

    fn own(&self, _: &Model, node: u32) -> u32 {
        self.durations[node as usize]
    }

    fn known(&self, model: &Model, node: u32) -> bool {
        // Who has no limit is there at once, and may not be.
        self.known[node as usize] && model.restore_known(node) && !model.is_short(node)
    }

    fn heeds_soft(&self) -> bool {
        true
    }
}

/// The heads of all jobs, which are given in an order in which each comes after what it waits for.
pub(super) fn heads(alone: &Alone, before: &[Vec<Wait>], order: &[u32]) -> Vec<Head> {
    let nothing = Head { from: 0, start: 0, end: 0, binder: None };
    let mut heads = vec![nothing; before.len()];
    for &job in order {
        let mut head = Head { from: alone.begin, ..nothing };
        for wait in &before[job as usize] {
            let at = heads[wait.job as usize].end.saturating_sub(wait.gap);
            if head.from < at {
                (head.from, head.binder) = (at, Some(*wait));
            }
        }
        head.start = alone.start(job, head.from);
        head.end = alone.end(job, head.start);
        heads[job as usize] = head;
    }
    heads
}
