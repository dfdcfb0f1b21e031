//! Which nodes an order brings back in time, and which no order does: asked very often, so nothing
//! else is found out.

use crate::model::{Model, index};
use crate::sequence::Effort;

use super::binding::{BindingChain, HeldBy};
use super::bounds::Lookback;
use super::disruption::{Disruption, NEVER};
use super::find::{Looking, schedules_max, search_on};
use super::schedule::{Schedule, place, tardiness_of};
use super::work::{Dues, Work};

/// Of so many pairs of a node that is asked about and a job, what crews have to do for each is
/// looked at. Of more, only the chain of what it needs.
const PAIRS_MAX: usize = 20_000_000;

/// How often those that are late are put behind those that are in time.
const ROUNDS: usize = 6;

/// How nodes come back in the order that brings most of them back in time, of those that were tried.
#[derive(Debug)]
pub(crate) struct Timely {
    work: Work,
    schedule: Schedule,
    backs: Vec<Back>,
    /// How many jobs were placed to find it.
    pub(crate) n_placed: u64,
}

/// How one node comes back that is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Back {
    pub(crate) node: u32,
    /// Whether the order has it back when it is due, and all times that it waits for are known.
    pub(crate) is_in_time: bool,
    /// Whether some order might have it back when it is due: nothing proves that none does.
    pub(crate) may_be: bool,
    /// By how much it is late. `None`: it never comes back. Zero where it is not late.
    pub(crate) late: Option<u32>,
    job: u32,
}

