//! From priorities to a schedule: serial schedule generation.
//!
//! Kelley 1963: one task after the other, in an order in which each comes after those that it waits
//! for, starts as early as what is placed already allows. Some priorities lead to a shortest schedule
//! (Kolisch 1996), so that a search among priorities can find one.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::profile::{Demands, Profile};
use super::project::Project;

/// Makes schedules of one project, again and again in the same memory.
#[derive(Debug, Clone)]
pub(super) struct Scheduler<'a> {
    project: &'a Project,
    demands: Demands,
    profile: Profile,
    waiting: Vec<usize>,
    ready: BinaryHeap<Reverse<(i64, u32)>>,
}

impl<'a> Scheduler<'a> {
    pub(super) fn of(project: &'a Project) -> Scheduler<'a> {
        Scheduler {
            project,
            demands: Demands::of(project),
            profile: Profile::of(project),
            waiting: Vec::new(),
            ready: BinaryHeap::new(),
        }
    }

    /// When each task starts if, of those that could be placed next, the one with the lowest key is.
    pub(super) fn schedule(&mut self, keys: &[i64]) -> Vec<u32> {
        let project = self.project;
        self.profile.clear();
        self.waiting.clear();
        self.waiting.extend(project.before.iter().map(Vec::len));
        let first = project.order.iter().filter(|it| project.before[**it as usize].is_empty());
        self.ready.extend(first.map(|it| Reverse((keys[*it as usize], *it))));
        let mut starts = vec![0; project.tasks.len()];
        while let Some(Reverse((_, task))) = self.ready.pop() {
            let duration = project.task(task).duration;
            let earliest = project.earliest(task, &starts);
            starts[task as usize] = self.profile.place(&self.demands, task, earliest, duration);
            for next in &project.after[task as usize] {
                let waiting = &mut self.waiting[next.task as usize];
                *waiting -= 1;
                if *waiting == 0 {
                    self.ready.push(Reverse((keys[next.task as usize], next.task)));
                }
            }
        }
        starts
    }
}
