//! The cut sets that were found, counted and written out from the diagram that has them.

use crate::cuts::families::{ALWAYS, Families, Family, NEVER};

/// A place in a listing where the sets with a variable part from those without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fork {
    pub(super) variable: usize,
    pub(super) without: usize,
    pub(super) with: usize,
}

/// No way leads on from here: this is no set.
const NO_SET: usize = 0;
/// A set ends here.
pub(super) const SET: usize = 1;
/// Where the forks begin; numbers below stand for what is above.
pub(super) const FORKS: usize = 2;

/// Sets of variables, each of which stands for any one of several nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listing {
    /// Each after those that it leads to; the last is where all sets start.
    pub(super) forks: Vec<Fork>,
    /// The nodes of each variable, ascending.
    pub(super) members: Vec<Vec<u32>>,
}

impl Listing {
    /// The sets of one node each.
    pub(super) fn of_singles(members: Vec<u32>) -> Self {
        let fork = Fork { variable: 0, without: NO_SET, with: SET };
        let forks = if members.is_empty() { vec![] } else { vec![fork] };
        Self { forks, members: vec![members] }
    }

    /// The sets of the family `top`, and the nodes of each of its variables.
    pub(super) fn new(families: &Families, top: Family, members: &[Vec<u32>]) -> Self {
        let mut is_reached = vec![false; top as usize + 1];
        is_reached[top as usize] = true;
        // A family has a higher number than its parts.
        for family in (ALWAYS + 1..=top).rev() {
            if is_reached[family as usize] {
                let branch = families.branch(family);
                is_reached[branch.without as usize] = true;
                is_reached[branch.with as usize] = true;
            }
        }
        let mut places = vec![NO_SET; top as usize + 1];
        let mut forks = Vec::new();
        for family in ALWAYS..=top {
            if family == ALWAYS {
                places[family as usize] = SET;
            } else if is_reached[family as usize] {
                let branch = families.branch(family);
                places[family as usize] = FORKS + forks.len();
                forks.push(Fork {
                    variable: branch.variable as usize,
                    without: places[branch.without as usize],
                    with: places[branch.with as usize],
                });
            }
        }
        debug_assert_eq!(forks.is_empty(), top == NEVER, "the empty set takes nothing down");
        Self { forks, members: members.to_vec() }
    }

    /// Where all sets start.
    fn top(&self) -> usize {
        if self.forks.is_empty() { NO_SET } else { FORKS + self.forks.len() - 1 }
    }

    /// How many sets there are of one node, of two, up to `order`.
    pub(super) fn counts(&self, order: u32) -> Vec<u64> {
        let table = self.table(order as usize);
        table[self.top()][1..].to_vec()
    }

    /// How many sets of nothing, of one node and so on up to `order` lie beyond each place.
    fn table(&self, order: usize) -> Vec<Vec<u64>> {
        let mut table = vec![vec![0_u64; order + 1]; FORKS];
        table[SET][0] = 1;
        for fork in &self.forks {
            let mut counts = table[fork.without].clone();
            let ways = self.members[fork.variable].len() as u64;
            for (count, beyond) in counts[1..].iter_mut().zip(&table[fork.with]) {
                *count = count.saturating_add(beyond.saturating_mul(ways));
            }
            table.push(counts);
        }
        table
    }

    /// The sets of up to `order`, small ones first, `sets_max` at most.
    pub(super) fn sets(&self, order: u32, sets_max: usize) -> Vec<Vec<u32>> {
        let table = self.table(order as usize);
        let mut sets = Vec::new();
        for size in 1..=order as usize {
            let mut walk =
                Walk { listing: self, table: &table, sets_max, chosen: vec![], sets: &mut sets };
            walk.run(self.top(), size);
        }
        sets.sort_unstable_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
        sets
    }
}

/// Writes sets of one size out.
struct Walk<'a> {
    listing: &'a Listing,
    table: &'a [Vec<u64>],
    sets_max: usize,
    chosen: Vec<u32>,
    sets: &'a mut Vec<Vec<u32>>,
}

impl Walk<'_> {
    fn run(&mut self, mut place: usize, left: usize) {
        if place == SET && left == 0 {
            let mut set = self.chosen.clone();
            set.sort_unstable();
            self.sets.push(set);
        }
        while FORKS <= place && 0 < left && 0 < self.table[place][left] {
            let fork = &self.listing.forks[place - FORKS];
            if 0 < self.table[fork.with][left - 1] {
                for &member in &self.listing.members[fork.variable] {
                    if self.sets_max <= self.sets.len() {
                        return;
                    }
                    self.chosen.push(member);
                    self.run(fork.with, left - 1);
                    self.chosen.pop();
                }
            }
            place = fork.without;
        }
    }
}
