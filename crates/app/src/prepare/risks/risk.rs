//! The risk itself: who wrote it down, how far it is, and what may happen to it next. Nothing here
//! does I/O.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Level, RiskDocument, Treatment};
use crate::events::Action;
use crate::ids::{AgencyId, PersonId, RiskId};
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// A risk that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// Its id.
    pub id: RiskId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Its short name.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How far it is.
    pub state: State,
    /// Who wrote it down first.
    pub author_id: PersonId,
    /// Who changed it last.
    pub edited_by: PersonId,
    /// When it was handed in as assessed.
    pub assessed_at: Option<Timestamp>,
    /// Who decided that it is treated, or accepted.
    pub decided_by: Option<PersonId>,
    /// When that was.
    pub decided_at: Option<Timestamp>,
    /// Why it was sent back, or closed.
    pub because: String,
    /// What it says.
    pub content: Content,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a risk is.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "RiskState")]
        pub enum State {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl State {
            /// Every state, in the order in which they follow.
            pub const ALL: &[State] = &[$(State::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(State::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(State::$name => $title,)* }
            }

            /// The state called `code`.
            pub fn from_code(code: &str) -> Option<State> {
                match code { $($code => Some(State::$name),)* _ => None }
            }
        }
    };
}

states! {
    /// Somebody is writing it.
    #[default]
    Draft = "draft" "Draft",
    /// It waits for a decision.
    Assessed = "assessed" "Waiting for a decision",
    /// Somebody decided that it is treated, and that is under way.
    Treating = "treating" "Being treated",
    /// Somebody decided to live with what is left of it.
    Accepted = "accepted" "Accepted",
    /// It is a risk no more.
    Closed = "closed" "Closed",
}

impl State {
    /// Whether somebody other than its author decided about it, and that still holds.
    pub const fn is_decided(self) -> bool {
        matches!(self, State::Treating | State::Accepted)
    }

    /// Whether what it says can be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Assessed | State::Treating)
    }
}

/// By what somebody becomes a writer of a risk: who hands it in stands for what it says.
pub(super) const WRITING: [Action; 4] =
    [Action::RiskAdded, Action::RiskChanged, Action::RiskAssessed, Action::RiskReopened];

const OWN: Refusal = Refusal::new(
    "risk.own",
    "Whoever wrote a risk down or handed it in cannot decide about it. Ask somebody else to.",
);
const FROZEN: Refusal = Refusal::new(
    "risk.frozen",
    "A risk that was accepted or closed is not changed. Reopen it first.",
);
const HANDED_IN: Refusal = Refusal::new("risk.handed_in", "It has been handed in already.");
const NOT_ASSESSED: Refusal =
    Refusal::new("risk.not_assessed", "Only a risk that was assessed can be decided about.");
const NO_TASK: Refusal = Refusal::new(
    "risk.no_task",
    "Nothing says how it is treated. Add a task, or accept the risk as it is.",
);
const NO_PARTICIPANT: Refusal = Refusal::new(
    "risk.no_participant",
    "Nobody of the agency took part in looking at it. Name who did, or talk it over with them.",
);
const OPEN: Refusal = Refusal::new("risk.open", "It is open already.");
const CLOSED: Refusal = Refusal::new("risk.closed", "It is closed already.");

/// What a decision is made upon, beside what the risk says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grounds<'a> {
    /// All who ever wrote at it, as the audit log knows.
    pub(super) writers: &'a BTreeSet<PersonId>,
    /// Whether somebody of its agency took part in looking at it.
    pub(super) has_participant: bool,
    /// The highest level that the one who decides may accept. None means any.
    pub(super) level_max: Option<Level>,
}

impl Risk {
    /// The risk with what else it says. Whoever changes an assessed one takes it back; what is done
    /// about one that is treated may go on.
    pub(super) fn saved(self, next: Risk, by: PersonId, now: Timestamp) -> Result<Risk, Refusal> {
        if !self.state.is_open() {
            return Err(FROZEN);
        }
        let goes_on = self.state == State::Treating
            && next.agency_id == self.agency_id
            && next.content.is_same_assessment(&self.content);
        let next = Risk {
            agency_id: next.agency_id,
            name: next.name,
            content: next.content,
            edited_by: by,
            updated_at: now,
            ..self
        };
        Ok(if goes_on { next } else { next.drafted() })
    }

    fn drafted(self) -> Risk {
        let (assessed_at, decided_by, decided_at) = (None, None, None);
        Risk { state: State::Draft, assessed_at, decided_by, decided_at, ..self }
    }

    /// The risk as assessed, if everything is said that must be.
    pub(super) fn assessed(self, now: Timestamp) -> Result<Risk, Error> {
        match self.state {
            State::Draft => {}
            State::Assessed | State::Treating => return Err(HANDED_IN.into()),
            State::Accepted | State::Closed => return Err(FROZEN.into()),
        }
        let missing = self.content.missing();
        if !missing.is_empty() {
            return Err(missing.into());
        }
        let (state, because) = (State::Assessed, String::new());
        Ok(Risk { state, because, assessed_at: Some(now), updated_at: now, ..self })
    }

