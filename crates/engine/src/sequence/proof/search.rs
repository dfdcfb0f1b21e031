//! Whether everything can be done by some time: a search that learns from each contradiction.
//!
//! Lazy clause generation (Ohrimenko, Stuckey and Codish 2009; for project scheduling Schutt, Feydy,
//! Stuckey and Wallace 2011), with facts about numbers in place of clauses.

use super::super::project::Project;
use super::activity::Activity;
use super::facts::{Clash, Fact, Facts, Reason};
use super::learn::Learning;
use super::nogoods::Nogoods;
use super::timetable::Timetable;
use super::waits::{Waits, pairs};
use crate::model::index;

/// No schedule is so long.
const LONGEST: i32 = 1 << 25;

/// It begins again after so many contradictions, and then as many times as Luby has it (Luby, Sinclair
/// and Zuckerman 1993, "Optimal speedup of Las Vegas algorithms").
const UNTIL_AGAIN: u64 = 100;

/// With more choices than the end, resources are not weighed: it takes longer than it saves.
const WEIGHED: u32 = 1;

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The schedule is as short as was asked for.
    Found(Vec<u32>),
    /// There is none.
    Refuted,
    /// Nobody knows yet.
    Open,
}

/// The search.
#[derive(Debug)]
pub(super) struct Search {
    n_tasks: u32,
    facts: Facts,
    waits: Waits,
    nogoods: Nogoods,
    timetables: Vec<Timetable>,
    /// Which of them a task is in.
    of_task: Vec<Vec<u32>>,
    /// Which of them to look at again.
    is_due: Vec<bool>,
    activity: Activity,
    learning: Learning,
    /// Whether the first of each pair came first when that was last certain.
    ways: Vec<bool>,
    /// How many of the steps were followed.
    n_followed: usize,
    /// How many there were when resources were last weighed.
    n_weighed: usize,
    n_clashes: u64,
    n_again: u64,
    again_at: u64,
}

impl Search {
    pub(super) fn of(project: &Project) -> Search {
        let n_tasks = index(project.tasks.len());
        let pairs = pairs(project);
        let starts = project.tasks.iter().map(|it| (it.release.cast_signed(), LONGEST));
        let numbers = starts.chain([(0, LONGEST)]).chain(pairs.iter().map(|_| (0, 1)));
        let facts = Facts::of(numbers);
        let resources = (0_u32..).zip(&project.resources);
        let timetables: Vec<Timetable> =
            resources.filter_map(|(n, it)| Timetable::of(project, n, it)).collect();
        let mut of_task = vec![Vec::new(); project.tasks.len()];
        for (n, it) in (0_u32..).zip(&timetables) {
            it.parts.iter().for_each(|it| of_task[it.task as usize].push(n));
        }
        let n_numbers = n_tasks + 1 + index(pairs.len());
        let mut search = Search {
            n_tasks,
            waits: Waits::of(project, &pairs),
            nogoods: Nogoods::of(facts.bounds.len()),
            is_due: vec![true; timetables.len()],
            timetables,
            of_task,
            activity: Activity::of(n_numbers),
            learning: Learning::default(),
            ways: vec![true; n_numbers as usize],
            facts,
            n_followed: 0,
            n_weighed: usize::MAX,
            n_clashes: 0,
            n_again: 1,
            again_at: UNTIL_AGAIN,
        };
        search.begin();
        search
    }

    /// What follows from how everything is to begin with: no step says it.
    fn begin(&mut self) {
        for side in 0..index(self.facts.bounds.len()) {
            let after = self.facts.bounds[side as usize];
            let step = super::facts::Step::first(side, after);
            if self.waits.follow(&step, &mut self.facts).is_err() {
                return;
            }
        }
    }

    /// By when everything is done at the earliest, as far as is known.
    pub(super) fn end(&self) -> i32 {
        self.facts.least(self.n_tasks)
    }

    /// What follows from an end at the earliest that is known, without any choice. If that cannot be,
    /// the end is later from now on.
    pub(super) fn try_end(&mut self, work: &mut u64) -> Outcome {
        loop {
            match self.follow(work) {
                Err(Clash) if !self.turn_back() => return Outcome::Refuted,
                Ok(()) if self.facts.level() == 0 => self.assume_end(),
                Ok(()) | Err(Clash) => return Outcome::Open,
            }
        }
    }

    /// Goes on looking for a schedule that ends at the earliest that is known, until what may be done
    /// is done. If there is none, the end is later from now on.
    pub(super) fn go_on(&mut self, work: &mut u64) -> Outcome {
        loop {
            match self.follow(work) {
                Err(Clash) => {
                    self.n_clashes += 1;
                    if !self.turn_back() {
                        return Outcome::Refuted;
                    }
                }
                Ok(()) if *work == 0 => return Outcome::Open,
                Ok(()) if self.facts.level() == 0 => self.assume_end(),
                Ok(()) if self.again_at <= self.n_clashes => self.again(),
                Ok(()) => {
                    let Some(fact) = self.next() else { return Outcome::Found(self.starts()) };
                    self.assume(fact);
                }
            }
        }
    }

