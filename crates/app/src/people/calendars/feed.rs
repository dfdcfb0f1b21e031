//! Holidays out of an iCalendar file (RFC 5545), as states and offices publish them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, Months, NaiveDate};
use chrono_tz::Tz;
use icalendar::{Component as _, DatePerhapsTime, Event};

use super::repeat;
use crate::FieldProblem;

/// The longest file that is read, in bytes.
const BYTES_MAX: usize = 2 << 20;

/// So many years ahead, holidays that come again and again are written down.
const YEARS: u32 = 5;

/// The longest holiday, in days. What is longer is none, and a mistake.
const DAYS_MAX: u64 = 31;

/// The days of all events of a file, and what they are called. What comes again is written down from a
/// year before `today` until five years after.
pub fn holidays(file: &str, today: NaiveDate) -> Result<BTreeMap<NaiveDate, String>, FieldProblem> {
    if BYTES_MAX < file.len() {
        return Err(problem("This file is too large: at most 2 MiB are read."));
    }
    if !file.contains("BEGIN:VCALENDAR") {
        return Err(problem("This is no iCalendar file: it must begin with BEGIN:VCALENDAR."));
    }
    let read: icalendar::Calendar = file.parse().map_err(|error: String| {
        problem(&format!("This file cannot be read: {}", short(&error)))
    })?;
    let mut found = BTreeMap::new();
    for component in &read.components {
        let icalendar::CalendarComponent::Event(event) = component else { continue };
        if event.property_value("STATUS") == Some("CANCELLED") {
            continue;
        }
        for day in days(event, today)? {
            found.insert(day, name(event));
        }
    }
    if found.is_empty() {
        return Err(problem("There is no event in this file."));
    }
    Ok(found)
}

fn name(event: &Event) -> String {
    let name: String = event
        .get_summary()
        .unwrap_or("Holiday")
        .chars()
        .map(|it| if it.is_control() { ' ' } else { it })
        .take(200)
        .collect();
    match name.trim() {
        "" => "Holiday".to_owned(),
        name => name.to_owned(),
    }
}

fn days(event: &Event, today: NaiveDate) -> Result<BTreeSet<NaiveDate>, FieldProblem> {
    let called = name(event);
    let start = event.get_start().map(|it| day(&it));
    let start =
        start.ok_or_else(|| problem(&format!("“{called}” does not say on which day it is.")))?;
    // The end of whole days is the day after the last one.
    let last = match event.get_end() {
        Some(DatePerhapsTime::Date(end)) => end.pred_opt().unwrap_or(end),
        Some(end) => day(&end),
        None => start,
    };
    let n_days = u64::try_from((last - start).num_days()).unwrap_or(0) + 1;
    if DAYS_MAX < n_days {
        return Err(problem(&format!("“{called}” is longer than a month. That is no holiday.")));
    }
    let starts = match event.property_value("RRULE") {
        None => vec![start],
        Some(rule) => {
            let from = today.checked_sub_months(Months::new(12)).unwrap_or(today);
            let to = today.checked_add_months(Months::new(12 * YEARS)).unwrap_or(today);
            let first = start.and_time(chrono::NaiveTime::MIN);
            let again = repeat::occurrences(rule, (first, Tz::UTC), (from, to));
            let reason = || {
                let rule = short(rule);
                problem(&format!("It cannot be understood how “{called}” comes again: {rule}"))
            };
            let again = again.ok_or_else(reason)?;
            again.into_iter().map(|it| it.date_naive()).collect()
        }
    };
    let left_out: BTreeSet<NaiveDate> = left_out(event);
    let whole =
        |start: NaiveDate| (0..n_days).filter_map(move |n| start.checked_add_days(Days::new(n)));
    Ok(starts.into_iter().filter(|it| !left_out.contains(it)).flat_map(whole).collect())
}

/// The days on which what comes again does not.
fn left_out(event: &Event) -> BTreeSet<NaiveDate> {
    let one = event.property_value("EXDATE").into_iter();
    let many = event.multi_properties().get("EXDATE").into_iter().flatten();
    let days = one.chain(many.map(|it| it.value())).flat_map(|it| it.split(','));
    days.filter_map(|it| NaiveDate::parse_from_str(it.get(..8)?, "%Y%m%d").ok()).collect()
}

fn day(at: &DatePerhapsTime) -> NaiveDate {
    at.date_naive()
}

fn problem(reason: &str) -> FieldProblem {
    FieldProblem::new("file", reason.to_owned())
}

fn short(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> String {
        let events = events.replace('\n', "\r\n");
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\n{events}END:VCALENDAR\r\n"
        )
    }

    fn read(events: &str) -> Vec<String> {
        let found = holidays(&file(events), "2026-11-21".parse().unwrap()).unwrap();
        found.into_iter().map(|(day, name)| format!("{day} {name}")).collect()
    }

    #[test]
    fn each_event_is_a_holiday_on_all_of_its_days() {
        let events = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261128\n\
            SUMMARY:Thanks\n giving\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20261225\n\
            SUMMARY:Christmas Day\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\nSTATUS:CANCELLED\n\
            DTSTART;VALUE=DATE:20261224\nSUMMARY:Not any more\nEND:VEVENT\n";
        let days =
            ["2026-11-26 Thanksgiving", "2026-11-27 Thanksgiving", "2026-12-25 Christmas Day"];
        assert_eq!(read(events), days);
    }

    #[test]
    fn a_yearly_holiday_is_written_down_for_the_next_five_years() {
        let events = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20100704\nRRULE:FREQ=YEARLY\n\
            EXDATE;VALUE=DATE:20290704\nSUMMARY:Independence Day\nEND:VEVENT\n";
        let years: Vec<String> = read(events).into_iter().map(|it| it[..4].to_owned()).collect();
        assert_eq!(years, ["2026", "2027", "2028", "2030", "2031"]);
        let fourth_thursday = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20251127\n\
            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20281231\nSUMMARY:Thanksgiving\nEND:VEVENT\n";
        let days = ["2025-11-27", "2026-11-26", "2027-11-25", "2028-11-23"];
        assert_eq!(read(fourth_thursday), days.map(|it| format!("{it} Thanksgiving")));
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_name() {
        let today = "2026-11-21".parse().unwrap();
        let reason = |text: &str| holidays(text, today).unwrap_err().reason.into_owned();
        assert!(reason("Christmas").starts_with("This is no iCalendar file"));
        assert_eq!(reason(&file("")), "There is no event in this file.");
        let odd = "BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20261126\nRRULE:FREQ=SOMETIMES\n\
            SUMMARY:A day\nEND:VEVENT\n";
        assert!(reason(&file(odd)).contains("how “A day” comes again"), "{}", reason(&file(odd)));
    }
}
