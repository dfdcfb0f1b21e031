//! Between a calendar and the fields of its form. The hours of a day stand on one line, `08:00-12:00,
//! 13:00-17:30`, and holidays one on each line: `2026-12-25 Christmas Day`.

use std::collections::BTreeMap;

use chrono::{NaiveDateTime, TimeZone as _, Weekday};
use chrono_tz::Tz;

use super::{CalendarDocument, Clock, Hours};
use crate::{FieldProblem, Timestamp};

/// What was typed into a form, by field.
type Typed = BTreeMap<String, String>;

/// The fields of the days of the week.
pub const DAYS: [(&str, Weekday, &str); 7] = [
    ("mon", Weekday::Mon, "Monday"),
    ("tue", Weekday::Tue, "Tuesday"),
    ("wed", Weekday::Wed, "Wednesday"),
    ("thu", Weekday::Thu, "Thursday"),
    ("fri", Weekday::Fri, "Friday"),
    ("sat", Weekday::Sat, "Saturday"),
    ("sun", Weekday::Sun, "Sunday"),
];

/// How many lines of holidays are read.
const LINES_MAX: usize = 4_000;

fn text<'a>(typed: &'a Typed, field: &str) -> &'a str {
    typed.get(field).map_or("", |it| it.trim())
}

/// The document that a form says, or what is wrong with it.
pub fn typed(sent: &Typed) -> Result<CalendarDocument, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut hours = Vec::new();
    for (field, day, _) in DAYS {
        for part in text(sent, field).split(',').map(str::trim).filter(|it| !it.is_empty()) {
            match range(part) {
                Some((from, to)) => hours.push(Hours { day, from, to }),
                None => {
                    let reason = "Write hours such as 08:00-12:00, 13:00-17:30.";
                    problems.push(FieldProblem::new(field, reason));
                }
            }
        }
    }
    let mut holidays = BTreeMap::new();
    let lines = text(sent, "holidays").lines().map(str::trim).filter(|it| !it.is_empty());
    for line in lines.take(LINES_MAX) {
        let (day, name) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match day.parse() {
            Ok(day) => {
                holidays.insert(day, name.trim().to_owned());
            }
            Err(_) => {
                let line: String = line.chars().take(80).collect();
                let reason = format!("“{line}” does not begin with a day such as 2026-12-25.");
                problems.push(FieldProblem::new("holidays", reason));
            }
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(CalendarDocument {
        code: text(sent, "code").to_owned(),
        name: text(sent, "name").to_owned(),
        time_zone: text(sent, "time_zone").to_owned(),
        always: text(sent, "always") == "true",
        hours,
        holidays,
    })
}

fn range(text: &str) -> Option<(Clock, Clock)> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// What a form shows of a document.
pub fn typed_of(document: &CalendarDocument) -> Typed {
    let mut typed: Typed = [
        ("code", document.code.clone()),
        ("name", document.name.clone()),
        ("time_zone", document.time_zone.clone()),
        ("always", if document.always { "true" } else { "" }.to_owned()),
    ]
    .map(|(name, it)| (name.to_owned(), it))
    .into();
    for (field, day, _) in DAYS {
        let hours = document.hours.iter().filter(|it| it.day == day);
        let hours: Vec<String> = hours.map(|it| format!("{}-{}", it.from, it.to)).collect();
        typed.insert(field.to_owned(), hours.join(", "));
    }
    let lines = document.holidays.iter().map(|(day, name)| format!("{day} {name}"));
    typed.insert("holidays".to_owned(), lines.collect::<Vec<_>>().join("\n"));
    typed
}

/// The moment that somebody types as clocks show it in `zone`: `2026-11-20T17:25`.
pub fn moment_typed(text: &str, field: &'static str, zone: Tz) -> Result<Timestamp, FieldProblem> {
    let text = text.trim();
    let shown = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|it| NaiveDateTime::parse_from_str(text, it).ok());
    let moment = shown.and_then(|it| zone.from_local_datetime(&it).earliest());
    let reason = "Use a day and a time that clocks show there, such as 2026-11-20 17:25.";
    moment.map(|it| it.to_utc()).ok_or_else(|| FieldProblem::new(field, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_says_what_it_was_filled_in_with() {
        let sent: Typed = [
            ("code", "office"),
            ("name", "Office hours"),
            ("time_zone", "America/New_York"),
            ("mon", "8:00-12:00, 13:00–17:30"),
            ("holidays", "2026-12-25 Christmas Day\r\n\r\n2027-01-01 New Year's Day"),
        ]
        .map(|(name, it)| (name.to_owned(), it.to_owned()))
        .into();
        let document = typed(&sent).unwrap();
        assert_eq!((document.hours.len(), document.holidays.len()), (2, 2));
        let shown = typed_of(&document);
        assert_eq!(shown["mon"], "08:00-12:00, 13:00-17:30");
        assert_eq!(typed(&shown).unwrap(), document);
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_field() {
        let sent = [("tue", "eight to five"), ("holidays", "Christmas")];
        let sent: Typed = sent.map(|(name, it)| (name.to_owned(), it.to_owned())).into();
        let fields: Vec<_> = typed(&sent).unwrap_err().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["tue", "holidays"]);
        let zone = Tz::America__New_York;
        // Clocks leave that hour out.
        assert!(moment_typed("2026-03-08T02:30", "start", zone).is_err());
        let moment = moment_typed("2026-11-20 17:25", "start", zone).unwrap();
        assert_eq!(moment.to_rfc3339(), "2026-11-20T22:25:00+00:00");
    }
}