impl Timely {
    /// Looks for an order with that effort, and stops when all of `nodes`, which are lost, are in
    /// time, or when `stop` says so. Who is not due is in time.
    pub(crate) fn of(
        model: &Model,
        disruption: &Disruption,
        nodes: &[u32],
        effort: Effort,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Timely {
        let down = crate::blast::blast(model, &disruption.lost).down;
        let work = Work::of(model, &down, disruption, &Dues::of(model));
        let jobs: Vec<u32> = nodes.iter().filter_map(|it| work.job_of(*it)).collect();
        let possible = possible(&work, &jobs);
        // Where nothing can be in time, any order tells how late it is.
        let some = possible.iter().zip(&jobs).any(|it| *it.0 && work.job(*it.1).due.is_some());
        let least = if some { (0, u32::MAX) } else { (u64::MAX - 1, u32::MAX) };
        let mut best: Option<((u64, u64), Schedule)> = None;
        let mut n_tried = 0_u64;
        let mut offer = |schedule: &Schedule| {
            n_tried += 1;
            let rank = rank(&work, schedule, &jobs, disruption);
            if best.as_ref().is_none_or(|it| rank < it.0) {
                best = Some((rank, schedule.clone()));
            }
        };
        if some && 1 < jobs.len() {
            one_by_one(&work, &jobs, &possible, &mut offer);
        }
        let looking = Looking { threads: 1, effort, stop, known: &[] };
        let last = search_on(&work, disruption.unit, &looking, least, &mut offer);
        let (rank, schedule) = best.unwrap_or(((0, 0), last));
        // Beyond the rules, it was looked for as hard as it may be.
        let n_searched = if some && 0 < rank.1 { schedules_max(&work, effort) } else { 0 };
        let n_placed =
            (n_tried + u64::from(n_searched)).saturating_mul(u64::from(index(work.jobs.len())));
        let work = work.suiting(&schedule);
        let back = |(job, may_be): (&u32, &bool)| back(&work, &schedule, *job, *may_be);
        let backs = jobs.iter().zip(&possible).map(back).collect();
        Timely { work, schedule, backs, n_placed }
    }

    /// Every node that was asked about.
    pub(crate) fn backs(&self) -> &[Back] {
        &self.backs
    }

    /// The last crew on the chain that binds a node.
    pub(crate) fn crew_that_binds(&self, back: &Back) -> Option<u32> {
        let chain = BindingChain::of(&self.work, &self.schedule, back.job)?;
        chain.links.iter().rev().find_map(|it| match it.held_by {
            HeldBy::Crew { crew, .. } | HeldBy::Shift { crew } => Some(crew),
            _ => None,
        })
    }
}

/// Orders that bring back one after the other, with all that it waits for: first what can be in time
/// and takes least work. Who is late in one comes last in the next (as late jobs do in J. M. Moore,
/// "An n job, one machine sequencing algorithm for minimizing the number of late jobs", 1968). What
/// makes all of them less late may have fewer of them in time.
fn one_by_one(work: &Work, jobs: &[u32], possible: &[bool], offer: &mut dyn FnMut(&Schedule)) {
    let unranked = || vec![u32::MAX; work.jobs.len()];
    let mut seen = unranked();
    let (mut order, mut n_seen) = (Vec::with_capacity(jobs.len()), 0_usize);
    for ((&job, is_possible), turn) in jobs.iter().zip(possible).zip(0..) {
        let mut sum = 0_u64;
        each_behind(work, job, (seen.as_mut_slice(), turn), &mut |it| {
            sum += work.job(it).takes.work(work.job(it).duration);
            n_seen += 1;
        });
        if PAIRS_MAX < n_seen {
            return;
        }
        order.push((!is_possible, sum, work.job(job).due, job));
    }
    order.sort_unstable();
    let mut order: Vec<u32> = order.into_iter().map(|it| it.3).collect();
    for _ in 0..ROUNDS {
        let (mut ranks, mut seen) = (unranked(), unranked());
        for (&job, rank) in order.iter().zip(0..) {
            each_behind(work, job, (seen.as_mut_slice(), 0), &mut |it| {
                ranks[it as usize] = rank;
            });
        }
        let mut schedule = place(work, &ranks);
        schedule.settle_choices(work);
        offer(&schedule);
        let is_late = |job: &u32| {
            let it = work.job(*job);
            it.never || it.due.is_some_and(|due| due < schedule.back(work, *job))
        };
        if order.is_sorted_by_key(is_late) {
            break;
        }
        order.sort_by_key(is_late);
    }
}

/// Visits a job and all that it waits for, but for what was seen in this turn.
fn each_behind(work: &Work, job: u32, (seen, turn): (&mut [u32], u32), visit: &mut dyn FnMut(u32)) {
    let mut open = vec![job, work.job(job).last];
    while let Some(job) = open.pop() {
        if std::mem::replace(&mut seen[job as usize], turn) != turn {
            visit(job);
            open.extend(work.before[job as usize].iter().map(|it| it.job));
        }
    }
}

fn back(work: &Work, schedule: &Schedule, job: u32, may_be: bool) -> Back {
    let it = work.job(job);
    let at = schedule.back(work, job);
    let late = match it.due {
        None => Some(0),
        Some(_) if it.never => None,
        Some(due) => Some(at.saturating_sub(due)),
    };
    let is_in_time = it.due.is_none() || (it.complete && late == Some(0));
    Back { node: it.node, is_in_time, may_be: may_be || is_in_time, late, job }
}

/// Whether nothing proves that a job is late in every order.
fn possible(work: &Work, jobs: &[u32]) -> Vec<bool> {
    let looks = jobs.len().saturating_mul(work.jobs.len()) <= PAIRS_MAX;
    let mut lookback = looks.then(|| Lookback::of(work));
    let mut possible = |job: u32| {
        let it = work.job(job);
        let Some(due) = it.due else { return true };
        let chain = work.heads[it.last as usize].end;
        if it.never || due < chain {
            return false;
        }
        let Some(lookback) = &mut lookback else { return true };
        lookback.look(it.last);
        lookback.crew_bound(chain).is_none_or(|it| it.at <= due)
    };
    jobs.iter().map(|it| possible(*it)).collect()
}

/// How good a schedule is, the least being best: how much is late or never back, and how late.
fn rank(work: &Work, schedule: &Schedule, jobs: &[u32], disruption: &Disruption) -> (u64, u64) {
    let (mut n_late, mut late) = (0_u64, 0_u64);
    for &job in jobs {
        let it = work.job(job);
        let at = if it.never { NEVER } else { schedule.back(work, job) };
        let tardiness = tardiness_of(it, at);
        if 0 < tardiness {
            n_late = n_late.saturating_add(u64::from(disruption.weight(it.node)));
            late = late.saturating_add(tardiness);
        }
    }
    (n_late, late)
}
