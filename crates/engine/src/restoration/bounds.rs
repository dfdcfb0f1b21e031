//! What no order can beat.
//!
//! - Of a node: the longest chain behind it, and the work that one crew must do for it, or that takes
//!   one kind of equipment, whichever is more: each alone bounds every order of both. The second
//!   is the bound of Carlier 1982 ("The one-machine sequencing problem") with the energy of several
//!   people in place of one machine: no work of a set starts before the least of its heads, all of
//!   it takes as long as the crew takes if nobody idles, and after the last of it comes at least the
//!   least of its tails.
//! - Of how late everything is: each node by its own bound; and for each crew, as many nodes as it
//!   brings back, the k-th of which is not back before the k smallest pieces of work are done.
//!
//! Only what a node cannot do without counts, never one of several members of a group.

use std::cmp::Reverse;

use super::certificate::Count;
use super::disruption::CrewSupply;
use super::roster::Capacity;
use super::work::{WaitKind, Work};
use crate::due::Due;
use crate::model::index;

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

/// Finds what a job cannot do without, and what the crews have to do for it. Its memory is kept
/// from one job to the next, and each job costs only as much as there is behind it.
pub(super) struct Lookback<'a> {
    work: &'a Work,
    place: Vec<u32>,
    /// By job; `UNSEEN` if it is not behind the one that was asked about.
    tails: Vec<i64>,
    /// Those that are, by job.
    found: Vec<u32>,
    /// Places still to be looked at; empty between jobs.
    due: Due,
    /// By crew, how much it can do.
    capacities: Vec<Capacity>,
}

const UNSEEN: i64 = i64::MIN;

impl<'a> Lookback<'a> {
    pub(super) fn of(work: &'a Work) -> Lookback<'a> {
        let n = work.jobs.len();
        let mut place = vec![0; n];
        for (n, &job) in (0_u32..).zip(&work.order) {
            place[job as usize] = n;
        }
        let capacities = work.crews.iter().map(Capacity::of).collect();
        let (tails, found, due) = (vec![UNSEEN; n], Vec::new(), Due::new(n));
        Lookback { work, place, tails, found, due, capacities }
    }

    /// All that a job cannot do without, itself included.
    pub(super) fn look(&mut self, job: u32) {
        for job in self.found.drain(..) {
            self.tails[job as usize] = UNSEEN;
        }
        self.tails[job as usize] = 0;
        self.due.insert(self.place[job as usize]);
        while let Some(place) = self.due.pop_last() {
            let job = self.work.order[place as usize];
            self.found.push(job);
            let tail = self.tails[job as usize] + i64::from(self.work.job(job).duration);
            for wait in &self.work.before[job as usize] {
                if wait.kind != WaitKind::Choice {
                    let known = &mut self.tails[wait.job as usize];
                    if *known == UNSEEN {
                        self.due.insert(self.place[wait.job as usize]);
                    }
                    *known = (tail - i64::from(wait.gap)).max(*known);
                }
            }
        }
        self.found.sort_unstable();
    }

    /// What was found, by job.
    pub(super) fn behind(&self) -> impl Iterator<Item = Behind> + '_ {
        self.found.iter().map(|&job| Behind { job, tail: self.tails[job as usize] })
    }

