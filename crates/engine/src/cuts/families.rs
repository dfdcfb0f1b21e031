//! Families of small sets, each set stated once and no set inside another.
//!
//! Kept as zero-suppressed decision diagrams (S. Minato, "Zero-suppressed BDDs for set manipulation
//! in combinatorial problems", DAC 1993): millions of sets that share parts take little room, and
//! two families are the same exactly if their numbers are. The operations on minimal sets follow
//! A. Rauzy, "New algorithms for fault trees analysis", Reliability Engineering and System Safety
//! 40 (1993), and drop sets that grow beyond the order asked for, as W. S. Jung, S. H. Han and
//! J. Ha do ("A fast BDD algorithm for large coherent fault trees analysis", same journal, 83,
//! 2004): a part of a set is never larger than the set, so nothing of that order is lost.
//!
//! The operations call themselves once for every variable in turn; see [`VARIABLES_MAX`].

use crate::model::{NONE, index};

/// A family, by its number in a [`Families`].
pub(super) type Family = u32;

/// The family without any set: it cannot happen.
pub(super) const NEVER: Family = 0;
/// The family of the empty set alone: it has happened already.
pub(super) const ALWAYS: Family = 1;

/// How many variables there may be, so that a thread with 2 MiB of stack suffices.
pub(super) const VARIABLES_MAX: usize = 4096;

/// How much room the tables have at first; they double as they fill.
const ROOM: usize = 1 << 8;

/// The work allowed has been done.
#[derive(Debug)]
pub(super) struct Spent;

/// The sets with a variable, and those without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) variable: u32,
    pub(super) without: Family,
    pub(super) with: Family,
    /// The size of the smallest set, and of the largest.
    least: u32,
    most: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operation {
    Either,
    Both { order: u32 },
    Except,
    UpTo { order: u32 },
}

type Question = (Operation, Family, Family);

/// Families that share their parts.
pub(super) struct Families {
    branches: Vec<Branch>,
    /// Where each branch is found by its content; `NONE` where nothing is. Open addressing.
    table: Vec<u32>,
    /// The last answers, each where its question belongs; a later one takes the place.
    memory: Vec<Option<(Question, Family)>>,
    steps_left: u64,
    /// Whether a set was dropped because it was too large.
    has_dropped: bool,
}

impl Families {
    /// No families yet; `steps` is how much work is allowed.
    pub(super) fn new(steps: u64) -> Self {
        let end = Branch { variable: NONE, without: NEVER, with: NEVER, least: 0, most: 0 };
        let never = Branch { least: NONE, ..end };
        Self {
            branches: vec![never, end],
            table: vec![NONE; ROOM],
            memory: vec![None; ROOM],
            steps_left: steps,
            has_dropped: false,
        }
    }

    pub(super) fn steps_left(&self) -> u64 {
        self.steps_left
    }

    pub(super) fn has_dropped(&self) -> bool {
        self.has_dropped
    }

    pub(super) fn branch(&self, family: Family) -> Branch {
        self.branches[family as usize]
    }

    /// The family of one set of one variable.
    pub(super) fn single(&mut self, variable: u32) -> Family {
        self.make(variable, NEVER, ALWAYS)
    }

    /// One or the other happens.
    pub(super) fn either(&mut self, one: Family, other: Family) -> Result<Family, Spent> {
        let (one, other) = (one.min(other), one.max(other));
        match (one, other) {
            (NEVER, _) => return Ok(other),
            (ALWAYS, _) => return Ok(ALWAYS),
            _ if one == other => return Ok(one),
            _ => {}
        }
        self.solve((Operation::Either, one, other), |it| {
            let (variable, [(one_without, one_with), (other_without, other_with)]) =
                it.split(one, other);
            let without = it.either(one_without, other_without)?;
            let with = it.either(one_with, other_with)?;
            it.join(variable, without, with)
        })
    }

    /// Both happen, by sets of at most `order`.
    pub(super) fn both(&mut self, one: Family, other: Family, order: u32) -> Result<Family, Spent> {
        let (one, other) = (one.min(other), one.max(other));
        match (one, other) {
            (NEVER, _) => return Ok(NEVER),
            (ALWAYS, _) => return self.up_to(other, order),
            _ if one == other => return self.up_to(one, order),
            _ => {}
        }
        if order < self.branch(one).least.max(self.branch(other).least) {
            self.has_dropped = true;
            return Ok(NEVER);
        }
        self.solve((Operation::Both { order }, one, other), |it| {
            let (variable, [(one_without, one_with), (other_without, other_with)]) =
                it.split(one, other);
            let without = it.both(one_without, other_without, order)?;
            let all = it.either(other_without, other_with)?;
            let with = it.both(one_with, all, order - 1)?;
            let with_other = it.both(one_without, other_with, order - 1)?;
            let with = it.either(with, with_other)?;
            it.join(variable, without, with)
        })
    }

