//! A plan that is followed: how far that is, and what may happen next (domain model §5.1). Nothing
//! here does I/O.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{ActivationId, AgencyId, PersonId, PlanId};
use crate::people::notices::Told;
use crate::{FieldProblem, Refusal, Timestamp};

/// A plan that is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activation {
    /// Its id.
    pub id: ActivationId,
    /// Which plan.
    pub plan_id: PlanId,
    /// Whose plan.
    pub agency_id: AgencyId,
    /// Which version of the plan is followed.
    pub number: u32,
    /// The activation that called it up.
    pub parent_id: Option<ActivationId>,
    /// How far it is.
    pub state: State,
    /// How much of the plan is followed.
    pub extent: Extent,
    /// What has happened; or, of one that is canceled, why it is not needed.
    pub because: String,
    /// Who asked for it.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Who activated it.
    pub decided_by: Option<PersonId>,
    /// When it was first activated.
    pub activated_at: Option<Timestamp>,
    /// How it was seen that the usual state holds again.
    pub validation: String,
    /// How its end was declared.
    pub declaration: String,
    /// Who declared it.
    pub declared_by: Option<PersonId>,
    /// When.
    pub stood_down_at: Option<Timestamp>,
    /// What the report afterward says, or where it is.
    pub report: String,
    /// Of which day it is.
    pub report_on: Option<NaiveDate>,
    /// When it was closed or canceled.
    pub ended_at: Option<Timestamp>,
    /// Who has which duty, as the plan said when it was activated.
    pub roster: Vec<Member>,
    /// Who was to be told when it was activated, and who was.
    pub notices: Vec<Notice>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// Somebody with a duty under a plan that is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// The duty, as the plan calls it.
    pub duty: String,
    /// Who has it.
    pub person_id: Option<PersonId>,
    /// Who stands in, in that order.
    #[serde(default)]
    pub alternates: Vec<PersonId>,
}

/// Somebody who was to be told that a plan is followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Who.
    pub person_id: PersonId,
    /// Whether they were.
    pub told: Told,
}

macro_rules! words {
    ($(#[$of:meta])* $type:ident: $($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        $(#[$of])*
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl $type {
            /// Each of them, in the order in which they follow.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $($type::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $($type::$name => $title,)* }
            }

            /// What is called `code`.
            pub fn from_code(code: &str) -> Option<$type> {
                match code { $($code => Some($type::$name),)* _ => None }
            }
        }
    };
}

words! {
    /// How far an activation is.
    #[schemars(rename = "ActivationState")]
    State:
    /// Somebody asked for it, and nobody decided yet.
    StandBy = "stand_by" "On stand-by",
    /// The plan is followed.
    Activated = "activated" "Activated",
    /// What was lost is being brought back.
    Recovering = "recovering" "Recovering",
    /// The usual state is being brought back.
    Reconstituting = "reconstituting" "Reconstituting",
    /// Its end is declared.
    StoodDown = "stood_down" "Stood down",
    /// Its report is there.
    Closed = "closed" "Closed",
    /// It was not needed.
    Canceled = "canceled" "Not needed",
}

words! {
    /// How much of a plan is followed.
    Extent:
    /// Some of it.
    Partial = "partial" "In part",
    /// All of it.
    Full = "full" "In full",
}

impl State {
    /// Whether people act on it now.
    pub const fn is_acting(self) -> bool {
        matches!(self, State::Activated | State::Recovering | State::Reconstituting)
    }

    /// Whether it is neither over nor canceled: a plan has one such at a time.
    pub const fn is_running(self) -> bool {
        matches!(self, State::StandBy) || self.is_acting()
    }

    /// Whether nothing happens to it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, State::Closed | State::Canceled)
    }
}

const NOT_ON_STAND_BY: Refusal =
    Refusal::new("activation.not_on_stand_by", "Only a plan on stand-by can be called off.");
const NOT_TO_ACTIVATE: Refusal = Refusal::new(
    "activation.not_to_activate",
    "Only a plan on stand-by is activated, or one that is activated to another extent.",
);
const NOT_ACTIVATED: Refusal =
    Refusal::new("activation.not_activated", "This plan is not just activated.");
