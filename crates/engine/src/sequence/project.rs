//! What is to be done, what comes before what, and who there is to do it.

use thiserror::Error;

use crate::model::index;

/// How much of a resource there may be at most: four amounts share one word of the profile.
pub const AMOUNT_MAX: u32 = 0x7FFF;

/// How long all tasks together may last at most, in units of time.
pub const LENGTH_MAX: u32 = 1 << 22;

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// How long it lasts, in units of time.
    pub duration: u32,
    /// What it takes while it lasts.
    pub uses: Vec<Use>,
}

/// How much of a resource a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// Which resource.
    pub resource: u32,
    /// How much of it.
    pub amount: u32,
}

impl Task {
    /// A task that lasts `duration` and takes nothing.
    pub fn of(duration: u32) -> Task {
        Task { duration, uses: Vec::new() }
    }

    /// The same, taking `amount` of `resource`, too.
    #[must_use]
    pub fn taking(mut self, amount: u32, resource: u32) -> Task {
        self.uses.push(Use { resource, amount });
        self
    }
}

/// Why a project was refused. The numbers are positions in the lists given to [`Project::new`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProjectError {
    /// An order names a task that is not there.
    #[error("order {order}: there is no task {task}")]
    TaskUnknown {
        /// Position of the order.
        order: usize,
        /// What it said.
        task: u32,
    },
    /// A task takes a resource that is not there.
    #[error("task {task}: there is no resource {resource}")]
    ResourceUnknown {
        /// The task.
        task: usize,
        /// What it said.
        resource: u32,
    },
    /// A task takes more of a resource than there is: it could never be done.
    #[error("task {task}: takes {amount} of resource {resource}, of which there are {capacity}")]
    TooMuch {
        /// The task.
        task: usize,
        /// The resource.
        resource: u32,
        /// How much it takes in all.
        amount: u64,
        /// How much there is.
        capacity: u32,
    },
    /// There is more of a resource than can be counted.
    #[error("resource {resource}: at most {AMOUNT_MAX} of it can be counted")]
    CapacityTooLarge {
        /// The resource.
        resource: usize,
    },
    /// Some tasks wait for each other.
    #[error("task {task} waits for itself, by way of others")]
    Circle {
        /// The lowest of them.
        task: u32,
    },
    /// All tasks together last too long: choose a larger unit of time.
    #[error("all tasks together last longer than {LENGTH_MAX} units of time")]
    TooLong,
}

/// What is wrong with a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Violation {
    /// Not as many starts as tasks.
    #[error("there are not as many starts as tasks")]
    Count,
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

/// Tasks, their order and the resources, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub(super) tasks: Vec<Task>,
    pub(super) capacities: Vec<u32>,
    /// What each task waits for.
    pub(super) before: Vec<Vec<u32>>,
    /// What waits for each task.
    pub(super) after: Vec<Vec<u32>>,
    /// All tasks, each after those that it waits for.
    pub(super) order: Vec<u32>,
}

impl Project {
    /// Checks the parts and puts them together. In each pair, the first task must be done before
    /// the second one starts. `capacities` says how much there is of each resource.
    ///
    /// # Errors
    /// If anything names what is not there, can never be done, or is too large to be counted.
    pub fn new(
        tasks: Vec<Task>,
        orders: &[(u32, u32)],
        capacities: Vec<u32>,
    ) -> Result<Project, ProjectError> {
        if let Some(resource) = capacities.iter().position(|it| AMOUNT_MAX < *it) {
            return Err(ProjectError::CapacityTooLarge { resource });
        }
        let length: u64 = tasks.iter().map(|it| u64::from(it.duration)).sum();
        if u64::from(LENGTH_MAX) < length {
            return Err(ProjectError::TooLong);
        }
        for (n, task) in tasks.iter().enumerate() {
            check_uses(n, task, &capacities)?;
        }
        let mut before = vec![Vec::new(); tasks.len()];
        let mut after = before.clone();
        for (order, &(first, second)) in orders.iter().enumerate() {
            let unknown = [first, second].into_iter().find(|it| tasks.len() <= *it as usize);
            if let Some(task) = unknown {
                return Err(ProjectError::TaskUnknown { order, task });
            }
            before[second as usize].push(first);
            after[first as usize].push(second);
        }
        for list in before.iter_mut().chain(&mut after) {
            list.sort_unstable();
            list.dedup();
        }
        let order = in_order(&before, &after)?;
        Ok(Project { tasks, capacities, before, after, order })
    }

