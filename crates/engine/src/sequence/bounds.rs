//! What no order can beat.

use super::project::{LENGTH_MAX, Project, Resource};

/// When each task is done if nobody waits for a resource: the critical path method.
pub(super) fn earliest_ends(project: &Project) -> Vec<u32> {
    let mut starts = vec![0; project.tasks.len()];
    for &task in &project.order {
        starts[task as usize] = project.earliest(task, &starts);
    }
    starts.iter().zip(&project.tasks).map(|(start, task)| start + task.duration).collect()
}

/// How late the tasks are at least, whatever the order: as late as they would be if nobody waited
/// for a resource.
pub(super) fn tardiness_bound(project: &Project) -> u64 {
    let ends = earliest_ends(project);
    let starts: Vec<u32> =
        ends.iter().zip(&project.tasks).map(|(end, task)| end - task.duration).collect();
    project.tardiness(&starts)
}

/// When everything is done at the earliest, whatever the order: no sooner than the longest chain of
/// tasks, and no sooner than what is taken of a resource, all in all, takes when none of it idles.
pub(super) fn lower_bound(project: &Project) -> u32 {
    let chain = earliest_ends(project).into_iter().max().unwrap_or(0);
    let work = (0_u32..).zip(&project.resources).map(|(n, it)| work_bound(project, n, it));
    work.fold(chain, u32::max)
}

fn work_bound(project: &Project, resource: u32, it: &Resource) -> u32 {
    let mut work: u64 = project
        .tasks
        .iter()
        .flat_map(|task| task.uses.iter().map(move |it| (task.duration, it)))
        .filter(|(_, it)| it.resource == resource)
        .map(|(duration, it)| u64::from(duration) * u64::from(it.amount))
        .sum();
    // What can be done between one change and the next.
    let (mut from, mut capacity) = (0, it.capacity);
    for &(to, next) in &it.changes {
        let most = u64::from(to - from) * u64::from(capacity);
        if work <= most {
            break;
        }
        work -= most;
        (from, capacity) = (to, next);
    }
    let rest = work.div_ceil(u64::from(capacity).max(1));
    from + u32::try_from(rest).unwrap_or(LENGTH_MAX)
}
