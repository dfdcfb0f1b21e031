//! Which of the tasks that could be placed next has the lowest key.

use crate::model::index;

/// Keys may be so many times as large as there are tasks, and are still counted, not compared.
const SPREAD_MAX: usize = 16;

/// A set of tasks that gives the one with the lowest key first, among equals the lowest task. One
/// bit for each place in the order of keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue {
    /// The tasks by key.
    order: Vec<u32>,
    /// Where each task stands in `order`.
    ranks: Vec<u32>,
    /// Scratch space: how many tasks have a lower key.
    lower: Vec<u32>,
    waiting: Vec<u64>,
    /// No word of `waiting` below has anything.
    first: usize,
}

impl Queue {
    /// Nobody waits any more, and keys are these from now on.
    pub(super) fn reset(&mut self, keys: &[u32]) {
        self.order.resize(keys.len(), 0);
        self.ranks.resize(keys.len(), 0);
        self.waiting.clear();
        self.waiting.resize(keys.len().div_ceil(64), 0);
        self.first = self.waiting.len();
        let highest = keys.iter().copied().max().unwrap_or(0) as usize;
        if keys.len() * SPREAD_MAX < highest {
            self.compare(keys);
        } else {
            self.count(keys, highest);
        }
    }

    fn compare(&mut self, keys: &[u32]) {
        self.order.clear();
        self.order.extend(0..index(keys.len()));
        self.order.sort_unstable_by_key(|it| (keys[*it as usize], *it));
        for (rank, task) in (0..).zip(&self.order) {
            self.ranks[*task as usize] = rank;
        }
    }

    /// Counting sort.
    fn count(&mut self, keys: &[u32], highest: usize) {
        self.lower.clear();
        self.lower.resize(highest + 1, 0);
        for key in keys {
            self.lower[*key as usize] += 1;
        }
        let mut sum = 0;
        for lower in &mut self.lower {
            sum += std::mem::replace(lower, sum);
        }
        for ((task, key), rank) in (0..).zip(keys).zip(&mut self.ranks) {
            let place = &mut self.lower[*key as usize];
            *rank = *place;
            self.order[*place as usize] = task;
            *place += 1;
        }
    }

    pub(super) fn push(&mut self, task: u32) {
        let rank = self.ranks[task as usize] as usize;
        self.waiting[rank / 64] |= 1 << (rank % 64);
        self.first = self.first.min(rank / 64);
    }

    pub(super) fn pop(&mut self) -> Option<u32> {
        while let Some(word) = self.waiting.get_mut(self.first) {
            if *word != 0 {
                let rank = self.first * 64 + word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(self.order[rank]);
            }
            self.first += 1;
        }
        None
    }
}