    /// How many tasks there are. Their indices are `0..len()`.
    pub fn len(&self) -> u32 {
        index(self.tasks.len())
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// One task.
    pub fn task(&self, task: u32) -> &Task {
        &self.tasks[task as usize]
    }

    /// What a task waits for, ascending.
    pub fn waits_for(&self, task: u32) -> &[u32] {
        &self.before[task as usize]
    }

    /// How much there is of each resource.
    pub fn capacities(&self) -> &[u32] {
        &self.capacities
    }

    /// The same with time running backwards: what came last comes first.
    pub(super) fn reversed(&self) -> Project {
        let order = self.order.iter().rev().copied().collect();
        Project { before: self.after.clone(), after: self.before.clone(), order, ..self.clone() }
    }

    /// When everything is done if the tasks start at `starts`.
    pub fn makespan(&self, starts: &[u32]) -> u32 {
        let ends = self.tasks.iter().zip(starts).map(|(task, start)| start + task.duration);
        ends.max().unwrap_or(0)
    }

    /// What is wrong with starting the tasks at `starts`, if anything is.
    pub fn violation(&self, starts: &[u32]) -> Option<Violation> {
        if starts.len() != self.tasks.len() {
            return Some(Violation::Count);
        }
        for (task, befores) in self.before.iter().enumerate() {
            let is_early =
                |it: &&u32| starts[task] < starts[**it as usize] + self.task(**it).duration;
            if let Some(after) = befores.iter().find(is_early) {
                return Some(Violation::Early { task: index(task), after: *after });
            }
        }
        (0..self.capacities.len()).find_map(|it| self.overload(starts, it))
    }

    fn overload(&self, starts: &[u32], resource: usize) -> Option<Violation> {
        // At each moment at which it changes, by how much more or less is taken.
        let mut changes: Vec<(u32, i64)> = Vec::new();
        for (task, start) in self.tasks.iter().zip(starts) {
            for it in task.uses.iter().filter(|it| it.resource as usize == resource) {
                changes.push((*start, i64::from(it.amount)));
                changes.push((start + task.duration, -i64::from(it.amount)));
            }
        }
        // What ends at a moment makes room for what starts then.
        changes.sort_unstable();
        let mut taken = 0;
        changes.into_iter().find_map(|(at, more)| {
            taken += more;
            let is_over = i64::from(self.capacities[resource]) < taken;
            is_over.then_some(Violation::Overload { at, resource: index(resource) })
        })
    }
}

fn check_uses(task: usize, it: &Task, capacities: &[u32]) -> Result<(), ProjectError> {
    for Use { resource, .. } in &it.uses {
        let Some(&capacity) = capacities.get(*resource as usize) else {
            return Err(ProjectError::ResourceUnknown { task, resource: *resource });
        };
        let of_it = it.uses.iter().filter(|it| it.resource == *resource);
        let amount = of_it.map(|it| u64::from(it.amount)).sum();
        if u64::from(capacity) < amount {
            return Err(ProjectError::TooMuch { task, resource: *resource, amount, capacity });
        }
    }
    Ok(())
}

/// All tasks, each after those that it waits for.
fn in_order(before: &[Vec<u32>], after: &[Vec<u32>]) -> Result<Vec<u32>, ProjectError> {
    let mut waiting: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order: Vec<u32> =
        (0..index(before.len())).filter(|it| waiting[*it as usize] == 0).collect();
    let mut done = 0;
    while let Some(&task) = order.get(done) {
        done += 1;
        for &next in &after[task as usize] {
            waiting[next as usize] -= 1;
            if waiting[next as usize] == 0 {
                order.push(next);
            }
        }
    }
    match waiting.iter().position(|it| 0 < *it) {
        // What waits for a circle is stuck, too; what nothing stuck waits for is not of the circle.
        Some(_) => Err(ProjectError::Circle { task: of_circle(before, &waiting) }),
        None => Ok(order),
    }
}

/// The lowest task of a circle: whoever is stuck waits for somebody who is stuck, so going back from
/// one to the next leads into a circle, and once around it.
fn of_circle(before: &[Vec<u32>], waiting: &[usize]) -> u32 {
    let is_stuck = |it: &u32| 0 < waiting[*it as usize];
    let back = |task: u32| before[task as usize].iter().copied().find(is_stuck).unwrap_or(task);
    let mut task = (0..index(before.len())).find(is_stuck).unwrap_or(0);
    for _ in 0..before.len() {
        task = back(task);
    }
    let (mut lowest, mut next) = (task, back(task));
    while next != task {
        lowest = lowest.min(next);
        next = back(next);
    }
    lowest
}
