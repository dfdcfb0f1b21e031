//! The analysis itself: who wrote it, how far it is, and what may happen to it next. Nothing here
//! does I/O.

use std::collections::BTreeSet;

use chrono::Months;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Content;
use crate::events::Action;
use crate::ids::{AnalysisId, ItemId, PersonId};
use crate::prepare::inventory::Kind;
use crate::{FieldProblem, Refusal, Timestamp};

/// An impact analysis of a business process or a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analysis {
    /// Its id.
    pub id: AnalysisId,
    /// What it is about.
    pub item_id: ItemId,
    /// The how many-th about that: the first is 1.
    pub number: u32,
    /// How far it is.
    pub state: State,
    /// Who started it.
    pub author_id: PersonId,
    /// Who changed it last.
    pub edited_by: PersonId,
    /// When it was handed in.
    pub completed_at: Option<Timestamp>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When that was.
    pub approved_at: Option<Timestamp>,
    /// When it is out of date.
    pub review_due: Option<Timestamp>,
    /// The version of the item that was approved upon.
    pub item_version: Option<i64>,
    /// Why it was sent back, or why it is out of date.
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
        /// How far an analysis is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
    Draft = "draft" "Draft",
    /// Something that must be said is missing.
    DataNeeded = "data_needed" "Data needed",
    /// It waits for approval.
    Complete = "complete" "Waiting for approval",
    /// It holds, and never changes again.
    Approved = "approved" "Approved",
    /// It holds until a newer one does, but is out of date.
    Stale = "stale" "Out of date",
    /// A newer one holds.
    Replaced = "replaced" "Replaced",
}

impl State {
    /// Whether somebody still works on it.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Draft | State::DataNeeded | State::Complete)
    }

    /// Whether its targets hold.
    pub const fn is_in_force(self) -> bool {
        matches!(self, State::Approved | State::Stale)
    }
}

/// By what somebody becomes a writer of an analysis: who hands it in stands for what it says.
pub(super) const WRITING: [Action; 3] =
    [Action::AnalysisStarted, Action::AnalysisChanged, Action::AnalysisCompleted];

const OWN: Refusal = Refusal::new(
    "analysis.own",
    "Whoever wrote an analysis or handed it in cannot approve it. Ask somebody else to.",
);
const FROZEN: Refusal = Refusal::new(
    "analysis.frozen",
    "An approved analysis never changes. Start a new version of it.",
);
const HANDED_IN: Refusal =
    Refusal::new("analysis.handed_in", "This analysis has been handed in already.");
const NOT_COMPLETE: Refusal = Refusal::new(
    "analysis.not_complete",
    "Only an analysis that waits for approval can be approved or sent back.",
);
const NOT_APPROVED: Refusal =
    Refusal::new("analysis.not_approved", "Only an approved analysis goes out of date.");
const OPEN: Refusal =
    Refusal::new("analysis.open", "Somebody is at work on an analysis of this already.");
const KIND: Refusal =
    Refusal::new("analysis.kind", "Only business processes and services are analyzed.");

/// Refuses a new analysis of something that is not analyzed, or is being analyzed already.
pub(super) fn may_start(kind: Kind, newest: Option<State>) -> Result<(), Refusal> {
    if !matches!(kind, Kind::Process | Kind::Service) {
        return Err(KIND);
    }
    if newest.is_some_and(State::is_open) { Err(OPEN) } else { Ok(()) }
}

impl Analysis {
    /// A new analysis, the `number`-th about the item.
    pub fn started(
        (item_id, number): (ItemId, u32),
        content: Content,
        by: PersonId,
        now: Timestamp,
    ) -> Analysis {
        Analysis {
            id: AnalysisId::new(),
            item_id,
            number,
            state: State::Draft,
            author_id: by,
            edited_by: by,
            completed_at: None,
            approved_by: None,
            approved_at: None,
            review_due: None,
            item_version: None,
            because: String::new(),
            content,
            updated_at: now,
            version: 1,
        }
    }

    /// The analysis with other content. Whoever changes it takes it back if it was handed in.
    pub fn saved(
        self,
        content: Content,
        by: PersonId,
        now: Timestamp,
    ) -> Result<Analysis, Refusal> {
        if !self.state.is_open() {
            return Err(FROZEN);
        }
        let content = content.in_order();
        let state = if content.missing().is_empty() { State::Draft } else { State::DataNeeded };
        let next = Analysis { content, state, edited_by: by, updated_at: now, ..self };
        Ok(Analysis { completed_at: None, ..next })
    }

