//! What a disruption comes to: damage by severity, and costs by category (S3-17, S3-30).

use std::collections::BTreeMap;

use super::{Category, EntryKind, Severity, store};
use crate::ids::DisruptionId;
use crate::prepare::impact::Money;
use crate::respond::disruptions;
use crate::{Ctx, Result};

/// How many entries there are, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// How much damage of each severity there is, and what it takes to put right as far as anybody
    /// estimated.
    pub damage: BTreeMap<Severity, (u64, Money)>,
    /// How much damage nobody put a figure on.
    pub n_not_estimated: u64,
    /// How many costs of each category there are, and what they come to.
    pub costs: BTreeMap<Category, (u64, Money)>,
    /// How often access for a time was given.
    pub n_access: u64,
}

impl Totals {
    /// What follows from kind, word and amount in cents of every entry.
    pub(super) fn of(all: &[(String, String, Option<i64>)]) -> Totals {
        let mut totals = Totals::default();
        for (kind, word, cents) in all {
            let amount = Money::from_cents(cents.unwrap_or(0));
            match kind.parse() {
                Ok(EntryKind::Damage) => {
                    totals.n_not_estimated += u64::from(cents.is_none());
                    let severity: Severity = word.parse().unwrap_or_default();
                    add(totals.damage.entry(severity).or_default(), amount);
                }
                Ok(EntryKind::Cost) => {
                    let category: Category = word.parse().unwrap_or_default();
                    add(totals.costs.entry(category).or_default(), amount);
                }
                Ok(EntryKind::Access) => totals.n_access += 1,
                Err(()) => {}
            }
        }
        totals
    }

    /// All damage together.
    pub fn all_damage(&self) -> (u64, Money) {
        sum(self.damage.values())
    }

    /// All costs together.
    pub fn all_costs(&self) -> (u64, Money) {
        sum(self.costs.values())
    }
}

fn add(to: &mut (u64, Money), amount: Money) {
    *to = (to.0 + 1, to.1.plus(amount));
}

fn sum<'a>(all: impl Iterator<Item = &'a (u64, Money)>) -> (u64, Money) {
    all.fold((0, Money::ZERO), |(n, amount), it| (n + it.0, amount.plus(it.1)))
}

/// What a disruption comes to, if the actor may see it.
pub async fn totals(ctx: &Ctx, id: DisruptionId) -> Result<Totals> {
    let tx = ctx.read().await?;
    disruptions::find_readable(&tx, ctx, id).await?;
    Ok(Totals::of(&store::amounts(&tx, id).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_added_up_by_word() {
        let row = |kind: &str, word: &str, cents| (kind.to_owned(), word.to_owned(), cents);
        let totals = Totals::of(&[
            row("damage", "minor", Some(150)),
            row("damage", "minor", Some(50)),
            row("damage", "destroyed", None),
            row("cost", "travel", Some(999)),
            row("access", "", None),
        ]);
        assert_eq!(totals.damage[&Severity::Minor], (2, Money::from_dollars(2)));
        assert_eq!(totals.all_damage(), (3, Money::from_dollars(2)));
        assert_eq!((totals.n_not_estimated, totals.n_access), (1, 1));
        assert_eq!(totals.all_costs(), (1, Money::from_cents(999)));
    }
}