    /// The sets of `family` that contain no set of `others`.
    fn except(&mut self, family: Family, others: Family) -> Result<Family, Spent> {
        match (family, others) {
            (NEVER, _) | (_, ALWAYS) => return Ok(NEVER),
            (_, NEVER) | (ALWAYS, _) => return Ok(family),
            _ if family == others => return Ok(NEVER),
            _ => {}
        }
        self.solve((Operation::Except, family, others), |it| {
            let (variable, [(without, with), (others_without, others_with)]) =
                it.split(family, others);
            let without = it.except(without, others_without)?;
            let with = it.except(with, others_with)?;
            let with = it.except(with, others_without)?;
            Ok(it.make(variable, without, with))
        })
    }

    /// The sets of at most `order`.
    fn up_to(&mut self, family: Family, order: u32) -> Result<Family, Spent> {
        let Branch { variable, without, with, least, most } = self.branch(family);
        if family == NEVER || most <= order {
            return Ok(family);
        }
        self.has_dropped = true;
        if order < least {
            return Ok(NEVER);
        }
        self.solve((Operation::UpTo { order }, family, family), |it| {
            let without = it.up_to(without, order)?;
            let with = if order == 0 { NEVER } else { it.up_to(with, order - 1)? };
            Ok(it.make(variable, without, with))
        })
    }

    /// Takes the answer from memory, or finds and remembers it.
    fn solve(
        &mut self,
        question: Question,
        find: impl FnOnce(&mut Self) -> Result<Family, Spent>,
    ) -> Result<Family, Spent> {
        let (operation, one, other) = question;
        let number = match operation {
            Operation::Either => 0,
            Operation::Except => 1,
            Operation::Both { order } => 2 + 2 * order,
            Operation::UpTo { order } => 3 + 2 * order,
        };
        let scattered = scatter(number, one, other);
        let slot = scattered & (self.memory.len() - 1);
        if let Some((known, answer)) = self.memory[slot]
            && known == question
        {
            return Ok(answer);
        }
        self.steps_left = self.steps_left.checked_sub(1).ok_or(Spent)?;
        let answer = find(self)?;
        let slot = scattered & (self.memory.len() - 1);
        self.memory[slot] = Some((question, answer));
        Ok(answer)
    }

    /// The first variable of two families, and for each its sets without and with it.
    fn split(&self, one: Family, other: Family) -> (u32, [(Family, Family); 2]) {
        let variable = self.branch(one).variable.min(self.branch(other).variable);
        let parts = [one, other].map(|it| {
            let branch = self.branch(it);
            if branch.variable == variable { (branch.without, branch.with) } else { (it, NEVER) }
        });
        (variable, parts)
    }

    /// What remains minimal when the sets `with` get the variable.
    fn join(&mut self, variable: u32, without: Family, with: Family) -> Result<Family, Spent> {
        let with = self.except(with, without)?;
        Ok(self.make(variable, without, with))
    }

    fn make(&mut self, variable: u32, without: Family, with: Family) -> Family {
        if with == NEVER {
            return without;
        }
        if self.table.len() < 2 * self.branches.len() {
            self.enlarge();
        }
        let slot = self.slot(variable, without, with);
        if self.table[slot] == NONE {
            let (left, right) = (self.branch(without), self.branch(with));
            let (least, most) = (left.least.min(right.least + 1), left.most.max(right.most + 1));
            self.table[slot] = index(self.branches.len());
            self.branches.push(Branch { variable, without, with, least, most });
        }
        self.table[slot]
    }

    /// Where a branch is, or where it would be.
    fn slot(&self, variable: u32, without: Family, with: Family) -> usize {
        let mut slot = scatter(variable, without, with) & (self.table.len() - 1);
        while let Some(known) = self.branches.get(self.table[slot] as usize) {
            if (known.variable, known.without, known.with) == (variable, without, with) {
                break;
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        slot
    }

    fn enlarge(&mut self) {
        self.table = vec![NONE; 2 * self.table.len()];
        self.memory = vec![None; self.table.len()];
        for family in ALWAYS + 1..index(self.branches.len()) {
            let Branch { variable, without, with, .. } = self.branch(family);
            let slot = self.slot(variable, without, with);
            self.table[slot] = family;
        }
    }
}

/// Spreads similar numbers far apart (the finalizer of splitmix64).
#[expect(clippy::cast_possible_truncation, reason = "any bits of it will do")]
fn scatter(one: u32, two: u32, three: u32) -> usize {
    let mut mixed = (u64::from(one) << 32 | u64::from(two)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30) ^ u64::from(three)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed ^ (mixed >> 31)) as usize
}
