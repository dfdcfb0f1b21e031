//! The order that was found as a project, to try out what happens when work takes longer.

use crate::sequence::Project;

use super::answer::Restoration;
use super::find::{Planned, planned};

/// The work on all that comes back, as a project for [`chance`](crate::chance).
#[derive(Debug, Clone)]
pub struct Plan {
    /// The work, in units of time from the beginning of work on.
    pub project: Project,
    /// How long a unit is, in seconds.
    pub unit: u32,
    /// When work begins, in seconds after the disruption.
    pub begin: u32,
    /// The node that each task works on; none for tasks that only mark when something is back.
    pub nodes: Vec<Option<u32>>,
    /// When each task starts, in seconds after the disruption: its place in the order.
    pub starts: Vec<u32>,
    /// For each node that comes back, the task at whose end it is back; by node.
    pub ends: Vec<(u32, u32)>,
    /// The crew that each resource of the project is. A crew that is never short is none of them.
    pub crews: Vec<u32>,
}

impl Restoration {
    /// The order as a project, in units of time of at least `unit` seconds. `None`: there is too much
    /// of it.
    pub fn plan(&self, unit: u32) -> Option<Plan> {
        let (work, schedule) = (&self.work, &self.schedule);
        let Planned { project, unit, places, ends, crews } = planned(work, unit, self.makespan)?;
        let n_tasks = project.len() as usize;
        let (mut nodes, mut starts) = (vec![None; n_tasks], vec![u32::MAX; n_tasks]);
        for job in work.doable() {
            let place = places[job as usize] as usize;
            nodes[place] = Some(work.job(job).node);
            starts[place] = schedule.starts[job as usize];
        }
        let mut ends: Vec<(u32, u32)> =
            ends.into_iter().map(|(job, task)| (work.job(job).node, task)).collect();
        for (node, task) in &ends {
            // What only marks an end comes after all that it marks.
            if let (None, Some(back)) = (nodes[*task as usize], self.node(*node)) {
                starts[*task as usize] = back.end.unwrap_or(u32::MAX);
            }
        }
        ends.sort_unstable();
        Some(Plan { project, unit, begin: work.begin, nodes, starts, ends, crews })
    }
}
