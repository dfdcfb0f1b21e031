//! Several searches side by side, which tell each other what they found.
//!
//! Each is on its own until all have tried equally many schedules; then each learns the best of its
//! neighbor. Nothing depends on who was faster, so that the answer is the same on any number of
//! threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::bounds::{lower_bound, tardiness_bound};
use super::genetic::{Genetic, Member, Value, WORST};
use super::project::Project;
use super::proof::Proof;
use super::search::{Effort, Goal, Sequence, Watch};

/// With this effort there is one more island, up to so many.
const SCHEDULES_EACH: u32 = 10_000;
const ISLANDS_MAX: u32 = 2;

/// How many schedules an island tries before it hears of the others.
const EPOCH: u32 = 5_000;

/// How much work goes into a proof after each epoch, for each task: about a tenth of the time, and half
/// of it when the epoch brought nothing better.
const PROOF_WORK: u64 = 8_000;
const PROOF_WORK_IDLE: u64 = 30_000;

/// Where so little is left to gain, a proof is what is worth looking for.
const NEXT: u64 = 2;
const PROOF_WORK_NEXT: u64 = 100_000;

/// A best that is far above the bound is rarely proved, the less the more tasks there are: beyond eight
/// bounds by the number of tasks (a quarter of it for 30 tasks, a fifteenth for 120) that is tried once,
/// and then the time is better spent on other schedules.
const NEAR: u64 = 8;

/// After so much of it somebody who waits is heard.
const PROOF_SLICE: u64 = 200_000;

/// How many schedules a population has at most, and with time to spare. Large ones end better, small
/// ones are sooner there.
const MEMBERS_MAX: u32 = 75;
const MEMBERS_SPARE_MAX: u32 = 200;

/// An island asks whether to stop when it has placed about so many tasks. Asking can take as long as
/// placing a few.
const LOOK: usize = 1_000;

/// The searches.
pub(super) struct Islands<'a> {
    islands: Vec<Genetic<'a>>,
    /// How many schedules each may try.
    n_each: u32,
    proof: Proof,
    shared: Shared<'a>,
}

/// What all islands see.
struct Shared<'a> {
    project: &'a Project,
    goal: Goal,
    /// What no schedule beats.
    makespan_bound: u32,
    tardiness_bound: u64,
    watch: Watch<'a>,
    /// How good what was reported is.
    reported: Mutex<Value>,
    /// The first island whose best cannot be beaten. Those before it go on, so that it is the first
    /// whoever was faster; those after it need not.
    first_done: AtomicUsize,
}

