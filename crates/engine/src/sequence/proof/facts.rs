//! What is known of some whole numbers, and why: for each the least and the most it can be.

/// One number is at least so much. Each number has two sides: itself, and what is below zero by as
/// much, so that "at most" is an "at least" of the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) side: u32,
    pub(super) at_least: i32,
}

impl Fact {
    pub(super) fn at_least(number: u32, at_least: i32) -> Fact {
        Fact { side: 2 * number, at_least }
    }

    pub(super) fn at_most(number: u32, most: i32) -> Fact {
        Fact { side: 2 * number + 1, at_least: -most }
    }

    /// The opposite.
    pub(super) fn not(self) -> Fact {
        Fact { side: self.side ^ 1, at_least: 1 - self.at_least }
    }

    pub(super) fn number(self) -> u32 {
        self.side / 2
    }
}

/// Facts that cannot all be so; which, stands in [`Facts::clash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clash;

/// Why a fact is so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// It was assumed, to see what comes of it.
    Choice,
    /// This side is at least so much less, and that fact is so.
    Wait { side: u32, wait: i32, by: Option<Fact> },
    /// All of these facts are so: places in the list of reasons.
    All { first: u32, last: u32 },
    /// All but the first of what cannot be at once are so.
    Nogood(u32),
}

/// A side was raised.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) side: u32,
    pub(super) before: i32,
    pub(super) after: i32,
    /// The last step of this side before.
    previous: u32,
    pub(super) level: u32,
    pub(super) reason: Reason,
}

impl Step {
    /// A side as it is to begin with.
    pub(super) fn first(side: u32, after: i32) -> Step {
        let reason = Reason::Choice;
        Step { side, before: i32::MIN, after, previous: NO_STEP, level: 0, reason }
    }
}

/// Where a level of choices begins.
#[derive(Debug, Clone, Copy)]
struct Level {
    step: usize,
    reason: usize,
}

const NO_STEP: u32 = u32::MAX;

/// All that is known, step by step.
#[derive(Debug)]
pub(super) struct Facts {
    /// By side.
    pub(super) bounds: Vec<i32>,
    pub(super) steps: Vec<Step>,
    last: Vec<u32>,
    levels: Vec<Level>,
    reasons: Vec<Fact>,
    /// The facts that cannot all be so.
    pub(super) clash: Vec<Fact>,
}

impl Facts {
    /// `numbers`: the least and the most that each can be.
    pub(super) fn of(numbers: impl Iterator<Item = (i32, i32)>) -> Facts {
        let bounds: Vec<i32> = numbers.flat_map(|(least, most)| [least, -most]).collect();
        let last = vec![NO_STEP; bounds.len()];
        Facts {
            bounds,
            steps: Vec::new(),
            last,
            levels: Vec::new(),
            reasons: Vec::new(),
            clash: Vec::new(),
        }
    }

    pub(super) fn least(&self, number: u32) -> i32 {
        self.bounds[2 * number as usize]
    }

    pub(super) fn most(&self, number: u32) -> i32 {
        -self.bounds[2 * number as usize + 1]
    }

    pub(super) fn is_so(&self, fact: Fact) -> bool {
        fact.at_least <= self.bounds[fact.side as usize]
    }

    pub(super) fn cannot_be(&self, fact: Fact) -> bool {
        0 < fact.at_least + self.bounds[fact.side as usize ^ 1]
    }

    /// How many choices were made.
    pub(super) fn level(&self) -> u32 {
        crate::model::index(self.levels.len())
    }

    /// Assumes a fact.
    pub(super) fn choose(&mut self, fact: Fact) -> Result<(), Clash> {
        self.levels.push(Level { step: self.steps.len(), reason: self.reasons.len() });
        self.set(fact, Reason::Choice)
    }

    /// From now on a fact is so.
    pub(super) fn set(&mut self, fact: Fact, reason: Reason) -> Result<(), Clash> {
        if self.is_so(fact) {
            return Ok(());
        }
        if self.cannot_be(fact) {
            let mut clash = std::mem::take(&mut self.clash);
            clash.clear();
            self.explain(fact, reason, &mut clash);
            clash.push(fact.not());
            self.clash = clash;
            return Err(Clash);
        }
        let (side, at) = (fact.side, fact.side as usize);
        let (before, after) = (self.bounds[at], fact.at_least);
        let (previous, level) = (self.last[at], self.level());
        self.last[at] = crate::model::index(self.steps.len());
        self.bounds[at] = after;
        self.steps.push(Step { side, before, after, previous, level, reason });
        Ok(())
    }

    /// The same because all of these are so.
    pub(super) fn set_because(&mut self, fact: Fact, because: &[Fact]) -> Result<(), Clash> {
        if self.is_so(fact) {
            return Ok(());
        }
        let first = crate::model::index(self.reasons.len());
        self.reasons.extend_from_slice(because);
        let last = crate::model::index(self.reasons.len());
        self.set(fact, Reason::All { first, last })
    }

    /// Why a fact is so, if not because of a nogood.
    pub(super) fn explain(&self, fact: Fact, reason: Reason, to: &mut Vec<Fact>) {
        match reason {
            Reason::Choice | Reason::Nogood(_) => {}
            Reason::Wait { side, wait, by } => {
                to.push(Fact { side, at_least: fact.at_least - wait });
                to.extend(by);
            }
            Reason::All { first, last } => {
                to.extend_from_slice(&self.reasons[first as usize..last as usize]);
            }
        }
    }

    /// With which step a fact became so; none if it was from the beginning.
    pub(super) fn step_of(&self, fact: Fact) -> Option<usize> {
        let mut at = self.last[fact.side as usize];
        while at != NO_STEP {
            let step = &self.steps[at as usize];
            if step.before < fact.at_least {
                return Some(at as usize);
            }
            at = step.previous;
        }
        None
    }

    /// What came of all choices after the first `level`.
    pub(super) fn since(&self, level: u32) -> &[Step] {
        let first = self.levels.get(level as usize).map_or(self.steps.len(), |it| it.step);
        self.steps.get(first..).unwrap_or_default()
    }

    /// Forgets all choices after the first `level`.
    pub(super) fn forget(&mut self, level: u32) {
        let Some(&to) = self.levels.get(level as usize) else { return };
        while to.step < self.steps.len()
            && let Some(it) = self.steps.pop()
        {
            self.bounds[it.side as usize] = it.before;
            self.last[it.side as usize] = it.previous;
        }
        self.reasons.truncate(to.reason);
        self.levels.truncate(level as usize);
    }
}
