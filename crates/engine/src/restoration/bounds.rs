//! What no order can beat.
//!
//! - Of a node: the longest chain behind it, and the work that one crew must do for it. The second
//!   is the bound of Carlier 1982 ("The one-machine sequencing problem") with the energy of several
//!   people in place of one machine: no work of a set starts before the least of its heads, all of
//!   it takes as long as the crew takes if nobody idles, and after the last of it comes at least the
//!   least of its tails.
//! - Of how late everything is: each node by its own bound; and for each crew, as many nodes as it
//!   brings back, the k-th of which is not back before the k smallest pieces of work are done.
//!
//! Only what a node cannot do without counts, never one of several members of a group.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::certificate::Count;
use super::disruption::CrewSupply;
use super::roster::done_by;
use super::work::{WaitKind, Work};

/// How many jobs of one crew are looked at in all combinations of heads and tails.
const PAIRS_MAX: usize = 40;

/// The work of one crew, and what follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CrewBound {
    pub(super) at: u32,
    pub(super) crew: u32,
    pub(super) count: Count,
    pub(super) from: u32,
    pub(super) work: u64,
    pub(super) by: u32,
    pub(super) then: i64,
    /// It is about the jobs of the crew that take at least this many people, do not start before
    /// `from`, and have at least `then` after them.
    pub(super) people: u32,
}

/// A job that another cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Behind {
    pub(super) job: u32,
    /// How long after its end the other is done at the earliest. Below zero: that long before.
    pub(super) tail: i64,
}

/// All that a job cannot do without, itself included, latest in the order of work first.
pub(super) struct Lookback<'a> {
    work: &'a Work,
    place: Vec<u32>,
    tails: Vec<i64>,
    heap: BinaryHeap<(u32, u32)>,
}

const UNSEEN: i64 = i64::MIN;

impl<'a> Lookback<'a> {
    pub(super) fn of(work: &'a Work) -> Lookback<'a> {
        let mut place = vec![0; work.jobs.len()];
        for (n, &job) in (0_u32..).zip(&work.order) {
            place[job as usize] = n;
        }
        Lookback { work, place, tails: vec![UNSEEN; work.jobs.len()], heap: BinaryHeap::new() }
    }

    pub(super) fn behind(&mut self, job: u32) -> Vec<Behind> {
        let mut found = Vec::new();
        self.reach(job, 0);
        while let Some((_, job)) = self.heap.pop() {
            let tail = self.tails[job as usize];
            found.push(Behind { job, tail });
            let tail = tail + i64::from(self.work.job(job).duration);
            for wait in &self.work.before[job as usize] {
                if wait.kind != WaitKind::Choice {
                    self.reach(wait.job, tail - i64::from(wait.gap));
                }
            }
        }
        found.iter().for_each(|it| self.tails[it.job as usize] = UNSEEN);
        found
    }

    fn reach(&mut self, job: u32, tail: i64) {
        let known = &mut self.tails[job as usize];
        if *known == UNSEEN {
            self.heap.push((self.place[job as usize], job));
        }
        *known = tail.max(*known);
    }
}

/// The strongest bound that the work of any one crew gives, among the jobs `behind`.
pub(super) fn crew_bound(work: &Work, behind: &[Behind]) -> Option<CrewBound> {
    let mut groups: Vec<(u32, Part)> = Vec::new();
    for it in behind {
        let job = work.job(it.job);
        let Some(takes) = job.takes.filter(|_| 0 < job.duration && !job.never) else { continue };
        let head = work.heads[it.job as usize].start;
        let seconds = u64::from(job.duration);
        groups.push((takes.crew, Part { head, tail: it.tail, seconds, people: takes.people }));
    }
    // The latest first, so that what is added never starts later.
    groups.sort_unstable_by_key(|it| (it.0, Reverse((it.1.head, it.1.tail))));
    let mut best: Option<CrewBound> = None;
    for group in groups.chunk_by(|one, next| one.0 == next.0) {
        let Some(&(crew, _)) = group.first() else { continue };
        let parts = group.iter().map(|it| it.1).collect::<Vec<_>>();
        let found = bound_of(work.supply(crew), crew, &parts);
        if best.is_none_or(|it| it.at < found.at) {
            best = Some(found);
        }
    }
    best
}

/// A piece of a crew's work.
#[derive(Debug, Clone, Copy)]
struct Part {
    head: u32,
    tail: i64,
    seconds: u64,
    people: u32,
}

/// The bound of one crew; `parts` are by head, the latest first.
fn bound_of(supply: &CrewSupply, crew: u32, parts: &[Part]) -> CrewBound {
    let count = Count::People;
    let mut best = CrewBound { at: 0, crew, count, from: 0, work: 0, by: 0, then: 0, people: 0 };
    let most = supply.steps().map(|it| it.1).max().unwrap_or(0);
    let mut tails = parts.iter().map(|it| it.tail).collect::<Vec<_>>();
    tails.sort_unstable();
    tails.dedup();
    if PAIRS_MAX < parts.len() {
        tails.truncate(1);
    }
    // Two that each take more than half of the people cannot be worked on at once.
    for people in [1, most / 2 + 1] {
        for &least in &tails {
            let (mut energy, mut seconds, mut size, mut then) = (0, 0, u32::MAX, i64::MAX);
            for part in parts.iter().filter(|it| least <= it.tail && people <= it.people) {
                then = then.min(part.tail);
                energy += part.seconds * u64::from(part.people);
                seconds += part.seconds;
                size = size.min(part.people);
                let counts = [(Count::People, energy, 1), (Count::Teams { size }, seconds, size)];
                for (count, work, size) in counts {
                    let by = done_by(supply, part.head, work, size);
                    let at = u32::try_from(i64::from(by) + then).unwrap_or(0);
                    let from = part.head;
                    let found = CrewBound { at, crew, count, from, work, by, then, people };
                    // Of equal bounds the first, but with all work that has the same ends.
                    let is_more = CrewBound { work, by, ..best } == found;
                    if best.at < at || is_more {
                        best = found;
                    }
                }
            }
        }
    }
    best
}

/// What no order beats, of all nodes together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bounds {
    /// When the node of each job is back at the earliest.
    pub(super) back: Vec<u32>,
    pub(super) makespan: u32,
    pub(super) tardiness: u64,
}

