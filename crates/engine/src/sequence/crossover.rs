//! A child of two schedules: what the father does while he is busiest, and the rest as the mother
//! does it.
//!
//! Valls, Ballestín and Quintanilla 2008 ("A hybrid genetic algorithm for the resource-constrained
//! project scheduling problem") take over what a parent does while it uses resources best; here one
//! stretch of time, chosen among some by how much is in use.

use rand::RngExt as _;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::genetic::Member;
use super::project::{Project, Task};

/// How large a part of the father's time a child takes over: at least, and at most.
const WINDOW: (f64, f64) = (0.1, 0.5);

/// Among how many windows the busiest is taken.
const WINDOWS: u32 = 3;

/// How likely it is that a child does what comes at some time in another order, and how large a part
/// of all time that is: at least, and at most.
const MUTATION: f64 = 0.2;
const SHUFFLED: (f64, f64) = (0.02, 0.2);

/// How much of what there is each task takes while it lasts, all resources together, in thousandths.
pub(super) fn loads(project: &Project) -> Vec<u64> {
    let tasks = project.tasks.iter().map(|task| {
        let parts = task.uses.iter().map(|it| {
            let there = project.resources[it.resource as usize].last().max(1);
            u64::from(it.amount) * 1_000 / u64::from(there)
        });
        parts.sum()
    });
    tasks.collect()
}

/// Two parents, in the same direction of time.
pub(super) struct Cross<'a> {
    pub(super) tasks: &'a [Task],
    pub(super) loads: &'a [u64],
    pub(super) mother: &'a Member,
    pub(super) father: &'a Member,
}

impl Cross<'_> {
    /// The keys of a child, for the other direction of time: what ends last comes first.
    pub(super) fn child(&self, random: &mut Xoshiro256PlusPlus, keys: &mut [u32]) {
        if keys.is_empty() {
            return;
        }
        let (from, to) = self.window(random);
        // Before, within and after the window lie further apart than any two times.
        let far = self.mother.makespan.max(self.father.makespan) + 1;
        let starts = self.mother.starts.iter().zip(&self.father.starts);
        for (key, (&mother, &father)) in keys.iter_mut().zip(starts) {
            *key = match father {
                _ if (from..=to).contains(&father) => far + father,
                _ if mother < from => mother,
                // The mother has it in the window, the father does not: it stays out, on his side.
                _ if mother <= to && father < from => from,
                _ => 2 * far + mother,
            };
        }
        if random.random_bool(MUTATION) {
            let part = random.random_range(SHUFFLED.0..SHUFFLED.1);
            let width = whole(part * f64::from(self.mother.makespan)).max(2);
            shuffle(keys, width, random);
        }
        let ends = keys.iter_mut().zip(self.tasks).map(|(key, task)| {
            *key += task.duration;
            *key
        });
        let last = ends.max().unwrap_or(0);
        keys.iter_mut().for_each(|key| *key = last - *key);
    }

    /// From when to when the father is busy.
    fn window(&self, random: &mut Xoshiro256PlusPlus) -> (u32, u32) {
        let makespan = self.father.makespan;
        let part = random.random_range(WINDOW.0..WINDOW.1);
        let width = whole(part * f64::from(makespan)).max(1).min(makespan);
        let windows = (0..WINDOWS).map(|_| {
            let from = random.random_range(0..=makespan - width);
            (self.busy(from, from + width), (from, from + width))
        });
        windows.max_by_key(|it| it.0).map_or((0, makespan), |it| it.1)
    }

    /// How much the father uses from then to then.
    fn busy(&self, from: u32, to: u32) -> u64 {
        let tasks = self.tasks.iter().zip(self.loads).zip(&self.father.starts);
        let parts = tasks.map(|((task, load), start)| {
            let end = to.min(start + task.duration);
            u64::from(end.saturating_sub(from.max(*start))) * load
        });
        parts.sum()
    }
}

/// What comes around the time of some task comes in another order. Tasks that are far apart could
/// hardly change places: what lies between them waits for the one, or the other for it.
fn shuffle(keys: &mut [u32], width: u32, random: &mut Xoshiro256PlusPlus) {
    let from = keys[random.random_range(0..keys.len())].saturating_sub(width / 2);
    for key in keys.iter_mut().filter(|it| (from..=from + width).contains(*it)) {
        *key = from + random.random_range(0..=width);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a time is positive and no larger"
)]
fn whole(time: f64) -> u32 {
    time as u32
}