const NOT_RECOVERING: Refusal = Refusal::new(
    "activation.not_recovering",
    "Recovery under this plan has not begun, or is over.",
);
const NOT_RECONSTITUTING: Refusal = Refusal::new(
    "activation.not_reconstituting",
    "The end is declared once the usual state is being brought back.",
);
const NOT_STOOD_DOWN: Refusal =
    Refusal::new("activation.not_stood_down", "It is closed after its end was declared.");

/// What was typed as a few sentences.
pub(super) fn said(
    text: &str,
    field: &'static str,
    reason: &'static str,
) -> Result<String, FieldProblem> {
    let text = text.trim();
    if (1..=2_000).contains(&text.chars().count()) && !text.contains('\0') {
        return Ok(text.to_owned());
    }
    Err(FieldProblem::new(field, format!("{reason} At most 2,000 characters.")))
}

impl Activation {
    /// A plan put on stand-by.
    pub(super) fn asked(
        (plan_id, agency_id, number): (PlanId, AgencyId, u32),
        parent_id: Option<ActivationId>,
        because: &str,
        (by, now): (PersonId, Timestamp),
    ) -> Result<Activation, FieldProblem> {
        let because = said(because, "because", "Say what has happened.")?;
        Ok(Activation {
            id: ActivationId::new(),
            plan_id,
            agency_id,
            number,
            parent_id,
            state: State::StandBy,
            extent: Extent::Full,
            because,
            asked_by: by,
            asked_at: now,
            decided_by: None,
            activated_at: None,
            validation: String::new(),
            declaration: String::new(),
            declared_by: None,
            stood_down_at: None,
            report: String::new(),
            report_on: None,
            ended_at: None,
            roster: Vec::new(),
            notices: Vec::new(),
            updated_at: now,
            version: 1,
        })
    }