    /// The risk as sent back, for a reason.
    pub(super) fn returned(self, because: &str, now: Timestamp) -> Result<Risk, Error> {
        if !matches!(self.state, State::Assessed | State::Treating) {
            return Err(NOT_ASSESSED.into());
        }
        let because = reason(because, "Say what is missing, in at most 1,000 characters.")?;
        Ok(Risk { because, updated_at: now, ..self }.drafted())
    }

    /// The risk as one that is treated.
    pub(super) fn treated(
        self,
        by: PersonId,
        grounds: Grounds<'_>,
        now: Timestamp,
    ) -> Result<Risk, Refusal> {
        if self.state != State::Assessed {
            return Err(NOT_ASSESSED);
        }
        if self.is_written_by(by, grounds.writers) {
            return Err(OWN);
        }
        if self.content.treatment == Some(Treatment::Accept) || self.content.tasks.is_empty() {
            return Err(NO_TASK);
        }
        Ok(self.decided(State::Treating, by, now))
    }

    /// The risk as accepted: what is left of it is lived with.
    pub(super) fn accepted(
        self,
        by: PersonId,
        grounds: Grounds<'_>,
        now: Timestamp,
    ) -> Result<Risk, Refusal> {
        if !matches!(self.state, State::Assessed | State::Treating) {
            return Err(NOT_ASSESSED);
        }
        if self.is_written_by(by, grounds.writers) {
            return Err(OWN);
        }
        if !grounds.has_participant {
            return Err(NO_PARTICIPANT);
        }
        let Some(left) = self.content.level_left() else { return Err(NOT_ASSESSED) };
        if let Some(most) = grounds.level_max.filter(|it| *it < left) {
            return Err(above_tolerance(left, most));
        }
        Ok(self.decided(State::Accepted, by, now))
    }

    fn decided(self, state: State, by: PersonId, now: Timestamp) -> Risk {
        let (decided_by, decided_at) = (Some(by), Some(now));
        Risk { state, decided_by, decided_at, because: String::new(), updated_at: now, ..self }
    }

    /// The risk as one no more, for a reason.
    pub(super) fn closed(self, because: &str, now: Timestamp) -> Result<Risk, Error> {
        if self.state == State::Closed {
            return Err(CLOSED.into());
        }
        let because = reason(because, "Say why, in at most 1,000 characters.")?;
        Ok(Risk { state: State::Closed, because, updated_at: now, ..self })
    }

    /// The risk as looked at again.
    pub(super) fn reopened(self, by: PersonId, now: Timestamp) -> Result<Risk, Refusal> {
        if self.state.is_open() {
            return Err(OPEN);
        }
        Ok(Risk { because: String::new(), edited_by: by, updated_at: now, ..self }.drafted())
    }

    /// Whether someone wrote it, so that they cannot decide about it: who wrote it down, who changed
    /// it last, and everybody between.
    pub(super) fn is_written_by(&self, person_id: PersonId, writers: &BTreeSet<PersonId>) -> bool {
        [self.author_id, self.edited_by].contains(&person_id) || writers.contains(&person_id)
    }

    /// As a document of the agency called `agency`, people by what `code` calls them.
    pub(super) fn document(
        &self,
        agency: &str,
        code: impl Fn(PersonId) -> Option<String>,
    ) -> RiskDocument {
        RiskDocument {
            code: self.code.clone(),
            agency: agency.to_owned(),
            name: self.name.clone(),
            state: self.state,
            author: code(self.author_id),
            edited_by: if self.edited_by == self.author_id { None } else { code(self.edited_by) },
            assessed_at: self.assessed_at,
            decided_by: self.decided_by.and_then(code),
            decided_at: self.decided_at,
            because: self.because.clone(),
            content: self.content.clone(),
        }
    }
}

fn above_tolerance(left: Level, most: Level) -> Refusal {
    let reason = format!(
        "What is left of it is {}, and an agency accepts at most {} by itself. Somebody must who \
         accepts risks for the agency above, or for the state.",
        left.title().to_lowercase(),
        most.title().to_lowercase()
    );
    Refusal { code: "risk.above_tolerance", reason: reason.into() }
}