    /// The strongest bound that the work of any one crew gives, if it is beyond `at_least`.
    pub(super) fn crew_bound(&self, at_least: u32) -> Option<CrewBound> {
        let mut parts = Vec::with_capacity(self.found.len());
        for Behind { job, tail } in self.behind() {
            let (head, job) = (self.work.heads[job as usize].start, self.work.job(job));
            let seconds = u64::from(job.duration);
            let takes = job.takes.iter().filter(|_| !job.never && 0 < job.duration);
            parts
                .extend(takes.map(|it| (it.crew, Part { head, tail, seconds, people: it.people })));
        }
        parts.sort_unstable_by_key(|(crew, it)| {
            (*crew, Reverse((it.head, it.tail)), it.people, it.seconds)
        });
        let mut best: Option<CrewBound> = None;
        for of_crew in parts.chunk_by(|one, next| one.0 == next.0) {
            // One piece of work alone is on a chain already.
            if let [(crew, _), _, ..] = *of_crew {
                let (capacity, supply) = (&self.capacities[crew as usize], self.work.supply(crew));
                let parts = of_crew.iter().map(|it| it.1).collect::<Vec<_>>();
                let known = best.map_or(at_least, |it| it.at);
                let sweep = Sweep { crew, capacity, supply, at_least: known, best: None };
                best = sweep.bound_of(&parts).or(best);
            }
        }
        best
    }
}

/// A piece of a crew's work.
#[derive(Debug, Clone, Copy)]
struct Part {
    head: u32,
    tail: i64,
    seconds: u64,
    people: u32,
}

/// A search for the strongest bound of one crew.
struct Sweep<'a> {
    crew: u32,
    capacity: &'a Capacity,
    supply: &'a CrewSupply,
    at_least: u32,
    best: Option<CrewBound>,
}

impl Sweep<'_> {
    /// The bound, if it is beyond `at_least`. The parts have the latest head first.
    fn bound_of(mut self, parts: &[Part]) -> Option<CrewBound> {
        // No set of them can give more than one that has all of the work and the tail of only one.
        let all = parts.iter().map(|it| it.seconds * u64::from(it.people)).sum::<u64>();
        let beyond = |it: &Part| {
            i64::from(self.at_least) < i64::from(self.capacity.done_by(it.head, all)) + it.tail
        };
        // Where teams leave nobody idle, to count them says no more.
        let by_people = || parts.iter().all(|it| self.capacity.divides_by(it.people));
        if !parts.iter().any(beyond) && by_people() {
            return None;
        }
        let mut tails = parts.iter().map(|it| it.tail).collect::<Vec<_>>();
        tails.sort_unstable();
        tails.dedup();
        if PAIRS_MAX < parts.len() {
            tails.truncate(1);
        }
        let half = self.capacity.most() / 2 + 1;
        let n_large = parts.iter().filter(|it| half <= it.people).count();
        for &tail in &tails {
            self.run(parts, tail, 1);
            // Two that each take more than half of the people cannot be worked on at once.
            if 1 < n_large && n_large < parts.len() {
                self.run(parts, tail, half);
            }
        }
        self.best
    }

    /// Looks at the parts with at least this tail and this many people, from the one with the latest
    /// head on more and more of them.
    fn run(&mut self, parts: &[Part], tail: i64, people: u32) {
        let (mut energy, mut seconds, mut size, mut then) = (0, 0, u32::MAX, i64::MAX);
        for part in parts.iter().filter(|it| tail <= it.tail && people <= it.people) {
            energy += part.seconds * u64::from(part.people);
            seconds += part.seconds;
            size = size.min(part.people);
            then = then.min(part.tail);
            let (crew, from) = (self.crew, part.head);
            let by = self.capacity.done_by(from, energy);
            let work = energy;
            let bound =
                CrewBound { at: 0, crew, count: Count::People, from, work, by, then, people };
            self.offer(bound);
            if !self.capacity.divides_by(size) {
                let by = Capacity::in_teams(self.supply, size).done_by(from, seconds);
                let (count, work) = (Count::Teams { size }, seconds);
                self.offer(CrewBound { count, work, by, ..bound });
            }
        }
    }

    fn offer(&mut self, bound: CrewBound) {
        let CrewBound { work, by, then, .. } = bound;
        let at = u32::try_from(i64::from(by) + then).unwrap_or(0);
        let found = CrewBound { at, ..bound };
        // Of equal bounds the first, but with all work that has the same ends.
        let is_more = self.best.is_some_and(|it| CrewBound { work, by, ..it } == found);
        if self.best.map_or(self.at_least, |it| it.at) < at || is_more {
            self.best = Some(found);
        }
    }
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
            lookback.look(last);
            let chain = work.heads[last as usize].end;
            back[job as usize] = lookback.crew_bound(chain).map_or(chain, |it| it.at);
            // The largest piece of work behind it that no other node counts on.
            let size = |it: &Behind| {
                let job = work.job(it.job);
                let people = job.takes.iter().map(|it| it.people).max();
                u64::from(job.duration) * u64::from(people.unwrap_or(0))
            };
            if work.job(job).due.is_some() {
                let free = lookback.behind().filter(|it| !used[it.job as usize] && 0 < size(it));
                // Its own, if that is any.
                if let Some(it) = free.max_by_key(|it| (it.job == job, size(it))) {
                    used[it.job as usize] = true;
                    carriers[job as usize] = Some(it);
                }
            }
        }
        let makespan = makespan(work, &mut lookback, &back);
        let tardiness = tardiness(work, &back, &carriers);
        Bounds { back, makespan, tardiness }
    }
}

