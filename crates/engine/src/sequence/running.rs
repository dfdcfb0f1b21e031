//! A sequence that is under way: what was started stays as it is, and the rest is put in order anew.

use std::collections::BTreeSet;

use super::project::{Project, Resource, Task, Wait};
use super::violation::Violation;

/// A project of which some was started already, seen at some moment.
///
/// When a task runs long, say so in its duration; when a crew is lost, in what there is of it from
/// now on. What was started goes on even if there is no longer enough for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What is left to be done, with what there is beside that which was started.
    pub(super) rest: Project,
    /// When each task was to start.
    pub(super) starts: Vec<u32>,
}

impl Running {
    /// `starts` says when the tasks started, and those at `now` or later when they were to start.
    ///
    /// # Errors
    /// If there are not as many starts as tasks, or a task was started before one that it waits for
    /// was done.
    pub fn new(project: &Project, starts: Vec<u32>, now: u32) -> Result<Running, Violation> {
        if starts.len() != project.tasks.len() {
            return Err(Violation::Count);
        }
        let is_started = |task: u32| starts[task as usize] < now;
        for task in (0..project.len()).filter(|it| is_started(*it)) {
            let ready = |it: &&Wait| {
                let after = it.task as usize;
                let end = i64::from(starts[after]) + i64::from(project.tasks[after].duration);
                !is_started(it.task) || i64::from(starts[task as usize]) < end + i64::from(it.lag)
            };
            if let Some(it) = project.before[task as usize].iter().find(ready) {
                return Err(Violation::Early { task, after: it.task });
            }
        }
        let rest = rest(project, &starts, now);
        Ok(Running { rest, starts })
    }
}

/// The same tasks; those that were started take nothing of what is left to the others.
fn rest(project: &Project, starts: &[u32], now: u32) -> Project {
    let mut rest = project.clone();
    for ((task, before), &start) in rest.tasks.iter_mut().zip(&mut rest.before).zip(starts) {
        if start < now {
            task.release = start;
            task.uses.clear();
            before.clear();
        } else {
            task.release = task.release.max(now);
        }
    }
    for after in &mut rest.after {
        after.retain(|it| now <= starts[it.task as usize]);
    }
    let started = project.tasks.iter().zip(starts).filter(|it| *it.1 < now);
    let started: Vec<(&Task, u32)> = started.map(|(task, start)| (task, *start)).collect();
    for (resource, it) in (0..).zip(&mut rest.resources) {
        *it = beside(&started, resource, it);
    }
    rest
}

/// What there is of a resource beside what was started.
fn beside(started: &[(&Task, u32)], resource: u32, it: &Resource) -> Resource {
    let amount = |task: &Task| -> u32 {
        task.uses.iter().filter(|it| it.resource == resource).map(|it| it.amount).sum()
    };
    let taking: Vec<(u32, u32, u32)> = started
        .iter()
        .map(|(task, start)| (*start, start + task.duration, amount(task)))
        .filter(|it| 0 < it.2)
        .collect();
    let ends = taking.iter().flat_map(|it| [it.0, it.1]);
    let times: BTreeSet<u32> = ends.chain(it.changes.iter().map(|it| it.0)).collect();
    let left = |at: u32| {
        let taken: u32 = taking.iter().filter(|it| it.0 <= at && at < it.1).map(|it| it.2).sum();
        it.at(at).saturating_sub(taken)
    };
    let mut changes: Vec<(u32, u32)> = times.into_iter().map(|at| (at, left(at))).collect();
    changes.dedup_by_key(|it| it.1);
    Resource { capacity: left(0), changes }
}
