//! What takes a node down: its minimal cut sets, the smallest combinations of failures that do.
//!
//! The rules of [`blast()`](crate::blast()) read as a fault tree: a node is down when it fails, when
//! any hard need is down, or, for a group of `k` of `n`, when `n - k + 1` of its members are. In a
//! circle of needs the least solution counts: what nothing takes down from outside stays up.
//!
//! Method: the families of cut sets are built upward from what is needed, within circles until
//! nothing changes, for sets of one failure, then of two, and so on, so that every order that was
//! finished is exact, whatever ended the next. Top-down and bottom-up expansion with absorption go
//! back to J. B. Fussell and W. E. Vesely, "A new methodology for obtaining cut sets for fault
//! trees", Transactions of the American Nuclear Society 15 (1972). `series.rs` and `families.rs`
//! have what makes it fast.

mod families;
mod importance;
mod listing;
mod ranking;
mod series;

use families::{ALWAYS, Families, Family, NEVER, Spent, VARIABLES_MAX};
pub use importance::{ChanceError, Importance, Weight};
use listing::Listing;
pub use ranking::RankedCut;
use series::Series;

use crate::analysis::Analysis;
use crate::dominators::Dominators;
use crate::model::{Model, NONE, index};

/// How far a search for cut sets goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutLimits {
    /// The largest sets looked for.
    pub order_max: u32,
    /// How many sets are listed. All are counted.
    pub sets_max: usize,
    /// How much work is done at most: about ten million steps take a second.
    pub steps_max: u64,
}

impl Default for CutLimits {
    /// Sets of up to four, a thousand of them, and about a second.
    fn default() -> Self {
        Self { order_max: 4, sets_max: 1000, steps_max: 10_000_000 }
    }
}

/// The smallest combinations of failures that take a node down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutSets {
    /// Sets of nodes, each ascending: by size, then by their nodes. No set contains another.
    ///
    /// If there are more than were asked for, these are not the first of the last size listed.
    pub sets: Vec<Vec<u32>>,
    /// How many sets there are of one node, of two, and so on, listed or not.
    pub counts: Vec<u64>,
    /// There are no other sets of up to this size.
    pub order_complete: u32,
    /// There are no other sets of any size.
    pub is_complete: bool,
    listing: Listing,
}

/// Finds what takes `node` down, if only what `may_fail` says can fail by itself.
///
/// A node that may fail is a cut set of itself.
pub fn cut_sets(
    model: &Model,
    analysis: &Analysis,
    node: u32,
    may_fail: impl Fn(u32) -> bool,
    limits: CutLimits,
) -> CutSets {
    let half = limits.steps_max / 2;
    let mut series_steps_left = half;
    let tree = Tree::new(model, analysis, node, may_fail, &mut series_steps_left);
    let mut steps_left = limits.steps_max - half + series_steps_left;
    let mut listing = Listing::of_singles(tree.members[0].clone());
    // The series of the root are all its single points, if the search for them could finish.
    let mut order_complete = limits.order_max.min(u32::from(0 < series_steps_left));
    let mut is_complete = false;
    let mut order = 1;
    while order <= limits.order_max && !is_complete {
        let mut build = Build::new(&tree, order, steps_left);
        let Ok(top) = build.run() else { break };
        steps_left = build.families.steps_left();
        order_complete = order;
        is_complete = !build.families.has_dropped();
        listing = Listing::new(&build.families, top, &tree.members);
        order += 1;
    }
    let counts = listing.counts(order_complete);
    let sets = listing.sets(order_complete, limits.sets_max);
    CutSets { sets, counts, order_complete, is_complete, listing }
}

/// The fault tree below a node, as far as something in it may fail.
struct Tree<'a> {
    model: &'a Model,
    dominators: Dominators,
    series: Series,
    /// For each place, the variable of its series; `NONE` if nothing in it may fail.
    variables: Vec<u32>,
    /// What may fail, by variable. The first is the series of the root, which may be empty.
    members: Vec<Vec<u32>>,
    /// All places, what is needed first; those in a circle together, as the second says.
    circles: Vec<Vec<usize>>,
}

