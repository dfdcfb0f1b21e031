//! Looking for a good schedule: a genetic algorithm with two populations.
//!
//! Debels and Vanhoucke 2005 ("A bi-population based genetic algorithm for the resource-constrained
//! project scheduling problem"): one population of schedules in which everything is as early as it
//! can be, one in which it is as late. Children of the one are schedules of the other, so that each
//! generation is justified to the other side, which alone shortens many (Valls et al. 2005).

use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::bounds::{earliest_ends, lower_bound, tardiness_bound};
use super::project::Project;
use super::serial::Scheduler;

/// How many schedules a population has at most.
const POPULATION_MAX: u32 = 50;

/// How large a part of a parent's time its other parent replaces: at least, and at most.
const WINDOW: (f64, f64) = (0.1, 0.5);

/// How likely a task is to move in a child.
const MUTATION: f64 = 0.005;

/// What a good schedule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// Everything is done as early as possible.
    #[default]
    Makespan,
    /// The least total weighted tardiness; among equals, everything is done as early as possible.
    Tardiness,
}

/// How hard to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// How many schedules to try. It stops before if none could be better.
    pub schedules: u32,
    /// What the choices by chance follow from.
    pub seed: u64,
}

impl Default for Effort {
    /// Five thousand schedules: with 120 tasks, about a twentieth of a second.
    fn default() -> Effort {
        Effort { schedules: 5_000, seed: 1 }
    }
}

/// When each task starts, and how good that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// When each task starts.
    pub starts: Vec<u32>,
    /// When everything is done.
    pub makespan: u32,
    /// How late the tasks are, all in all: see [`Project::tardiness`].
    pub tardiness: u64,
    /// When everything is done at the earliest, whatever the order.
    pub makespan_bound: u32,
    /// How late the tasks are at least, whatever the order.
    pub tardiness_bound: u64,
    /// How many schedules were tried.
    pub n_tried: u32,
}

impl Sequence {
    /// Whether no order is better.
    pub fn is_best(&self, goal: Goal) -> bool {
        let is_shortest = self.makespan == self.makespan_bound;
        match goal {
            Goal::Makespan => is_shortest,
            Goal::Tardiness => is_shortest && self.tardiness == self.tardiness_bound,
        }
    }
}

/// The best schedule that was found with that effort.
pub fn sequence(project: &Project, goal: Goal, effort: Effort) -> Sequence {
    let reversed = project.reversed();
    let mut search = Search {
        goal,
        is_reversible: project.is_reversible(),
        sides: [Side::of(project), Side::of(&reversed)],
        best: Sequence {
            starts: vec![0; project.tasks.len()],
            makespan: u32::MAX,
            tardiness: u64::MAX,
            makespan_bound: lower_bound(project),
            tardiness_bound: tardiness_bound(project),
            n_tried: 0,
        },
        random: Xoshiro256PlusPlus::seed_from_u64(effort.seed),
        n_max: effort.schedules.max(1),
    };
    search.run();
    search.best.tardiness = project.tardiness(&search.best.starts);
    search.best
}

/// One direction of time, and its population.
struct Side<'a> {
    project: &'a Project,
    scheduler: Scheduler<'a>,
    members: Vec<Member>,
}

/// A schedule in its side's direction of time.
#[derive(Debug, Clone)]
struct Member {
    starts: Vec<u32>,
    makespan: u32,
    value: Value,
}

/// How good a schedule is: how late, where that counts, and how long.
type Value = (u64, u32);

impl<'a> Side<'a> {
    fn of(project: &'a Project) -> Side<'a> {
        Side { project, scheduler: Scheduler::of(project), members: Vec::new() }
    }
}

struct Search<'a> {
    goal: Goal,
    /// Whether a schedule of the one direction is one of the other, too.
    is_reversible: bool,
    /// Time running forwards, and backwards.
    sides: [Side<'a>; 2],
    best: Sequence,
    random: Xoshiro256PlusPlus,
    n_max: u32,
}

impl Search<'_> {
    fn run(&mut self) {
        let n_members = (self.n_max / 10).clamp(2, POPULATION_MAX);
        self.begin(n_members);
        let mut from = 0;
        while !self.is_over() {
            self.generation(from);
            from = 1 - from;
        }
    }

    fn is_over(&self) -> bool {
        self.n_max <= self.best.n_tried || self.best.is_best(self.goal)
    }

