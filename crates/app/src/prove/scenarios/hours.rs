//! When people can be called. Nothing here does I/O.

use chrono::{Datelike as _, Days, NaiveTime, TimeZone as _, Timelike as _, Weekday};
use chrono_tz::Tz;

use crate::Timestamp;
use crate::prepare::inventory::Hours;

/// Business hours, from and until, on weekdays.
const FROM_HOUR: u32 = 8;
const UNTIL_HOUR: u32 = 17;

/// How many seconds after `moment` people can be called who can be called then. Once they are called
/// they stay until the work is done.
pub(super) fn until_called(moment: Timestamp, zone: Tz, hours: Option<Hours>) -> u32 {
    if hours != Some(Hours::Business) {
        return 0;
    }
    let here = moment.with_timezone(&zone);
    let is_workday = |it: Weekday| !matches!(it, Weekday::Sat | Weekday::Sun);
    if is_workday(here.weekday()) && (FROM_HOUR..UNTIL_HOUR).contains(&here.hour()) {
        return 0;
    }
    let opens = NaiveTime::from_hms_opt(FROM_HOUR, 0, 0).unwrap_or_default();
    let days = (0..8).filter_map(|n| here.date_naive().checked_add_days(Days::new(n)));
    let days = days.filter(|it| is_workday(it.weekday())).map(|it| it.and_time(opens));
    let mut opening = days.filter_map(|it| zone.from_local_datetime(&it).earliest());
    let next = opening.find(|it| *it >= here);
    next.map_or(0, |it| u32::try_from((it - here).num_seconds()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_in_business_hours_is_called_in_the_morning_of_the_next_workday() {
        let zone: Tz = "America/New_York".parse().unwrap();
        let hours_until =
            |moment: &str, hours| until_called(moment.parse().unwrap(), zone, hours) / 3600;
        let business = Some(Hours::Business);
        // In September, New York is four hours behind.
        assert_eq!(hours_until("2026-09-14T13:00:00Z", business), 0);
        assert_eq!(hours_until("2026-09-14T09:00:00Z", business), 3);
        assert_eq!(hours_until("2026-09-14T22:00:00Z", business), 14);
        assert_eq!(hours_until("2026-09-12T12:00:00Z", business), 48);
        assert_eq!(hours_until("2026-09-12T12:00:00Z", Some(Hours::Always)), 0);
        assert_eq!(hours_until("2026-09-12T12:00:00Z", None), 0);
    }

    #[test]
    fn a_night_in_which_clocks_change_is_as_long_as_it_is() {
        let zone: Tz = "America/New_York".parse().unwrap();
        // From Saturday 8:00 to Monday 8:00, with the hour that is lost in March.
        let wait =
            until_called("2026-03-07T13:00:00Z".parse().unwrap(), zone, Some(Hours::Business));
        assert_eq!(wait, 47 * 3600);
    }
}