impl<'a> Tree<'a> {
    fn new(
        model: &'a Model,
        analysis: &Analysis,
        root: u32,
        may_fail: impl Fn(u32) -> bool,
        steps_left: &mut u64,
    ) -> Self {
        let dominators = Dominators::of(model, root);
        let series = Series::of(model, &dominators, steps_left);
        let nodes = dominators.nodes();
        let mut variables = vec![NONE; nodes.len()];
        variables[0] = 0;
        let mut members = vec![Vec::new()];
        for (place, &node) in nodes.iter().enumerate().filter(|it| may_fail(*it.1)) {
            let head = series.head(place) as usize;
            if variables[head] == NONE {
                variables[head] = index(members.len());
                members.push(Vec::new());
            }
            members[variables[head] as usize].push(node);
        }
        members.iter_mut().for_each(|it| it.sort_unstable());
        let knot_of = |place: &usize| analysis.shape.knot_of(nodes[*place]);
        let mut places = (0..nodes.len()).collect::<Vec<_>>();
        places.sort_unstable_by_key(|it| (knot_of(it), std::cmp::Reverse(*it)));
        let circles = places.chunk_by(|one, other| knot_of(one) == knot_of(other));
        let circles = circles.map(<[usize]>::to_vec).collect();
        Self { model, dominators, series, variables, members, circles }
    }

    /// The variable of the node at `place`, unless nothing in its series may fail.
    fn variable(&self, place: usize) -> Option<u32> {
        let variable = self.variables[self.series.head(place) as usize];
        (variable != NONE && !self.members[variable as usize].is_empty()).then_some(variable)
    }
}

/// Builds the families of cut sets of up to one order.
struct Build<'a> {
    tree: &'a Tree<'a>,
    order: u32,
    families: Families,
    /// The cut sets of the node at each place, as far as known.
    cuts: Vec<Family>,
}

impl<'a> Build<'a> {
    fn new(tree: &'a Tree<'a>, order: u32, steps: u64) -> Self {
        let cuts = vec![NEVER; tree.dominators.nodes().len()];
        Self { tree, order, families: Families::new(steps), cuts }
    }

    /// The cut sets of the root.
    fn run(&mut self) -> Result<Family, Spent> {
        if VARIABLES_MAX < self.tree.members.len() {
            return Err(Spent);
        }
        for circle in &self.tree.circles {
            // Every round makes the families larger, so there is a last one.
            loop {
                let mut changed = false;
                for &place in circle {
                    let cuts = self.cut(place)?;
                    changed |= std::mem::replace(&mut self.cuts[place], cuts) != cuts;
                }
                if !changed || circle.len() == 1 {
                    break;
                }
            }
        }
        let single = self.tree.variable(0).map_or(NEVER, |it| self.families.single(it));
        self.families.either(self.cuts[0], single)
    }

    /// What takes down the node at `place`, from what takes its needs down.
    ///
    /// A single point of failure is left out: it is in no larger set.
    fn cut(&mut self, place: usize) -> Result<Family, Spent> {
        let Tree { model, dominators, .. } = self.tree;
        let node = dominators.nodes()[place];
        let too_many = model.spare(node) as usize + 1;
        // By how many members are down: the sets that take down at least so many of those seen.
        let mut down = vec![NEVER; too_many + 1];
        down[0] = ALWAYS;
        for need in model.hard_needs(node).iter().filter_map(|it| dominators.place(*it)) {
            for count in (1..=too_many).rev() {
                let one_more = self.families.both(down[count - 1], self.cuts[need], self.order)?;
                down[count] = self.families.either(down[count], one_more)?;
            }
        }
        match self.tree.variable(place) {
            None | Some(0) => Ok(down[too_many]),
            Some(variable) => {
                let alone = self.families.single(variable);
                self.families.either(down[too_many], alone)
            }
        }
    }
}
