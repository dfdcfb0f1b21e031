//! What is worth buying: the least that has to be spent for so many services to be back in time.
//!
//! This is a knapsack problem in which things are worth something only together: a service behind
//! two slow parts gains nothing until both are faster. The answer is the whole frontier of cost
//! against what is in time, so that nobody has to name a budget first. A greedy search from both
//! ends (`greedy.rs`) gives a good curve at once; branch and bound (`exact.rs`) then proves or
//! betters it as far as the evaluations allowed reach.
//!
//! What a choice brings, [`OnBoard`] tells with people enough for all, and [`OnCrews`] with the crews
//! there are. Where crews are short the best order is not always known. Then a choice brings what an
//! order that was found has in time, and at most so much; the curve is proved only where no choice
//! might bring more than it says.

mod exact;
mod excerpt;
mod greedy;
mod on_board;
mod on_crews;
mod touched;

use std::collections::BTreeMap;

pub use on_board::{InvestmentError, OnBoard};
pub use on_crews::{LateService, Looking, OnCrews};

/// Something that could be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Investment {
    /// What it costs, in minor units of one currency.
    pub cost: u64,
    /// All that it changes.
    pub changes: Vec<Change>,
}

/// What an investment changes about a model. Nothing gets worse: of two values the better holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A node is brought back within this many seconds, once all that it needs is back.
    Restore {
        /// Which node.
        node: u32,
        /// How long it takes then.
        restore: u32,
    },
    /// Something takes over for a node, once all that it needs is back. That takes neither people nor
    /// equipment. Say it only of what takes longer without it.
    TakeOver {
        /// For which node.
        node: u32,
        /// How long it takes.
        restore: u32,
    },
    /// A redundancy group gets another member.
    Member {
        /// Which group.
        group: u32,
        /// The node that joins it.
        member: u32,
    },
    /// A redundancy group is content with fewer members.
    Quorum {
        /// Which group.
        group: u32,
        /// How many suffice then.
        quorum: u32,
    },
    /// A crew gets more people, or more pieces of equipment. Counts where the evaluation heeds
    /// crews, as [`OnCrews`] does; [`OnBoard`] does not.
    Crew {
        /// Which crew.
        crew: u32,
        /// How many more.
        more: u32,
    },
}

/// What a choice of investments brings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worth {
    /// The weights of all that is back in time, added up.
    pub in_time: u64,
    /// How late the rest is, by any measure: tells which way leads on while nothing is in time yet.
    pub late: u64,
    /// What might be in time at most: nothing proves that no more is. Less than `in_time` means as
    /// much.
    pub most: u64,
}

/// A point of the frontier: nothing that costs less, or as much, brings more in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// What it costs together.
    pub cost: u64,
    /// The weights of all that is back in time then, added up.
    pub in_time: u64,
    /// What is bought, ascending.
    pub investments: Vec<usize>,
    /// What might be in time at most with just this.
    pub most: u64,
}

/// The curve of cost against what is in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frontier {
    /// From the cheapest, each bringing more in time than the one before. The first costs nothing.
    pub purchases: Vec<Purchase>,
    /// Whether it is proved that no point can be bettered. If not, the points are the best of a
    /// greedy search and of the part of all choices that was looked at.
    pub is_exact: bool,
    /// What might be in time at most if everything is bought, if that was evaluated.
    pub most: Option<u64>,
    /// How many choices were evaluated.
    pub evaluations: u64,
}

/// Finds the frontier, evaluating at most about `evaluations_max` choices.
///
/// `costs` has the cost of each investment; `worth` evaluates a choice of them, ascending. The
/// proof takes for granted that buying more never brings less in time. Every point is true even
/// where that does not hold, because it was evaluated as it stands.
pub fn frontier(
    costs: &[u64],
    worth: impl FnMut(&[usize]) -> Worth,
    evaluations_max: u64,
) -> Frontier {
    let mut trials = Trials {
        costs,
        worth,
        left: evaluations_max.max(1),
        curve: Curve::default(),
        doubts: Vec::new(),
        all: None,
    };
    let is_done = trials.run().is_ok();
    let Trials { left, curve, doubts, all, .. } = trials;
    // A choice that might bring more than is known of it leaves open whether it betters the curve.
    let is_beaten = |it: &(u64, u64)| curve.best_within(it.0).is_some_and(|best| it.1 <= best);
    let is_exact = is_done && doubts.iter().all(is_beaten);
    let purchases = curve.points.into_values().collect();
    let most = all.map(|it| it.most);
    Frontier { purchases, is_exact, most, evaluations: evaluations_max.max(1) - left }
}

/// No evaluation is left.
struct Spent;

/// Evaluates choices, and keeps the best of them.
struct Trials<'a, W> {
    costs: &'a [u64],
    worth: W,
    left: u64,
    curve: Curve,
    /// The cost of each choice that might bring more than is known, and how much.
    doubts: Vec<(u64, u64)>,
    /// What everything together brings.
    all: Option<Worth>,
}

impl<W: FnMut(&[usize]) -> Worth> Trials<'_, W> {
    fn run(&mut self) -> Result<(), Spent> {
        // What costs nothing is always bought.
        let free = (0..self.costs.len()).filter(|it| self.costs[*it] == 0).collect::<Vec<_>>();
        let base = self.evaluate(&free)?;
        let mut open = (0..self.costs.len()).filter(|it| 0 < self.costs[*it]).collect::<Vec<_>>();
        greedy::upward(self, &free, base, &open)?;
        let all = self.evaluate(&[free.as_slice(), &open].concat())?;
        self.all = Some(all);
        greedy::downward(self, &free, all, &open)?;
        // Decisions about what is dear come first: they settle the most.
        open.sort_by_key(|it| std::cmp::Reverse(self.costs[*it]));
        exact::search(self, &free, all, &open)
    }

    /// Evaluates a choice in any order, and offers it to the curve.
    fn evaluate(&mut self, chosen: &[usize]) -> Result<Worth, Spent> {
        self.left = self.left.checked_sub(1).ok_or(Spent)?;
        let mut investments = chosen.to_vec();
        investments.sort_unstable();
        let worth = (self.worth)(&investments);
        let worth = Worth { most: worth.most.max(worth.in_time), ..worth };
        let (cost, Worth { in_time, most, .. }) = (self.cost(&investments), worth);
        if in_time < most {
            self.doubts.push((cost, most));
        }
        self.curve.offer(Purchase { cost, in_time, investments, most });
        Ok(worth)
    }

    fn cost(&self, chosen: &[usize]) -> u64 {
        chosen.iter().fold(0, |sum, it| sum.saturating_add(self.costs[*it]))
    }
}

/// The best purchases so far, by cost; each brings more than all that are cheaper.
#[derive(Default)]
struct Curve {
    points: BTreeMap<u64, Purchase>,
}

impl Curve {
    /// The most that is in time for so much money; `None` if nothing was offered so cheaply.
    fn best_within(&self, cost: u64) -> Option<u64> {
        self.points.range(..=cost).next_back().map(|it| it.1.in_time)
    }

    fn offer(&mut self, purchase: Purchase) {
        let Purchase { cost, in_time, .. } = purchase;
        if self.best_within(cost).is_some_and(|it| in_time <= it) {
            return;
        }
        let dearer = self.points.range(cost..);
        let beaten = dearer.take_while(|it| it.1.in_time <= in_time).map(|it| *it.0);
        for cost in beaten.collect::<Vec<_>>() {
            self.points.remove(&cost);
        }
        self.points.insert(cost, purchase);
    }
}
