//! How much of each resource is free at each time.

use super::project::{Project, Resource, Task};

/// How many resources share one word: 15 bits each, with a guard above.
const LANES: usize = 4;
const LANE_BITS: usize = 16;
const GUARDS: u64 = 0x8000_8000_8000_8000;

/// What tasks take, packed as the profile keeps it.
#[derive(Debug, Clone)]
pub(super) struct Demands {
    /// Where the words of each task begin; one more entry than tasks.
    starts: Vec<usize>,
    words: Vec<Demand>,
}

/// What a task takes of four resources.
#[derive(Debug, Clone, Copy)]
struct Demand {
    word: usize,
    amounts: u64,
}

impl Demands {
    pub(super) fn of(project: &Project) -> Demands {
        let (mut starts, mut words) = (vec![0], Vec::new());
        for task in &project.tasks {
            words.extend(packed(task));
            starts.push(words.len());
        }
        Demands { starts, words }
    }

    fn task(&self, task: u32) -> &[Demand] {
        &self.words[self.starts[task as usize]..self.starts[task as usize + 1]]
    }
}

fn packed(task: &Task) -> Vec<Demand> {
    let mut words: Vec<Demand> = Vec::new();
    for it in task.uses.iter().filter(|it| 0 < it.amount) {
        let (word, lane) = (it.resource as usize / LANES, it.resource as usize % LANES);
        let amounts = u64::from(it.amount) << (lane * LANE_BITS);
        match words.iter_mut().find(|it| it.word == word) {
            Some(found) => found.amounts += amounts,
            None => words.push(Demand { word, amounts }),
        }
    }
    words
}

/// How much of each resource is free at each time, packed. One subtraction for four resources tells
/// whether there is enough: the guard of a lane is lost where there is not.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    words: Vec<Word>,
}

/// Four resources.
#[derive(Debug, Clone)]
struct Word {
    /// What there is at each unit of time, up to the last change.
    there: Vec<u64>,
    /// What there is from then on.
    last: u64,
    /// What is free at each unit of time, from the first to the last at which anything is taken.
    free: Vec<u64>,
}

impl Profile {
    pub(super) fn of(project: &Project) -> Profile {
        Profile { words: project.resources.chunks(LANES).map(Word::of).collect() }
    }

    /// Makes everything free again.
    pub(super) fn clear(&mut self) {
        for word in &mut self.words {
            word.free.clear();
            word.free.extend_from_slice(&word.there);
        }
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
        let demands = demands.task(task);
        let (mut start, duration) = (earliest as usize, duration as usize);
        if duration == 0 {
            return earliest;
        }
        loop {
            let room = |start, it: &Demand| self.words[it.word].room(it.amounts, start, duration);
            let next = demands.iter().fold(start, room);
            // Where one word had no room, the others are asked again.
            if next == start || demands.len() == 1 {
                start = next;
                break;
            }
            start = next;
        }
        for it in demands {
            self.words[it.word].take(it.amounts, start, start + duration);
        }
        u32::try_from(start).unwrap_or(u32::MAX)
    }
}

impl Word {
    fn of(resources: &[Resource]) -> Word {
        let packed = |amount: &dyn Fn(&Resource) -> u32| {
            let lanes = resources.iter().enumerate();
            lanes
                .fold(GUARDS, |word, (lane, it)| word | u64::from(amount(it)) << (lane * LANE_BITS))
        };
        let changes = resources.iter().filter_map(|it| it.changes.last());
        let length = changes.map(|it| it.0).max().unwrap_or(0);
        let there = (0..length).map(|at| packed(&|it| it.at(at))).collect();
        Word { there, last: packed(&Resource::last), free: Vec::new() }
    }

    /// The first time from `start` on at which there is room for `duration`.
    fn room(&self, demand: u64, mut start: usize, duration: usize) -> usize {
        let fits = |free: &u64| (free - demand) & GUARDS == GUARDS;
        // From the last unit of time to the first: where one does not fit, no start before it does,
        // and what was looked at after it is known to fit. Beyond the end everything does.
        let mut known = start;
        let end = self.free.len();
        while known < end.min(start + duration) {
            let to = end.min(start + duration);
            let misfit = self.free[known..to].iter().rposition(|it| !fits(it));
            start = misfit.map_or(start, |it| known + it + 1);
            known = to;
        }
        start
    }

    fn take(&mut self, demand: u64, from: usize, to: usize) {
        if self.free.len() < to {
            self.free.resize(to, self.last);
        }
        self.free[from..to].iter_mut().for_each(|free| *free -= demand);
    }
}
