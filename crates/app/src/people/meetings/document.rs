//! Series and meetings as documents: what the API, forms and the audit log write down.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OnHoliday;
use crate::people::calendars;
use crate::{FieldProblem, Span};

/// The most agencies, points of an agenda or actions that are named.
pub(super) const ROWS_MAX: usize = 600;

/// A series as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeriesDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Who calls it: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// How it comes again: a rule of iCalendar (RFC 5545), such as `FREQ=MONTHLY;BYDAY=1WE`.
    pub rule: String,
    /// The day on which it takes place for the first time.
    pub from: NaiveDate,
    /// When it begins, as clocks show it.
    pub at: calendars::Clock,
    /// Where clocks show that: the IANA name of a time zone.
    pub time_zone: String,
    /// How long a meeting lasts.
    pub lasts: Span,
    /// Where it takes place.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// What becomes of a meeting on a holiday.
    #[serde(default)]
    pub on_holiday: OnHoliday,
    /// What is always talked about.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// The agencies that are invited, by code.
    #[serde(default)]
    pub invited: Vec<String>,
}

/// Who came from an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attendance {
    /// The agency, by code.
    pub agency: String,
    /// Their names. Empty: nobody came.
    pub people: String,
}

/// What somebody is to do after a meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionDocument {
    /// What is to be done.
    pub what: String,
    /// By whom, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
}

/// A meeting as it is written down.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeetingDocument {
    /// What is talked about.
    #[serde(default)]
    pub agenda: Vec<String>,
    /// Who came, agency by agency.
    #[serde(default)]
    pub attendance: Vec<Attendance>,
    /// What was said and decided, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub minutes: String,
    /// Who does what by when.
    #[serde(default)]
    pub actions: Vec<ActionDocument>,
}

fn is_line(text: &str, n_max: usize) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().count() <= n_max && !text.contains(char::is_control)
}

impl SeriesDocument {
    /// When it takes place for the first time, as clocks show it.
    pub(super) fn first(&self) -> NaiveDateTime {
        self.at.on_day(self.from)
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
        check(is_line(&self.name, 300), "name", "Give it a name of one line.");
        let zone = self.time_zone.trim().parse::<Tz>();
        let reason = "Use the name of a time zone, such as America/New_York.";
        check(zone.is_ok(), "time_zone", reason);
        check(!self.at.is_end(), "at", "Use a time of day before 24:00.");
        let is_rule = is_line(&self.rule, 500) && {
            let first = self.from.and_time(NaiveTime::MIN);
            calendars::occurrences(&self.rule, (first, Tz::UTC), (self.from, self.from)).is_some()
        };
        let reason = "Use a rule of iCalendar, such as FREQ=MONTHLY;BYDAY=1WE.";
        check(is_rule, "rule", reason);
        let lasts = Span::from_minutes(5) <= self.lasts && self.lasts <= Span::from_hours(24 * 7);
        check(lasts, "lasts", "Use from 5 minutes to a week.");
        let is_place = self.place.trim().is_empty() || is_line(&self.place, 300);
        check(is_place, "place", "Use one line of at most 300 characters.");
        let agenda = self.agenda.len() <= ROWS_MAX && self.agenda.iter().all(|it| is_line(it, 300));
        check(agenda, "agenda", "Say each point in one line of at most 300 characters.");
        let few = self.invited.len() <= ROWS_MAX && self.invited.iter().all(|it| is_line(it, 300));
        check(few, "invited", "Name at most 600 agencies.");
        problems
    }
}

impl MeetingDocument {
    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let agenda = self.agenda.len() <= ROWS_MAX && self.agenda.iter().all(|it| is_line(it, 300));
        check(agenda, "agenda".into(), "Say each point in one line of at most 300 characters.");
        let is_text = self.minutes.chars().count() <= 100_000 && !self.minutes.contains('\0');
        check(is_text, "minutes".into(), "Use at most 100,000 characters.");
        check(self.attendance.len() <= ROWS_MAX, "attendance".into(), "Name at most 600 agencies.");
        for it in &self.attendance {
            let holds = it.people.trim().is_empty() || is_line(&it.people, 500);
            check(holds, format!("came.{}", it.agency), "Use one line of at most 500 characters.");
        }
        check(self.actions.len() <= ROWS_MAX, "actions".into(), "Name at most 600 actions.");
        for (n, it) in self.actions.iter().enumerate() {
            let field = format!("actions.{n}.what");
            check(is_line(&it.what, 300), field, "Say what is to be done, in one line.");
        }
        problems
    }
}
