//! A project laid out for many trials: tasks in rows, what they wait for in one list.

use crate::model::{NONE, index};
use crate::sequence::Project;

/// A project whose tasks stand in the order that a policy goes by.
#[derive(Debug, Clone)]
pub(super) struct Network {
    /// Which task stands in each row.
    pub(super) task_of: Vec<u32>,
    /// In which row each task stands.
    pub(super) row_of: Vec<u32>,
    /// Before when each row cannot start.
    pub(super) release: Vec<f32>,
    /// How long each row should take.
    pub(super) planned: Vec<f32>,
    /// What each row waits for.
    pub(super) before: Links,
    /// What waits for each row.
    pub(super) after: Links,
    /// The rows that wait for none.
    pub(super) first: Vec<u32>,
    /// Whether some row may start before one that it waits for ends.
    pub(super) has_leads: bool,
}

/// For each row some others, in one list.
#[derive(Debug, Clone)]
pub(super) struct Links {
    starts: Vec<u32>,
    links: Vec<Link>,
}

/// One end of an order, seen from the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub(super) row: u32,
    /// How long after the end of the one the other may start.
    pub(super) lag: f32,
}

impl Links {
    fn of(lists: &[Vec<Link>]) -> Links {
        let (mut starts, mut links) = (vec![0], Vec::new());
        for list in lists {
            links.extend_from_slice(list);
            starts.push(index(links.len()));
        }
        Links { starts, links }
    }

    #[inline(always)]
    pub(super) fn of_row(&self, row: u32) -> &[Link] {
        let row = row as usize;
        &self.links[self.starts[row] as usize..self.starts[row + 1] as usize]
    }
}

impl Network {
    /// `task_of` names each task once.
    pub(super) fn of(project: &Project, task_of: Vec<u32>) -> Network {
        let mut row_of = vec![NONE; task_of.len()];
        for (row, task) in (0..).zip(&task_of) {
            row_of[*task as usize] = row;
        }
        let mut before = vec![Vec::new(); task_of.len()];
        let mut after = before.clone();
        for (second, &task) in (0_u32..).zip(&task_of) {
            for it in project.waits_for(task) {
                let (first, lag) = (row_of[it.first as usize], it.lag as f32);
                before[second as usize].push(Link { row: first, lag });
                after[first as usize].push(Link { row: second, lag });
            }
        }
        let tasks = || task_of.iter().map(|it| project.task(*it));
        let first = (0..).zip(&before).filter(|it| it.1.is_empty()).map(|it| it.0);
        Network {
            first: first.collect(),
            release: tasks().map(|it| it.release as f32).collect(),
            planned: tasks().map(|it| it.duration as f32).collect(),
            has_leads: before.iter().flatten().any(|it| it.lag < 0.0),
            before: Links::of(&before),
            after: Links::of(&after),
            row_of,
            task_of,
        }
    }

    pub(super) fn len(&self) -> u32 {
        index(self.task_of.len())
    }
}

/// All tasks, each after those that it waits for; of several that could come next, the one that comes
/// first in `list`.
pub(super) fn in_order(project: &Project, list: &[u32]) -> Vec<u32> {
    let mut place = vec![0_usize; list.len()];
    for (n, task) in list.iter().enumerate() {
        place[*task as usize] = n;
    }
    let mut after = vec![Vec::new(); list.len()];
    let mut waiting = vec![0_u32; list.len()];
    for task in 0..project.len() {
        for it in project.waits_for(task) {
            after[it.first as usize].push(task);
            waiting[task as usize] += 1;
        }
    }
    let mut ready: std::collections::BTreeSet<usize> =
        (0..list.len()).filter(|it| waiting[list[*it] as usize] == 0).collect();
    let mut order = Vec::with_capacity(list.len());
    while let Some(next) = ready.pop_first() {
        order.push(list[next]);
        for &task in &after[list[next] as usize] {
            waiting[task as usize] -= 1;
            if waiting[task as usize] == 0 {
                ready.insert(place[task as usize]);
            }
        }
    }
    order
}
