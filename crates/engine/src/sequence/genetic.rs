//! A genetic algorithm with two populations.
//!
//! Debels and Vanhoucke 2005 ("A bi-population based genetic algorithm for the resource-constrained
//! project scheduling problem"): one population of schedules in which everything is as early as it
//! can be, one in which it is as late. Children of the one are schedules of the other, so that each
//! generation is justified to the other side, which alone shortens many (Valls et al. 2005).

use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::bounds::earliest_ends;
use super::crossover::{Cross, loads};
use super::project::Project;
use super::search::Goal;
use super::serial::Scheduler;

/// How many schedules a population has at most.
const MEMBERS_MAX: usize = 60;

/// After so many generations without a better schedule it begins again.
const IDLE_MAX: u32 = 120;

/// The first population follows the latest start times, with chances between these parts of the
/// longest chain.
const CHANCE: (f64, f64) = (0.15, 0.65);

/// A schedule in its side's direction of time.
#[derive(Debug, Clone, Default)]
pub(super) struct Member {
    pub(super) starts: Vec<u32>,
    pub(super) makespan: u32,
    pub(super) value: Value,
}

/// How good a schedule is: how late, where that counts, and how long.
pub(super) type Value = (u64, u32);

/// One direction of time, and its population.
struct Side {
    scheduler: Scheduler,
    members: Vec<Member>,
}

/// A search.
pub(super) struct Genetic<'a> {
    project: &'a Project,
    goal: Goal,
    /// Whether a schedule of the one direction is one of the other, too.
    is_reversible: bool,
    /// Time running forwards, and backwards.
    sides: [Side; 2],
    /// How long what follows each task takes, at least.
    tails: Vec<u32>,
    /// How much of what there is each task takes: see [`loads`].
    loads: Vec<u64>,
    random: Xoshiro256PlusPlus,
    /// The priorities of the schedule that is made next.
    keys: Vec<u32>,
    /// The best so far, time running forwards.
    best: Member,
    /// Nothing is better than that.
    bound: Value,
    n_members: usize,
    n_max: u32,
    n_tried: u32,
}

impl<'a> Genetic<'a> {
    pub(super) fn of(
        project: &'a Project,
        goal: Goal,
        bound: Value,
        n_max: u32,
        seed: u64,
    ) -> Genetic<'a> {
        let reversed = project.reversed();
        let side = |it: &Project| Side { scheduler: Scheduler::of(it), members: Vec::new() };
        Genetic {
            project,
            goal,
            is_reversible: project.is_reversible(),
            tails: earliest_ends(&reversed),
            loads: loads(project),
            sides: [side(project), side(&reversed)],
            random: Xoshiro256PlusPlus::seed_from_u64(seed),
            keys: vec![0; project.tasks.len()],
            best: Member { value: (u64::MAX, u32::MAX), ..Member::default() },
            bound,
            n_members: (n_max as usize / 50).clamp(4, MEMBERS_MAX),
            n_max,
            n_tried: 0,
        }
    }

    pub(super) fn run(&mut self) -> (Member, u32) {
        while !self.is_over() {
            self.begin();
            let (mut from, mut n_idle) = (0, 0);
            while !self.is_over() && n_idle < IDLE_MAX {
                let before = self.best.value;
                self.generation(from);
                from = 1 - from;
                n_idle = if self.best.value < before { 0 } else { n_idle + 1 };
            }
        }
        (self.best.clone(), self.n_tried)
    }

    fn is_over(&self) -> bool {
        self.n_max <= self.n_tried || self.best.value == self.bound
    }

    /// The first populations: by latest start, with some chance. What must be done early for the
    /// rest to be done in time comes first.
    fn begin(&mut self) {
        self.sides.iter_mut().for_each(|it| it.members.clear());
        let length = self.tails.iter().copied().max().unwrap_or(0);
        for n in 0..self.n_members {
            let part = if n == 0 && self.n_tried == 0 {
                0.0
            } else {
                self.random.random_range(CHANCE.0..CHANCE.1)
            };
            for (key, tail) in self.keys.iter_mut().zip(&self.tails) {
                let chance = f64::from(length) * part * self.random.random::<f64>();
                *key = half_units(f64::from(length - tail) + chance);
            }
            let mut early = Member::default();
            let mut late = Member::default();
            self.try_out(0, &mut early);
            self.turn(&early);
            self.try_out(1, &mut late);
            self.turn(&late);
            self.try_out(0, &mut early);
            self.sides[0].members.push(early);
            self.sides[1].members.push(late);
            if self.is_over() {
                return;
            }
        }
    }

    /// The keys that lead to the same schedule, justified to the other side.
    fn turn(&mut self, it: &Member) {
        let ends = it.starts.iter().zip(&self.project.tasks).map(|(at, task)| at + task.duration);
        for (key, end) in self.keys.iter_mut().zip(ends) {
            *key = it.makespan - end;
        }
    }

    /// Children of the one side's population become the other's.
    fn generation(&mut self, from: usize) {
        let to = 1 - from;
        let mut child = Member::default();
        for n in 0..self.sides[from].members.len() {
            self.child(from, n);
            self.try_out(to, &mut child);
            let members = &mut self.sides[to].members;
            let mut place = n;
            if members[n].value < child.value {
                place = self.random.random_range(0..members.len());
            }
            if child.value <= members[place].value {
                std::mem::swap(&mut members[place], &mut child);
            }
            if self.is_over() {
                return;
            }
        }
    }

    fn try_out(&mut self, side: usize, member: &mut Member) {
        self.n_tried += 1;
        member.makespan = self.sides[side].scheduler.schedule(&self.keys, &mut member.starts);
        let forward =
            (side == 1 && self.goal == Goal::Tardiness).then(|| mirrored(self.project, member));
        let tardiness = match self.goal {
            Goal::Makespan => 0,
            Goal::Tardiness => self.project.tardiness(forward.as_ref().unwrap_or(&member.starts)),
        };
        member.value = (tardiness, member.makespan);
        if member.value < self.best.value && (side == 0 || self.is_reversible) {
            self.best = member.clone();
            if side == 1 {
                self.best.starts = mirrored(self.project, member);
            }
        }
    }

    fn child(&mut self, from: usize, n: usize) {
        let other = self.parent(from, n);
        let (mother, father) = if self.random.random() { (n, other) } else { (other, n) };
        let members = &self.sides[from].members;
        let it = Cross {
            tasks: &self.project.tasks,
            loads: &self.loads,
            mother: &members[mother],
            father: &members[father],
        };
        it.child(&mut self.random, &mut self.keys);
    }

    /// The better of two others.
    fn parent(&mut self, from: usize, n: usize) -> usize {
        let members = &self.sides[from].members;
        let n_others = members.len() - 1;
        if n_others == 0 {
            return n;
        }
        let mut one = || {
            let it = self.random.random_range(0..n_others);
            if it < n { it } else { it + 1 }
        };
        std::cmp::min_by_key(one(), one(), |it| members[*it].value)
    }
}

/// Keys are whole: half a unit of time is near enough.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times are positive and far smaller"
)]
fn half_units(time: f64) -> u32 {
    (time * 2.0) as u32
}

/// The same schedule with time running the other way.
fn mirrored(project: &Project, it: &Member) -> Vec<u32> {
    let ends = project.tasks.iter().zip(&it.starts).map(|(task, start)| start + task.duration);
    ends.map(|end| it.makespan - end).collect()
}
