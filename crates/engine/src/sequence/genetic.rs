//! A genetic algorithm with two populations.
//!
//! Debels and Vanhoucke 2005 ("A bi-population based genetic algorithm for the resource-constrained
//! project scheduling problem"): one population of schedules in which everything is as early as it
//! can be, one in which it is as late. Children of the one are schedules of the other, so that each
//! generation is justified to the other side, which alone shortens many (Valls et al. 2005).

use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::crossover::{Cross, loads};
use super::priorities::{by_chain, by_due};
use super::project::Project;
use super::search::Goal;
use super::serial::Scheduler;

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

/// Not even tried.
pub(super) const WORST: Value = (u64::MAX, u32::MAX);

/// One direction of time, and its population.
struct Side {
    scheduler: Scheduler,
    members: Vec<Member>,
}

/// A search that goes on whenever it is asked to.
pub(super) struct Genetic<'a> {
    project: &'a Project,
    goal: Goal,
    /// Whether a schedule of the one direction is one of the other, too.
    is_reversible: bool,
    /// A schedule that is there already.
    first: Option<&'a [u32]>,
    /// Time running forwards, and backwards.
    sides: [Side; 2],
    /// What comes first to begin with: some rules.
    rules: Vec<Vec<u32>>,
    /// How much of what there is each task takes: see [`loads`].
    loads: Vec<u64>,
    random: Xoshiro256PlusPlus,
    /// The priorities of the schedule that is made next.
    keys: Vec<u32>,
    child: Member,
    /// The best so far, time running forwards.
    best: Member,
    n_members: usize,
    /// From which side the next child comes, and its place in the other one.
    from: usize,
    next: usize,
    /// How many generations brought nothing better.
    n_idle: u32,
    n_tried: u32,
}

