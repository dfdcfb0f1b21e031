//! The consultation itself, and what may happen to it. Nothing here does I/O.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Recommendation;
use crate::ids::{AgencyId, AnalysisId, ConsultationId, GrantId, PersonId, PlanId, RiskId};
use crate::{FieldProblem, Refusal, Span, Timestamp};

/// Advice that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// Which agency asks.
    pub agency_id: AgencyId,
    /// What it is about.
    pub about: About,
    /// In which field.
    pub area: Area,
    /// About what, in one line.
    pub topic: String,
    /// What is asked.
    pub question: String,
    /// How far it is.
    pub state: State,
    /// Who asks.
    pub asked_by: PersonId,
    /// When.
    pub asked_at: Timestamp,
    /// Who advises, each with the role that was lent for it, if one was.
    pub advisers: BTreeMap<PersonId, Option<GrantId>>,
    /// When those concerned meet, or met.
    pub meets_at: Option<Timestamp>,
    /// How much time it took.
    pub spent: Span,
    /// What came of it.
    pub outcome: String,
    /// What was recommended.
    pub recommendations: Vec<Recommendation>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

/// What a consultation is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum About {
    /// Nothing that is written down.
    #[default]
    Nothing,
    /// A plan: who advises may see its draft meanwhile.
    Plan(PlanId),
    /// A risk.
    Risk(RiskId),
    /// An impact analysis.
    Analysis(AnalysisId),
}

macro_rules! areas {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// A field in which agencies are advised (S1-29).
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "ConsultationArea")]
        pub enum Area {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Area {
            /// Every area, in the order in which they are offered.
            pub const ALL: &[Area] = &[$(Area::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Area::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Area::$name => $title,)* }
            }

            /// The area called `code`.
            pub fn from_code(code: &str) -> Option<Area> {
                match code { $($code => Some(Area::$name),)* _ => None }
            }
        }
    };
}

areas! {
    /// What may happen, and what it would do.
    BcRisk = "bc_risk" "Business continuity risk",
    /// How business goes on.
    #[default]
    Bc = "bc" "Business continuity",
    /// How systems come back.
    Dr = "dr" "Disaster recovery",
    /// How government goes on.
    Coop = "coop" "Continuity of operations",
}

impl Area {
    /// The area to which plans of a type belong.
    pub fn of_plan_type(plan_type: &str) -> Area {
        match plan_type {
            "drp" | "iscp" | "computer_network" | "telecom" | "cyber_ir" => Area::Dr,
            "coop" | "cog" | "devolution" | "reconstitution" => Area::Coop,
            _ => Area::Bc,
        }
    }
}

/// How far a consultation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "ConsultationState")]
pub enum State {
    /// It waits for somebody to take it on.
    Asked,
    /// Somebody advises.
    Taken,
    /// It is over, and what came of it is written down.
    Closed,
    /// Who had asked needs it no more.
    Withdrawn,
}

impl State {
    /// Every state, in the order in which they follow.
    pub const ALL: &[State] = &[State::Asked, State::Taken, State::Closed, State::Withdrawn];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            State::Asked => "asked",
            State::Taken => "taken",
            State::Closed => "closed",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            State::Asked => "Asked for",
            State::Taken => "Taken on",
            State::Closed => "Closed",
            State::Withdrawn => "Withdrawn",
        }
    }

    /// The state called `code`.
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.iter().copied().find(|it| it.code() == code)
    }
}

const OVER: Refusal = Refusal::new("consultation.over", "It is over. Ask for another one instead.");
const NOT_TAKEN: Refusal =
    Refusal::new("consultation.not_taken", "Nobody has taken it on yet. Take it on first.");

impl Consultation {
    /// Whether it is not over.
    pub const fn is_open(&self) -> bool {
        matches!(self.state, State::Asked | State::Taken)
    }

    /// Refuses if it is over.
    pub(super) fn in_work(&self) -> Result<(), Refusal> {
        if self.is_open() { Ok(()) } else { Err(OVER) }
    }

    /// Refuses unless somebody advises.
    pub(super) fn advised(&self) -> Result<(), Refusal> {
        self.in_work()?;
        if self.state == State::Taken { Ok(()) } else { Err(NOT_TAKEN) }
    }

    /// The consultation as over, with what came of it.
    pub(super) fn closed(self, now: Timestamp) -> Result<Consultation, crate::Error> {
        self.advised()?;
        if self.outcome.is_empty() {
            return Err(FieldProblem::new("outcome", "Write down what came of it first.").into());
        }
        Ok(Consultation { state: State::Closed, ..self.over(now) })
    }

    /// The consultation as needed no more.
    pub(super) fn withdrawn(self, now: Timestamp) -> Result<Consultation, Refusal> {
        self.in_work()?;
        Ok(Consultation { state: State::Withdrawn, ..self.over(now) })
    }

    fn over(self, now: Timestamp) -> Consultation {
        Consultation { closed_at: Some(now), updated_at: now, ..self }
    }

    /// How many of its recommendations nobody has said anything about yet.
    pub fn n_open(&self) -> usize {
        self.recommendations.iter().filter(|it| it.is_open()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consultation() -> Consultation {
        let now: Timestamp = "2026-11-21T09:00:00Z".parse().unwrap();
        Consultation {
            id: ConsultationId::FIRST,
            agency_id: AgencyId::FIRST,
            about: About::Nothing,
            area: Area::Dr,
            topic: "Tapes".to_owned(),
            question: "How often?".to_owned(),
            state: State::Asked,
            asked_by: PersonId::FIRST,
            asked_at: now,
            advisers: BTreeMap::new(),
            meets_at: None,
            spent: Span::from_hours(0),
            outcome: String::new(),
            recommendations: Vec::new(),
            closed_at: None,
            updated_at: now,
            version: 1,
        }
    }

    #[test]
    fn a_consultation_is_closed_once_somebody_advised_and_wrote_it_down() {
        let (it, now) = (consultation(), consultation().asked_at);
        let refused = it.clone().closed(now);
        assert!(matches!(refused, Err(crate::Error::Refused(it)) if it == NOT_TAKEN));
        let taken = Consultation { state: State::Taken, ..it.clone() };
        assert!(matches!(taken.clone().closed(now), Err(crate::Error::Invalid(_))));
        let said = Consultation { outcome: "Weekly.".to_owned(), ..taken };
        let closed = said.closed(now).unwrap();
        assert_eq!((closed.state, closed.closed_at), (State::Closed, Some(now)));
        assert_eq!(closed.withdrawn(now), Err(OVER));
        assert_eq!(it.withdrawn(now).unwrap().state, State::Withdrawn);
    }

    #[test]
    fn each_type_of_plan_belongs_to_an_area() {
        let areas = ["drp", "coop", "bcp"].map(Area::of_plan_type);
        assert_eq!(areas, [Area::Dr, Area::Coop, Area::Bc]);
    }
}
