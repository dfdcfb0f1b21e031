//! The waiver itself, and what may happen to it. Nothing here does I/O.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PlanId, WaiverId};
use crate::{FieldProblem, Refusal, Result, Timestamp};

/// So many days ahead is the last day of a waiver at most.
pub(super) const DAYS_MAX: u64 = 366;

/// So long may a reason or a note be.
const TEXT_MAX: usize = 2_000;

const DECIDED: Refusal =
    Refusal::new("waiver.decided", "It was decided already, or withdrawn: look at it again.");

const OWN: Refusal = Refusal::new(
    "waiver.own",
    "You asked for this waiver. Somebody else who may approve the plan decides it.",
);

const PAST: Refusal = Refusal::new(
    "waiver.past",
    "Its last day has passed, so there is nothing to grant. It can be refused, and asked for again.",
);

const OVER: Refusal = Refusal::new("waiver.over", "It does not hold any more.");

/// That somebody answers for a finding of a plan until a day, or asks for that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Its id.
    pub id: WaiverId,
    /// Of which plan.
    pub plan_id: PlanId,
    /// Which rule found it, such as `PLN-014`.
    pub rule: String,
    /// Of what: as the finding says it.
    pub about: String,
    /// What was found, when it was asked for.
    pub sentence: String,
    /// Why it may stay so.
    pub reason: String,
    /// Its last day.
    pub until: NaiveDate,
    /// How far it is.
    pub state: State,
    /// Who asks.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// What they said.
    pub note: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// How far a waiver is, as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It waits for who decides.
    Asked,
    /// It was granted.
    Granted,
    /// It was refused.
    Refused,
    /// Nobody needs it any more, or who decided took it back.
    Withdrawn,
}

impl State {
    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Granted => "granted",
            State::Refused => "refused",
            State::Withdrawn => "withdrawn",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        [State::Asked, State::Granted, State::Refused, State::Withdrawn]
            .into_iter()
            .find(|it| it.code() == code)
    }
}

/// How a waiver stands on a day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "WaiverStanding")]
pub enum Standing {
    /// It waits for who decides.
    Asked,
    /// It holds.
    Granted,
    /// It held until its last day, and the finding counts again.
    Ended,
    /// It was refused.
    Refused,
    /// It was withdrawn.
    Withdrawn,
}

impl Standing {
    /// Each of them, in the order in which they are offered.
    pub const ALL: &[Standing] = &[
        Standing::Asked,
        Standing::Granted,
        Standing::Ended,
        Standing::Refused,
        Standing::Withdrawn,
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Standing::Asked => "asked",
            Standing::Granted => "granted",
            Standing::Ended => "ended",
            Standing::Refused => "refused",
            Standing::Withdrawn => "withdrawn",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Standing::Asked => "Asked for",
            Standing::Granted => "Granted",
            Standing::Ended => "Ended",
            Standing::Refused => "Refused",
            Standing::Withdrawn => "Withdrawn",
        }
    }

    /// The standing called `code`.
    pub fn from_code(code: &str) -> Option<Standing> {
        Standing::ALL.iter().copied().find(|it| it.code() == code)
    }
}

/// A waiver that was granted, as the rules look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// What which rule finds is waived.
    pub rule: String,
    /// Of what.
    pub about: String,
    /// By whom, until when and why.
    pub waived: Waived,
}

/// Who waived a finding, until when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PlanFindingWaived")]
pub struct Waived {
    /// Who granted it.
    pub by: String,
    /// The last day: the day after the finding counts again.
    pub until: NaiveDate,
    /// Why it may stay so.
    pub reason: String,
}