    /// The first population: by latest start, with some chance. What must be done early for the
    /// rest to be done in time comes first.
    fn begin(&mut self, n_members: u32) {
        let reversed = earliest_ends(self.sides[1].project);
        let length = f64::from(reversed.iter().copied().max().unwrap_or(0));
        for n in 0..n_members {
            if self.is_over() {
                return;
            }
            // From none to a third of the whole.
            let chance = length * f64::from(n) / f64::from(n_members) / 3.0;
            let keys: Vec<i64> = reversed
                .iter()
                .map(|it| self.random.random::<f64>() * chance - f64::from(*it))
                .map(to_key)
                .collect();
            let member = self.try_out(0, &keys);
            self.sides[0].members.push(member);
        }
    }

    /// Children of the one side's population become the other's.
    fn generation(&mut self, from: usize) {
        let to = 1 - from;
        for n in 0..self.sides[from].members.len() {
            if self.is_over() {
                return;
            }
            let keys = self.child(from);
            let child = self.try_out(to, &keys);
            match self.sides[to].members.get_mut(n) {
                None => self.sides[to].members.push(child),
                Some(place) if child.value <= place.value => *place = child,
                Some(_) => {}
            }
        }
        self.keep_the_best(to);
    }

    /// The best that was found is a member, instead of the worst.
    fn keep_the_best(&mut self, to: usize) {
        let starts = match to {
            0 => self.best.starts.clone(),
            _ => mirrored(self.sides[0].project, &self.best.starts, self.best.makespan),
        };
        let value = self.best_value();
        let best = Member { starts, makespan: self.best.makespan, value };
        let members = &mut self.sides[to].members;
        if let Some(worst) = members.iter_mut().max_by_key(|it| it.value) {
            *worst = best;
        }
    }

    fn best_value(&self) -> Value {
        (self.best.tardiness, self.best.makespan)
    }

    fn try_out(&mut self, side: usize, keys: &[i64]) -> Member {
        self.best.n_tried += 1;
        let starts = self.sides[side].scheduler.schedule(keys);
        let makespan = self.sides[side].project.makespan(&starts);
        let project = self.sides[0].project;
        let forward = (side == 1).then(|| mirrored(project, &starts, makespan));
        let tardiness = match self.goal {
            Goal::Makespan => 0,
            Goal::Tardiness => project.tardiness(forward.as_ref().unwrap_or(&starts)),
        };
        let value = (tardiness, makespan);
        if value < self.best_value() && (side == 0 || self.is_reversible) {
            (self.best.tardiness, self.best.makespan) = value;
            self.best.starts = forward.unwrap_or_else(|| starts.clone());
        }
        Member { starts, makespan, value }
    }

    /// The keys of a child for the other side: one parent's times, a window of them replaced by the
    /// other's.
    fn child(&mut self, from: usize) -> Vec<i64> {
        let (mother, father) = (self.parent(from), self.parent(from));
        let side = &self.sides[from];
        let (mother, father) = (&side.members[mother], &side.members[father]);
        let length = f64::from(mother.makespan);
        let part = self.random.random_range(WINDOW.0..WINDOW.1);
        let start = self.random.random_range(0.0..1.0 - part) * length;
        let end = start + part * length;
        // Before, within and after the window lie further apart than any two times.
        let far = i64::from(mother.makespan.max(father.makespan)) + 1;
        let durations = side.project.tasks.iter().map(|it| i64::from(it.duration));
        let times = mother.starts.iter().zip(&father.starts).zip(durations);
        times
            .map(|((mother, father), duration)| {
                let at = f64::from(*mother);
                let key = match at {
                    _ if at < start => i64::from(*mother) - far,
                    _ if at < end => i64::from(*father),
                    _ => i64::from(*mother) + far,
                };
                let moved = match self.random.random_bool(MUTATION) {
                    true => self.random.random_range(-far..=far),
                    false => 0,
                };
                // Backwards, what ends last comes first.
                -(key + duration + moved)
            })
            .collect()
    }

    /// The better of two.
    fn parent(&mut self, from: usize) -> usize {
        let members = &self.sides[from].members;
        let (one, other) = (
            self.random.random_range(0..members.len()),
            self.random.random_range(0..members.len()),
        );
        std::cmp::min_by_key(one, other, |it| members[*it].value)
    }
}

/// The same schedule with time running the other way.
fn mirrored(project: &Project, starts: &[u32], makespan: u32) -> Vec<u32> {
    let ends = project.tasks.iter().zip(starts).map(|(task, start)| start + task.duration);
    ends.map(|end| makespan - end).collect()
}

/// Keys are whole: a thousandth of a unit is near enough.
#[expect(clippy::cast_possible_truncation, reason = "times are far smaller")]
fn to_key(time: f64) -> i64 {
    (time * 1_000.0) as i64
}