fn reason(text: &str, problem: &'static str) -> Result<String, FieldProblem> {
    let text = text.trim();
    if !(1..=1_000).contains(&text.chars().count()) || text.contains('\0') {
        return Err(FieldProblem::new("because", problem));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::risks::{Rating, Task};

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn author() -> PersonId {
        PersonId::FIRST
    }

    fn rating(number: u8) -> Rating {
        let it = Some(number);
        Rating { likelihood: it, citizens: it, institutions: it, businesses: it, economy: it }
    }

    fn content() -> Content {
        Content {
            hazard: "A flood".to_owned(),
            affects: vec!["site:east".to_owned()],
            inherent: rating(5),
            residual: rating(3),
            treatment: Some(Treatment::Mitigate),
            tasks: vec![Task { what: "A wall".to_owned(), ..Task::default() }],
            owner: Some("olga".to_owned()),
            review_due: Some("2027-11-21".parse().unwrap()),
            ..Content::default()
        }
    }

    fn draft(content: Content) -> Risk {
        Risk {
            id: RiskId::FIRST,
            agency_id: AgencyId::FIRST,
            code: "flood".to_owned(),
            name: "Flood".to_owned(),
            state: State::Draft,
            author_id: author(),
            edited_by: author(),
            assessed_at: None,
            decided_by: None,
            decided_at: None,
            because: String::new(),
            content,
            updated_at: now(),
            version: 1,
        }
    }

    fn assessed() -> Risk {
        draft(content()).assessed(now()).unwrap()
    }

    fn grounds(writers: &BTreeSet<PersonId>) -> Grounds<'_> {
        Grounds { writers, has_participant: true, level_max: Some(Level::Moderate) }
    }

    #[test]
    fn an_assessed_risk_is_treated_and_then_accepted_by_somebody_else() {
        let nobody = BTreeSet::new();
        let by = PersonId::new();
        let treated = assessed().treated(by, grounds(&nobody), now()).unwrap();
        assert_eq!((treated.state, treated.decided_by), (State::Treating, Some(by)));
        let accepted = treated.accepted(by, grounds(&nobody), now()).unwrap();
        assert_eq!(accepted.state, State::Accepted);
        assert_eq!(accepted.clone().treated(by, grounds(&nobody), now()), Err(NOT_ASSESSED));
        assert_eq!(accepted.reopened(by, now()).unwrap().state, State::Draft);
    }

    #[test]
    fn whoever_wrote_it_cannot_decide() {
        let between = PersonId::new();
        let writers = [between].into();
        for by in [author(), between] {
            assert_eq!(assessed().accepted(by, grounds(&writers), now()), Err(OWN));
            assert_eq!(assessed().treated(by, grounds(&writers), now()), Err(OWN));
        }
    }

    #[test]
    fn a_risk_that_nobody_does_anything_about_is_not_treated() {
        let nobody = BTreeSet::new();
        let by = PersonId::new();
        let accept = Content { treatment: Some(Treatment::Accept), ..content() };
        for content in [accept, Content { tasks: Vec::new(), ..content() }] {
            let assessed = draft(content).assessed(now()).unwrap();
            assert_eq!(assessed.treated(by, grounds(&nobody), now()), Err(NO_TASK));
        }
    }

    #[test]
    fn req_s0_26_without_a_participant_of_the_agency_it_is_not_accepted() {
        let (nobody, by) = (BTreeSet::new(), PersonId::new());
        let alone = Grounds { has_participant: false, ..grounds(&nobody) };
        assert_eq!(assessed().accepted(by, alone, now()), Err(NO_PARTICIPANT));
        let treated = assessed().treated(by, alone, now()).unwrap();
        assert_eq!(treated.accepted(by, alone, now()), Err(NO_PARTICIPANT));
    }

    #[test]
    fn req_s3_09_above_the_tolerance_somebody_higher_must_accept() {
        let (nobody, by) = (BTreeSet::new(), PersonId::new());
        let high = draft(Content { residual: rating(4), ..content() }).assessed(now()).unwrap();
        let refused = high.clone().accepted(by, grounds(&nobody), now()).unwrap_err();
        assert_eq!(refused.code, "risk.above_tolerance");
        assert!(refused.reason.starts_with("What is left of it is high, and"), "{refused}");
        let higher = Grounds { level_max: None, ..grounds(&nobody) };
        assert!(high.accepted(by, higher, now()).is_ok());
    }

    #[test]
    fn what_is_done_goes_on_but_another_assessment_starts_over() {
        let nobody = BTreeSet::new();
        let treated = assessed().treated(PersonId::new(), grounds(&nobody), now()).unwrap();
        let mut further = treated.clone();
        further.content.tasks[0].done_on = Some("2026-11-22".parse().unwrap());
        further.content.residual = rating(2);
        let saved = treated.clone().saved(further, author(), now()).unwrap();
        assert_eq!(saved.state, State::Treating);
        let worse = draft(Content { inherent: rating(4), ..content() });
        let saved = treated.saved(worse, author(), now()).unwrap();
        assert_eq!((saved.state, saved.decided_by), (State::Draft, None));
    }

    #[test]
    fn what_is_missing_keeps_it_a_draft_and_what_is_closed_is_not_changed() {
        let blank = draft(Content::default());
        assert!(matches!(blank.assessed(now()), Err(Error::Invalid(_))));
        let closed = assessed().closed(" Sold. ", now()).unwrap();
        assert_eq!((closed.state, closed.because.as_str()), (State::Closed, "Sold."));
        assert_eq!(closed.clone().saved(draft(content()), author(), now()), Err(FROZEN));
        assert!(matches!(closed.closed("Again", now()), Err(Error::Refused(_))));
        assert!(matches!(assessed().returned(" ", now()), Err(Error::Invalid(_))));
        assert_eq!(assessed().returned("More", now()).unwrap().state, State::Draft);
    }
}