impl Bounds {
    pub(super) fn of(work: &Work) -> Bounds {
        let mut lookback = Lookback::of(work);
        let mut back = vec![u32::MAX; work.jobs.len()];
        let mut carriers = vec![None; work.jobs.len()];
        let mut used = vec![false; work.jobs.len()];
        for job in work.doable() {
            let last = work.job(job).last;
            let behind = lookback.behind(last);
            let by_crew = crew_bound(work, &behind).map_or(0, |it| it.at);
            back[job as usize] = work.heads[last as usize].end.max(by_crew);
            // The largest piece of work behind it that no other node counts on.
            let size = |it: &Behind| {
                let job = work.job(it.job);
                job.takes.map_or(0, |takes| u64::from(job.duration) * u64::from(takes.people))
            };
            let free = behind.iter().filter(|it| !used[it.job as usize] && 0 < size(it));
            let own = behind.iter().find(|it| it.job == job && 0 < size(it));
            if work.job(job).due.is_some()
                && let Some(it) =
                    own.filter(|it| !used[it.job as usize]).or(free.max_by_key(|it| size(it)))
            {
                used[it.job as usize] = true;
                carriers[job as usize] = Some(*it);
            }
        }
        let makespan = makespan(work, &back);
        let tardiness = tardiness(work, &back, &carriers);
        Bounds { back, makespan, tardiness }
    }
}

/// When everything is done at the earliest.
fn makespan(work: &Work, back: &[u32]) -> u32 {
    let alone = work.doable().map(|it| back[it as usize]).max().unwrap_or(0);
    let mut tails = vec![0_i64; work.jobs.len()];
    let mut all = Vec::new();
    for job in work.doable().rev() {
        for wait in work.after[job as usize].iter().filter(|it| !work.job(it.job).never) {
            if wait.kind != WaitKind::Choice {
                let next = wait.job as usize;
                let tail = tails[next] + i64::from(work.jobs[next].duration) - i64::from(wait.gap);
                tails[job as usize] = tails[job as usize].max(tail);
            }
        }
        all.push(Behind { job, tail: tails[job as usize] });
    }
    crew_bound(work, &all).map_or(alone, |it| alone.max(it.at))
}

/// How late everything is at least. A node counts with the crew that does the work it counts on.
fn tardiness(work: &Work, back: &[u32], carriers: &[Option<Behind>]) -> u64 {
    let mut by_crew: Vec<Vec<Late>> = vec![Vec::new(); work.crews.len()];
    let mut sum = 0_u64;
    for job in work.doable() {
        let (it, at) = (work.job(job), back[job as usize]);
        let Some(due) = it.due else { continue };
        let alone = super::schedule::tardiness_of(it, at);
        let carrier = carriers[job as usize].and_then(|it| Some((it, work.job(it.job).takes?)));
        let Some((behind, takes)) = carrier else {
            sum = sum.saturating_add(alone);
            continue;
        };
        let energy = u64::from(work.job(behind.job).duration) * u64::from(takes.people);
        by_crew[takes.crew as usize].push(Late {
            energy,
            head: work.heads[behind.job as usize].start,
            due: i64::from(due) - behind.tail,
            weight: it.weight,
            alone,
        });
    }
    for (crew, lates) in (0_u32..).zip(&mut by_crew) {
        let alone = lates.iter().fold(0_u64, |sum, it| sum.saturating_add(it.alone));
        sum = sum.saturating_add(alone.max(together(work.supply(crew), lates)));
    }
    sum
}

/// A node that is due, and the piece of a crew's work that it counts on.
#[derive(Debug, Clone, Copy)]
struct Late {
    energy: u64,
    head: u32,
    /// When that work would have to be done.
    due: i64,
    weight: u32,
    /// How late it is at least, whatever else the crew has to do.
    alone: u64,
}

/// How late nodes of one crew are at least, because it cannot do all at once.
///
/// Weights are taken in layers: what counts three counts once among all that count at least one,
/// and so on. In a layer the k-th node is done no sooner than the k smallest pieces of work, and
/// the sum is least when the earliest due take the earliest of these ends.
fn together(supply: &CrewSupply, lates: &mut [Late]) -> u64 {
    let mut weights = lates.iter().map(|it| it.weight).filter(|it| 0 < *it).collect::<Vec<_>>();
    weights.sort_unstable();
    weights.dedup();
    let (mut sum, mut below) = (0_u64, 0);
    for weight in weights {
        let layer = || lates.iter().filter(|it| weight <= it.weight);
        let from = layer().map(|it| it.head).min().unwrap_or(0);
        let mut energies = layer().map(|it| it.energy).collect::<Vec<_>>();
        let mut dues = layer().map(|it| it.due).collect::<Vec<_>>();
        energies.sort_unstable();
        dues.sort_unstable();
        let (mut energy, mut late) = (0, 0_u64);
        for (more, due) in energies.into_iter().zip(dues) {
            energy += more;
            let end = i64::from(done_by(supply, from, energy, 1));
            late = late.saturating_add(u64::try_from(end - due).unwrap_or(0));
        }
        sum = sum.saturating_add(late.saturating_mul(u64::from(weight - below)));
        below = weight;
    }
    sum
}
