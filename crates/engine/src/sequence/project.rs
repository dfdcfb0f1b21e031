//! What is to be done, what comes before what, and who there is to do it.

use std::cmp::Reverse;

use thiserror::Error;

use crate::model::index;

/// How much of a resource there may be at most: four amounts share one word of the profile.
pub const AMOUNT_MAX: u32 = 0x7FFF;

/// How long all tasks and waits together may last at most, in units of time.
pub const LENGTH_MAX: u32 = 1 << 22;

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// How long it lasts, in units of time.
    pub duration: u32,
    /// What it takes while it lasts.
    pub uses: Vec<Use>,
    /// It cannot start before.
    pub release: u32,
    /// By when it should be done, if anybody said so.
    pub due: Option<Due>,
}

/// By when something should be done, and how much that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// It should be done by then.
    pub at: u32,
    /// What each unit of time after that counts.
    pub weight: u32,
}

/// One task waits for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The task that comes first.
    pub first: u32,
    /// The task that waits for it.
    pub second: u32,
    /// How long after the end of `first` the second one may start. Below zero: that long before,
    /// as if `second` held out without `first` for a while.
    pub lag: i32,
}

impl Order {
    /// `second` starts when `first` is done, or later.
    pub fn then(first: u32, second: u32) -> Order {
        Order { first, second, lag: 0 }
    }
}

/// A crew, a kind of equipment: what tasks share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// How much there is of it at first.
    pub capacity: u32,
    /// From when on there is how much instead, in the order of time. What there is in the end
    /// must suffice for every task.
    pub changes: Vec<(u32, u32)>,
}

impl Resource {
    /// There is always as much.
    pub fn of(capacity: u32) -> Resource {
        Resource { capacity, changes: Vec::new() }
    }

    /// How much there is in the end.
    pub fn last(&self) -> u32 {
        self.changes.last().map_or(self.capacity, |it| it.1)
    }

    /// How much there is at `at`.
    pub fn at(&self, at: u32) -> u32 {
        let before = self.changes.iter().rev().find(|it| it.0 <= at);
        before.map_or(self.capacity, |it| it.1)
    }
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
        Task { duration, ..Task::default() }
    }

    /// The same, taking `amount` of `resource`, too.
    #[must_use]
    pub fn taking(mut self, amount: u32, resource: u32) -> Task {
        self.uses.push(Use { resource, amount });
        self
    }

    /// The same, to be done by `at`.
    #[must_use]
    pub fn due(self, at: u32, weight: u32) -> Task {
        Task { due: Some(Due { at, weight }), ..self }
    }

    /// The same, not starting before `release`.
    #[must_use]
    pub fn not_before(self, release: u32) -> Task {
        Task { release, ..self }
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
    /// The changes of a resource are not in the order of time, or beyond all time.
    #[error("resource {resource}: its changes must be in the order of time, up to {LENGTH_MAX}")]
    ChangesUnordered {
        /// The resource.
        resource: usize,
    },
    /// Some tasks wait for each other.
    #[error("task {task} waits for itself, by way of others")]
    Circle {
        /// The lowest of them.
        task: u32,
    },
    /// All tasks and waits together last too long: choose a larger unit of time.
    #[error("all tasks and waits together last longer than {LENGTH_MAX} units of time")]
    TooLong,
}

/// Tasks, their order and the resources, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    pub(super) tasks: Vec<Task>,
    pub(super) resources: Vec<Resource>,
    /// What each task waits for, and for how long after.
    pub(super) before: Vec<Vec<Wait>>,
    /// What waits for each task, and for how long after.
    pub(super) after: Vec<Vec<Wait>>,
    /// All tasks, each after those that it waits for.
    pub(super) order: Vec<u32>,
}

/// One end of an order, seen from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wait {
    pub(super) task: u32,
    pub(super) lag: i32,
}

