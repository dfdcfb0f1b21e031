//! Whether a schedule holds.

use thiserror::Error;

use super::project::{Project, Resource, Wait};

/// What is wrong with a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Violation {
    /// Not as many starts as tasks.
    #[error("there are not as many starts as tasks")]
    Count,
    /// A task starts before it can.
    #[error("task {task} starts before it can")]
    Unreleased {
        /// The task.
        task: u32,
    },
    /// A task starts before one that it waits for is done.
    #[error("task {task} starts before task {after} is done")]
    Early {
        /// The task.
        task: u32,
        /// What it waits for.
        after: u32,
    },
    /// At some time more of a resource is taken than there is.
    #[error("at time {at}, more of resource {resource} is taken than there is")]
    Overload {
        /// When.
        at: u32,
        /// Which resource.
        resource: u32,
    },
}

impl Project {
    /// What is wrong with starting the tasks at `starts`, if anything is.
    pub fn violation(&self, starts: &[u32]) -> Option<Violation> {
        if starts.len() != self.tasks.len() {
            return Some(Violation::Count);
        }
        for ((task, befores), &start) in (0_u32..).zip(&self.before).zip(starts) {
            if start < self.task(task).release {
                return Some(Violation::Unreleased { task });
            }
            let ready = |it: &&Wait| {
                let end =
                    i64::from(starts[it.task as usize]) + i64::from(self.task(it.task).duration);
                i64::from(start) < end + i64::from(it.lag)
            };
            if let Some(it) = befores.iter().find(ready) {
                return Some(Violation::Early { task, after: it.task });
            }
        }
        (0_u32..).zip(&self.resources).find_map(|(n, it)| self.overload(starts, n, it))
    }

    fn overload(&self, starts: &[u32], resource: u32, it: &Resource) -> Option<Violation> {
        // At each moment at which it changes, by how much more or less is taken.
        let mut changes: Vec<(u32, i64)> = Vec::new();
        for (task, &start) in self.tasks.iter().zip(starts).filter(|it| 0 < it.0.duration) {
            for of_it in task.uses.iter().filter(|it| it.resource == resource) {
                changes.push((start, i64::from(of_it.amount)));
                changes.push((start + task.duration, -i64::from(of_it.amount)));
            }
        }
        // Where there is less, it is as if somebody else took the rest.
        let mut there = i64::from(it.capacity);
        for &(at, capacity) in &it.changes {
            changes.push((at, there - i64::from(capacity)));
            there = i64::from(capacity);
        }
        // What ends at a moment makes room for what starts then.
        changes.sort_unstable();
        let mut taken = 0;
        changes.into_iter().find_map(|(at, more)| {
            taken += more;
            let is_over = i64::from(it.capacity) < taken;
            is_over.then_some(Violation::Overload { at, resource })
        })
    }
}