/// When everything is done at the earliest.
fn makespan(work: &Work, lookback: &mut Lookback<'_>, back: &[u32]) -> u32 {
    let alone = work.doable().map(|it| back[it as usize]).max().unwrap_or(0);
    let mut tails = vec![0_i64; work.jobs.len()];
    for job in work.doable().rev() {
        for wait in work.after[job as usize].iter().filter(|it| !work.job(it.job).never) {
            if wait.kind != WaitKind::Choice {
                let next = wait.job as usize;
                let tail = tails[next] + i64::from(work.jobs[next].duration) - i64::from(wait.gap);
                tails[job as usize] = tails[job as usize].max(tail);
            }
        }
    }
    (lookback.tails, lookback.found) = (tails, (0..index(work.jobs.len())).collect());
    lookback.crew_bound(alone).map_or(alone, |it| it.at)
}

/// How late everything is at least. Where work takes people and equipment, each node can count with only
/// one of the two: all with the first, or all with the second, whichever says more. To pick by how much
/// there is of them would say more with more of it.
fn tardiness(work: &Work, back: &[u32], carriers: &[Option<Behind>]) -> u64 {
    let first = tardiness_with((work, 0), back, carriers);
    let takes_two = |it: &Behind| 1 < work.job(it.job).takes.len();
    if !carriers.iter().flatten().any(takes_two) {
        return first;
    }
    first.max(tardiness_with((work, 1), back, carriers))
}

/// The same if a node counts with this one of the crews that do the work it counts on.
fn tardiness_with((work, which): (&Work, usize), back: &[u32], carriers: &[Option<Behind>]) -> u64 {
    let mut by_crew: Vec<Vec<Late>> = vec![Vec::new(); work.crews.len()];
    let mut sum = 0_u64;
    for job in work.doable() {
        let (it, at) = (work.job(job), back[job as usize]);
        let Some(due) = it.due else { continue };
        let alone = super::schedule::tardiness_of(it, at);
        let of_it = |it: Behind| {
            let takes = &work.job(it.job).takes;
            Some((it, *takes.get(which).or(takes.first())?))
        };
        let Some((behind, takes)) = carriers[job as usize].and_then(of_it) else {
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
    for (crew, lates) in (0_u32..).zip(&by_crew) {
        let alone = lates.iter().fold(0_u64, |sum, it| sum.saturating_add(it.alone));
        let capacity = Capacity::of(work.supply(crew));
        sum = sum.saturating_add(alone.max(together(&capacity, lates)));
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
fn together(capacity: &Capacity, lates: &[Late]) -> u64 {
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
            let end = i64::from(capacity.done_by(from, energy));
            late = late.saturating_add(u64::try_from(end - due).unwrap_or(0));
        }
        sum = sum.saturating_add(late.saturating_mul(u64::from(weight - below)));
        below = weight;
    }
    sum
}
