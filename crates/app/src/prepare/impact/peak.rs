//! Peak periods: when a loss hurts more than at other times, and what is tighter then. Nothing here
//! does I/O.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _};
use chrono::{Timelike as _, Weekday};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::year_day::YearDay;
use crate::{Span, Timestamp};

/// How far ahead the next beginning of a peak is looked for, in days: each comes once a year.
const DAYS_AHEAD_MAX: u64 = 366;

/// When a loss hurts more than at other times, and what is tighter then. Whatever is said of the time
/// must hold: months or dates, days, and hours, as the clocks of the state show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Peak {
    /// What it is called, such as `Tax season`.
    pub name: String,
    /// In which months: 1 is January. None: in all.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(inner(range(min = 1, max = 12)))]
    pub months: BTreeSet<u8>,
    /// Instead of months: between which days of each year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Dates>,
    /// On which days of a month.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    #[schemars(inner(range(min = 1, max = 31)))]
    pub days_of_month: BTreeSet<u8>,
    /// And on so many last days of a month.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[schemars(range(max = 28))]
    pub last_days: u8,
    /// On which days of the week.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub weekdays: BTreeSet<DayOfWeek>,
    /// Between which hours. Each is of the day on which it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<HoursOfDay>,
    /// How long it can be gone at most then (MTD), if that is less than otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mtd: Option<Span>,
    /// How soon it must be back then (RTO).
    pub rto: Span,
    /// How much work may be lost then (RPO), if that is less than otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpo: Option<Span>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// Days of each year, from one to another, both included: over New Year if the second comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// The first.
    pub from: YearDay,
    /// The last.
    pub until: YearDay,
}

/// Full hours of a day: over midnight if the second comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoursOfDay {
    /// From which hour on, from 0 to 23.
    #[schemars(range(max = 23))]
    pub from: u8,
    /// Until which hour, from 1 to 24: it is over when that begins.
    #[schemars(range(min = 1, max = 24))]
    pub until: u8,
}

/// A day of the week.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum DayOfWeek {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl DayOfWeek {
    /// Every day, Monday first (ISO 8601).
    pub const ALL: [DayOfWeek; 7] = [
        DayOfWeek::Monday,
        DayOfWeek::Tuesday,
        DayOfWeek::Wednesday,
        DayOfWeek::Thursday,
        DayOfWeek::Friday,
        DayOfWeek::Saturday,
        DayOfWeek::Sunday,
    ];

    const fn of(day: Weekday) -> DayOfWeek {
        match day {
            Weekday::Mon => DayOfWeek::Monday,
            Weekday::Tue => DayOfWeek::Tuesday,
            Weekday::Wed => DayOfWeek::Wednesday,
            Weekday::Thu => DayOfWeek::Thursday,
            Weekday::Fri => DayOfWeek::Friday,
            Weekday::Sat => DayOfWeek::Saturday,
            Weekday::Sun => DayOfWeek::Sunday,
        }
    }
}

impl Dates {
    fn hold(self, day: YearDay) -> bool {
        match self.from <= self.until {
            true => self.from <= day && day <= self.until,
            false => self.from <= day || day <= self.until,
        }
    }
}

impl HoursOfDay {
    fn hold(self, hour: u32) -> bool {
        let (from, until) = (u32::from(self.from), u32::from(self.until));
        match from < until {
            true => from <= hour && hour < until,
            false => from <= hour || hour < until,
        }
    }

    /// At which hours of a day it may begin.
    fn openings(self) -> [u32; 2] {
        let from = u32::from(self.from);
        [if self.from < self.until { from } else { 0 }, from]
    }
}

impl Peak {
    /// Whether anything is said of when it is.
    pub fn is_bounded(&self) -> bool {
        let has_days = !self.days_of_month.is_empty() || 0 < self.last_days;
        let has_season = !self.months.is_empty() || self.dates.is_some();
        has_season || has_days || !self.weekdays.is_empty() || self.hours.is_some()
    }

