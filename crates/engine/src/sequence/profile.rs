//! How much of each resource is free at each time.

use super::project::{Project, Task};

/// How many resources share one word: 15 bits each, with a guard above.
const LANES: usize = 4;
const LANE_BITS: usize = 16;
const GUARDS: u64 = 0x8000_8000_8000_8000;

/// What tasks take, packed as the profile keeps it: some words for each task.
#[derive(Debug, Clone)]
pub(super) struct Demands {
    n_words: usize,
    words: Vec<u64>,
}

impl Demands {
    pub(super) fn of(project: &Project) -> Demands {
        let n_words = project.capacities.len().div_ceil(LANES).max(1);
        let mut words = vec![0; n_words * project.tasks.len()];
        for (task, of_task) in project.tasks.iter().zip(words.chunks_mut(n_words)) {
            pack(task, of_task);
        }
        Demands { n_words, words }
    }

    fn task(&self, task: u32) -> &[u64] {
        let from = task as usize * self.n_words;
        &self.words[from..from + self.n_words]
    }
}

fn pack(task: &Task, words: &mut [u64]) {
    for it in &task.uses {
        let resource = it.resource as usize;
        words[resource / LANES] += u64::from(it.amount) << (resource % LANES * LANE_BITS);
    }
}

/// How much of each resource is free at each time, packed. One subtraction for four resources tells
/// whether there is enough: the guard of a lane is lost where there is not.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    empty: Vec<u64>,
    /// Some words for each unit of time, from the first to the last at which anything is taken.
    free: Vec<u64>,
}

impl Profile {
    pub(super) fn of(project: &Project) -> Profile {
        let n_words = project.capacities.len().div_ceil(LANES).max(1);
        let mut empty = vec![GUARDS; n_words];
        for (resource, capacity) in project.capacities.iter().enumerate() {
            empty[resource / LANES] |= u64::from(*capacity) << (resource % LANES * LANE_BITS);
        }
        Profile { empty, free: Vec::new() }
    }

    /// Makes everything free again.
    pub(super) fn clear(&mut self) {
        self.free.clear();
    }

    /// Whether as much as `demand` is free at that time.
    fn fits(&self, at: usize, demand: &[u64]) -> bool {
        let n_words = self.empty.len();
        let free = &self.free[at * n_words..(at + 1) * n_words];
        free.iter().zip(demand).all(|(free, it)| (free - it) & GUARDS == GUARDS)
    }

    /// Takes what `task` takes for `duration`, as early as there is room, but not before `earliest`.
    /// Says from when on.
    pub(super) fn place(
        &mut self,
        demands: &Demands,
        task: u32,
        earliest: u32,
        duration: u32,
    ) -> u32 {
        let demand = demands.task(task);
        let n_words = self.empty.len();
        let (mut start, duration) = (earliest as usize, duration as usize);
        // Beyond the end everything is free.
        let end = self.free.len() / n_words;
        // From the last unit of time to the first: where one does not fit, no start before it does,
        // and what was looked at after it is known to fit.
        let mut known = start;
        while known < end.min(start + duration) {
            let window = known..end.min(start + duration);
            known = window.end;
            let misfit = window.rev().find(|at| !self.fits(*at, demand));
            start = misfit.map_or(start, |it| it + 1);
        }
        let taken_to = start + duration;
        while self.free.len() < taken_to * n_words {
            self.free.extend_from_slice(&self.empty);
        }
        for free in self.free[start * n_words..taken_to * n_words].chunks_mut(n_words) {
            for (free, it) in free.iter_mut().zip(demand) {
                *free -= it;
            }
        }
        u32::try_from(start).unwrap_or(u32::MAX)
    }
}