impl<'a> Genetic<'a> {
    pub(super) fn of(
        project: &'a Project,
        goal: Goal,
        n_members: usize,
        seed: u64,
        first: Option<&'a [u32]>,
    ) -> Genetic<'a> {
        let reversed = project.reversed();
        let rules = match goal {
            Goal::Makespan => vec![by_chain(project)],
            Goal::Tardiness => vec![by_due(project), by_chain(project)],
        };
        let side = |it: &Project| Side { scheduler: Scheduler::of(it), members: Vec::new() };
        Genetic {
            project,
            goal,
            is_reversible: project.is_reversible(),
            first,
            rules: first.map(<[u32]>::to_vec).into_iter().chain(rules).collect(),
            loads: loads(project),
            sides: [side(project), side(&reversed)],
            random: Xoshiro256PlusPlus::seed_from_u64(seed),
            keys: vec![0; project.tasks.len()],
            child: Member::default(),
            best: Member { value: WORST, ..Member::default() },
            n_members,
            from: 0,
            next: 0,
            n_idle: 0,
            n_tried: 0,
        }
    }

    pub(super) fn best(&self) -> &Member {
        &self.best
    }

    pub(super) fn n_tried(&self) -> u32 {
        self.n_tried
    }

    /// Tries a few schedules, and says whether one is better than all before.
    pub(super) fn step(&mut self) -> bool {
        let before = self.best.value;
        if self.n_tried == 0 {
            self.keep_first();
        }
        if self.sides[0].members.len() < self.n_members {
            self.begin();
        } else {
            self.generate();
        }
        let is_better = self.best.value < before;
        if is_better {
            self.n_idle = 0;
        }
        is_better
    }

    /// A schedule that is there already, and still holds, is not left for a worse one: placing its
    /// tasks anew in their order can be worse where one starts before another that it waits for.
    fn keep_first(&mut self) {
        if let Some(first) = self.first
            && self.project.violation(first).is_none()
        {
            let tardiness = match self.goal {
                Goal::Makespan => 0,
                Goal::Tardiness => self.project.tardiness(first),
            };
            let makespan = self.project.makespan(first);
            self.best = Member { starts: first.to_vec(), makespan, value: (tardiness, makespan) };
        }
    }

    /// One more member of the first populations: by latest start, with some chance. What must be done
    /// early for the rest to be done in time comes first.
    fn begin(&mut self) {
        let rule = &self.rules[self.sides[0].members.len() % self.rules.len()];
        let length = rule.iter().copied().max().unwrap_or(0);
        let part = match self.n_tried {
            0 => 0.0,
            _ => self.random.random_range(CHANCE.0..CHANCE.1),
        };
        for (key, latest) in self.keys.iter_mut().zip(rule) {
            let chance = f64::from(length) * part * self.random.random::<f64>();
            *key = half_units(f64::from(*latest) + chance);
        }
        let (mut early, mut late) = (Member::default(), Member::default());
        self.try_out(0, &mut early, u32::MAX);
        self.turn(&early, 1);
        self.try_out(1, &mut late, u32::MAX);
        self.turn(&late, 0);
        self.try_out(0, &mut early, u32::MAX);
        self.sides[0].members.push(early);
        self.sides[1].members.push(late);
    }

    /// A child of the one side's population takes a place in the other's if it is no worse, and not
    /// there already: a population of the same few schedules finds nothing new.
    fn generate(&mut self) {
        let (n, to) = (self.next, 1 - self.from);
        self.cross(n);
        let mut child = std::mem::take(&mut self.child);
        let other = self.random.random_range(0..self.n_members);
        let members = &self.sides[to].members;
        let most = match self.goal {
            Goal::Makespan => members[n].makespan.max(members[other].makespan),
            Goal::Tardiness => u32::MAX,
        };
        self.try_out(to, &mut child, most);
        let members = &mut self.sides[to].members;
        let place = if child.value <= members[n].value { n } else { other };
        if child.value <= members[place].value
            && !members.iter().any(|it| it.value == child.value && it.starts == child.starts)
        {
            std::mem::swap(&mut members[place], &mut child);
        }
        self.child = child;
        self.next += 1;
        if self.next == self.n_members {
            (self.next, self.from) = (0, to);
            self.n_idle += 1;
            if self.n_idle == IDLE_MAX {
                self.n_idle = 0;
                self.sides.iter_mut().for_each(|it| it.members.clear());
            }
        }
    }

    /// Somebody else's best takes the place of the worst.
    pub(super) fn welcome(&mut self, other: &Member) {
        let members = &mut self.sides[0].members;
        if members.len() == self.n_members
            && let Some(worst) = members.iter_mut().max_by_key(|it| it.value)
            && other.value < worst.value
        {
            *worst = other.clone();
        }
    }

    /// Somebody else found a shorter schedule.
    pub(super) fn learn(&mut self, starts: Vec<u32>) {
        let makespan = self.project.makespan(&starts);
        if (0, makespan) < self.best.value {
            self.best = Member { starts, makespan, value: (0, makespan) };
        }
    }

    /// The keys that lead to the same schedule, justified to the other side.
    fn turn(&mut self, it: &Member, to: usize) {
        let ends = it.starts.iter().zip(&self.project.tasks).map(|(at, task)| at + task.duration);
        for (key, end) in self.keys.iter_mut().zip(ends) {
            *key = it.makespan - end;
        }
        if to == 1 && self.goal == Goal::Tardiness {
            keep_due(&mut self.sides[1].scheduler, self.project, it);
        }
    }

    /// The schedule of `keys`. One that takes longer than `most` is left half done.
    fn try_out(&mut self, side: usize, member: &mut Member, most: u32) {
        self.n_tried += 1;
        let scheduler = &mut self.sides[side].scheduler;
        let Some(makespan) = scheduler.schedule(&self.keys, &mut member.starts, most) else {
            member.value = WORST;
            return;
        };
        member.makespan = makespan;
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

    /// The keys of a child of a member and another one.
    fn cross(&mut self, n: usize) {
        let from = self.from;
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
        if from == 0 && self.goal == Goal::Tardiness {
            let mother = &self.sides[0].members[mother].clone();
            keep_due(&mut self.sides[1].scheduler, self.project, mother);
        }
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

/// When everything becomes as late as it can, nothing shall become later than it is due, unless it is
/// so already (Ballestín, Valls and Quintanilla 2006, "Due dates and RCPSP").
fn keep_due(scheduler: &mut Scheduler, project: &Project, it: &Member) {
    let tasks = project.tasks.iter().zip(&it.starts);
    scheduler.release(tasks.map(|(task, start)| {
        let latest = task.due.map_or(it.makespan, |due| due.at.max(start + task.duration));
        it.makespan.saturating_sub(latest)
    }));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sequence::{Order, Resource, Task};

    proptest! {
        /// Valls, Ballestín and Quintanilla 2005: to one side and back to the other, each task in turn
        /// moves only towards that side.
        #[test]
        fn a_justified_schedule_is_never_longer(
            drawn in prop::collection::vec((0..9_u32, 0..4_u32, 0..4_u32, 0..99_u32), 1..30),
            orders in prop::collection::vec((0..30_u32, 0..30_u32, 0..3_i32), 0..40),
            goal in prop::bool::ANY,
        ) {
            let goal = if goal { Goal::Tardiness } else { Goal::Makespan };
            let tasks = drawn.iter().map(|(duration, one, two, _)| {
                Task::of(*duration).taking(*one, 0).taking(*two, 1)
            });
            let tasks: Vec<Task> = tasks.collect();
            let n = tasks.len();
            let orders = orders.into_iter().filter(|it| it.0 < it.1 && (it.1 as usize) < n);
            let orders: Vec<Order> =
                orders.map(|(first, second, lag)| Order { first, second, lag }).collect();
            let project = Project::new(tasks, &orders, vec![Resource::of(4), Resource::of(3)]).unwrap();
            let mut search = Genetic::of(&project, goal, 4, 1, None);
            search.keys = drawn.iter().map(|it| it.3).collect();
            let (mut early, mut late) = (Member::default(), Member::default());
            search.try_out(0, &mut early, u32::MAX);
            search.turn(&early, 1);
            search.try_out(1, &mut late, u32::MAX);
            prop_assert!(late.makespan <= early.makespan);
            let before = late.makespan;
            search.turn(&late, 0);
            search.try_out(0, &mut early, u32::MAX);
            prop_assert!(early.makespan <= before);
            prop_assert_eq!(project.violation(&early.starts), None);
        }
    }

    /// Sixteen tasks of six kinds: many orders, few of them with another schedule.
    fn alike() -> Project {
        let task = |n: u32| Task::of(1 + n % 3).taking(1 + n % 2, 0).due(4 + n % 5, 1);
        Project::new((0..16).map(task).collect(), &[], vec![Resource::of(3)]).unwrap()
    }

    #[test]
    fn no_schedule_takes_the_place_of_another_twice() {
        let project = alike();
        for goal in [Goal::Makespan, Goal::Tardiness] {
            let mut search = Genetic::of(&project, goal, 8, 1, None);
            let distinct = |search: &Genetic<'_>, side: usize| {
                let starts = search.sides[side].members.iter().map(|it| &it.starts);
                starts.collect::<std::collections::BTreeSet<_>>().len()
            };
            while search.sides[0].members.len() < 8 {
                search.step();
            }
            let mut before = [distinct(&search, 0), distinct(&search, 1)];
            for _ in 0..400 {
                search.step();
                let now = [distinct(&search, 0), distinct(&search, 1)];
                assert!(before[0] <= now[0] && before[1] <= now[1]);
                before = now;
            }
        }
    }

    proptest! {
        /// Who leaves a schedule half done must be right that it takes too long.
        #[test]
        fn a_schedule_is_left_only_if_it_takes_longer(
            drawn in prop::collection::vec((0..9_u32, 0..4_u32, 0..99_u32), 1..20),
            orders in prop::collection::vec((0..20_u32, 0..20_u32, -6..3_i32), 0..30),
            most in 0..60_u32,
        ) {
            let tasks = drawn.iter().map(|it| Task::of(it.0).taking(it.1, 0));
            let tasks: Vec<Task> = tasks.collect();
            let n = tasks.len();
            let orders = orders.into_iter().filter(|it| it.0 < it.1 && (it.1 as usize) < n);
            let orders: Vec<Order> =
                orders.map(|(first, second, lag)| Order { first, second, lag }).collect();
            let project = Project::new(tasks, &orders, vec![Resource::of(4)]).unwrap();
            let keys: Vec<u32> = drawn.iter().map(|it| it.2).collect();
            for project in [project.reversed(), project] {
                let mut scheduler = Scheduler::of(&project);
                let (mut all, mut some) = (Vec::new(), Vec::new());
                let makespan = scheduler.schedule(&keys, &mut all, u32::MAX).unwrap();
                match scheduler.schedule(&keys, &mut some, most) {
                    Some(it) => prop_assert_eq!((it, some), (makespan, all)),
                    None => prop_assert!(most < makespan),
                }
                prop_assert!(scheduler.schedule(&keys, &mut Vec::new(), makespan).is_some());
            }
        }
    }
}