impl Project {
    /// Checks the parts and puts them together.
    ///
    /// # Errors
    /// If anything names what is not there, can never be done, or is too large to be counted.
    pub fn new(
        tasks: Vec<Task>,
        orders: &[Order],
        resources: Vec<Resource>,
    ) -> Result<Project, ProjectError> {
        check_resources(&resources)?;
        let lags = orders.iter().map(|it| u64::from(it.lag.unsigned_abs()));
        let lasting = tasks.iter().map(|it| u64::from(it.duration)).chain(lags).sum::<u64>();
        let latest = tasks.iter().map(|it| u64::from(it.release)).max().unwrap_or(0);
        if u64::from(LENGTH_MAX) < lasting.saturating_add(latest) {
            return Err(ProjectError::TooLong);
        }
        for (n, task) in tasks.iter().enumerate() {
            check_uses(n, task, &resources)?;
        }
        let mut before = vec![Vec::new(); tasks.len()];
        let mut after = before.clone();
        for (order, &Order { first, second, lag }) in orders.iter().enumerate() {
            let unknown = [first, second].into_iter().find(|it| tasks.len() <= *it as usize);
            if let Some(task) = unknown {
                return Err(ProjectError::TaskUnknown { order, task });
            }
            before[second as usize].push(Wait { task: first, lag });
            after[first as usize].push(Wait { task: second, lag });
        }
        for list in before.iter_mut().chain(&mut after) {
            // Of several orders between two tasks the longest wait holds.
            list.sort_unstable_by_key(|it| (it.task, Reverse(it.lag)));
            list.dedup_by_key(|it| it.task);
        }
        let order = in_order(&before, &after)?;
        Ok(Project { tasks, resources, before, after, order })
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
    pub fn waits_for(&self, task: u32) -> impl Iterator<Item = Order> + '_ {
        let before = self.before[task as usize].iter();
        before.map(move |it| Order { first: it.task, second: task, lag: it.lag })
    }

    /// What tasks share.
    pub fn resources(&self) -> &[Resource] {
        &self.resources
    }

    /// Whether time can run backwards: no task waits for a moment, no resource changes.
    pub(super) fn is_reversible(&self) -> bool {
        self.tasks.iter().all(|it| it.release == 0)
            && self.resources.iter().all(|it| it.changes.is_empty())
    }

    /// The same with time running backwards: what came last comes first. What is tied to a moment
    /// is let go.
    pub(super) fn reversed(&self) -> Project {
        let order = self.order.iter().rev().copied().collect();
        let tasks = self.tasks.iter().map(|it| Task { release: 0, due: None, ..it.clone() });
        let resources = self.resources.iter().map(|it| Resource::of(it.last()));
        Project {
            tasks: tasks.collect(),
            resources: resources.collect(),
            before: self.after.clone(),
            after: self.before.clone(),
            order,
        }
    }

    /// When everything is done if the tasks start at `starts`.
    pub fn makespan(&self, starts: &[u32]) -> u32 {
        let ends = self.tasks.iter().zip(starts).map(|(task, start)| start + task.duration);
        ends.max().unwrap_or(0)
    }

    /// By how much the tasks are done later than they should be, each unit of time as often as it
    /// counts, if they start at `starts`: the total weighted tardiness.
    pub fn tardiness(&self, starts: &[u32]) -> u64 {
        let late = self.tasks.iter().zip(starts).filter_map(|(task, start)| {
            let Due { at, weight } = task.due?;
            Some(u64::from((start + task.duration).saturating_sub(at)) * u64::from(weight))
        });
        late.sum()
    }

    /// When a task can start at the earliest if those that it waits for start at `starts`.
    pub(super) fn earliest(&self, task: u32, starts: &[u32]) -> u32 {
        let ready = self.before[task as usize].iter().map(|it| {
            let before = it.task as usize;
            (starts[before] + self.tasks[before].duration).saturating_add_signed(it.lag)
        });
        ready.fold(self.tasks[task as usize].release, u32::max)
    }
}

fn check_resources(resources: &[Resource]) -> Result<(), ProjectError> {
    for (resource, it) in resources.iter().enumerate() {
        let amounts = it.changes.iter().map(|it| it.1);
        if amounts.chain([it.capacity]).any(|it| AMOUNT_MAX < it) {
            return Err(ProjectError::CapacityTooLarge { resource });
        }
        let is_ordered = it.changes.is_sorted_by(|one, next| one.0 < next.0);
        if !is_ordered || it.changes.last().is_some_and(|it| LENGTH_MAX < it.0) {
            return Err(ProjectError::ChangesUnordered { resource });
        }
    }
    Ok(())
}

fn check_uses(task: usize, it: &Task, resources: &[Resource]) -> Result<(), ProjectError> {
    for Use { resource, .. } in &it.uses {
        let Some(capacity) = resources.get(*resource as usize).map(Resource::last) else {
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
fn in_order(before: &[Vec<Wait>], after: &[Vec<Wait>]) -> Result<Vec<u32>, ProjectError> {
    let mut waiting: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order: Vec<u32> =
        (0..index(before.len())).filter(|it| waiting[*it as usize] == 0).collect();
    let mut done = 0;
    while let Some(&task) = order.get(done) {
        done += 1;
        for next in &after[task as usize] {
            waiting[next.task as usize] -= 1;
            if waiting[next.task as usize] == 0 {
                order.push(next.task);
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
fn of_circle(before: &[Vec<Wait>], waiting: &[usize]) -> u32 {
    let is_stuck = |it: &u32| 0 < waiting[*it as usize];
    let back = |task: u32| {
        let befores = before[task as usize].iter().map(|it| it.task);
        befores.into_iter().find(is_stuck).unwrap_or(task)
    };
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
