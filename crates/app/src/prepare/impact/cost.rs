//! What it costs to be without something, and from when on it is dearer than to prevent that.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Money;
use crate::{FieldProblem, Span};

/// What it costs to be without something, and what it would cost to prevent that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DowntimeCost {
    /// The currency of every amount, by its ISO 4217 code.
    pub currency: String,
    /// How the cost grows, the earliest step first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<CostStep>,
    /// Ways to be back sooner, and what they cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<Strategy>,
}

impl Default for DowntimeCost {
    fn default() -> Self {
        DowntimeCost { currency: "USD".to_owned(), steps: Vec::new(), strategies: Vec::new() }
    }
}

/// From some time on, being without it costs this much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostStep {
    /// From when on, counted from the loss.
    pub from: Span,
    /// What each further hour costs, until the next step.
    #[serde(default)]
    pub per_hour: Money,
    /// What falls due at once, such as a penalty.
    #[serde(default)]
    pub once: Money,
}

/// A way to be back sooner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Strategy {
    /// What it is.
    pub name: String,
    /// What it costs to set up.
    #[serde(default)]
    pub once: Money,
    /// What it costs each year.
    #[serde(default)]
    pub yearly: Money,
    /// For how many years it lasts.
    pub years: u32,
    /// How soon it would be back with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rto: Option<Span>,
}

impl Strategy {
    /// What it costs each year, with the set-up spread over the years that it lasts.
    pub fn a_year(&self) -> Money {
        let years = i64::from(self.years.max(1));
        let share = self.once.cents().saturating_add(years - 1) / years;
        self.yearly.plus(Money::from_cents(share))
    }
}

const HOUR: i128 = 3_600;

