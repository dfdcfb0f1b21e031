//! From priorities to a schedule: serial schedule generation.
//!
//! Kelley 1963: one task after the other, in an order in which each comes after those that it waits
//! for, starts as early as what is placed already allows. Some priorities lead to a shortest schedule
//! (Kolisch 1996), so that a search among priorities can find one.

use super::bounds::earliest_ends;
use super::profile::{Demands, Profile};
use super::project::Project;
use super::queue::Queue;
use crate::model::index;

/// Makes schedules of one project, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct Scheduler {
    durations: Vec<u32>,
    releases: Vec<u32>,
    demands: Demands,
    after: After,
    /// How many others each task waits for.
    n_before: Vec<u32>,
    /// For how many of them each task still waits.
    n_waiting: Vec<u32>,
    /// How long after the start of each task everything is done at the earliest.
    tails: Vec<u32>,
    profile: Profile,
    queue: Queue,
}

/// What waits for each task, in one list.
#[derive(Debug, Clone)]
struct After {
    /// Where those of each task begin; one more entry than tasks.
    firsts: Vec<usize>,
    followers: Vec<Follower>,
}

/// A task that waits for another.
#[derive(Debug, Clone, Copy)]
struct Follower {
    task: u32,
    /// How long after the start of the other it may start.
    wait: i32,
}

impl Scheduler {
    pub(super) fn of(project: &Project) -> Scheduler {
        let (mut firsts, mut followers) = (vec![0], Vec::new());
        for (task, after) in project.tasks.iter().zip(&project.after) {
            let wait = |lag: i32| lag.saturating_add_unsigned(task.duration);
            followers.extend(after.iter().map(|it| Follower { task: it.task, wait: wait(it.lag) }));
            firsts.push(followers.len());
        }
        Scheduler {
            durations: project.tasks.iter().map(|it| it.duration).collect(),
            releases: project.tasks.iter().map(|it| it.release).collect(),
            demands: Demands::of(project),
            after: After { firsts, followers },
            n_before: project.before.iter().map(|it| index(it.len())).collect(),
            n_waiting: Vec::new(),
            tails: earliest_ends(&project.reversed()),
            profile: Profile::of(&project.resources),
            queue: Queue::default(),
        }
    }

    /// No task starts before these times from now on.
    pub(super) fn release(&mut self, releases: impl Iterator<Item = u32>) {
        self.releases.clear();
        self.releases.extend(releases);
    }

    /// When each task starts if, of those that could be placed next, the one with the lowest key is.
    /// Says when everything is done; nothing, and leaves the rest, once that must be after `most`.
    pub(super) fn schedule(
        &mut self,
        keys: &[u32],
        starts: &mut Vec<u32>,
        most: u32,
    ) -> Option<u32> {
        self.profile.clear();
        self.queue.reset(keys);
        self.n_waiting.clone_from(&self.n_before);
        // Until a task is placed, this is how early it can start.
        starts.clone_from(&self.releases);
        for (task, n_before) in (0..).zip(&self.n_before) {
            if *n_before == 0 {
                self.queue.push(task);
            }
        }
        let mut makespan = 0;
        while let Some(task) = self.queue.pop() {
            let at = task as usize;
            let start = self.profile.place(self.demands.task(task), starts[at], self.durations[at]);
            if most < start.saturating_add(self.tails[at]) {
                return None;
            }
            starts[at] = start;
            makespan = makespan.max(start + self.durations[at]);
            for it in &self.after.followers[self.after.firsts[at]..self.after.firsts[at + 1]] {
                let next = it.task as usize;
                starts[next] = starts[next].max(start.saturating_add_signed(it.wait));
                self.n_waiting[next] -= 1;
                if self.n_waiting[next] == 0 {
                    self.queue.push(it.task);
                }
            }
        }
        Some(makespan)
    }
}