    /// Whether it is at that moment, by the clocks of `zone`.
    pub fn holds(&self, at: Timestamp, zone: Tz) -> bool {
        let here = at.with_timezone(&zone).naive_local();
        self.holds_on(here.date()) && self.hours.is_none_or(|it| it.hold(here.hour()))
    }

    fn holds_on(&self, day: NaiveDate) -> bool {
        let at = YearDay::of(day);
        let n = u8::try_from(day.day()).unwrap_or_default();
        let is_last = day.num_days_in_month().saturating_sub(n) < self.last_days;
        let any_day = self.days_of_month.is_empty() && self.last_days == 0;
        (self.months.is_empty() || self.months.contains(&at.month()))
            && self.dates.is_none_or(|it| it.hold(at))
            && (any_day || is_last || self.days_of_month.contains(&n))
            && (self.weekdays.is_empty() || self.weekdays.contains(&DayOfWeek::of(day.weekday())))
    }

    /// When it begins for the first time after `at` and before `until`, if it is not at `at` itself.
    pub fn begins_between(&self, at: Timestamp, until: Timestamp, zone: Tz) -> Option<Timestamp> {
        if self.holds(at, zone) {
            return None;
        }
        let first = at.with_timezone(&zone).date_naive();
        let days = (0..=DAYS_AHEAD_MAX).map_while(|n| first.checked_add_days(Days::new(n)));
        let days = days.take_while(|it| *it <= until.with_timezone(&zone).date_naive());
        let hours = self.hours.map_or([0, 0], HoursOfDay::openings);
        let mut openings = days
            .filter(|it| self.holds_on(*it))
            .flat_map(|day| hours.map(|it| day.and_time(on_the_hour(it))))
            .filter_map(|it| moment(it, zone))
            .filter(|it| self.holds(*it, zone));
        openings.find(|it| at < *it).filter(|it| *it < until)
    }
}

fn on_the_hour(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

/// The moment at which clocks show `local`. Where an hour is left out in spring, the one after it.
fn moment(local: NaiveDateTime, zone: Tz) -> Option<Timestamp> {
    let shown = zone.from_local_datetime(&local).earliest();
    let found =
        shown.or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest());
    found.map(|it| it.to_utc())
}

