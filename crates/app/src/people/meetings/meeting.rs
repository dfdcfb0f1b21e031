//! One meeting. Nothing here does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Attendance;
use crate::ids::{MeetingId, SeriesId};
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// One meeting of a series, once somebody prepares or records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its id.
    pub id: MeetingId,
    /// Of which series.
    pub series_id: SeriesId,
    /// When it begins.
    pub starts_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// What is talked about.
    pub agenda: Vec<String>,
    /// The agencies that were invited, by code.
    pub invited: BTreeSet<String>,
    /// Who came, agency by agency.
    pub attendance: Vec<Attendance>,
    /// What was said and decided, in Markdown.
    pub minutes: String,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// How far a meeting is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "MeetingState")]
pub enum State {
    /// It is prepared, or being recorded.
    Open,
    /// It took place, and its minutes are final.
    Closed,
    /// It does not take place.
    Canceled,
}

impl State {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Canceled => "canceled",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            State::Open => "Open",
            State::Closed => "Closed",
            State::Canceled => "Canceled",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        [State::Open, State::Closed, State::Canceled].into_iter().find(|it| it.code() == code)
    }
}

const NOT_OPEN: Refusal =
    Refusal::new("meeting.not_open", "Only an open meeting is changed. Open it again first.");
const OPEN: Refusal = Refusal::new("meeting.open", "It is open already.");
const TOO_SOON: Refusal = Refusal::new(
    "meeting.too_soon",
    "It has not begun yet. A meeting is closed once it took place.",
);

impl Meeting {
    /// Refuses unless it is open.
    pub(super) fn in_work(&self) -> Result<(), Refusal> {
        if self.state == State::Open { Ok(()) } else { Err(NOT_OPEN) }
    }

    /// The agencies that were invited and from which nobody came, by code.
    pub fn absent(&self) -> Vec<&str> {
        let came: BTreeSet<&str> = self
            .attendance
            .iter()
            .filter(|it| !it.people.trim().is_empty())
            .map(|it| it.agency.as_str())
            .collect();
        self.invited.iter().map(String::as_str).filter(|it| !came.contains(it)).collect()
    }

    /// The meeting as over. It takes minutes, and somebody who came.
    pub(super) fn closed(self, now: Timestamp) -> Result<Meeting, Error> {
        self.in_work()?;
        if now < self.starts_at {
            return Err(TOO_SOON.into());
        }
        let mut problems = Vec::new();
        if self.minutes.trim().is_empty() {
            problems.push(FieldProblem::new("minutes", "Write down what was said and decided."));
        }
        if self.attendance.iter().all(|it| it.people.trim().is_empty()) {
            problems.push(FieldProblem::new("attendance", "Say who came."));
        }
        if !problems.is_empty() {
            return Err(problems.into());
        }
        Ok(Meeting { state: State::Closed, closed_at: Some(now), updated_at: now, ..self })
    }

    /// The meeting as one that does not take place.
    pub(super) fn canceled(self, now: Timestamp) -> Result<Meeting, Refusal> {
        self.in_work()?;
        Ok(Meeting { state: State::Canceled, updated_at: now, ..self })
    }

    /// The meeting as open again.
    pub(super) fn reopened(self, now: Timestamp) -> Result<Meeting, Refusal> {
        if self.state == State::Open {
            return Err(OPEN);
        }
        Ok(Meeting { state: State::Open, closed_at: None, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting() -> Meeting {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        let came = |agency: &str, people: &str| Attendance {
            agency: agency.to_owned(),
            people: people.to_owned(),
        };
        Meeting {
            id: MeetingId::FIRST,
            series_id: SeriesId::FIRST,
            starts_at: now,
            state: State::Open,
            agenda: Vec::new(),
            invited: ["commerce", "labor", "revenue"].map(str::to_owned).into(),
            attendance: vec![came("commerce", "Ann"), came("labor", " ")],
            minutes: "Plans are due in May.".to_owned(),
            closed_at: None,
            updated_at: now,
            version: 1,
        }
    }

    #[test]
    fn who_was_invited_and_did_not_come_is_absent() {
        assert_eq!(meeting().absent(), ["labor", "revenue"]);
    }

    #[test]
    fn a_meeting_is_closed_once_it_took_place_and_was_written_down() {
        let it = meeting();
        let now = it.starts_at;
        let before = now - chrono::TimeDelta::seconds(1);
        assert!(matches!(it.clone().closed(before), Err(Error::Refused(it)) if it == TOO_SOON));
        let blank = Meeting { minutes: " ".to_owned(), attendance: Vec::new(), ..it.clone() };
        let Err(Error::Invalid(problems)) = blank.closed(now) else { panic!("it was closed") };
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["minutes", "attendance"]);
        let closed = it.closed(now).unwrap();
        assert!(matches!(closed.clone().closed(now), Err(Error::Refused(it)) if it == NOT_OPEN));
        assert_eq!(closed.reopened(now).unwrap().state, State::Open);
    }
}
