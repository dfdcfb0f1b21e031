//! A good curve with few evaluations: buy what gains most for its money, and drop what loses least.
//!
//! Upward with lazy evaluation: a gain found earlier counts as an upper bound and is looked at again
//! only when it leads (M. Minoux, "Accelerated greedy algorithms for maximizing submodular set
//! functions", 1978). What is in time is not submodular, so this is a rule of thumb here.
//! Downward, from everything to nothing, for what only helps together: there each of several that
//! belong together is seen to be needed.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::invest::{Spent, Trials, Worth};

/// What buying one more would gain, when it was last looked at.
#[derive(PartialEq, Eq)]
struct Offer {
    in_time: u64,
    less_late: u64,
    cost: u64,
    investment: usize,
    /// How many had been bought then.
    bought: usize,
}

impl Ord for Offer {
    /// By gain for the money: time won counts where as much comes in time.
    fn cmp(&self, other: &Self) -> Ordering {
        let times = |gain: u64, cost: u64| u128::from(gain) * u128::from(cost);
        let in_time = times(self.in_time, other.cost).cmp(&times(other.in_time, self.cost));
        let late = || times(self.less_late, other.cost).cmp(&times(other.less_late, self.cost));
        in_time.then_with(late).then_with(|| other.investment.cmp(&self.investment))
    }
}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Buys one after another of `open`, beside `free`, whose worth is `base`.
pub(super) fn upward<W: FnMut(&[usize]) -> Worth>(
    trials: &mut Trials<'_, W>,
    free: &[usize],
    base: Worth,
    open: &[usize],
) -> Result<(), Spent> {
    let (mut chosen, mut worth) = (free.to_vec(), base);
    let mut offers = BinaryHeap::new();
    for &investment in open {
        offers.push(look(trials, &mut chosen, worth, investment)?);
    }
    while let Some(offer) = offers.pop() {
        if offer.bought < chosen.len() {
            offers.push(look(trials, &mut chosen, worth, offer.investment)?);
            continue;
        }
        chosen.push(offer.investment);
        worth.in_time = worth.in_time.saturating_add(offer.in_time);
        worth.late = worth.late.saturating_sub(offer.less_late);
    }
    Ok(())
}

fn look<W: FnMut(&[usize]) -> Worth>(
    trials: &mut Trials<'_, W>,
    chosen: &mut Vec<usize>,
    now: Worth,
    investment: usize,
) -> Result<Offer, Spent> {
    let bought = chosen.len();
    chosen.push(investment);
    let then = trials.evaluate(chosen);
    chosen.pop();
    let then = then?;
    Ok(Offer {
        in_time: then.in_time.saturating_sub(now.in_time),
        less_late: now.late.saturating_sub(then.late),
        cost: trials.costs[investment],
        investment,
        bought,
    })
}

/// Drops one after another of `open`, from everything, which brings `all`, down to `free`.
pub(super) fn downward<W: FnMut(&[usize]) -> Worth>(
    trials: &mut Trials<'_, W>,
    free: &[usize],
    all: Worth,
    open: &[usize],
) -> Result<(), Spent> {
    let mut kept = open.to_vec();
    let mut now = all;
    while !kept.is_empty() {
        let mut least = None;
        for (at, &investment) in kept.iter().enumerate() {
            let rest = kept.iter().copied().filter(|it| *it != investment);
            let chosen = free.iter().copied().chain(rest).collect::<Vec<_>>();
            let then = trials.evaluate(&chosen)?;
            let loss = Offer {
                in_time: now.in_time.saturating_sub(then.in_time),
                less_late: then.late.saturating_sub(now.late),
                cost: trials.costs[investment],
                investment,
                bought: 0,
            };
            // Nothing loses less than what is of no use, so there is no need to look further.
            let is_useless = loss.in_time == 0 && loss.less_late == 0;
            least = least.max(Some((Reverse(loss), at, then.in_time, then.late)));
            if is_useless {
                break;
            }
        }
        let Some((_, at, in_time, late)) = least else { break };
        kept.remove(at);
        now = Worth { in_time, late, most: in_time };
    }
    Ok(())
}