impl DowntimeCost {
    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.steps.iter().all(|it| it.per_hour == Money::ZERO && it.once == Money::ZERO)
    }

    /// What it has cost when it has been gone for `gone`.
    pub fn after(&self, gone: Span) -> Money {
        let mut total = 0_i128; // Cents times seconds in an hour, so that nothing is rounded twice.
        for (index, step) in self.steps.iter().enumerate() {
            if gone < step.from {
                break;
            }
            let next = self.steps.get(index + 1).map_or(Span::MAX, |it| it.from);
            let lasts = gone.min(next).minus(step.from);
            total += i128::from(step.once.cents()) * HOUR;
            total += i128::from(step.per_hour.cents()) * i128::from(lasts.secs());
        }
        Money::from_cents(i64::try_from((total + HOUR / 2) / HOUR).unwrap_or(i64::MAX))
    }

    /// The first moment at which going without has cost `amount` or more. None if it never does.
    pub fn reaches(&self, amount: Money) -> Option<Span> {
        let target = i128::from(amount.cents()) * HOUR;
        let mut total = 0_i128;
        for (index, step) in self.steps.iter().enumerate() {
            total += i128::from(step.once.cents()) * HOUR;
            if target <= total {
                return Some(step.from);
            }
            let rate = i128::from(step.per_hour.cents());
            let next = self.steps.get(index + 1).map_or(Span::MAX, |it| it.from);
            let lasts = i128::from(next.minus(step.from).secs());
            if 0 < rate && target <= total + rate * lasts {
                let seconds = (target - total + rate - 1) / rate;
                return Some(step.from.plus(Span::from_secs(i64::try_from(seconds).ok()?)));
            }
            total += rate * lasts;
        }
        None
    }

    /// From which length of an outage on a year with `strategy` costs less than the outage would.
    pub fn break_even(&self, strategy: &Strategy) -> Option<Span> {
        if self.is_unknown() {
            return None;
        }
        self.reaches(strategy.a_year())
    }

    /// The corners of the curve up to `until`: how long it is gone, and what that has cost. Where
    /// something falls due at once, there are two points for the same time.
    pub fn curve(&self, until: Span) -> Vec<(Span, Money)> {
        let mut points = vec![(Span::ZERO, Money::ZERO)];
        for step in self.steps.iter().filter(|it| it.from <= until) {
            let with = self.after(step.from);
            points.push((step.from, Money::from_cents(with.cents() - step.once.cents())));
            points.push((step.from, with));
        }
        points.push((until, self.after(until)));
        points.dedup();
        points
    }

    /// What is wrong with it, field by field.
    pub(super) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.currency != "USD" {
            problems.push(FieldProblem::new("currency", "Amounts are in US dollars (USD)."));
        }
        if 12 < self.steps.len() || 6 < self.strategies.len() {
            let reason = "Use at most 12 steps and 6 ways to be back sooner.";
            problems.push(FieldProblem::new("cost", reason));
        }
        for (index, pair) in self.steps.windows(2).enumerate() {
            if let [before, step] = pair
                && step.from <= before.from
            {
                let reason = "Each step must start later than the one before.";
                problems.push(FieldProblem::new(format!("cost-{}-from", index + 1), reason));
            }
        }
        for (index, it) in self.strategies.iter().enumerate() {
            let n = it.name.trim().chars().count();
            if !(1..=200).contains(&n) || it.name.contains(char::is_control) {
                let reason = "Name it in 1 to 200 characters.";
                problems.push(FieldProblem::new(format!("strategy-{index}-name"), reason));
            }
            if !(1..=50).contains(&it.years) {
                let reason = "Use 1 to 50 years.";
                problems.push(FieldProblem::new(format!("strategy-{index}-years"), reason));
            }
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::prepare::impact::Strategy;

    fn step(hours: i64, per_hour: i64, once: i64) -> CostStep {
        let (per_hour, once) = (Money::from_dollars(per_hour), Money::from_dollars(once));
        CostStep { from: Span::from_hours(hours), per_hour, once }
    }

    fn cost(steps: &[CostStep]) -> DowntimeCost {
        DowntimeCost { steps: steps.to_vec(), ..DowntimeCost::default() }
    }

    fn strategy(once: i64, yearly: i64, years: u32) -> Strategy {
        let (once, yearly) = (Money::from_dollars(once), Money::from_dollars(yearly));
        Strategy { name: "Second site".to_owned(), once, yearly, years, rto: None }
    }

    /// 10,000 an hour against 120,000 a year: twelve hours without it cost as much.
    #[test]
    fn req_s3_08_a_cost_per_hour_gives_a_curve_and_the_hour_of_break_even() {
        let cost = cost(&[step(0, 10_000, 0)]);
        assert_eq!(cost.after(Span::from_hours(3)), Money::from_dollars(30_000));
        assert_eq!(cost.break_even(&strategy(0, 120_000, 1)), Some(Span::from_hours(12)));
        assert_eq!(cost.break_even(&strategy(300_000, 60_000, 5)), Some(Span::from_hours(12)));
        let curve = cost.curve(Span::from_hours(24));
        let last = (Span::from_hours(24), Money::from_dollars(240_000));
        assert_eq!(curve, [(Span::ZERO, Money::ZERO), last]);
    }

    #[test]
    fn the_cost_grows_in_steps() {
        let cost = cost(&[step(0, 100, 0), step(8, 500, 2_000), step(24, 0, 10_000)]);
        let after = |hours| cost.after(Span::from_hours(hours)).cents() / 100;
        assert_eq!([0, 7, 8, 9, 24, 99].map(after), [0, 700, 2_800, 3_300, 20_800, 20_800]);
        assert_eq!(cost.reaches(Money::from_dollars(2_500)), Some(Span::from_hours(8)));
        assert_eq!(cost.reaches(Money::from_dollars(3_300)), Some(Span::from_hours(9)));
        assert_eq!(cost.reaches(Money::from_dollars(99_999)), None);
        let corners = cost.curve(Span::from_hours(10));
        assert_eq!(corners.len(), 4, "{corners:?}");
    }

    #[test]
    fn what_costs_nothing_never_breaks_even() {
        assert_eq!(cost(&[]).break_even(&strategy(0, 0, 1)), None);
        assert!(cost(&[step(4, 0, 0)]).is_unknown());
    }

    #[test]
    fn steps_come_in_order_and_strategies_have_names() {
        let mut wrong = cost(&[step(4, 1, 0), step(4, 2, 0)]);
        wrong.strategies.push(Strategy { name: " ".to_owned(), ..strategy(1, 1, 0) });
        let fields: Vec<_> = wrong.problems().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["cost-1-from", "strategy-0-name", "strategy-0-years"]);
    }

    proptest! {
        #[test]
        fn break_even_is_the_first_second_that_costs_as_much(
            rates in proptest::collection::vec((1..100_i64, 0..5_000_i64, 0..9_000_i64), 1..5),
            amount in 1..1_000_000_i64,
        ) {
            let mut from = 0;
            let steps: Vec<_> = rates.iter().map(|(gap, per_hour, once)| {
                from += gap;
                step(from - gap, *per_hour, *once)
            }).collect();
            let cost = cost(&steps);
            let amount = Money::from_dollars(amount);
            if let Some(at) = cost.reaches(amount) {
                // `after` rounds to a cent, so it may be half a cent off.
                prop_assert!(amount.cents() <= cost.after(at).cents() + 1);
                if Span::ZERO < at {
                    let before = Span::from_secs(at.secs() - 1);
                    prop_assert!(cost.after(before).cents() <= amount.cents());
                }
            } else {
                prop_assert!(cost.after(Span::MAX) < amount);
            }
        }
    }
}
