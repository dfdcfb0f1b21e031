//! Whether all that must be done of a resource in some time is more than can be: time-table and the
//! energy of what else lies in that time (Vilím 2011, "Timetable edge finding filtering algorithm for
//! discrete cumulative resources"), explained as in Schutt, Feydy and Stuckey 2013.

use super::facts::{Clash, Fact, Facts};
use super::timetable::{Block, Part, Timetable};

/// A task of the resource, as far as it is not in the timetable.
#[derive(Debug, Clone, Copy)]
struct Free {
    from: i32,
    to: i32,
    energy: i64,
    /// What the timetable takes before `from`, and before `to`.
    taken_from: i64,
    taken_to: i64,
}

impl Timetable {
    /// Looks for a time in which more must be done than can be. Says how much was looked at.
    pub(super) fn weigh(&mut self, facts: &mut Facts) -> Result<u64, Clash> {
        self.fill(facts);
        let mut all: Vec<Free> = self.parts.iter().map(|it| self.free(*it, facts)).collect();
        all.sort_unstable_by_key(|it| (std::cmp::Reverse(it.from), it.to));
        let mut ends: Vec<(i32, i64)> = all.iter().map(|it| (it.to, it.taken_to)).collect();
        ends.sort_unstable();
        ends.dedup();
        for (to, taken_to) in ends.iter().copied() {
            let mut energy = 0;
            for it in all.iter().filter(|it| it.to <= to) {
                energy += it.energy;
                let most = i64::from(self.capacity) * i64::from(to - it.from);
                let all = energy + taken_to - it.taken_from;
                if most < all {
                    self.blame(it.from, to, facts);
                    return Err(Clash);
                }
            }
        }
        Ok(u64::from(crate::model::index(all.len() * ends.len() / 4)))
    }

    fn free(&self, it: Part, facts: &Facts) -> Free {
        let (least, most) = (facts.least(it.task), facts.most(it.task));
        let (from, to) = (least, most + it.duration);
        let length = it.duration.min(most - least);
        let energy = i64::from(length) * i64::from(it.amount);
        Free { from, to, energy, taken_from: self.before(from), taken_to: self.before(to) }
    }

    /// What the timetable takes before a moment.
    fn before(&self, moment: i32) -> i64 {
        let blocks = self.taken.iter().take_while(|it| it.from < moment);
        blocks.map(|it| energy(it.to.min(moment) - it.from, it.amount)).sum()
    }

    /// Why more must be done in a time than can be.
    fn blame(&self, from: i32, to: i32, facts: &mut Facts) {
        let absent = |it: &Block| energy(it.to.min(to) - it.from.max(from), it.amount);
        let absent: i64 = self.absent.iter().map(absent).sum();
        // How long each must run in that time, wherever in its own it lies.
        let runs = |it: &Part| {
            let (least, most) = (facts.least(it.task), facts.most(it.task));
            let run = (least + it.duration - from).min(to - most);
            (*it, run.min(it.duration).min(to - from))
        };
        let mut runs: Vec<(Part, i32)> =
            self.parts.iter().map(runs).filter(|it| 0 < it.1).collect();
        let taken: i64 = runs.iter().map(|(it, run)| energy(*run, it.amount)).sum();
        // By one over is enough: the least is left out first.
        let mut over = absent + taken - energy(to - from, self.capacity) - 1;
        runs.sort_unstable_by_key(|(it, run)| (energy(*run, it.amount), it.task));
        facts.clash.clear();
        for (it, run) in runs {
            let amount = i64::from(it.amount);
            let less = i32::try_from((over / amount).min(i64::from(run))).unwrap_or(0).max(0);
            over -= i64::from(less) * amount;
            let run = run - less;
            if 0 < run {
                facts.clash.push(Fact::at_least(it.task, from + run - it.duration));
                facts.clash.push(Fact::at_most(it.task, to - run));
            }
        }
    }
}

fn energy(length: i32, amount: i32) -> i64 {
    i64::from(length.max(0)) * i64::from(amount)
}
