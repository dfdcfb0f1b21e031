//! How much of one resource is taken at least at each time, whatever follows: the parts of tasks that
//! lie between their latest starts and their earliest ends.
//!
//! What follows is explained by one moment each (Schutt, Feydy, Stuckey and Wallace 2011, "Explaining
//! the cumulative propagator").

use super::super::project::{Project, Resource};
use super::facts::{Clash, Fact, Facts};
use super::waits::most_of;
use crate::model::index;

/// What takes so many times as long as a task is passed in one step, which says less each time, but does
/// not take forever.
const STEPS_MAX: i32 = 8;

/// A task that takes some of the resource.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) task: u32,
    pub(super) duration: i32,
    pub(super) amount: i32,
}

/// So much is taken in this time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) from: i32,
    pub(super) to: i32,
    pub(super) amount: i32,
}

/// One resource.
#[derive(Debug)]
pub(super) struct Timetable {
    pub(super) capacity: i32,
    pub(super) parts: Vec<Part>,
    /// When there is less of it than at most: as if somebody took the rest.
    pub(super) absent: Vec<Block>,
    // Memory that is kept.
    changes: Vec<(i32, i32)>,
    pub(super) taken: Vec<Block>,
    because: Vec<Fact>,
    together: Vec<Part>,
}

impl Timetable {
    /// None if all tasks can have what they take at once.
    pub(super) fn of(project: &Project, resource: u32, it: &Resource) -> Option<Timetable> {
        let most = most_of(it);
        let amount = |uses: &[super::super::project::Use]| -> u32 {
            uses.iter().filter(|it| it.resource == resource).map(|it| it.amount).sum()
        };
        let parts = (0_u32..).zip(&project.tasks).map(|(task, it)| Part {
            task,
            duration: it.duration.cast_signed(),
            amount: amount(&it.uses).cast_signed(),
        });
        let parts: Vec<Part> = parts.filter(|it| 0 < it.duration && 0 < it.amount).collect();
        let mut absent = Vec::new();
        let steps = [(0, it.capacity)].into_iter().chain(it.changes.iter().copied());
        let ends = it.changes.iter().map(|it| it.0).chain([u32::MAX >> 2]);
        for ((from, capacity), to) in steps.zip(ends).filter(|it| it.0.1 < most && it.0.0 < it.1) {
            let (from, to) = (from.cast_signed(), to.cast_signed());
            absent.push(Block { from, to, amount: (most - capacity).cast_signed() });
        }
        let taken = parts.iter().map(|it| i64::from(it.amount)).sum::<i64>();
        if absent.is_empty() && taken <= i64::from(most) {
            return None;
        }
        Some(Timetable {
            capacity: most.cast_signed(),
            parts,
            absent,
            changes: Vec::new(),
            taken: Vec::new(),
            because: Vec::new(),
            together: Vec::new(),
        })
    }

    /// What follows from it. Says how much was looked at.
    pub(super) fn follow(&mut self, facts: &mut Facts) -> Result<u64, Clash> {
        self.fill(facts);
        let mut most = 0;
        for n in 0..self.taken.len() {
            let block = self.taken[n];
            most = most.max(block.amount);
            if self.capacity < block.amount {
                self.gather(facts, (block.from, block.from + 1), None);
                facts.clash.clone_from(&self.because);
                return Err(Clash);
            }
        }
        for n in 0..self.parts.len() {
            let part = self.parts[n];
            if self.capacity < most + part.amount && facts.least(part.task) < facts.most(part.task)
            {
                self.later(part, facts)?;
                self.earlier(part, facts)?;
            }
        }
        Ok(u64::from(index(self.parts.len() + self.taken.len())))
    }

