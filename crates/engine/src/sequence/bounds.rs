//! What no order can beat.

use super::project::Project;

/// When each task is done if nobody waits for a resource: the critical path method.
pub(super) fn earliest_ends(project: &Project) -> Vec<u32> {
    let mut ends = vec![0; project.tasks.len()];
    for &task in &project.order {
        let before = project.before[task as usize].iter().map(|it| ends[*it as usize]);
        ends[task as usize] = before.max().unwrap_or(0) + project.task(task).duration;
    }
    ends
}

/// When everything is done at the earliest, whatever the order: no sooner than the longest chain of
/// tasks, and no sooner than what is taken of a resource, all in all, takes when none of it idles.
pub(super) fn lower_bound(project: &Project) -> u32 {
    let chain = earliest_ends(project).into_iter().max().unwrap_or(0);
    let work = (0..project.capacities.len()).map(|it| work_bound(project, it));
    work.fold(chain, u32::max)
}

fn work_bound(project: &Project, resource: usize) -> u32 {
    let work: u64 = project
        .tasks
        .iter()
        .flat_map(|task| task.uses.iter().map(move |it| (task.duration, it)))
        .filter(|(_, it)| it.resource as usize == resource)
        .map(|(duration, it)| u64::from(duration) * u64::from(it.amount))
        .sum();
    let capacity = u64::from(project.capacities[resource]).max(1);
    u32::try_from(work.div_ceil(capacity)).unwrap_or(u32::MAX)
}