impl Waiver {
    /// How it stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        match self.state {
            State::Asked => Standing::Asked,
            State::Granted if self.until < today => Standing::Ended,
            State::Granted => Standing::Granted,
            State::Refused => Standing::Refused,
            State::Withdrawn => Standing::Withdrawn,
        }
    }

    /// Whether it is in nobody's way any more: another may be asked for.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        !matches!(self.standing(today), Standing::Asked | Standing::Granted)
    }

    /// The same, granted or refused by somebody, who says why. Never by who asked.
    pub(super) fn decided(
        self,
        (grant, note): (bool, &str),
        (by, now): (PersonId, Timestamp),
    ) -> Result<Waiver> {
        if self.state != State::Asked {
            return Err(DECIDED.into());
        }
        if self.asked_by == by {
            return Err(OWN.into());
        }
        if grant && self.until < now.date_naive() {
            return Err(PAST.into());
        }
        if let Some(problem) = text_problem("note", note) {
            return Err(problem.into());
        }
        Ok(Waiver {
            state: if grant { State::Granted } else { State::Refused },
            decided_by: Some(by),
            decided_at: Some(now),
            note: note.trim().to_owned(),
            updated_at: now,
            ..self
        })
    }

    /// The same, withdrawn while it waits or holds.
    pub(super) fn withdrawn(self, now: Timestamp) -> Result<Waiver> {
        if self.is_over(now.date_naive()) {
            return Err(OVER.into());
        }
        Ok(Waiver { state: State::Withdrawn, updated_at: now, ..self })
    }
}

/// What is wrong with a reason or a note.
pub(super) fn text_problem(field: &'static str, text: &str) -> Option<FieldProblem> {
    let n = text.trim().chars().count();
    let is_fine = (1..=TEXT_MAX).contains(&n) && !text.contains('\0');
    (!is_fine).then(|| FieldProblem::new(field, "Say why, in at most 2,000 characters."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    fn now() -> Timestamp {
        "2026-11-21T12:00:00Z".parse().unwrap()
    }

    fn asked() -> Waiver {
        Waiver {
            id: WaiverId::FIRST,
            plan_id: PlanId::FIRST,
            rule: "PLN-014".to_owned(),
            about: "owner".to_owned(),
            sentence: "Nobody answers for the plan.".to_owned(),
            reason: "The new owner starts in March.".to_owned(),
            until: "2026-11-30".parse().unwrap(),
            state: State::Asked,
            asked_by: PersonId::new(),
            asked_at: now(),
            decided_by: None,
            decided_at: None,
            note: String::new(),
            updated_at: now(),
            version: 1,
        }
    }

    fn code(it: Result<Waiver>) -> String {
        match it.unwrap_err() {
            Error::Refused(it) => it.code.to_owned(),
            other => other.to_string(),
        }
    }

    #[test]
    fn nobody_decides_what_they_asked_for() {
        let it = asked();
        let own = it.asked_by;
        assert_eq!(code(it.clone().decided((true, "Fine."), (own, now()))), "waiver.own");
        let done = it.decided((true, " Fine. "), (PersonId::new(), now())).unwrap();
        assert_eq!((done.state, done.note.as_str()), (State::Granted, "Fine."));
        let again = done.decided((false, "No."), (PersonId::new(), now()));
        assert_eq!(code(again), "waiver.decided");
    }

    #[test]
    fn a_decision_says_why_and_what_is_past_is_not_granted() {
        let by = (PersonId::new(), now());
        assert!(matches!(asked().decided((true, " "), by).unwrap_err(), Error::Invalid(_)));
        let late = Waiver { until: "2026-11-20".parse().unwrap(), ..asked() };
        assert_eq!(code(late.clone().decided((true, "Fine."), by)), "waiver.past");
        assert_eq!(late.decided((false, "Too late."), by).unwrap().state, State::Refused);
    }

    #[test]
    fn it_holds_through_its_last_day_and_then_ends_by_itself() {
        let it = asked().decided((true, "Fine."), (PersonId::new(), now())).unwrap();
        let on = |day: &str| it.standing(day.parse().unwrap());
        assert_eq!(on("2026-11-21"), Standing::Granted);
        assert_eq!(on("2026-11-30"), Standing::Granted);
        assert_eq!(on("2026-12-01"), Standing::Ended);
        let later = "2026-12-01T00:00:00Z".parse().unwrap();
        assert_eq!(code(it.clone().withdrawn(later)), "waiver.over");
        let gone = it.withdrawn(now()).unwrap();
        assert_eq!(gone.standing(now().date_naive()), Standing::Withdrawn);
        assert_eq!(code(gone.withdrawn(now())), "waiver.over");
    }

    #[test]
    fn every_name_is_read_again() {
        assert!(Standing::ALL.iter().all(|it| Standing::from_code(it.code()) == Some(*it)));
        assert_eq!(State::from_code("ended"), None);
        assert_eq!(State::from_code("withdrawn"), Some(State::Withdrawn));
    }
}
