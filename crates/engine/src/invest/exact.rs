//! All choices, but for those that cannot be on the curve: branch and bound.
//!
//! A branch has decided about some investments. It costs at least what it has bought, and brings at
//! most what buying all that is undecided would. If the curve already has as much for as little,
//! nothing in the branch can better it (A. H. Land and A. G. Doig, 1960, applied to a frontier).

use crate::invest::{Spent, Trials, Worth};

/// Looks at all choices of `open` beside `free`, which bring `all` together; without an error the
/// curve is proved, but for choices that might bring more than is known of them.
pub(super) fn search<W: FnMut(&[usize]) -> Worth>(
    trials: &mut Trials<'_, W>,
    free: &[usize],
    all: Worth,
    open: &[usize],
) -> Result<(), Spent> {
    // Branches to look into: what is bought, how many are decided, the most that it can bring.
    let mut branches = vec![(free.to_vec(), 0, all.most)];
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
        let most_without = trials.evaluate(&all_without)?.most;
        branches.push((bought, decided + 1, most_without));
    }
    Ok(())
}
