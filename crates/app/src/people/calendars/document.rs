//! A calendar as a document: what the API, forms and the audit log write down.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Calendar, Hours, Opening};
use crate::FieldProblem;

/// The most hours that a calendar may have.
const HOURS_MAX: usize = 50;

/// The most holidays that a calendar may have.
const HOLIDAYS_MAX: usize = 2_000;

/// A calendar as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Where clocks show its hours: the IANA name of a time zone.
    pub time_zone: String,
    /// Whether somebody is there day and night, on holidays, too.
    #[serde(default)]
    pub always: bool,
    /// The hours of each day of the week. A day may have several.
    #[serde(default)]
    pub hours: Vec<Hours>,
    /// The days on which nobody is there, and what they are called.
    #[serde(default)]
    pub holidays: BTreeMap<NaiveDate, String>,
}

impl CalendarDocument {
    /// What a calendar says.
    pub fn of(it: &Calendar) -> CalendarDocument {
        CalendarDocument {
            code: it.code.clone(),
            name: it.name.clone(),
            time_zone: it.opening.zone.name().to_owned(),
            always: it.opening.always,
            hours: it.opening.hours.clone(),
            holidays: it.opening.holidays.clone(),
        }
    }

    /// When somebody is there, or what about it cannot be.
    pub fn opening(&self) -> Result<Opening, Vec<FieldProblem>> {
        let problems = self.problems();
        match self.time_zone.trim().parse::<Tz>() {
            Ok(zone) if problems.is_empty() => {
                let mut hours = self.hours.clone();
                hours.sort_by_key(|it| (it.day.num_days_from_monday(), it.from));
                let named = self.holidays.iter().map(|(day, it)| (*day, it.trim().to_owned()));
                Ok(Opening { zone, always: self.always, hours, holidays: named.collect() })
            }
            _ => Err(problems),
        }
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let code = self.code.trim();
        let in_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_code = !code.is_empty() && code.len() <= 100 && code.chars().all(in_code);
        check(is_code, "code", "Use up to 100 lower-case letters, digits and hyphens.");
        check(is_line(&self.name), "name", "Give it a name of one line.");
        check(
            self.time_zone.trim().parse::<Tz>().is_ok(),
            "time_zone",
            "Use the name of a time zone, such as America/New_York.",
        );
        let is_said = self.always == self.hours.is_empty();
        let reason = "Say when somebody is there, or that it is day and night.";
        check(is_said, "hours", reason);
        check(self.hours.len() <= HOURS_MAX, "hours", "Say at most 50 hours.");
        let in_order = self.hours.iter().all(|it| it.from < it.to);
        check(in_order, "hours", "Hours end after they begin. What goes over midnight is two.");
        let overlaps = |it: &Hours| {
            let same =
                |other: &&Hours| other.day == it.day && other.from < it.to && it.from < other.to;
            1 < self.hours.iter().filter(same).count()
        };
        check(!self.hours.iter().any(overlaps), "hours", "Two of these hours overlap.");
        check(self.holidays.len() <= HOLIDAYS_MAX, "holidays", "Name at most 2,000 holidays.");
        check(self.holidays.values().all(|it| is_line(it)), "holidays", "Name each holiday.");
        problems
    }
}

fn is_line(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= 200 && !text.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> CalendarDocument {
        let opening = Opening::weekdays(Tz::America__New_York);
        CalendarDocument {
            code: "office".to_owned(),
            name: "Office hours".to_owned(),
            time_zone: "America/New_York".to_owned(),
            always: false,
            hours: opening.hours,
            holidays: [("2026-12-25".parse().unwrap(), "Christmas Day".to_owned())].into(),
        }
    }

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        assert_eq!(document().problems(), []);
        let hours = |day, from: &str, to: &str| Hours {
            day,
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        };
        let mut wrong = CalendarDocument {
            code: "Office hours".to_owned(),
            name: " ".to_owned(),
            time_zone: "Mars/Olympus".to_owned(),
            ..document()
        };
        wrong.hours.push(hours(chrono::Weekday::Mon, "17:00", "18:00"));
        wrong.holidays.insert("2026-01-01".parse().unwrap(), String::new());
        let fields: Vec<_> = wrong.problems().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["code", "name", "time_zone", "hours", "holidays"]);
        assert!(wrong.opening().is_err());
    }

    #[test]
    fn day_and_night_takes_no_hours_and_everything_else_does() {
        let both = CalendarDocument { always: true, ..document() };
        let neither = CalendarDocument { hours: Vec::new(), ..document() };
        assert!(both.opening().is_err() && neither.opening().is_err());
        let always = CalendarDocument { always: true, ..neither };
        assert!(always.opening().is_ok());
    }
}