    /// The analysis as handed in. If something is missing, data are needed instead.
    pub fn submitted(self, now: Timestamp) -> Result<Analysis, Refusal> {
        match self.state {
            State::Draft | State::DataNeeded => {}
            State::Complete => return Err(HANDED_IN),
            State::Approved | State::Stale | State::Replaced => return Err(FROZEN),
        }
        let next = Analysis { updated_at: now, ..self };
        if !next.content.missing().is_empty() {
            return Ok(Analysis { state: State::DataNeeded, ..next });
        }
        let because = String::new();
        Ok(Analysis { state: State::Complete, completed_at: Some(now), because, ..next })
    }

    /// The analysis as sent back, for a reason.
    pub fn returned(self, because: &str, now: Timestamp) -> Result<Analysis, crate::Error> {
        if self.state != State::Complete {
            return Err(NOT_COMPLETE.into());
        }
        let because = because.trim();
        if !(1..=1_000).contains(&because.chars().count()) || because.contains('\0') {
            let reason = "Say what is missing, in at most 1,000 characters.";
            return Err(FieldProblem::new("because", reason).into());
        }
        let because = because.to_owned();
        let next = Analysis { state: State::DataNeeded, because, updated_at: now, ..self };
        Ok(Analysis { completed_at: None, ..next })
    }

    /// The analysis as approved, upon a version of its item. `writers` are all who ever wrote at
    /// it, as the audit log knows.
    pub fn approved(
        self,
        by: PersonId,
        writers: &BTreeSet<PersonId>,
        item_version: i64,
        now: Timestamp,
    ) -> Result<Analysis, Refusal> {
        if self.state != State::Complete {
            return Err(NOT_COMPLETE);
        }
        if self.is_written_by(by, writers) {
            return Err(OWN);
        }
        let months = Months::new(self.content.criteria.review_months);
        Ok(Analysis {
            state: State::Approved,
            approved_by: Some(by),
            approved_at: Some(now),
            review_due: now.checked_add_months(months),
            item_version: Some(item_version),
            because: String::new(),
            updated_at: now,
            ..self
        })
    }

    /// Whether someone wrote it, so that they cannot approve it: who started it, who changed it
    /// last, and everybody between.
    pub(super) fn is_written_by(&self, person_id: PersonId, writers: &BTreeSet<PersonId>) -> bool {
        [self.author_id, self.edited_by].contains(&person_id) || writers.contains(&person_id)
    }

