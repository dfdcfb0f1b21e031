//! When somebody is there, and business time counted over it. Nothing here does I/O.
//!
//! A due time is the earliest moment by which so much open time has passed since the start (domain
//! model, rule 9: Friday 17:25 and one hour at 08:00 to 17:30 make Monday 08:55). Hours are those that
//! clocks show in the zone of the calendar; how long they last is counted in real time, so that the
//! nights in which clocks are set count as long as they are.

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, TimeZone as _, Weekday};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Clock;
use crate::{Span, Timestamp};

/// So many days are looked at for a due time, at most: ten years.
pub(super) const DAYS_MAX: usize = 3_660;

/// No clock leaves out more at once, in minutes.
const GAP_MAX: i64 = 24 * 60;

/// When somebody is there on a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The day of the week.
    pub day: Weekday,
    /// From when.
    pub from: Clock,
    /// Until when.
    pub to: Clock,
}

/// When somebody is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Where clocks show these hours.
    pub zone: Tz,
    /// Whether somebody is there day and night, on holidays, too. Then no hours are said.
    pub always: bool,
    /// The hours of each day of the week. A day may have several.
    pub hours: Vec<Hours>,
    /// The days on which nobody is there, and what they are called.
    pub holidays: BTreeMap<NaiveDate, String>,
}

/// When something is due, and how that came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When.
    pub at: Timestamp,
    /// What counted and what did not, in order.
    pub lines: Vec<Line>,
}

/// A step of the counting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Open time that counted.
    Counted {
        /// From when.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
        /// What is still to be counted afterwards.
        left: Span,
    },
    /// A day of which nothing counted.
    Skipped {
        /// The day.
        day: NaiveDate,
        /// Why.
        why: Pause,
    },
}

/// Why nothing of a day counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pause {
    /// Nobody is there on that day of the week.
    Closed,
    /// It is a holiday.
    Holiday(String),
    /// It was over for the day already.
    Over,
}

impl Opening {
    /// Monday to Friday from 08:00 to 17:30, without holidays.
    pub fn weekdays(zone: Tz) -> Opening {
        let (from, to) = ("08:00".parse(), "17:30".parse());
        let (from, to) = (from.unwrap_or(Clock::START), to.unwrap_or(Clock::END));
        let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        let hours = days.map(|day| Hours { day, from, to });
        Opening { zone, always: false, hours: hours.into(), holidays: BTreeMap::new() }
    }

    /// The stretches of a day in which somebody is there, in order, none of which overlap.
    pub fn of_day(&self, day: NaiveDate) -> Vec<(Timestamp, Timestamp)> {
        if self.always {
            let whole = (
                self.moment(Clock::START.on_day(day), false),
                self.moment(Clock::END.on_day(day), false),
            );
            return vec![whole];
        }
        if self.holidays.contains_key(&day) {
            return Vec::new();
        }
        let mut hours: Vec<&Hours> =
            self.hours.iter().filter(|it| it.day == day.weekday()).collect();
        hours.sort_by_key(|it| (it.from, it.to));
        let mut found: Vec<(Timestamp, Timestamp)> = Vec::new();
        for it in hours {
            // What ends at midnight ends when the next day begins for the first time.
            let (from, to) = (
                self.moment(it.from.on_day(day), false),
                self.moment(it.to.on_day(day), !it.to.is_end()),
            );
            let from = found.last().map_or(from, |last| from.max(last.1));
            if from < to {
                found.push((from, to));
            }
        }
        found
    }

    /// How long somebody is there on a day.
    pub fn open_time(&self, day: NaiveDate) -> Span {
        let open = self.of_day(day).into_iter().map(|(from, to)| to - from).sum::<TimeDelta>();
        Span::from_secs(open.num_seconds())
    }

    /// When something is due that takes `target` of open time from `start` on: the earliest moment by
    /// which so much has passed. None if that is more than ten years away.
    pub fn due(&self, start: Timestamp, target: Span) -> Option<Due> {
        let mut left = TimeDelta::seconds(target.secs());
        let mut lines = Vec::new();
        if left.is_zero() {
            return Some(Due { at: start, lines });
        }
        let mut day = start.with_timezone(&self.zone).date_naive();
        for _ in 0..DAYS_MAX {
            let stretches = self.of_day(day);
            let mut has_counted = false;
            for (from, to) in &stretches {
                let from = start.max(*from);
                if *to <= from {
                    continue;
                }
                let counted = left.min(*to - from);
                let to = from + counted;
                left -= counted;
                has_counted = true;
                lines.push(Line::Counted { from, to, left: Span::from_secs(left.num_seconds()) });
                if left.is_zero() {
                    return Some(Due { at: to, lines });
                }
            }
            if !has_counted {
                lines.push(Line::Skipped { day, why: self.pause(day, !stretches.is_empty()) });
            }
            day = day.succ_opt()?;
        }
        None
    }

