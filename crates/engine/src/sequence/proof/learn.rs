//! From a contradiction to what must not be tried again.
//!
//! Marques-Silva and Sakallah 1999 ("GRASP: a search algorithm for propositional satisfiability"), on
//! facts about numbers in place of true and false: what led to the contradiction is followed back
//! until it hangs on one fact of the last choice.

use super::activity::Activity;
use super::facts::{Fact, Facts, Reason};
use super::nogoods::Nogoods;

/// Facts that cannot all be so. The first is of the last choice; the second, of the last before.
pub(super) struct Learned {
    pub(super) facts: Vec<Fact>,
    /// With so many choices left, all but the first are so.
    pub(super) back: u32,
    pub(super) n_levels: u32,
}

/// Memory that is kept.
#[derive(Debug, Default)]
pub(super) struct Learning {
    /// By step: how much of what it brought is part of the contradiction.
    needs: Vec<i32>,
    /// Steps of choices before the last that are part of it.
    others: Vec<usize>,
    /// How many steps of the last choice are part of it.
    n_open: u32,
    why: Vec<Fact>,
}

const NONE: i32 = i32::MIN;

impl Learning {
    /// What follows from the contradiction that was met; none if no choice led to it. If only the first
    /// choice did, it is that choice, or as little of it as is enough.
    pub(super) fn learn(
        &mut self,
        facts: &Facts,
        nogoods: &mut Nogoods,
        activity: &mut Activity,
    ) -> Option<Learned> {
        self.why.clone_from(&facts.clash);
        let steps = self.why.iter().filter_map(|it| facts.step_of(*it));
        let top = steps.map(|it| facts.steps[it].level).max().unwrap_or(0);
        if top == 0 {
            return None;
        }
        self.needs.clear();
        self.needs.resize(facts.steps.len(), NONE);
        self.others.clear();
        self.n_open = 0;
        self.mark(top, facts, activity);
        let mut at = facts.steps.len();
        let last = loop {
            at = at.checked_sub(1)?;
            let step = &facts.steps[at];
            let at_least = self.needs[at];
            if at_least == NONE || step.level < top {
                continue;
            }
            let fact = Fact { side: step.side, at_least };
            if self.n_open == 1 && (1 < top || step.reason == Reason::Choice) {
                break fact;
            }
            self.n_open -= 1;
            self.needs[at] = NONE;
            explain(fact, step.reason, facts, nogoods, &mut self.why);
            self.mark(top, facts, activity);
        };
        activity.fade();
        Some(self.put_together(last, facts, nogoods))
    }

    /// What stands in `why` is part of the contradiction.
    fn mark(&mut self, top: u32, facts: &Facts, activity: &mut Activity) {
        for fact in &self.why {
            let Some(at) = facts.step_of(*fact).filter(|it| 0 < facts.steps[*it].level) else {
                continue;
            };
            if self.needs[at] == NONE {
                activity.count(fact.number());
                if facts.steps[at].level == top {
                    self.n_open += 1;
                } else {
                    self.others.push(at);
                }
            }
            self.needs[at] = self.needs[at].max(fact.at_least);
        }
    }

    fn put_together(&mut self, last: Fact, facts: &Facts, nogoods: &mut Nogoods) -> Learned {
        let mut found: Vec<(u32, Fact)> = Vec::new();
        for n in 0..self.others.len() {
            let at = self.others[n];
            let step = &facts.steps[at];
            let fact = Fact { side: step.side, at_least: self.needs[at] };
            if fact.side != last.side && !self.follows(fact, step.reason, facts, nogoods) {
                found.push((step.level, fact));
            }
        }
        // Of one side, the most says all.
        found.sort_unstable_by_key(|it| (it.1.side, std::cmp::Reverse(it.1.at_least)));
        found.dedup_by_key(|it| it.1.side);
        found.sort_unstable_by_key(|it| (std::cmp::Reverse(it.0), it.1.side));
        let back = found.first().map_or(0, |it| it.0);
        let mut levels: Vec<u32> = found.iter().map(|it| it.0).collect();
        levels.dedup();
        let n_levels = crate::model::index(levels.len()) + 1;
        let facts = [last].into_iter().chain(found.into_iter().map(|it| it.1)).collect();
        Learned { facts, back, n_levels }
    }

    /// Whether a fact follows from others that are part of it anyway.
    fn follows(
        &mut self,
        fact: Fact,
        reason: Reason,
        facts: &Facts,
        nogoods: &mut Nogoods,
    ) -> bool {
        if reason == Reason::Choice {
            return false;
        }
        explain(fact, reason, facts, nogoods, &mut self.why);
        self.why.iter().all(|it| match facts.step_of(*it) {
            Some(at) => facts.steps[at].level == 0 || it.at_least <= self.needs[at],
            None => true,
        })
    }
}

fn explain(fact: Fact, reason: Reason, facts: &Facts, nogoods: &mut Nogoods, to: &mut Vec<Fact>) {
    to.clear();
    if let Reason::Nogood(it) = reason {
        nogoods.used(it);
        to.extend_from_slice(&nogoods.facts(it)[1..]);
    }
    facts.explain(fact, reason, to);
}