    /// Why an approved analysis is out of date, if it is.
    pub fn stale_because(&self, item_version: i64, now: Timestamp) -> Option<&'static str> {
        if self.state != State::Approved {
            return None;
        }
        if self.item_version.is_some_and(|it| it < item_version) {
            return Some("What it is about has changed since.");
        }
        if self.review_due.is_some_and(|it| it <= now) {
            return Some("Its review is due.");
        }
        None
    }

    /// The analysis as out of date.
    pub fn gone_stale(self, because: &str, now: Timestamp) -> Result<Analysis, Refusal> {
        if self.state != State::Approved {
            return Err(NOT_APPROVED);
        }
        let because = because.to_owned();
        Ok(Analysis { state: State::Stale, because, updated_at: now, ..self })
    }

    /// The analysis as replaced by a newer one.
    pub fn replaced(self, now: Timestamp) -> Analysis {
        Analysis { state: State::Replaced, updated_at: now, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prepare::impact::{Impact, ImpactCriteria, MinimumLevel};
    use crate::{Error, Span};

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn author() -> PersonId {
        PersonId::FIRST
    }

    /// All that must be said, for criteria that ask for little.
    fn whole() -> Content {
        let mut criteria = ImpactCriteria::default();
        criteria.types.truncate(1);
        criteria.questions.clear();
        let (on, after) = ("life".to_owned(), Span::from_hours(24));
        let unit = "calls".to_owned();
        Content {
            impacts: vec![Impact { on, after, level: 4, note: String::new() }],
            rto: Some(Span::from_hours(4)),
            rpo: Some(Span::ZERO),
            minimum: Some(MinimumLevel { amount: 1, unit, percent: 50 }),
            ..Content::blank(criteria)
        }
    }

    fn draft() -> Analysis {
        Analysis::started((ItemId::new(), 1), whole(), author(), now())
    }

    fn complete() -> Analysis {
        draft().submitted(now()).unwrap()
    }

    fn approved() -> Analysis {
        complete().approved(PersonId::new(), &BTreeSet::new(), 7, now()).unwrap()
    }

    #[test]
    fn a_whole_draft_is_handed_in_and_approved_by_somebody_else() {
        assert_eq!(draft().state, State::Draft);
        let complete = complete();
        assert_eq!((complete.state, complete.completed_at), (State::Complete, Some(now())));
        let approved = approved();
        assert_eq!((approved.state, approved.item_version), (State::Approved, Some(7)));
        assert_eq!(approved.review_due, Some("2027-11-21T09:00:00Z".parse().unwrap()));
    }

    #[test]
    fn whoever_wrote_at_it_cannot_approve_it() {
        assert_eq!(complete().approved(author(), &BTreeSet::new(), 1, now()), Err(OWN));
        let editor = PersonId::new();
        let edited = draft().saved(whole(), editor, now()).unwrap().submitted(now()).unwrap();
        assert_eq!(edited.clone().approved(editor, &BTreeSet::new(), 1, now()), Err(OWN));
        assert_eq!(edited.clone().approved(author(), &BTreeSet::new(), 1, now()), Err(OWN));
        let between = PersonId::new();
        let writers = [author(), between, editor].into();
        assert_eq!(edited.clone().approved(between, &writers, 1, now()), Err(OWN));
        assert!(edited.approved(PersonId::new(), &writers, 1, now()).is_ok());
    }

    #[test]
    fn only_a_complete_one_is_approved_or_sent_back() {
        for analysis in [draft(), approved()] {
            assert_eq!(
                analysis.clone().approved(PersonId::new(), &BTreeSet::new(), 1, now()),
                Err(NOT_COMPLETE)
            );
            let Err(Error::Refused(refusal)) = analysis.returned("Why?", now()) else { panic!() };
            assert_eq!(refusal, NOT_COMPLETE);
        }
    }

    #[test]
    fn it_is_sent_back_for_a_reason() {
        assert!(matches!(complete().returned(" ", now()), Err(Error::Invalid(_))));
        let returned = complete().returned(" Ask the counties. ", now()).unwrap();
        assert_eq!((returned.state, returned.completed_at), (State::DataNeeded, None));
        assert_eq!(returned.because, "Ask the counties.");
        assert_eq!(returned.submitted(now()).unwrap().because, "");
    }

    #[test]
    fn while_something_is_missing_data_are_needed() {
        let part = Content { rto: None, ..whole() };
        let saved = draft().saved(part.clone(), author(), now()).unwrap();
        assert_eq!(saved.state, State::DataNeeded);
        assert_eq!(saved.clone().submitted(now()).unwrap().state, State::DataNeeded);
        assert_eq!(saved.saved(whole(), author(), now()).unwrap().state, State::Draft);
        let handed_in = Analysis { content: part, ..draft() }.submitted(now()).unwrap();
        assert_eq!(handed_in.state, State::DataNeeded);
    }

    #[test]
    fn whoever_changes_a_complete_one_takes_it_back() {
        let saved = complete().saved(whole(), author(), now()).unwrap();
        assert_eq!((saved.state, saved.completed_at), (State::Draft, None));
        assert_eq!(complete().submitted(now()), Err(HANDED_IN));
    }

    #[test]
    fn an_approved_one_never_changes() {
        let stale = approved().gone_stale("Its review is due.", now()).unwrap();
        for analysis in [approved(), stale, approved().replaced(now())] {
            assert_eq!(analysis.clone().saved(whole(), author(), now()), Err(FROZEN));
            assert_eq!(analysis.submitted(now()), Err(FROZEN));
        }
    }

    #[test]
    fn an_approved_one_goes_out_of_date() {
        let later = approved().review_due.unwrap();
        assert_eq!(approved().stale_because(7, now()), None);
        assert!(approved().stale_because(7, later).unwrap().contains("review"));
        assert!(approved().stale_because(8, now()).unwrap().contains("changed"));
        assert_eq!(complete().stale_because(8, later), None);
        assert_eq!(draft().gone_stale("", now()), Err(NOT_APPROVED));
    }

    #[test]
    fn one_at_a_time_and_only_of_processes_and_services() {
        assert_eq!(may_start(Kind::Asset, None), Err(KIND));
        for &state in State::ALL {
            let expected = if state.is_open() { Err(OPEN) } else { Ok(()) };
            assert_eq!(may_start(Kind::Process, Some(state)), expected, "{state:?}");
        }
        assert_eq!(may_start(Kind::Service, None), Ok(()));
    }
}