    /// All that follows from what is known.
    fn follow(&mut self, work: &mut u64) -> Result<(), Clash> {
        loop {
            while let Some(&step) = self.facts.steps.get(self.n_followed) {
                self.n_followed += 1;
                let n = self.waits.follow(&step, &mut self.facts)?;
                let n = n + self.nogoods.follow(&step, &mut self.facts)?;
                *work = work.saturating_sub(n + 1);
                if let Some(of_task) = self.of_task.get(step.side as usize / 2) {
                    of_task.iter().for_each(|it| self.is_due[*it as usize] = true);
                }
            }
            if let Some(next) = self.is_due.iter().position(|it| *it) {
                self.is_due[next] = false;
                let n = self.timetables[next].follow(&mut self.facts)?;
                *work = work.saturating_sub(n);
                continue;
            }
            if self.n_followed == self.n_weighed || WEIGHED < self.facts.level() {
                return Ok(());
            }
            self.n_weighed = self.n_followed;
            for it in &mut self.timetables {
                let n = it.weigh(&mut self.facts)?;
                *work = work.saturating_sub(n);
            }
            return Ok(());
        }
    }

    /// Learns from a contradiction. Says whether anything is left to be tried.
    fn turn_back(&mut self) -> bool {
        let learned = self.learning.learn(&self.facts, &mut self.nogoods, &mut self.activity);
        let Some(learned) = learned else { return false };
        let Some(&first) = learned.facts.first() else { return false };
        self.back_to(learned.back);
        let reason = match learned.facts.len() {
            1 => Reason::Choice,
            _ => Reason::Nogood(self.nogoods.add(learned.facts, learned.n_levels)),
        };
        // It is open at the level that was gone back to.
        let is_open = self.facts.set(first.not(), reason).is_ok();
        is_open && first.side != 2 * self.n_tasks + 1
    }

    fn back_to(&mut self, level: u32) {
        if self.facts.level() <= level {
            return;
        }
        for it in self.facts.since(level) {
            self.ways[it.side as usize / 2] = it.side.is_multiple_of(2);
            self.activity.put_back(it.side / 2);
        }
        self.facts.forget(level);
        self.n_followed = self.facts.steps.len();
        self.is_due.fill(false);
    }

    /// No schedule ends before.
    pub(super) fn end_at_least(&mut self, end: i32) {
        self.back_to(0);
        // The end may be as late as anybody likes: this cannot clash.
        self.facts.set(Fact::at_least(self.n_tasks, end), Reason::Choice).unwrap_or_default();
    }

    fn assume_end(&mut self) {
        self.assume(Fact::at_most(self.n_tasks, self.end()));
    }

    /// What is assumed is still open: this cannot clash.
    fn assume(&mut self, fact: Fact) {
        self.facts.choose(fact).unwrap_or_default();
    }

    /// Begins again with what was learned.
    fn again(&mut self) {
        self.back_to(0);
        self.nogoods.thin();
        self.n_again += 1;
        self.again_at = self.n_clashes + UNTIL_AGAIN * luby(self.n_again);
    }

    /// What to choose next; nothing if all starts are certain.
    fn next(&mut self) -> Option<Fact> {
        if self.n_again == 1 {
            return self.earliest();
        }
        while let Some(number) = self.activity.take() {
            let (least, most) = (self.facts.least(number), self.facts.most(number));
            if least == most || number == self.n_tasks {
                continue;
            }
            return Some(match number < self.n_tasks {
                true => Fact::at_most(number, least.midpoint(most)),
                false if self.ways[number as usize] => Fact::at_least(number, 1),
                false => Fact::at_most(number, 0),
            });
        }
        self.earliest()
    }

    /// The task that can start first starts then.
    fn earliest(&self) -> Option<Fact> {
        let open = (0..self.n_tasks).map(|it| (self.facts.least(it), self.facts.most(it), it));
        let first = open.filter(|it| it.0 < it.1).min();
        first.map(|(least, _, task)| Fact::at_most(task, least))
    }

    fn starts(&self) -> Vec<u32> {
        (0..self.n_tasks).map(|it| self.facts.least(it).cast_unsigned()).collect()
    }
}

/// 1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8, …
fn luby(mut n: u64) -> u64 {
    while !(n + 1).is_power_of_two() {
        n -= (1 << (n + 1).ilog2()) - 1;
    }
    n.div_ceil(2)
}
