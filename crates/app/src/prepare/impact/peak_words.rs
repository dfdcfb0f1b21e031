//! When a peak is, in words: as people type it and read it. Nothing here does I/O.

use std::collections::BTreeSet;

use super::peak::{Dates, DayOfWeek, HoursOfDay, Peak};
use super::year_day::YearDay;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl Peak {
    /// When it is: `January 15 to April 20, Monday to Friday, 8:00 to 18:00`.
    pub fn when(&self) -> String {
        let days = self.month_days();
        let days = if days.is_empty() { days } else { format!("days of the month: {days}") };
        let parts = [self.season(), days, self.days_of_week(), self.day_hours()];
        parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// In which part of the year: `June to November`, `January 15 to April 20`.
    pub(super) fn season(&self) -> String {
        match self.dates {
            Some(it) if it.from == it.until => day_of_year(it.from),
            Some(it) => format!("{} to {}", day_of_year(it.from), day_of_year(it.until)),
            None => listed(&self.months, |it| name(&MONTHS, it)),
        }
    }

    /// On which days of a month: `1 to 5, last 3`.
    pub(super) fn month_days(&self) -> String {
        let days = listed(&self.days_of_month, |it| it.to_string());
        let last = match self.last_days {
            0 => String::new(),
            1 => "last".to_owned(),
            n => format!("last {n}"),
        };
        [days, last].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// On which days of the week: `Monday to Friday`.
    pub(super) fn days_of_week(&self) -> String {
        let places = (1..).zip(DayOfWeek::ALL).filter(|(_, it)| self.weekdays.contains(it));
        listed(&places.map(|it| it.0).collect(), |it| name(&DAYS, it))
    }

    /// Between which hours: `8:00 to 18:00`.
    pub(super) fn day_hours(&self) -> String {
        self.hours.map_or_else(String::new, |it| format!("{}:00 to {}:00", it.from, it.until))
    }
}

fn day_of_year(it: YearDay) -> String {
    format!("{} {}", name(&MONTHS, it.month()), it.day())
}

/// The name of the `n`th: the first is 1.
fn name(names: &[&str], n: u8) -> String {
    let place = usize::from(n).checked_sub(1);
    place.and_then(|it| names.get(it)).map_or_else(|| n.to_string(), |it| (*it).to_owned())
}

/// Numbers by name: three and more in a row from the first to the last.
fn listed(numbers: &BTreeSet<u8>, name: impl Fn(u8) -> String) -> String {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for it in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*it) => *last = *it,
            _ => runs.push((*it, *it)),
        }
    }
    let run = |(first, last): (u8, u8)| match last - first {
        0 => name(first),
        1 => format!("{}, {}", name(first), name(last)),
        _ => format!("{} to {}", name(first), name(last)),
    };
    runs.into_iter().map(run).collect::<Vec<_>>().join(", ")
}

/// Reads `June to November`, `Jan, Apr` or `January 15 to April 20`.
pub(super) fn read_season(text: &str) -> Option<(BTreeSet<u8>, Option<Dates>)> {
    if !text.contains(|it: char| it.is_ascii_digit()) {
        return Some((read_listed(text, 12, |it| named(it, &MONTHS))?, None));
    }
    // One day such as 04-15 has a dash of its own.
    let ends = range(text).filter(|_| text.parse::<YearDay>().is_err());
    let (from, until) = ends.unwrap_or((text, text));
    let (from, until) = (read_day(from)?, read_day(until)?);
    Some((BTreeSet::new(), Some(Dates { from, until })))
}

/// Reads `April 15`, `15 Apr` or `04-15`.
fn read_day(text: &str) -> Option<YearDay> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let [a, b] = words.as_slice() else { return None };
    let (month, day) = if a.starts_with(|it: char| it.is_ascii_digit()) { (b, a) } else { (a, b) };
    YearDay::new(named(month, &MONTHS)?, number(day)?)
}

/// Reads `Monday to Friday` or `Sat, Sun`.
pub(super) fn read_days_of_week(text: &str) -> Option<BTreeSet<DayOfWeek>> {
    let places = read_listed(text, 7, |it| named(it, &DAYS))?;
    Some((1..).zip(DayOfWeek::ALL).filter(|it| places.contains(&it.0)).map(|it| it.1).collect())
}

/// Reads `1 to 5, last 3`: days of a month, and how many last ones.
pub(super) fn read_month_days(text: &str) -> Option<(BTreeSet<u8>, u8)> {
    let (mut days, mut last) = (BTreeSet::new(), 0);
    for part in text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()) {
        match part.to_lowercase().strip_prefix("last") {
            Some("") => last = 1,
            Some(n) => last = number(n)?,
            None => days.extend(read_listed(part, 31, number)?),
        }
    }
    Some((days, last))
}

