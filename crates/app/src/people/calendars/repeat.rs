//! What comes again and again, by the rules of iCalendar (RFC 5545, section 3.3.10).

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use rrule::RRuleSet;

/// So often something comes again, at most, as far as it is looked at.
const TIMES_MAX: usize = 2_000;

/// How often something may come again. What comes more often than each day is no meeting or holiday.
const FREQUENCIES: [&str; 4] = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];

/// The parts of a rule that would make several times of a day.
const OF_A_DAY: [&str; 3] = ["BYHOUR", "BYMINUTE", "BYSECOND"];

/// Every time at which something comes from one day to another, that comes for the `first` time then, as
/// clocks show it in a zone. None if the rule cannot be understood.
pub(crate) fn occurrences(
    rule: &str,
    (first, zone): (NaiveDateTime, Tz),
    (from, last): (NaiveDate, NaiveDate),
) -> Option<Vec<DateTime<Tz>>> {
    if !(1900..=2200).contains(&first.year()) {
        return None;
    }
    let shown = first.format("%Y%m%dT%H%M%S");
    let begins = match zone {
        Tz::UTC => format!("DTSTART:{shown}Z"),
        zone => format!("DTSTART;TZID={}:{shown}", zone.name()),
    };
    let set: RRuleSet = format!("{begins}\nRRULE:{}", understood(rule)?).parse().ok()?;
    let times = set.limit().into_iter().map(|it| it.with_timezone(&zone));
    let times = times.skip_while(|it| it.date_naive() < from);
    Some(times.take_while(|it| it.date_naive() <= last).take(TIMES_MAX).collect())
}

/// The rule, with a day that it ends on as the end of that day: what begins at a time ends at one. None
/// if it makes more than one time a day.
fn understood(rule: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in rule.trim().split(';').filter(|it| !it.is_empty()) {
        let (name, value) = part.split_once('=')?;
        let name = name.to_ascii_uppercase();
        let is_frequency = FREQUENCIES.contains(&value.to_ascii_uppercase().as_str());
        if OF_A_DAY.contains(&name.as_str()) || (name == "FREQ" && !is_frequency) {
            return None;
        }
        parts.push(match (name.as_str(), value.len()) {
            ("UNTIL", 8) => format!("UNTIL={value}T235959Z"),
            _ => format!("{name}={value}"),
        });
    }
    Some(parts.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_often_before_still_comes() {
        let first = "1990-01-01T09:00:00".parse().unwrap();
        let days = ("2026-11-21".parse().unwrap(), "2026-11-23".parse().unwrap());
        let zone = Tz::America__New_York;
        let found = occurrences("FREQ=DAILY", (first, zone), days).unwrap();
        assert_eq!(found.len(), 3);
        let ended = occurrences("FREQ=DAILY;UNTIL=20261122", (first, zone), days).unwrap();
        assert_eq!(ended.len(), 2);
        // No February has so many days, and nobody waits for one.
        let never = occurrences("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", (first, zone), days);
        assert_eq!(never, Some(Vec::new()));
        for rule in ["", "FREQ=SECONDLY", "FREQ=DAILY;BYHOUR=1,2", "FREQ=OFTEN", "Each day"] {
            assert_eq!(occurrences(rule, (first, zone), days), None, "{rule}");
        }
    }
}
