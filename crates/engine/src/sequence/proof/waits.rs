//! What waits for what, and of two tasks that cannot run at once: which comes first.

use super::super::project::Project;
use super::facts::{Clash, Fact, Facts, Reason, Step};
use crate::model::index;

/// At most so many pairs of tasks have a choice of their own.
const PAIRS_MAX: usize = 20_000;

/// The one side is at least so much more than the other, if a fact is so.
#[derive(Debug, Clone, Copy)]
struct Wait {
    from: u32,
    to: u32,
    wait: i32,
    by: Fact,
}

/// A side and how much more than another it is at least.
#[derive(Debug, Clone, Copy)]
struct Always {
    to: u32,
    wait: i32,
}

/// What follows from a start for other starts.
#[derive(Debug)]
pub(super) struct Waits {
    /// By the side that they begin at.
    always: Vec<Vec<Always>>,
    sometimes: Vec<Wait>,
    /// Places in `sometimes`, by the side that they begin at, and by that of the fact.
    by_from: Vec<Vec<u32>>,
    by_fact: Vec<Vec<u32>>,
}

impl Waits {
    /// The numbers are the starts of the tasks, the end of all, and one for each of the pairs.
    pub(super) fn of(project: &Project, pairs: &[(u32, u32)]) -> Waits {
        let n_tasks = index(project.tasks.len());
        let n_sides = 2 * (project.tasks.len() + 1 + pairs.len());
        let mut waits = Waits {
            always: vec![Vec::new(); n_sides],
            sometimes: Vec::new(),
            by_from: vec![Vec::new(); n_sides],
            by_fact: vec![Vec::new(); n_sides],
        };
        for (task, it) in (0_u32..).zip(&project.tasks) {
            let duration = it.duration.cast_signed();
            waits.always(task, n_tasks, duration);
            for after in &project.after[task as usize] {
                waits.always(task, after.task, duration + after.lag);
            }
        }
        let duration = |task: u32| project.task(task).duration.cast_signed();
        for (number, &(one, two)) in (n_tasks + 1..).zip(pairs) {
            waits.sometimes(one, two, duration(one), Fact::at_least(number, 1));
            waits.sometimes(two, one, duration(two), Fact::at_most(number, 0));
        }
        waits
    }

    fn always(&mut self, first: u32, second: u32, wait: i32) {
        self.always[2 * first as usize].push(Always { to: 2 * second, wait });
        self.always[2 * second as usize + 1].push(Always { to: 2 * first + 1, wait });
    }

    fn sometimes(&mut self, first: u32, second: u32, wait: i32, by: Fact) {
        for (from, to) in [(2 * first, 2 * second), (2 * second + 1, 2 * first + 1)] {
            let place = index(self.sometimes.len());
            self.by_from[from as usize].push(place);
            self.by_fact[by.side as usize].push(place);
            self.sometimes.push(Wait { from, to, wait, by });
        }
    }

    /// What follows from a step. Says how many waits were looked at.
    pub(super) fn follow(&self, step: &Step, facts: &mut Facts) -> Result<u64, Clash> {
        let side = step.side as usize;
        for &Always { to, wait } in &self.always[side] {
            let fact = Fact { side: to, at_least: facts.bounds[side] + wait };
            facts.set(fact, Reason::Wait { side: step.side, wait, by: None })?;
        }
        for &place in &self.by_from[side] {
            self.sometimes[place as usize].follow(facts)?;
        }
        for &place in &self.by_fact[side] {
            self.sometimes[place as usize].follow(facts)?;
        }
        let n = self.always[side].len() + self.by_from[side].len() + self.by_fact[side].len();
        Ok(u64::from(index(n)))
    }
}

impl Wait {
    fn follow(&self, facts: &mut Facts) -> Result<(), Clash> {
        let &Wait { from, to, wait, by } = self;
        if facts.cannot_be(by) {
            return Ok(());
        }
        let at_least = facts.bounds[from as usize] + wait;
        if facts.is_so(by) {
            let reason = Reason::Wait { side: from, wait, by: Some(by) };
            return facts.set(Fact { side: to, at_least }, reason);
        }
        let over = at_least + facts.bounds[to as usize ^ 1];
        if over <= 0 {
            return Ok(());
        }
        // By one over is enough, and says more.
        let early = Fact { side: from, at_least: facts.bounds[from as usize] - (over - 1) };
        let late = Fact { side: to ^ 1, at_least: facts.bounds[to as usize ^ 1] };
        facts.set_because(by.not(), &[early, late])
    }
}

/// The pairs of tasks that never run at once because they would take more than there is, and that no
/// wait puts in order. None if there are too many.
pub(super) fn pairs(project: &Project) -> Vec<(u32, u32)> {
    let n = project.len();
    let waits = waiting(project);
    let most: Vec<u32> = project.resources.iter().map(most_of).collect();
    let amounts = amounts(project);
    let mut pairs = Vec::new();
    for one in (0..n).filter(|it| 0 < project.task(*it).duration) {
        for two in (one + 1..n).filter(|it| 0 < project.task(*it).duration) {
            let is_ordered = is_in(&waits, one, two) || is_in(&waits, two, one);
            let both = amounts[one as usize].iter().zip(&amounts[two as usize]).zip(&most);
            if !is_ordered && both.into_iter().any(|((one, two), most)| *most < one + two) {
                pairs.push((one, two));
            }
        }
        if PAIRS_MAX < pairs.len() {
            return Vec::new();
        }
    }
    pairs
}

/// How much there ever is.
pub(super) fn most_of(it: &super::super::project::Resource) -> u32 {
    it.changes.iter().map(|it| it.1).fold(it.capacity, u32::max)
}

/// How much of each resource each task takes.
pub(super) fn amounts(project: &Project) -> Vec<Vec<u32>> {
    let of_task = |task: &super::super::project::Task| {
        let mut amounts = vec![0; project.resources.len()];
        task.uses.iter().for_each(|it| amounts[it.resource as usize] += it.amount);
        amounts
    };
    project.tasks.iter().map(of_task).collect()
}

fn is_in(waits: &[Vec<u64>], first: u32, second: u32) -> bool {
    waits[second as usize][first as usize / 64] >> (first % 64) & 1 == 1
}

/// For which tasks each must wait until they are done, bit by bit.
fn waiting(project: &Project) -> Vec<Vec<u64>> {
    let mut waits = vec![vec![0_u64; project.tasks.len().div_ceil(64)]; project.tasks.len()];
    for &task in &project.order {
        let mut own = std::mem::take(&mut waits[task as usize]);
        for it in project.before[task as usize].iter().filter(|it| 0 <= it.lag) {
            let first = it.task as usize;
            own[first / 64] |= 1 << (first % 64);
            own.iter_mut().zip(&waits[first]).for_each(|(own, more)| *own |= more);
        }
        waits[task as usize] = own;
    }
    waits
}
