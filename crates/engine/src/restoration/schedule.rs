//! From an order of preference to starts: serial schedule generation in whole seconds.
//!
//! Kelley 1963, as in `sequence/serial.rs`, but exact to the second and for plans of any length,
//! because what is free is kept as a list of changes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::openings::{Openings, sooner};
use super::roster::Roster;
use super::work::{Job, Work};

/// When each job starts; [`u32::MAX`] if it never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Schedule {
    pub(super) starts: Vec<u32>,
}

/// How good a schedule is: how late, then when all is done. The least is best.
pub(super) type Value = (u64, u32);

impl Schedule {
    /// When a job is done.
    pub(super) fn end(&self, work: &Work, job: u32) -> u32 {
        self.starts[job as usize].saturating_add(work.job(job).duration)
    }

    /// When the node of a job is back.
    pub(super) fn back(&self, work: &Work, job: u32) -> u32 {
        self.end(work, work.job(job).last)
    }

    /// When all that a job needs is back.
    pub(super) fn ready(&self, work: &Work, job: u32) -> u32 {
        let waits = work.before[job as usize].iter();
        let ready = waits.map(|it| self.end(work, it.job).saturating_sub(it.gap));
        ready.fold(work.begin, u32::max)
    }

    pub(super) fn value(&self, work: &Work) -> Value {
        let (mut tardiness, mut makespan) = (0_u64, 0);
        for job in work.doable() {
            let back = self.back(work, job);
            makespan = makespan.max(back);
            tardiness = tardiness.saturating_add(tardiness_of(work.job(job), back));
        }
        (tardiness, makespan)
    }

    /// Whether no job starts before it can, and no crew is ever asked for more than it has.
    pub(super) fn holds(&self, work: &Work) -> bool {
        let mut rosters = rosters(work);
        work.doable().all(|job| {
            let (start, end) = (self.starts[job as usize], self.end(work, job));
            let Job { duration, takes, .. } = *work.job(job);
            let fits = takes.iter().all(|it| {
                let roster = &mut rosters[it.crew as usize];
                let fits = roster.earliest(start, duration, it.people) == start;
                roster.take(start, end, it.people);
                fits
            });
            fits && self.ready(work, job) <= start
        })
    }

    /// Moves jobs to earlier times where there is room, until none can move. None gets later.
    pub(super) fn settle(&mut self, work: &Work) {
        let mut openings = openings(work);
        let mut jobs = work.doable().collect::<Vec<_>>();
        for &job in &jobs {
            let (start, end) = (self.starts[job as usize], self.end(work, job));
            for it in work.job(job).takes.iter() {
                openings[it.crew as usize].take(start, end, it.people);
            }
        }
        jobs.sort_by_key(|it| self.starts[*it as usize]);
        let mut moved = true;
        while std::mem::take(&mut moved) {
            for &job in &jobs {
                let (start, ready) = (self.starts[job as usize], self.ready(work, job));
                if start <= ready {
                    continue;
                }
                let Job { duration, takes, .. } = work.job(job);
                let at = sooner(&mut openings, takes, (ready, start), *duration);
                self.starts[job as usize] = at;
                moved |= at < start;
            }
        }
    }
}

pub(super) fn tardiness_of(job: &Job, back: u32) -> u64 {
    let late = job.due.map_or(0, |it| back.saturating_sub(it));
    u64::from(late) * u64::from(job.weight)
}

fn openings(work: &Work) -> Vec<Openings> {
    work.crews.iter().map(|it| Openings::of(it, work.begin)).collect()
}

fn rosters(work: &Work) -> Vec<Roster> {
    work.crews.iter().map(Roster::of).collect()
}

/// The schedule in which, of the jobs that could be placed next, the one with the lowest rank is
/// placed as early as what is placed already allows.
pub(super) fn place(work: &Work, ranks: &[u32]) -> Schedule {
    let mut openings = openings(work);
    let mut schedule = Schedule { starts: vec![u32::MAX; work.jobs.len()] };
    let mut waiting = work.before.iter().map(Vec::len).collect::<Vec<_>>();
    let first = work.doable().filter(|it| work.before[*it as usize].is_empty());
    let mut ready = first.map(|it| Reverse((ranks[it as usize], it))).collect::<BinaryHeap<_>>();
    while let Some(Reverse((_, job))) = ready.pop() {
        let Job { duration, takes, .. } = *work.job(job);
        let start = takes.earliest(schedule.ready(work, job), |it, from| {
            openings[it.crew as usize].earliest(from, duration, it.people)
        });
        for it in takes.iter() {
            openings[it.crew as usize].take(start, start + duration, it.people);
        }
        schedule.starts[job as usize] = start;
        for wait in &work.after[job as usize] {
            let waiting = &mut waiting[wait.job as usize];
            *waiting -= 1;
            if *waiting == 0 && !work.job(wait.job).never {
                ready.push(Reverse((ranks[wait.job as usize], wait.job)));
            }
        }
    }
    schedule
}

/// The rank of each job among all, by key; equal keys by urgency and then by node.
pub(super) fn ranks<K: Ord>(work: &Work, key: impl Fn(u32) -> K) -> Vec<u32> {
    let mut jobs = (0_u32..).take(work.jobs.len()).collect::<Vec<_>>();
    jobs.sort_by_cached_key(|it| (key(*it), work.job(*it).urgency, *it));
    let mut ranks = vec![0; jobs.len()];
    for (rank, job) in (0_u32..).zip(jobs) {
        ranks[job as usize] = rank;
    }
    ranks
}