/// The peak that makes the recovery time at that moment the shortest, of those that there are then.
pub fn tightest(peaks: &[Peak], at: Timestamp, zone: Tz) -> Option<&Peak> {
    peaks.iter().filter(|it| it.holds(at, zone)).min_by_key(|it| it.rto)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn always() -> Peak {
        Peak {
            name: "Peak".to_owned(),
            months: BTreeSet::new(),
            dates: None,
            days_of_month: BTreeSet::new(),
            last_days: 0,
            weekdays: BTreeSet::new(),
            hours: None,
            mtd: None,
            rto: Span::from_hours(1),
            rpo: None,
        }
    }

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    fn dates(from: &str, until: &str) -> Option<Dates> {
        Some(Dates { from: from.parse().unwrap(), until: until.parse().unwrap() })
    }

    const ZONE: Tz = chrono_tz::America::New_York;

    #[test]
    fn a_peak_is_when_everything_that_is_said_of_it_holds() {
        let tax = Peak {
            dates: dates("01-15", "04-20"),
            weekdays: DayOfWeek::ALL.into_iter().take(5).collect(),
            hours: Some(HoursOfDay { from: 8, until: 18 }),
            ..always()
        };
        let holds = |it: &str| tax.holds(at(it), ZONE);
        // In April, New York is four hours behind.
        assert!(holds("2027-04-20T12:00:00Z") && holds("2027-04-20T21:59:59Z"));
        assert!(!holds("2027-04-20T11:59:59Z") && !holds("2027-04-20T22:00:00Z"));
        assert!(!holds("2027-04-21T15:00:00Z"), "the day after the last");
        assert!(!holds("2027-04-18T15:00:00Z"), "a Sunday");
        assert!(holds("2027-01-15T15:00:00Z") && !holds("2027-01-14T15:00:00Z"));
    }

    #[test]
    fn a_season_may_go_over_new_year_and_hours_over_midnight() {
        let snow = Peak {
            dates: dates("12-01", "03-15"),
            hours: Some(HoursOfDay { from: 22, until: 6 }),
            ..always()
        };
        let holds = |it: &str| snow.holds(at(it), ZONE);
        assert!(holds("2027-01-02T05:00:00Z") && holds("2026-12-31T10:00:00Z"));
        assert!(!holds("2027-01-02T15:00:00Z") && !holds("2027-06-02T05:00:00Z"));
    }

    #[test]
    fn the_last_days_of_a_month_are_counted_from_its_end() {
        let closing = Peak { days_of_month: [1].into(), last_days: 2, ..always() };
        let february = |day: &u32| NaiveDate::from_ymd_opt(2028, 2, *day).unwrap();
        let days = (1..=29).filter(|it| closing.holds_on(february(it)));
        assert_eq!(days.collect::<Vec<_>>(), [1, 28, 29]);
    }

    #[test]
    fn the_tightest_of_several_counts() {
        let peaks = [always(), Peak { rto: Span::from_minutes(5), ..always() }];
        let found = tightest(&peaks, at("2027-01-01T00:00:00Z"), ZONE);
        assert_eq!(found.map(|it| it.rto), Some(Span::from_minutes(5)));
    }

    #[test]
    fn it_is_known_when_the_next_one_begins() {
        let school = Peak { months: [8, 9].into(), ..always() };
        let begins = |from: &str, until: &str| school.begins_between(at(from), at(until), ZONE);
        let first = at("2027-08-01T04:00:00Z");
        assert_eq!(begins("2027-07-30T00:00:00Z", "2027-08-02T00:00:00Z"), Some(first));
        assert_eq!(begins("2027-07-30T00:00:00Z", "2027-08-01T04:00:00Z"), None);
        assert_eq!(begins("2027-08-01T04:00:00Z", "2027-12-02T00:00:00Z"), None);
        assert_eq!(begins("2027-10-01T04:00:00Z", "2037-12-02T00:00:00Z"), {
            Some(at("2028-08-01T04:00:00Z"))
        });
    }

    fn any_peak() -> impl Strategy<Value = Peak> {
        let few = |most: u8| proptest::collection::btree_set(1..=most, 0..4);
        let day = (1..=12_u8, 1..=28_u8);
        let day = day.prop_map(|(month, day)| YearDay::new(month, day).unwrap());
        let dates = proptest::option::of((day.clone(), day));
        let hours = (0..24_u8, 1..=24_u8).prop_map(|(from, until)| HoursOfDay { from, until });
        let weekdays = proptest::sample::subsequence(DayOfWeek::ALL.to_vec(), 0..7);
        let when = (few(12), dates, few(31), 0..4_u8, weekdays, proptest::option::of(hours));
        when.prop_map(|(months, dates, days_of_month, last_days, weekdays, hours)| Peak {
            months: if dates.is_some() { BTreeSet::new() } else { months },
            dates: dates.map(|(from, until)| Dates { from, until }),
            days_of_month,
            last_days,
            weekdays: weekdays.into_iter().collect(),
            hours: hours.filter(|it| it.from != it.until),
            ..always()
        })
    }

    proptest! {
        /// Looked at hour by hour, a peak begins when it is said to begin.
        #[test]
        fn a_peak_begins_with_the_first_hour_in_which_it_is(
            peak in any_peak(),
            start in 0..20_000_i64,
        ) {
            let from = at("2026-01-01T05:00:00Z") + TimeDelta::hours(start);
            let until = from + TimeDelta::days(30);
            let hours = (0..30 * 24).map(|n| from + TimeDelta::hours(n));
            let naive = match peak.holds(from, ZONE) {
                true => None,
                false => hours.into_iter().find(|it| peak.holds(*it, ZONE)),
            };
            prop_assert_eq!(peak.begins_between(from, until, ZONE), naive);
        }
    }
}
