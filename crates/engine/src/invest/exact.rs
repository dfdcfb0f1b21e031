//! All choices, but for those that cannot be on the curve: branch and bound.
//!
//! A branch has decided about some investments. It costs at least what it has bought, and brings at
//! most what buying all that is undecided would. If the curve already has as much for as little,
//! nothing in the branch can better it (A. H. Land and A. G. Doig, 1960, applied to a frontier).

use crate::invest::{Spent, Trials, Worth};

/// Looks at all choices of `open` beside `free`; without an error the curve is proved.
pub(super) fn search<W: FnMut(&[usize]) -> Worth>(
    trials: &mut Trials<'_, W>,
    free: &[usize],
    open: &[usize],
) -> Result<(), Spent> {
    let most = trials.evaluate(&[free, open].concat())?.in_time;
    // Branches to look into: what is bought, how many are decided, the most that it can bring.
    let mut branches = vec![(free.to_vec(), 0, most)];
    while let Some((bought, decided, most)) = branches.pop() {
        let cost = trials.cost(&bought);
        if trials.curve.best_within(cost).is_some_and(|it| most <= it) {
            continue;
        }
        let Some(&next) = open.get(decided) else { continue };
        let mut with = bought.clone();
        with.push(next);
        if trials.curve.best_within(trials.cost(&with)).is_none_or(|it| it < most) {
            trials.evaluate(&with)?;
            branches.push((with, decided + 1, most));
        }
        let all_without = [&bought, &open[decided + 1..]].concat();
        let most_without = trials.evaluate(&all_without)?.in_time;
        branches.push((bought, decided + 1, most_without));
    }
    Ok(())
}
