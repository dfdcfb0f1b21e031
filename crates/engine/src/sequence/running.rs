//! A sequence that is under way: what was started stays as it is, and the rest is put in order anew.

use std::collections::BTreeSet;

use super::project::{Project, Resource, Task, Wait};
use super::violation::Violation;

/// A project of which some was started already, seen at some moment.
///
/// When a task runs long, say so in its duration; when a crew is lost, in what there is of it from
/// now on. What was started goes on even if there is no longer enough for it. So does what it was
/// started ahead of, by a negative lag, and counts on to follow: that stays when it was to start.
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
    /// If there are not as many starts as tasks, or one of those that stay as they are starts before
    /// another that it waits for lets it.
    pub fn new(project: &Project, starts: Vec<u32>, now: u32) -> Result<Running, Violation> {
        if starts.len() != project.tasks.len() {
            return Err(Violation::Count);
        }
        let stays = staying(project, &starts, now);
        for task in (0..project.len()).filter(|it| stays[*it as usize]) {
            let is_early = |it: &&Wait| {
                let after = it.task as usize;
                let end = i64::from(starts[after]) + i64::from(project.tasks[after].duration);
                i64::from(starts[task as usize]) < end + i64::from(it.lag)
            };
            if let Some(it) = project.before[task as usize].iter().find(is_early) {
                return Err(Violation::Early { task, after: it.task });
            }
        }
        let rest = rest(project, &starts, now, &stays);
        Ok(Running { rest, starts })
    }
}

/// Which tasks stay as they are: those that were started, and all that these wait for.
fn staying(project: &Project, starts: &[u32], now: u32) -> Vec<bool> {
    let mut stays: Vec<bool> = starts.iter().map(|it| *it < now).collect();
    for &task in project.order.iter().rev() {
        let is_counted_on = project.after[task as usize].iter().any(|it| stays[it.task as usize]);
        stays[task as usize] |= is_counted_on;
    }
    stays
}

/// The same tasks; those that stay take nothing of what is left to the others.
fn rest(project: &Project, starts: &[u32], now: u32, stays: &[bool]) -> Project {
    let mut rest = project.clone();
    let tasks = rest.tasks.iter_mut().zip(&mut rest.before);
    for ((task, before), (&start, stays)) in tasks.zip(starts.iter().zip(stays)) {
        if *stays {
            task.release = start;
            task.uses.clear();
            before.clear();
        } else {
            task.release = task.release.max(now);
        }
    }
    for after in &mut rest.after {
        after.retain(|it| !stays[it.task as usize]);
    }
    let fixed = project.tasks.iter().zip(starts).zip(stays).filter(|it| *it.1);
    let fixed: Vec<(&Task, u32)> = fixed.map(|((task, start), _)| (task, *start)).collect();
    for (resource, it) in (0..).zip(&mut rest.resources) {
        *it = beside(&fixed, resource, it);
    }
    rest
}

/// What there is of a resource beside what stays.
fn beside(fixed: &[(&Task, u32)], resource: u32, it: &Resource) -> Resource {
    let amount = |task: &Task| -> u32 {
        task.uses.iter().filter(|it| it.resource == resource).map(|it| it.amount).sum()
    };
    let taking: Vec<(u32, u32, u32)> = fixed
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