    pub(super) fn pause(&self, day: NaiveDate, is_open: bool) -> Pause {
        match self.holidays.get(&day) {
            _ if is_open => Pause::Over,
            Some(name) => Pause::Holiday(name.clone()),
            None => Pause::Closed,
        }
    }

    /// How much open time passes from one moment to another. None if the second is not after the first.
    pub fn elapsed(&self, from: Timestamp, to: Timestamp) -> TimeDelta {
        let mut passed = TimeDelta::zero();
        let mut day = from.with_timezone(&self.zone).date_naive();
        let last = to.with_timezone(&self.zone).date_naive();
        while day <= last {
            for (opens, closes) in self.of_day(day) {
                passed += (closes.min(to) - opens.max(from)).max(TimeDelta::zero());
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        passed
    }

    /// The moment at which clocks show this. Where they show it twice, the second time if `last`; where
    /// they leave it out, the moment at which they do.
    fn moment(&self, shown: NaiveDateTime, last: bool) -> Timestamp {
        let found = self.zone.from_local_datetime(&shown);
        let found = if last { found.latest() } else { found.earliest() };
        let after = || {
            let shown = |minutes| shown + TimeDelta::minutes(minutes);
            (1..=GAP_MAX).find_map(|it| self.zone.from_local_datetime(&shown(it)).earliest())
        };
        found.or_else(after).map_or_else(|| shown.and_utc(), |it| it.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        let shown: NaiveDateTime = format!("{text}:00").parse().unwrap();
        Tz::America__New_York.from_local_datetime(&shown).earliest().unwrap().to_utc()
    }

    fn shown(moment: Timestamp) -> String {
        moment.with_timezone(&Tz::America__New_York).format("%a %Y-%m-%d %H:%M").to_string()
    }

    fn office() -> Opening {
        Opening::weekdays(Tz::America__New_York)
    }

    fn due(opening: &Opening, start: &str, target: &str) -> String {
        shown(opening.due(at(start), target.parse().unwrap()).unwrap().at)
    }

    fn night_shift() -> Opening {
        let hours = |day, from: &str, to: &str| Hours {
            day,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        let hours = vec![
            hours(Weekday::Sat, "22:00", "24:00"),
            hours(Weekday::Sun, "00:00", "02:30"),
            hours(Weekday::Sun, "02:30", "06:00"),
        ];
        Opening { hours, ..office() }
    }

    #[test]
    fn req_s0_22_business_calendar() {
        let mut office = office();
        assert_eq!(due(&office, "2026-11-20T17:25", "1 h"), "Mon 2026-11-23 08:55");
        let monday = "2026-11-23".parse().unwrap();
        office.holidays.insert(monday, "Founders' Day".to_owned());
        assert_eq!(due(&office, "2026-11-20T17:25", "1 h"), "Tue 2026-11-24 08:55");
        let due = office.due(at("2026-11-20T17:25"), Span::from_hours(1)).unwrap();
        let [first, sat, sun, mon, last] = due.lines.as_slice() else { panic!("{due:?}") };
        let minutes = |it: &Line| match it {
            Line::Counted { from, to, left } => ((*to - *from).num_minutes(), left.secs() / 60),
            Line::Skipped { .. } => panic!("{it:?}"),
        };
        assert_eq!((minutes(first), minutes(last)), ((5, 55), (55, 0)));
        let why = |it: &Line| match it {
            Line::Skipped { why, .. } => why.clone(),
            Line::Counted { .. } => panic!("{it:?}"),
        };
        assert_eq!([why(sat), why(sun)], [Pause::Closed, Pause::Closed]);
        assert_eq!(why(mon), Pause::Holiday("Founders' Day".to_owned()));
    }

    #[test]
    fn what_starts_when_nobody_is_there_counts_from_when_they_come() {
        assert_eq!(due(&office(), "2026-11-21T03:00", "30 m"), "Mon 2026-11-23 08:30");
        assert_eq!(due(&office(), "2026-11-20T20:00", "30 m"), "Mon 2026-11-23 08:30");
        let late = office().due(at("2026-11-20T20:00"), Span::from_minutes(30)).unwrap();
        let friday = "2026-11-20".parse().unwrap();
        assert_eq!(late.lines.first(), Some(&Line::Skipped { day: friday, why: Pause::Over }));
        // What fills a day exactly is due when that ends, and not when the next begins.
        assert_eq!(due(&office(), "2026-11-20T08:00", "9 h 30 m"), "Fri 2026-11-20 17:30");
        assert_eq!(due(&office(), "2026-11-21T03:00", "0 m"), "Sat 2026-11-21 03:00");
    }

    #[test]
    fn nights_in_which_clocks_are_set_count_as_long_as_they_are() {
        let shift = night_shift();
        let open = |opening: &Opening, day: &str| opening.open_time(day.parse().unwrap());
        // From 2 to 3 there is nothing on 8 March 2026, and from 1 to 2 there is twice on 1 November.
        assert_eq!(open(&shift, "2026-03-08"), Span::from_hours(5));
        assert_eq!(open(&shift, "2026-11-01"), Span::from_hours(7));
        assert_eq!(open(&shift, "2026-11-08"), Span::from_hours(6));
        assert_eq!(due(&shift, "2026-03-07T23:00", "3 h"), "Sun 2026-03-08 03:00");
        let always = Opening { always: true, hours: Vec::new(), ..office() };
        assert_eq!(open(&always, "2026-03-08"), Span::from_hours(23));
        assert_eq!(due(&always, "2026-03-07T23:00", "24 h"), "Mon 2026-03-09 00:00");
    }

    #[test]
    fn where_nobody_is_ever_there_nothing_is_due() {
        let never = Opening { hours: Vec::new(), ..office() };
        assert_eq!(never.due(at("2026-11-20T08:00"), Span::from_minutes(1)), None);
    }

    fn any_clock() -> impl Strategy<Value = (Clock, Clock)> {
        let time = |it: u16| format!("{:02}:{:02}", it / 60, it % 60).parse::<Clock>().unwrap();
        (0..1_440_u16, 0..1_440_u16).prop_map(move |(a, b)| (time(a.min(b)), time(a.max(b) + 1)))
    }

    fn any_opening() -> impl Strategy<Value = Opening> {
        let zone = proptest::sample::select(vec![
            Tz::America__New_York,
            Tz::UTC,
            Tz::Australia__Lord_Howe,
            Tz::Asia__Kathmandu,
        ]);
        let day = proptest::sample::select(vec![
            Weekday::Mon,
            Weekday::Wed,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ]);
        let hours = (day, any_clock()).prop_map(|(day, (from, to))| Hours { day, from, to });
        let holidays = proptest::collection::btree_set(0..500_u64, 0..40);
        (zone, proptest::collection::vec(hours, 1..8), holidays, any::<bool>()).prop_map(
            |(zone, hours, holidays, always)| {
                let first: NaiveDate = "2026-01-01".parse().unwrap();
                let holidays = holidays
                    .into_iter()
                    .map(|it| (first + chrono::Days::new(it), "A holiday".to_owned()))
                    .collect();
                Opening { zone, always: always && hours.len() < 3, hours, holidays }
            },
        )
    }

    proptest! {
        /// What is due and what has passed are inverse to each other, also over nights in which clocks
        /// are set.
        #[test]
        fn as_much_open_time_passes_until_it_is_due_as_it_takes(
            opening in any_opening(),
            minutes in 0..600_000_i64,
            target in 0..6_000_i64,
        ) {
            let start = at("2026-01-01T00:00") + TimeDelta::minutes(minutes);
            let target = Span::from_minutes(target);
            if let Some(due) = opening.due(start, target) {
                prop_assert!(start <= due.at);
                prop_assert_eq!(opening.elapsed(start, due.at).num_seconds(), target.secs());
                let counted: TimeDelta = due.lines.iter().map(|it| match it {
                    Line::Counted { from, to, .. } => *to - *from,
                    Line::Skipped { .. } => TimeDelta::zero(),
                }).sum();
                prop_assert_eq!(counted.num_seconds(), target.secs());
                // No moment before would do.
                if 0 < target.secs() {
                    let before = due.at - TimeDelta::seconds(1);
                    prop_assert!(opening.elapsed(start, before).num_seconds() < target.secs());
                }
            }
        }

        #[test]
        fn what_starts_later_or_takes_longer_is_not_due_sooner(
            opening in any_opening(),
            minutes in 0..600_000_i64,
            (later, target, more) in (0..10_000_i64, 1..3_000_i64, 0..3_000_i64),
        ) {
            let start = at("2026-01-01T00:00") + TimeDelta::minutes(minutes);
            let due = |start, minutes| opening.due(start, Span::from_minutes(minutes)).map(|it| it.at);
            if let Some(first) = due(start, target) {
                let longer = due(start, target + more);
                prop_assert!(longer.is_none_or(|it| first <= it));
                let after = due(start + TimeDelta::minutes(later), target);
                prop_assert!(after.is_none_or(|it| first <= it));
                // In two steps as in one, unless that is more than ten years away.
                if longer.is_some() {
                    prop_assert_eq!(due(first, more), longer);
                }
            }
        }

        #[test]
        fn what_passes_in_two_parts_passes_in_one(
            opening in any_opening(),
            minutes in proptest::collection::vec(0..200_000_i64, 3),
        ) {
            let mut all: Vec<Timestamp> = minutes
                .iter()
                .map(|it| at("2026-01-01T00:00") + TimeDelta::minutes(*it))
                .collect();
            all.sort_unstable();
            let whole = opening.elapsed(all[0], all[2]);
            let parts = opening.elapsed(all[0], all[1]) + opening.elapsed(all[1], all[2]);
            prop_assert_eq!(whole, parts);
            prop_assert!(TimeDelta::zero() <= whole && whole <= all[2] - all[0]);
            prop_assert_eq!(opening.elapsed(all[2], all[0]), TimeDelta::zero());
        }
    }
}
