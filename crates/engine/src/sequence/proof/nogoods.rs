//! What was learned: sets of facts that cannot all be so.
//!
//! Each set is looked at only when one of two of its facts becomes so (Moskewicz et al. 2001,
//! "Chaff: engineering an efficient SAT solver").

use super::facts::{Clash, Fact, Facts, Reason, Step};
use crate::model::index;

/// At most so many sets are kept to begin with, and so many more each time that half are dropped.
const KEPT: usize = 2_000;
const KEPT_MORE: usize = 300;

#[derive(Debug)]
struct Nogood {
    facts: Vec<Fact>,
    /// On how many levels of choices they were when they were found: few are better (Audemard and
    /// Simon 2009, "Predicting learnt clauses quality in modern SAT solvers").
    n_levels: u32,
    /// When it was last of use.
    used: u64,
}

#[derive(Debug, Clone, Copy)]
struct Watch {
    at_least: i32,
    nogood: u32,
}

/// The sets, and who looks at them.
#[derive(Debug)]
pub(super) struct Nogoods {
    all: Vec<Nogood>,
    /// By side.
    watches: Vec<Vec<Watch>>,
    most: usize,
    now: u64,
}

impl Nogoods {
    pub(super) fn of(n_sides: usize) -> Nogoods {
        Nogoods { all: Vec::new(), watches: vec![Vec::new(); n_sides], most: KEPT, now: 0 }
    }

    /// The facts of a set.
    pub(super) fn facts(&self, nogood: u32) -> &[Fact] {
        &self.all[nogood as usize].facts
    }

    /// It was of use.
    pub(super) fn used(&mut self, nogood: u32) {
        self.now += 1;
        self.all[nogood as usize].used = self.now;
    }

    /// One more. The first of at least two is the one that cannot be so, the second the last of the
    /// others that became so.
    pub(super) fn add(&mut self, facts: Vec<Fact>, n_levels: u32) -> u32 {
        let nogood = index(self.all.len());
        for fact in facts.iter().take(2) {
            self.watches[fact.side as usize].push(Watch { at_least: fact.at_least, nogood });
        }
        self.now += 1;
        self.all.push(Nogood { facts, n_levels, used: self.now });
        nogood
    }

    /// What follows from a step. Says how many sets were looked at.
    pub(super) fn follow(&mut self, step: &Step, facts: &mut Facts) -> Result<u64, Clash> {
        let mut n_looked = 0;
        let mut watches = std::mem::take(&mut self.watches[step.side as usize]);
        let mut done = 0;
        let mut result = Ok(());
        while let Some(&watch) = watches.get(done) {
            if watch.at_least <= step.before || step.after < watch.at_least {
                done += 1;
                continue;
            }
            n_looked += 1;
            let own = Fact { side: step.side, at_least: watch.at_least };
            match self.look(watch.nogood, own, facts) {
                Ok(true) => {
                    watches.swap_remove(done);
                }
                Ok(false) => done += 1,
                Err(it) => {
                    result = Err(it);
                    break;
                }
            }
        }
        // Nothing was added to this list meanwhile: what is watched instead is not so yet.
        watches.append(&mut self.watches[step.side as usize]);
        self.watches[step.side as usize] = watches;
        result.map(|()| n_looked)
    }

    /// Says whether another fact is watched from now on.
    fn look(&mut self, nogood: u32, own: Fact, facts: &mut Facts) -> Result<bool, Clash> {
        let set = &mut self.all[nogood as usize].facts;
        if set.first() == Some(&own) {
            set.swap(0, 1);
        }
        let other = set[0];
        if facts.cannot_be(other) {
            return Ok(false);
        }
        if let Some(place) = (2..set.len()).find(|it| !facts.is_so(set[*it])) {
            set.swap(1, place);
            let Fact { side, at_least } = set[1];
            self.watches[side as usize].push(Watch { at_least, nogood });
            return Ok(true);
        }
        if facts.is_so(other) {
            facts.clash.clear();
            facts.clash.extend_from_slice(set);
            self.used(nogood);
            return Err(Clash);
        }
        facts.set(other.not(), Reason::Nogood(nogood)).map(|()| false)
    }

    /// Drops half of them if there are too many. Nothing may follow from any of them now but what
    /// does without any choice, which nobody asks the reason of.
    pub(super) fn thin(&mut self) {
        if self.all.len() < self.most {
            return;
        }
        self.most += KEPT_MORE;
        self.all.sort_by_key(|it| (2 < it.n_levels, std::cmp::Reverse(it.used)));
        let n_kept = self.all.len() / 2;
        let n_best = self.all.iter().take_while(|it| it.n_levels <= 2).count();
        self.all.truncate(n_kept.max(n_best));
        self.watches.iter_mut().for_each(Vec::clear);
        for (nogood, it) in (0_u32..).zip(&self.all) {
            for fact in it.facts.iter().take(2) {
                let watch = Watch { at_least: fact.at_least, nogood };
                self.watches[fact.side as usize].push(watch);
            }
        }
    }
}