impl<'a> Islands<'a> {
    /// `first`: when tasks were to start in a sequence that is to be kept where it is good.
    pub(super) fn of(
        project: &'a Project,
        goal: Goal,
        effort: Effort,
        watch: Watch<'a>,
        first: Option<&'a [u32]>,
    ) -> Islands<'a> {
        let n = (effort.schedules / SCHEDULES_EACH).clamp(1, ISLANDS_MAX);
        let n_each = effort.schedules.div_ceil(n).max(1);
        let n_members = members(n_each) as usize;
        let seeds = (0..u64::from(n)).map(|it| effort.seed.wrapping_add(it << 32));
        let proof = match goal {
            Goal::Makespan => Proof::of(project, lower_bound(project)),
            // Nobody asks for the shortest of all then.
            Goal::Tardiness => Proof::settled(lower_bound(project)),
        };
        let shared = Shared {
            project,
            goal,
            makespan_bound: proof.bound(),
            tardiness_bound: tardiness_bound(project),
            watch,
            reported: Mutex::new(WORST),
            first_done: AtomicUsize::new(usize::MAX),
        };
        let islands = seeds.map(|it| Genetic::of(project, goal, n_members, it, first));
        Islands { islands: islands.collect(), n_each, proof, shared }
    }

    pub(super) fn run(mut self, threads: usize) -> Sequence {
        // There is always an answer, however soon somebody stops.
        if let Some(first) = self.islands.first_mut() {
            self.shared.step(first, 0);
        }
        let (mut before, mut until, mut value) = (0, 0, WORST);
        while until < self.n_each && !self.shared.is_over() {
            before = until;
            until = self.n_each.min(until + EPOCH);
            let shared = &self.shared;
            let mut islands: Vec<(usize, &mut Genetic<'a>)> =
                self.islands.iter_mut().enumerate().collect();
            let n_per_thread = islands.len().div_ceil(threads.max(1));
            thread::scope(|scope| {
                let mut chunks = islands.chunks_mut(n_per_thread);
                let own = chunks.next();
                for chunk in chunks {
                    scope.spawn(move || shared.run(chunk, until));
                }
                own.into_iter().for_each(|it| shared.run(it, until));
            });
            self.exchange();
            if self.prove(until - before, &mut value) {
                before = until;
            }
        }
        // How far those came that were too late to count is a matter of chance.
        let first_done = self.shared.first_done.load(Ordering::Relaxed);
        let counted = self.islands.iter().enumerate().map(|(n, it)| match n <= first_done {
            true => it.n_tried(),
            false => it.n_tried().min(before),
        });
        let n_tried = counted.sum();
        // Among equals the first island counts, whoever was faster.
        let best = self.islands.iter().map(Genetic::best).min_by_key(|it| it.value);
        match best {
            Some(best) => self.shared.sequence(best, n_tried),
            None => self.shared.sequence(&Member::default(), n_tried),
        }
    }

    /// Looks for a proof that nothing is better, after an epoch of so many schedules for each. Says
    /// whether it was found. `value`: how good the best was before.
    fn prove(&mut self, n_tried: u32, value: &mut Value) -> bool {
        let Some(best) = self.islands.iter().map(|it| it.best().value).min() else { return false };
        let before = std::mem::replace(value, best);
        let is_idle = before == best;
        if n_tried < EPOCH || self.shared.goal != Goal::Makespan || self.shared.is_over() {
            return false;
        }
        let bound = self.proof.bound();
        let above = u64::from(best.1.saturating_sub(bound));
        let n_tasks = u64::from(self.shared.project.len());
        if before != WORST && NEAR * u64::from(bound) < above * n_tasks {
            return false;
        }
        let each = match above {
            0..=NEXT => PROOF_WORK_NEXT,
            _ if is_idle => PROOF_WORK_IDLE,
            _ => PROOF_WORK,
        };
        let mut work = each * u64::from(self.shared.project.len());
        while 0 < work && self.proof.bound() < best.1 && !(self.shared.watch.stop)() {
            let slice = work.min(PROOF_SLICE);
            work -= slice;
            let found = self.proof.go_on(slice, best.1);
            self.shared.makespan_bound = self.proof.bound();
            if let Some(starts) = found.filter(|it| self.shared.project.violation(it).is_none())
                && let Some(first) = self.islands.first_mut()
            {
                first.learn(starts);
                self.shared.report(first.best(), 0);
                break;
            }
        }
        let bound = (0, self.shared.makespan_bound);
        let first = self.islands.iter().position(|it| it.best().value <= bound);
        first.into_iter().for_each(|it| {
            self.shared.first_done.fetch_min(it, Ordering::Relaxed);
        });
        first.is_some()
    }

    /// Each learns the best of the one before it.
    fn exchange(&mut self) {
        let n = self.islands.len();
        let bests: Vec<Member> = self.islands.iter().map(|it| it.best().clone()).collect();
        for (island, best) in self.islands.iter_mut().zip(bests.iter().cycle().skip(n - 1)) {
            island.welcome(best);
        }
    }
}

/// How many schedules a population has for so many to try.
fn members(n_each: u32) -> u32 {
    let few = (n_each / 50).clamp(4, MEMBERS_MAX);
    few.max((n_each / 500).min(MEMBERS_SPARE_MAX))
}

impl Shared<'_> {
    /// Some islands, one after the other.
    fn run(&self, islands: &mut [(usize, &mut Genetic<'_>)], until: u32) {
        let steps = (LOOK / self.project.tasks.len().max(1)).max(1);
        for (n, island) in islands {
            let is_over = |n_tried, n_steps: usize| {
                until <= n_tried
                    || self.first_done.load(Ordering::Relaxed) <= *n
                    || (n_steps.is_multiple_of(steps) && (self.watch.stop)())
            };
            let mut n_steps = 0;
            while !is_over(island.n_tried(), n_steps) {
                self.step(island, *n);
                n_steps += 1;
            }
        }
    }

    fn step(&self, island: &mut Genetic<'_>, n: usize) {
        if island.step() {
            self.report(island.best(), n);
        }
    }

    /// Whether nothing better can come, or nobody waits for it.
    fn is_over(&self) -> bool {
        self.first_done.load(Ordering::Relaxed) != usize::MAX || (self.watch.stop)()
    }

    fn report(&self, best: &Member, island: usize) {
        let bound = match self.goal {
            Goal::Makespan => (0, self.makespan_bound),
            Goal::Tardiness => (self.tardiness_bound, self.makespan_bound),
        };
        if best.value == bound {
            self.first_done.fetch_min(island, Ordering::Relaxed);
        }
        let mut reported = self.reported.lock().unwrap_or_else(PoisonError::into_inner);
        if best.value < *reported {
            *reported = best.value;
            (self.watch.report)(&self.sequence(best, 0));
        }
    }

    fn sequence(&self, best: &Member, n_tried: u32) -> Sequence {
        Sequence {
            tardiness: self.project.tardiness(&best.starts),
            makespan: best.makespan,
            starts: best.starts.clone(),
            makespan_bound: self.makespan_bound,
            tardiness_bound: self.tardiness_bound,
            n_tried,
        }
    }
}
