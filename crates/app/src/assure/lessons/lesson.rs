//! The lesson itself, and what may happen to it. Nothing here does I/O.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LessonDocument;
use crate::ids::{AgencyId, LessonId, PersonId, PlanId};
use crate::{FieldProblem, Refusal, Timestamp};

/// What an exercise, a test or an event has taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Its id.
    pub id: LessonId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Which plan is to be changed.
    pub plan_id: Option<PlanId>,
    /// Who sees to it.
    pub owner_id: Option<PersonId>,
    /// What it says.
    pub document: LessonDocument,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

/// What became of a lesson: one of both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "LessonOutcome")]
pub struct Outcome {
    /// The version of its plan in which it is heeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Why nothing is changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<String>,
}

/// How far a lesson is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Something is to be changed yet.
    Open,
    /// A version of its plan heeds it.
    Heeded,
    /// Nothing is changed, for a reason.
    Rejected,
}

impl State {
    /// Every state, in the order in which they are offered.
    pub const ALL: &[State] = &[State::Open, State::Heeded, State::Rejected];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Heeded => "heeded",
            State::Rejected => "rejected",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            State::Open => "Open",
            State::Heeded => "In the plan",
            State::Rejected => "Rejected",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.iter().copied().find(|it| it.code() == code)
    }
}

/// A version of a plan that people followed at some time, and since when.
pub(super) type Followed = (u32, NaiveDate);

const CLOSED: Refusal =
    Refusal::new("lesson.closed", "A closed lesson does not change. Open it again first.");
const OPEN: Refusal = Refusal::new("lesson.open", "It is open.");
const NO_OUTCOME: Refusal = Refusal::new(
    "lesson.no_outcome",
    "A lesson is closed by a version of its plan that came into force since, or by a rejection with \
     its reason. Name one of them.",
);
const NO_PLAN: Refusal =
    Refusal::new("lesson.no_plan", "No plan is linked. Link the one that was changed first.");
const NOT_SINCE: Refusal = Refusal::new(
    "lesson.not_since",
    "This version did not come into force since the lesson was learned. Put one in force that \
     heeds it.",
);

impl Lesson {
    /// How far it is.
    pub fn state(&self) -> State {
        match &self.document.outcome {
            None => State::Open,
            Some(Outcome { version: Some(_), .. }) => State::Heeded,
            Some(_) => State::Rejected,
        }
    }

    /// Whether its day is past, and it is open.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.state() == State::Open && self.document.due.is_some_and(|it| it < today)
    }

    /// Refuses if it is closed.
    pub(super) fn is_open(&self) -> Result<(), Refusal> {
        if self.state() == State::Open { Ok(()) } else { Err(CLOSED) }
    }

    /// The lesson as closed by what became of it. `followed` are the versions of its plan that people
    /// followed.
    pub(super) fn closed(
        self,
        outcome: Outcome,
        followed: &[Followed],
        now: Timestamp,
    ) -> Result<Lesson, crate::Error> {
        self.is_open()?;
        let outcome = match outcome {
            Outcome { version: Some(number), rejected: None } => {
                if self.plan_id.is_none() {
                    return Err(NO_PLAN.into());
                }
                let since = self.document.on;
                if !followed.iter().any(|(it, on)| *it == number && since <= *on) {
                    return Err(NOT_SINCE.into());
                }
                Outcome { version: Some(number), rejected: None }
            }
            Outcome { version: None, rejected: Some(because) } => {
                let because = because.trim().to_owned();
                if !(1..=1_000).contains(&because.chars().count()) || because.contains('\0') {
                    let reason = "Say why nothing is changed, in at most 1,000 characters.";
                    return Err(FieldProblem::new("rejected", reason).into());
                }
                Outcome { version: None, rejected: Some(because) }
            }
            _ => return Err(NO_OUTCOME.into()),
        };
        let (outcome, closed_at) = (Some(outcome), Some(now));
        let document = LessonDocument { outcome, closed_at, ..self.document };
        Ok(Lesson { document, updated_at: now, ..self })
    }

    /// The lesson as open again.
    pub(super) fn reopened(self, now: Timestamp) -> Result<Lesson, Refusal> {
        if self.state() == State::Open {
            return Err(OPEN);
        }
        let document = LessonDocument { outcome: None, closed_at: None, ..self.document };
        Ok(Lesson { document, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn lesson() -> Lesson {
        let document = LessonDocument {
            code: "fuel".to_owned(),
            agency: "commerce".to_owned(),
            title: "Nobody ordered fuel".to_owned(),
            about: String::new(),
            source: "Exercise".to_owned(),
            on: day("2026-10-01"),
            plan: Some("drp".to_owned()),
            owner: None,
            due: Some(day("2026-11-20")),
            outcome: None,
            closed_at: None,
        };
        Lesson {
            id: LessonId::FIRST,
            agency_id: AgencyId::FIRST,
            plan_id: Some(PlanId::FIRST),
            owner_id: None,
            document,
            updated_at: now(),
            version: 1,
        }
    }

    fn closed(version: Option<u32>, rejected: Option<&str>) -> Result<Lesson, crate::Error> {
        let outcome = Outcome { version, rejected: rejected.map(str::to_owned) };
        let followed = [(1, day("2026-09-30")), (2, day("2026-10-01"))];
        lesson().closed(outcome, &followed, now())
    }

    fn code(result: Result<Lesson, crate::Error>) -> &'static str {
        match result {
            Err(crate::Error::Refused(it)) => it.code,
            Err(crate::Error::Invalid(_)) => "invalid",
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn req_s4_37_only_a_version_since_then_or_a_rejection_closes_a_lesson() {
        assert_eq!(code(closed(None, None)), "lesson.no_outcome");
        assert_eq!(code(closed(Some(2), Some("No."))), "lesson.no_outcome");
        assert_eq!(code(closed(Some(1), None)), "lesson.not_since");
        assert_eq!(code(closed(Some(3), None)), "lesson.not_since");
        assert_eq!(code(closed(None, Some(" "))), "invalid");
        let unlinked = Lesson { plan_id: None, ..lesson() };
        let outcome = Outcome { version: Some(2), rejected: None };
        assert_eq!(
            code(unlinked.closed(outcome, &[(2, day("2026-10-01"))], now())),
            "lesson.no_plan"
        );
        let heeded = closed(Some(2), None).unwrap();
        assert_eq!((heeded.state(), heeded.document.closed_at), (State::Heeded, Some(now())));
        let rejected = closed(None, Some("Too dear.")).unwrap();
        assert_eq!(rejected.state(), State::Rejected);
        assert_eq!(rejected.is_open(), Err(CLOSED));
        let open = rejected.reopened(now()).unwrap();
        assert_eq!((open.state(), open.document.closed_at), (State::Open, None));
        assert_eq!(open.reopened(now()), Err(OPEN));
    }

    #[test]
    fn an_open_lesson_past_its_day_is_overdue() {
        assert!(!lesson().is_overdue(day("2026-11-20")));
        assert!(lesson().is_overdue(day("2026-11-21")));
        assert!(!closed(Some(2), None).unwrap().is_overdue(day("2026-11-21")));
    }
}