    /// The plan as followed to this extent.
    pub(super) fn activated(
        self,
        extent: Extent,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Activation, Refusal> {
        let is_other = self.state == State::Activated && self.extent != extent;
        if self.state != State::StandBy && !is_other {
            return Err(NOT_TO_ACTIVATE);
        }
        let activated_at = self.activated_at.or(Some(now));
        let next = Activation { state: State::Activated, extent, decided_by: Some(by), ..self };
        Ok(Activation { activated_at, updated_at: now, ..next })
    }

    /// The plan as back on stand-by.
    pub(super) fn stood_by(self, now: Timestamp) -> Result<Activation, Refusal> {
        match self.state {
            State::Activated => Ok(Activation { state: State::StandBy, updated_at: now, ..self }),
            _ => Err(NOT_ACTIVATED),
        }
    }

    /// The plan under which recovery has begun.
    pub(super) fn recovering(self, now: Timestamp) -> Result<Activation, Refusal> {
        match self.state {
            State::Activated => {
                Ok(Activation { state: State::Recovering, updated_at: now, ..self })
            }
            _ => Err(NOT_ACTIVATED),
        }
    }

    /// The plan under which the return to the usual state has begun.
    pub(super) fn reconstituting(self, now: Timestamp) -> Result<Activation, Refusal> {
        let next = State::Reconstituting;
        match self.state {
            State::Recovering => Ok(Activation { state: next, updated_at: now, ..self }),
            _ => Err(NOT_RECOVERING),
        }
    }

    /// The plan whose end is declared, after it was seen that the usual state holds.
    pub(super) fn stood_down(
        self,
        validation: &str,
        declaration: &str,
        (by, now): (PersonId, Timestamp),
    ) -> Result<Activation, crate::Error> {
        if self.state != State::Reconstituting {
            return Err(NOT_RECONSTITUTING.into());
        }
        let mut problems = Vec::new();
        let reason = "Say which tests showed that the usual state holds.";
        let validation = said(validation, "validation", reason);
        let validation = validation.map_err(|it| problems.push(it)).unwrap_or_default();
        let declaration = said(declaration, "declaration", "Say how the end is declared.");
        let declaration = declaration.map_err(|it| problems.push(it)).unwrap_or_default();
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let next = Activation { state: State::StoodDown, validation, declaration, ..self };
        let declared_by = Some(by);
        Ok(Activation { declared_by, stood_down_at: Some(now), updated_at: now, ..next })
    }

    /// The activation as closed with the report of what happened and what was learned.
    pub(super) fn closed(
        self,
        report: &str,
        on: NaiveDate,
        now: Timestamp,
    ) -> Result<Activation, crate::Error> {
        if self.state != State::StoodDown {
            return Err(NOT_STOOD_DOWN.into());
        }
        let mut problems = Vec::new();
        let reason = "Say what the report found, or where it is.";
        let report = said(report, "report", reason);
        let report = report.map_err(|it| problems.push(it)).unwrap_or_default();
        if now.date_naive() < on || on < self.asked_at.date_naive() {
            let reason = "Give a day since the plan was called, and not after today.";
            problems.push(FieldProblem::new("on", reason));
        }
        if !problems.is_empty() {
            return Err(problems.into());
        }
        let next = Activation { state: State::Closed, report, report_on: Some(on), ..self };
        Ok(Activation { ended_at: Some(now), updated_at: now, ..next })
    }

    /// The plan on stand-by as not needed.
    pub(super) fn canceled(
        self,
        because: &str,
        now: Timestamp,
    ) -> Result<Activation, crate::Error> {
        if self.state != State::StandBy {
            return Err(NOT_ON_STAND_BY.into());
        }
        let because = said(because, "because", "Say why it is not needed.")?;
        let next = Activation { state: State::Canceled, because, ..self };
        Ok(Activation { ended_at: Some(now), updated_at: now, ..next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn asked() -> Activation {
        let of = (PlanId::FIRST, AgencyId::FIRST, 1);
        Activation::asked(of, None, "The data center is dark.", (PersonId::FIRST, now())).unwrap()
    }

    /// Every step from every state, beside what the domain model says.
    #[test]
    fn only_the_steps_of_the_model_are_taken() {
        let today = now().date_naive();
        for &state in State::ALL {
            let it = || Activation { state, ..asked() };
            let by = (PersonId::FIRST, now());
            let taken = [
                it().activated(Extent::Full, by.0, now()).ok(),
                it().stood_by(now()).ok(),
                it().recovering(now()).ok(),
                it().reconstituting(now()).ok(),
                it().stood_down("All tests passed.", "It is over.", by).ok(),
                it().closed("In the archive.", today, now()).ok(),
                it().canceled("The lights are on.", now()).ok(),
            ];
            let reached: Vec<State> = taken.into_iter().flatten().map(|it| it.state).collect();
            let expected: &[State] = match state {
                State::StandBy => &[State::Activated, State::Canceled],
                State::Activated => &[State::StandBy, State::Recovering],
                State::Recovering => &[State::Reconstituting],
                State::Reconstituting => &[State::StoodDown],
                State::StoodDown => &[State::Closed],
                State::Closed | State::Canceled => &[],
            };
            assert_eq!(reached, expected, "{state:?}");
        }
    }

    #[test]
    fn a_plan_in_part_becomes_one_in_full_without_beginning_anew() {
        let by = PersonId::FIRST;
        let part = asked().activated(Extent::Partial, by, now()).unwrap();
        let later = now() + chrono::TimeDelta::hours(1);
        let full = part.activated(Extent::Full, by, later).unwrap();
        assert_eq!((full.extent, full.activated_at), (Extent::Full, Some(now())));
        assert_eq!(full.activated(Extent::Full, by, later), Err(NOT_TO_ACTIVATE));
    }

    #[test]
    fn an_end_takes_both_what_showed_it_and_who_declares_it() {
        let it = Activation { state: State::Reconstituting, ..asked() };
        let by = (PersonId::FIRST, now());
        let Err(crate::Error::Invalid(problems)) = it.stood_down(" ", "", by) else {
            panic!("it was stood down")
        };
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        assert_eq!(fields, ["validation", "declaration"]);
    }
}
