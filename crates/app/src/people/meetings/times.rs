//! When the meetings of a series take place. Nothing here does I/O.

use chrono::{DateTime, Days, NaiveDate, TimeZone as _};
use chrono_tz::Tz;

use super::{OnHoliday, Series};
use crate::Timestamp;
use crate::people::calendars::{self, Opening};

/// How far a meeting is moved because of holidays, at most.
const DAYS_MAX: usize = 14;

impl Series {
    /// The times after `from` at which it takes place, until the day `last`. What would be on a holiday
    /// of `opening` goes where the series says.
    pub(super) fn times(
        &self,
        opening: &Opening,
        from: Timestamp,
        last: NaiveDate,
    ) -> Vec<Timestamp> {
        // What is moved because of holidays comes a few days later.
        let moved = Days::new(u64::try_from(DAYS_MAX).unwrap_or(0));
        let since = from.date_naive().checked_sub_days(moved).unwrap_or(from.date_naive());
        let again = calendars::occurrences(&self.rule, (self.first, self.zone), (since, last));
        let again = again.unwrap_or_default().into_iter();
        let mut times: Vec<Timestamp> = again
            .filter_map(|it| self.moved(opening, it))
            .map(|it| it.to_utc())
            .filter(|it| from < *it)
            .collect();
        times.sort_unstable();
        times.dedup();
        times
    }

    fn moved(&self, opening: &Opening, at: DateTime<Tz>) -> Option<DateTime<Tz>> {
        let day = at.date_naive();
        if !opening.holidays.contains_key(&day) || opening.always {
            return Some(at);
        }
        let is_open = |day: &NaiveDate| 0 < opening.open_time(*day).secs();
        let other = match self.on_holiday {
            OnHoliday::Skip => return None,
            OnHoliday::Next => day.iter_days().skip(1).take(DAYS_MAX).find(is_open),
            OnHoliday::Previous => day.iter_days().rev().skip(1).take(DAYS_MAX).find(is_open),
        };
        self.zone.from_local_datetime(&other?.and_time(at.time())).earliest()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;
    use crate::ids::{AgencyId, SeriesId};

    fn series(on_holiday: OnHoliday) -> Series {
        Series {
            id: SeriesId::FIRST,
            agency_id: AgencyId::FIRST,
            code: "office".to_owned(),
            name: "Office".to_owned(),
            rule: "FREQ=MONTHLY;BYDAY=4TH".to_owned(),
            first: "2026-09-24T10:00:00".parse().unwrap(),
            zone: Tz::America__New_York,
            lasts: Span::from_hours(1),
            place: String::new(),
            on_holiday,
            agenda: Vec::new(),
            invited: [].into(),
            updated_at: "2026-09-01T00:00:00Z".parse().unwrap(),
            retired_at: None,
            version: 1,
        }
    }

    fn days(on_holiday: OnHoliday) -> Vec<String> {
        let mut opening = Opening::weekdays(Tz::America__New_York);
        for day in ["2026-11-26", "2026-11-27"] {
            opening.holidays.insert(day.parse().unwrap(), "Thanksgiving".to_owned());
        }
        let from = "2026-10-01T00:00:00Z".parse().unwrap();
        let times = series(on_holiday).times(&opening, from, "2026-12-31".parse().unwrap());
        times.iter().map(|it| it.format("%m-%dT%H").to_string()).collect()
    }

    #[test]
    fn a_meeting_on_a_holiday_goes_where_its_series_says() {
        // Ten o'clock where the series is, in summer and in winter.
        assert_eq!(days(OnHoliday::Skip), ["10-22T14", "12-24T15"]);
        assert_eq!(days(OnHoliday::Next), ["10-22T14", "11-30T15", "12-24T15"]);
        assert_eq!(days(OnHoliday::Previous), ["10-22T14", "11-25T15", "12-24T15"]);
    }
}
