//! What comes first to begin with: the latest start times, by what the goal asks for.

use super::bounds::earliest_ends;
use super::project::Project;

/// By when each task must start for the rest to take no longer than the longest chain.
pub(super) fn by_chain(project: &Project) -> Vec<u32> {
    let tails = earliest_ends(&project.reversed());
    let length = tails.iter().copied().max().unwrap_or(0);
    tails.into_iter().map(|it| length - it).collect()
}

/// By when each task must start for it and those that wait for it to be done when they are due, if
/// nobody waits for a resource.
pub(super) fn by_due(project: &Project) -> Vec<u32> {
    let ends = earliest_ends(project);
    let last = ends.iter().copied().max().unwrap_or(0);
    let mut latest: Vec<u32> = vec![0; project.tasks.len()];
    for &task in project.order.iter().rev() {
        let it = project.task(task);
        let due = it.due.map_or(last, |due| due.at.min(last));
        let afters = project.after[task as usize].iter();
        let end = afters.map(|it| latest[it.task as usize].saturating_add_signed(-it.lag));
        latest[task as usize] = end.fold(due, u32::min).saturating_sub(it.duration);
    }
    latest
}
