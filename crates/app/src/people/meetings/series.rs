//! A series of meetings. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AgencyId, SeriesId};
use crate::{Refusal, Span, Timestamp};

/// Meetings that come again and again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its id.
    pub id: SeriesId,
    /// Who calls it: the agency that writes its minutes.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How it comes again: a rule of iCalendar, such as `FREQ=MONTHLY;BYDAY=1WE`.
    pub rule: String,
    /// When it takes place for the first time, as clocks show it.
    pub first: NaiveDateTime,
    /// Where clocks show that.
    pub zone: Tz,
    /// How long a meeting lasts.
    pub lasts: Span,
    /// Where it takes place.
    pub place: String,
    /// What becomes of a meeting on a holiday of the calendar that holds unless another is named.
    pub on_holiday: OnHoliday,
    /// What is always talked about.
    pub agenda: Vec<String>,
    /// The agencies that are invited, by code.
    pub invited: BTreeSet<String>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it takes place no more.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// What becomes of a meeting that would be on a holiday.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnHoliday {
    /// It does not take place.
    #[default]
    Skip,
    /// It is on the next day on which somebody is there.
    Next,
    /// It is on the last day before on which somebody is there.
    Previous,
}

impl OnHoliday {
    /// Each, with its name for programs and for people.
    pub const CHOICES: [(&str, &str, OnHoliday); 3] = [
        ("skip", "It does not take place", OnHoliday::Skip),
        ("next", "It is on the next day of work", OnHoliday::Next),
        ("previous", "It is on the day of work before", OnHoliday::Previous),
    ];

    /// Its name for programs.
    pub fn code(self) -> &'static str {
        OnHoliday::CHOICES.iter().find(|it| it.2 == self).map_or("", |it| it.0)
    }

    /// The one called `code`.
    pub fn from_code(code: &str) -> Option<OnHoliday> {
        OnHoliday::CHOICES.iter().find(|it| it.0 == code).map(|it| it.2)
    }
}

const RETIRED: Refusal =
    Refusal::new("meeting.series_retired", "This series takes place no more. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("meeting.series_not_retired", "It is not retired.");

impl Series {
    /// Refuses if it takes place no more.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The series as one that takes place no more.
    pub(super) fn retired(self, now: Timestamp) -> Result<Series, Refusal> {
        self.in_use()?;
        Ok(Series { retired_at: Some(now), updated_at: now, ..self })
    }

    /// The series as brought back.
    pub(super) fn restored(self, now: Timestamp) -> Result<Series, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        Ok(Series { retired_at: None, updated_at: now, ..self })
    }
}
