//! The rules of peak periods: each is at some time only, and nothing in it is wider than otherwise.
//! Nothing here does I/O.

use std::collections::BTreeSet;

use super::Content;
use super::peak::Peak;
use super::rules::is_line;
use crate::{FieldProblem, Span};

/// How many peaks an analysis names at most.
const PEAKS_MAX: usize = 20;

impl Content {
    /// What about the peaks cannot be, field by field.
    pub(super) fn peak_problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if PEAKS_MAX < self.peak_periods.len() {
            problems.push(FieldProblem::new("peak_periods", "Use at most 20 peaks."));
        }
        let mut names = BTreeSet::new();
        for (n, it) in self.peak_periods.iter().enumerate() {
            let mut check = |holds: bool, field: &str, reason: &'static str| {
                if !holds {
                    problems.push(FieldProblem::new(format!("peak-{n}-{field}"), reason));
                }
            };
            check(is_line(&it.name), "name", "Say what it is called, in one line.");
            check(names.insert(it.name.trim()), "name", "Another peak is called so.");
            for (holds, field, reason) in time_rules(it) {
                check(holds, field, reason);
            }
            let tight = self.wider_than_otherwise(it).into_iter();
            problems.extend(
                tight.map(|(field, reason)| FieldProblem::new(format!("peak-{n}-{field}"), reason)),
            );
        }
        problems
    }

    /// Where a peak asks for less than is asked for at other times, or for what contradicts itself.
    fn wider_than_otherwise(&self, it: &Peak) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let mut check = |value: Option<Span>, usual: Option<Span>, field, what: &str| {
            if let Some((value, usual)) = value.zip(usual).filter(|(value, usual)| usual < value) {
                let reason = format!(
                    "It is {usual} at other times ({what}). In a peak it is that or less, not \
                     {value}."
                );
                found.push((field, reason));
            }
        };
        check(it.mtd, self.mtd(), "mtd", "MTD");
        check(Some(it.rto), self.rto, "rto", "RTO");
        check(it.rpo, self.rpo, "rpo", "RPO");
        let wrt = self.wrt.unwrap_or_default();
        let is_named = found.iter().any(|(field, _)| *field == "rto");
        let limit = it.mtd.or(self.mtd()).filter(|mtd| *mtd < it.rto.plus(wrt));
        if let Some(mtd) = limit.filter(|_| !is_named) {
            let rto = it.rto;
            let reason = match wrt {
                Span::ZERO => format!(
                    "In this peak it can be gone for {mtd} at most (MTD), so it must be back within \
                     {mtd}, not {rto} (RTO)."
                ),
                wrt => format!(
                    "In this peak it can be gone for {mtd} at most (MTD), and catching up takes \
                     {wrt} (WRT), so it cannot take {rto} until it is back (RTO)."
                ),
            };
            found.push(("rto", reason));
        }
        found
    }
}

/// What must hold for when a peak is.
fn time_rules(it: &Peak) -> Vec<(bool, &'static str, &'static str)> {
    let months = it.months.iter().all(|it| (1..=12).contains(it));
    let either = it.months.is_empty() || it.dates.is_none();
    let days = it.days_of_month.iter().all(|it| (1..=31).contains(it));
    let hours = it
        .hours
        .is_none_or(|it| it.from < 24 && (1..=24).contains(&it.until) && it.from != it.until);
    vec![
        (it.is_bounded(), "season", "Say when it is: what is always is no peak."),
        (months, "season", "Months are from 1 to 12."),
        (either, "season", "Say months or dates, not both."),
        (days, "month_days", "Days of a month are from 1 to 31."),
        (it.last_days <= 28, "month_days", "Use at most the last 28 days."),
        (hours, "hours", "Use full hours of a day, such as 8 to 18."),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::impact::{HoursOfDay, ImpactCriteria};

    fn hours(hours: i64) -> Option<Span> {
        Some(Span::from_hours(hours))
    }

    fn peak(name: &str, rto: i64) -> Peak {
        Peak {
            name: name.to_owned(),
            months: [4].into(),
            dates: None,
            days_of_month: BTreeSet::new(),
            last_days: 0,
            weekdays: BTreeSet::new(),
            hours: None,
            mtd: None,
            rto: Span::from_hours(rto),
            rpo: None,
        }
    }

    fn with(peaks: Vec<Peak>) -> Content {
        Content {
            mtd: hours(24),
            rto: hours(12),
            wrt: hours(2),
            rpo: hours(4),
            peak_periods: peaks,
            ..Content::blank(ImpactCriteria::default())
        }
    }

    fn problems(peak: Peak) -> Vec<(String, String)> {
        let problems = with(vec![peak]).problems().into_iter();
        problems.map(|it| (it.field.into_owned(), it.reason.into_owned())).collect()
    }

    fn fields(peak: Peak) -> Vec<String> {
        problems(peak).into_iter().map(|it| it.0).collect()
    }

    #[test]
    fn a_peak_is_as_tight_as_other_times_or_tighter() {
        assert_eq!(problems(peak("Taxes", 12)), []);
        let tight = Peak { mtd: hours(6), rpo: hours(0), ..peak("Taxes", 4) };
        assert_eq!(problems(tight), []);
        let wide = Peak { mtd: hours(25), rpo: hours(5), ..peak("Taxes", 13) };
        let found = problems(wide);
        let names: Vec<&str> = found.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["peak-0-mtd", "peak-0-rto", "peak-0-rpo"]);
        assert_eq!(
            found[1].1,
            "It is 12 h at other times (RTO). In a peak it is that or less, not 13 h."
        );
    }

    #[test]
    fn in_a_peak_it_must_be_back_in_time_to_catch_up_too() {
        assert_eq!(fields(Peak { mtd: hours(6), ..peak("Taxes", 4) }), Vec::<String>::new());
        assert_eq!(fields(Peak { mtd: hours(5), ..peak("Taxes", 4) }), ["peak-0-rto"]);
        let without = Content { rto: None, wrt: None, ..with(vec![peak("Taxes", 25)]) };
        assert_eq!(without.problems()[0].field, "peak-0-rto");
    }

    #[test]
    fn a_peak_is_at_some_time_and_has_a_name_of_its_own() {
        assert_eq!(fields(Peak { months: BTreeSet::new(), ..peak("Taxes", 4) }), ["peak-0-season"]);
        assert_eq!(fields(Peak { months: [13].into(), ..peak("Taxes", 4) }), ["peak-0-season"]);
        assert_eq!(fields(Peak { last_days: 29, ..peak("Taxes", 4) }), ["peak-0-month_days"]);
        let hours = |from, until| Some(HoursOfDay { from, until });
        for it in [hours(8, 8), hours(24, 3), hours(3, 25), hours(3, 0)] {
            assert_eq!(fields(Peak { hours: it, ..peak("Taxes", 4) }), ["peak-0-hours"]);
        }
        assert_eq!(fields(peak(" ", 4)), ["peak-0-name"]);
        let twice = with(vec![peak("Taxes", 4), peak("Taxes ", 5)]);
        assert_eq!(twice.problems()[0].field, "peak-1-name");
        let many = with((0..21).map(|n| peak(&n.to_string(), 4)).collect());
        assert_eq!(many.problems()[0].field, "peak_periods");
    }
}