    /// Finds out what is taken when.
    pub(super) fn fill(&mut self, facts: &Facts) {
        self.changes.clear();
        let mut add = |it: Block| {
            self.changes.push((it.from, it.amount));
            self.changes.push((it.to, -it.amount));
        };
        self.absent.iter().for_each(|it| add(*it));
        for it in &self.parts {
            let (from, to) = (facts.most(it.task), facts.least(it.task) + it.duration);
            if from < to {
                add(Block { from, to, amount: it.amount });
            }
        }
        self.changes.sort_unstable();
        self.taken.clear();
        let (mut since, mut amount) = (0, 0);
        for &(at, more) in &self.changes {
            if since < at && 0 < amount {
                self.taken.push(Block { from: since, to: at, amount });
            }
            since = at;
            amount += more;
        }
    }

    /// A task cannot start before there is enough for it.
    fn later(&mut self, part: Part, facts: &mut Facts) -> Result<(), Clash> {
        let mut at = facts.least(part.task);
        let own = (facts.most(part.task), at + part.duration);
        let first = self.taken.partition_point(|it| it.to <= at);
        for n in first..self.taken.len() {
            let block = self.taken[n];
            if at + part.duration <= block.from {
                break;
            }
            // What it takes itself is counted already.
            let is_own = own.0 < block.to && block.from < own.1;
            if is_own || block.amount + part.amount <= self.capacity {
                continue;
            }
            while at < block.to {
                let moment = block.to.min(at + part.duration) - 1;
                let (from, to) = match block.to - at <= STEPS_MAX * part.duration {
                    true => (moment, moment + 1),
                    false => (block.from, block.to),
                };
                self.gather(facts, (from, to), Some(part));
                self.because.push(Fact::at_least(part.task, from - part.duration + 1));
                facts.set_because(Fact::at_least(part.task, to), &self.because)?;
                at = to;
            }
        }
        Ok(())
    }

    /// A task cannot end after there is enough for it.
    fn earlier(&mut self, part: Part, facts: &mut Facts) -> Result<(), Clash> {
        let mut at = facts.most(part.task);
        let own = (at, facts.least(part.task) + part.duration);
        let last = self.taken.partition_point(|it| it.from < at + part.duration);
        for n in (0..last).rev() {
            let block = self.taken[n];
            if block.to <= at {
                break;
            }
            let is_own = own.0 < block.to && block.from < own.1;
            if is_own || block.amount + part.amount <= self.capacity {
                continue;
            }
            while block.from < at + part.duration {
                let moment = block.from.max(at);
                let length = at + part.duration - block.from;
                let (from, to) = match length <= STEPS_MAX * part.duration {
                    true => (moment, moment + 1),
                    false => (block.from, block.to),
                };
                self.gather(facts, (from, to), Some(part));
                self.because.push(Fact::at_most(part.task, to - 1));
                let most = from - part.duration;
                facts.set_because(Fact::at_most(part.task, most), &self.because)?;
                at = most;
            }
        }
        Ok(())
    }

    /// Why too much is taken all the time from one moment to another, or not enough is left for a task.
    fn gather(&mut self, facts: &Facts, (from, to): (i32, i32), beside: Option<Part>) {
        self.together.clear();
        let absent = self.absent.iter().filter(|it| it.from <= from && to <= it.to);
        let taken: i32 = absent.map(|it| it.amount).sum();
        let mut over = taken + beside.map_or(0, |it| it.amount) - self.capacity;
        for it in self.parts.iter().filter(|it| beside.is_none_or(|own| own.task != it.task)) {
            if facts.most(it.task) <= from && to <= facts.least(it.task) + it.duration {
                over += it.amount;
                self.together.push(*it);
            }
        }
        // By one over is enough: leave out what need not be said, the largest first.
        self.together.sort_unstable_by_key(|it| (it.amount, it.task));
        self.because.clear();
        for it in self.together.iter().rev() {
            if it.amount < over {
                over -= it.amount;
                continue;
            }
            self.because.push(Fact::at_least(it.task, to - it.duration));
            self.because.push(Fact::at_most(it.task, from));
        }
    }
}