/// Reads `8 to 18`, `8:00-18:00` or `8 am to 6 pm`.
pub(super) fn read_hours(text: &str) -> Option<HoursOfDay> {
    let (from, until) = range(text)?;
    let (from, until) = (hour(from)?, hour(until)?);
    Some(HoursOfDay { from, until: if until == 0 { 24 } else { until } })
}

fn hour(text: &str) -> Option<u8> {
    let text = text.to_lowercase();
    let half = |ending: &str| text.strip_suffix(ending).map(str::trim_end);
    let (text, noon) = match (half("am"), half("pm")) {
        (Some(it), _) => (it, Some(0)),
        (_, Some(it)) => (it, Some(12)),
        _ => (text.as_str(), None),
    };
    let hour = number(text.strip_suffix(":00").unwrap_or(text))?;
    match noon {
        None => Some(hour),
        Some(noon) => (1..=12).contains(&hour).then_some(hour % 12 + noon),
    }
}

/// What stands in a list of single ones and ranges; a range may go over the last to the first.
fn read_listed(text: &str, most: u8, one: impl Fn(&str) -> Option<u8>) -> Option<BTreeSet<u8>> {
    let mut found = BTreeSet::new();
    for part in text.split([',', ';']).map(str::trim).filter(|it| !it.is_empty()) {
        match range(part) {
            None => {
                found.insert(one(part)?);
            }
            Some((from, until)) => match (one(from)?, one(until)?) {
                (from, until) if from <= until => found.extend(from..=until),
                (from, until) => found.extend((from..=most).chain(1..=until)),
            },
        }
    }
    Some(found)
}

/// The two ends of `a to b`, `a – b` or `a-b`.
fn range(text: &str) -> Option<(&str, &str)> {
    let dashes = [" to ", "–", "—", " - "];
    let by_words = dashes.into_iter().find_map(|it| text.split_once(it));
    let ends = by_words.or_else(|| text.split_once('-'));
    ends.map(|(a, b)| (a.trim(), b.trim()))
}

/// The place of what is called so, or by its first three letters or more.
fn named(word: &str, names: &[&str]) -> Option<u8> {
    let word = word.trim_end_matches('.').to_lowercase();
    let is_it = |it: &&str| 3 <= word.len() && it.to_lowercase().starts_with(&word);
    (1..).zip(names).find(|(_, it)| is_it(it)).map(|it| it.0)
}

fn number(text: &str) -> Option<u8> {
    let text = text.trim();
    text.bytes().all(|it| it.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    fn peak(season: &str, month_days: &str, weekdays: &str, hours: &str) -> Peak {
        let (months, dates) = read_season(season).unwrap();
        let (days_of_month, last_days) = read_month_days(month_days).unwrap();
        Peak {
            name: "Peak".to_owned(),
            months,
            dates,
            days_of_month,
            last_days,
            weekdays: read_days_of_week(weekdays).unwrap(),
            hours: (!hours.is_empty()).then(|| read_hours(hours).unwrap()),
            mtd: None,
            rto: Span::from_hours(1),
            rpo: None,
        }
    }

    #[test]
    fn what_is_typed_is_read_and_shown_in_one_way() {
        let cases = [
            (("Jun-Nov", "", "", ""), "June to November"),
            (("april, jan.", "", "", ""), "January, April"),
            (("Nov to Feb", "", "", ""), "January, February, November, December"),
            (("Jan 15 to 20 April", "", "Mon–Fri", "8 am - 6 pm"), {
                "January 15 to April 20, Monday to Friday, 8:00 to 18:00"
            }),
            (("11-03", "", "", "22 to 0"), "November 3, 22:00 to 24:00"),
            (
                ("12-24 - 12-31", "", "", "12 am to 12 pm"),
                "December 24 to December 31, 0:00 to 12:00",
            ),
            (("", "1-5, last 3", "sat, sun", ""), {
                "days of the month: 1 to 5, last 3, Saturday, Sunday"
            }),
            (("", "last", "Fri to Mon", ""), {
                "days of the month: last, Monday, Friday to Sunday"
            }),
        ];
        for ((season, days, weekdays, hours), shown) in cases {
            let peak_read = peak(season, days, weekdays, hours);
            assert_eq!(peak_read.when(), shown);
            let it = &peak_read;
            let again = peak(&it.season(), &it.month_days(), &it.days_of_week(), &it.day_hours());
            assert_eq!(again, peak_read, "{shown}");
        }
    }

    #[test]
    fn what_is_no_time_is_not_read() {
        for text in ["spring", "ju", "Feb 30", "Jan 15 to", "1", "January 15 to April"] {
            assert_eq!(read_season(text), None, "{text}");
        }
        assert_eq!(read_days_of_week("weekends"), None);
        assert_eq!(read_month_days("first"), None);
        for text in ["8", "8 to", "8:30 to 9", "13 pm to 14 pm", "-8 to 9"] {
            assert_eq!(read_hours(text), None, "{text}");
        }
    }
}
