//! Days counted by a calendar: the next on which somebody is there, or so many of them on. Nothing
//! here does I/O.
//!
//! Hours are counted by [`Opening::due`]. A promise in days is kept in days, and never turned into
//! hours: a day counts if somebody is there on it at all, however long.

use chrono::NaiveDate;

use super::opening::DAYS_MAX;
use super::{Opening, Pause};
use crate::Timestamp;

/// A day on which something is due, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDay {
    /// The day. Somebody is there on it.
    pub on: NaiveDate,
    /// Every day that was looked at, in order.
    pub lines: Vec<DayLine>,
}

/// A day of the counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayLine {
    /// The day.
    pub day: NaiveDate,
    /// When somebody is there. Nothing: the day does not count.
    pub open: Vec<(Timestamp, Timestamp)>,
    /// Why it does not count, if it does not.
    pub why: Option<Pause>,
    /// How many business days are still to be counted afterwards.
    pub left: u32,
}

impl Opening {
    /// Whether somebody is there on a day.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        !self.of_day(day).is_empty()
    }

    /// The day `from`, or the next on which somebody is there. None if that is more than ten years
    /// away.
    pub fn open_day(&self, from: NaiveDate) -> Option<DueDay> {
        self.nth_open_day(from, 1)
    }

    /// The `n`-th business day after the day `from`, which does not count itself. No business day
    /// after it is that day, or the next on which somebody is there. None if that is more than ten
    /// years away.
    pub fn days_after(&self, from: NaiveDate, n: u32) -> Option<DueDay> {
        match n {
            0 => self.open_day(from),
            n => self.nth_open_day(from.succ_opt()?, n),
        }
    }

    /// How many business days there are after the day `from`, until `to` with that day.
    pub fn days_between(&self, from: NaiveDate, to: NaiveDate) -> usize {
        let days = from.iter_days().skip(1).take_while(|it| *it <= to).take(DAYS_MAX);
        days.filter(|it| self.is_open_on(*it)).count()
    }

    /// The `n`-th day from `first` on, with that day, on which somebody is there.
    fn nth_open_day(&self, first: NaiveDate, n: u32) -> Option<DueDay> {
        let mut left = n;
        let mut lines = Vec::new();
        for day in first.iter_days().take(DAYS_MAX) {
            let open = self.of_day(day);
            let why = open.is_empty().then(|| self.pause(day, false));
            left = if why.is_none() { left.saturating_sub(1) } else { left };
            lines.push(DayLine { day, open, why, left });
            if left == 0 {
                return Some(DueDay { on: day, lines });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{Datelike as _, Days, Weekday};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::*;
    use crate::people::calendars::Hours;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn office() -> Opening {
        let mut office = Opening::weekdays(Tz::America__New_York);
        office.holidays.insert(day("2026-11-26"), "Thanksgiving Day".to_owned());
        office.holidays.insert(day("2026-11-27"), "Day after Thanksgiving".to_owned());
        office
    }

    #[test]
    fn what_falls_on_a_closed_day_is_due_on_the_next_open_one_and_says_why() {
        let office = office();
        let due = office.open_day(day("2026-11-25")).unwrap();
        assert_eq!((due.on, due.lines.len()), (day("2026-11-25"), 1));
        // Thanksgiving, the day after it, and the weekend.
        let due = office.open_day(day("2026-11-26")).unwrap();
        assert_eq!(due.on, day("2026-11-30"));
        let why: Vec<_> = due.lines.iter().map(|it| it.why.clone()).collect();
        let holiday = |name: &str| Some(Pause::Holiday(name.to_owned()));
        let expected = [
            holiday("Thanksgiving Day"),
            holiday("Day after Thanksgiving"),
            Some(Pause::Closed),
            Some(Pause::Closed),
            None,
        ];
        assert_eq!(why, expected);
        let last = due.lines.last().unwrap();
        let hours = last.open.iter().map(|(from, to)| (*to - *from).num_minutes());
        assert_eq!((hours.collect::<Vec<_>>(), last.left), (vec![570], 0));
    }

    #[test]
    fn business_days_leave_out_weekends_and_holidays_and_the_day_they_start_on() {
        let office = office();
        let after = |from: &str, n| office.days_after(day(from), n).unwrap();
        assert_eq!(after("2026-11-20", 1).on, day("2026-11-23"));
        assert_eq!(after("2026-11-23", 3).on, day("2026-11-30"));
        assert_eq!(after("2026-11-21", 0).on, day("2026-11-23"));
        let left: Vec<u32> = after("2026-11-24", 2).lines.iter().map(|it| it.left).collect();
        assert_eq!(left, [1, 1, 1, 1, 1, 0]);
        assert_eq!(office.days_between(day("2026-11-23"), day("2026-11-30")), 3);
        assert_eq!(office.days_between(day("2026-11-30"), day("2026-11-23")), 0);
    }

    #[test]
    fn days_on_which_clocks_are_set_count_as_one_day() {
        let sunday = Hours {
            day: Weekday::Sun,
            from: "00:00".parse().unwrap(),
            to: "24:00".parse().unwrap(),
        };
        let office = Opening { hours: vec![sunday], ..office() };
        for (from, due, hours) in
            [("2026-03-02", "2026-03-08", 23), ("2026-10-26", "2026-11-01", 25)]
        {
            let found = office.days_after(day(from), 1).unwrap();
            assert_eq!(found.on, day(due));
            let (from, to) = found.lines.last().unwrap().open[0];
            assert_eq!((to - from).num_hours(), hours);
        }
        // Of a day whose only hour clocks leave out, nothing counts.
        let gone = Hours { from: "02:00".parse().unwrap(), to: "03:00".parse().unwrap(), ..sunday };
        let office = Opening { hours: vec![gone], ..office };
        assert_eq!(office.open_day(day("2026-03-08")).unwrap().on, day("2026-03-15"));
    }

    #[test]
    fn where_nobody_is_ever_there_no_day_is_found() {
        let never = Opening { hours: Vec::new(), ..office() };
        assert_eq!(never.open_day(day("2026-11-20")), None);
        let always = Opening { always: true, ..never };
        assert_eq!(always.open_day(day("2026-11-26")).unwrap().on, day("2026-11-26"));
    }

    proptest! {
        #[test]
        fn a_due_day_is_always_open_and_no_day_before_would_do(
            weekdays in proptest::collection::btree_set(0..7_u8, 1..7),
            holidays in proptest::collection::btree_set(0..400_u64, 0..60),
            (start, n) in (0..300_u64, 0..30_u32),
        ) {
            let first = day("2026-01-01");
            let hours = |it: u8| Hours {
                day: Weekday::try_from(it).unwrap(),
                from: "08:00".parse().unwrap(),
                to: "12:00".parse().unwrap(),
            };
            let holidays: BTreeMap<NaiveDate, String> =
                holidays.into_iter().map(|it| (first + Days::new(it), "Closed".to_owned())).collect();
            let hours: Vec<Hours> = weekdays.into_iter().map(hours).collect();
            let opening = Opening { hours, holidays, ..office() };
            let from = first + Days::new(start);
            let due = opening.days_after(from, n).unwrap();
            prop_assert!(opening.is_open_on(due.on));
            prop_assert!(!opening.holidays.contains_key(&due.on));
            prop_assert!(opening.hours.iter().any(|it| it.day == due.on.weekday()));
            prop_assert!(from <= due.on);
            // As many open days lie after the start as were asked for.
            if 0 < n {
                prop_assert_eq!(opening.days_between(from, due.on), usize::try_from(n).unwrap());
            } else {
                prop_assert!(due.lines.iter().rev().skip(1).all(|it| !opening.is_open_on(it.day)));
            }
            // Every day is looked at, in order, and says either why or when.
            let days: Vec<NaiveDate> = due.lines.iter().map(|it| it.day).collect();
            let whole = days[0].iter_days().take(days.len()).collect::<Vec<_>>();
            prop_assert_eq!(&days, &whole);
            prop_assert_eq!(days.last(), Some(&due.on));
            prop_assert!(due.lines.iter().all(|it| it.why.is_some() == it.open.is_empty()));
        }
    }
}
