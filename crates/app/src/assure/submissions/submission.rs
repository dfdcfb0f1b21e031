//! A submission: the plans of one agency, as they are asked for, handed in and judged. Nothing here
//! does I/O.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::review::Outcome;
use crate::ids::{AgencyId, CampaignId, PersonId, SubmissionId};
use crate::people::agencies::AgencyCalendars;
use crate::people::calendars::Opening;
use crate::plans::plan::PlanReviews;
use crate::{Refusal, Timestamp};

/// The plans of one agency, as they are asked for, handed in and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// In which campaign. None: they were asked for on their own.
    pub campaign_id: Option<CampaignId>,
    /// Whose plans.
    pub agency_id: AgencyId,
    /// What the agency was called when it was asked.
    pub agency_folded: String,
    /// For which year.
    pub year: i32,
    /// The types of plans that must be in force. None: any plan will do.
    pub plan_types: BTreeSet<String>,
    /// Why they were asked for outside of a campaign.
    pub reason: String,
    /// From which day on they may be handed in.
    pub opens_on: NaiveDate,
    /// The last day to hand them in, as it was asked for.
    pub asked_due_on: NaiveDate,
    /// The last day to hand them in: the one that was asked for or, if the agency is closed then, the
    /// next on which it is open by its business calendar.
    pub due_on: NaiveDate,
    /// On which day a review asked for something to be put right by a day.
    pub fixes_from: Option<NaiveDate>,
    /// By which day that is put right.
    pub fixes_due_on: Option<NaiveDate>,
    /// When that day had passed and it was not, until it is.
    pub fixes_late_at: Option<Timestamp>,
    /// How far it is.
    pub state: State,
    /// When it became late, if it ever did. Handing plans in does not take that away.
    pub late_at: Option<Timestamp>,
    /// Who made it ready for the agency head.
    pub prepared_by: Option<PersonId>,
    /// When that was.
    pub prepared_at: Option<Timestamp>,
    /// How often plans were handed in.
    pub n_filings: u32,
    /// The receipt of the last time.
    pub receipt: Option<String>,
    /// When they were last handed in.
    pub attested_at: Option<Timestamp>,
    /// What the last review came to, in percent.
    pub score: Option<u8>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How often it was saved.
    pub version: i64,
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a submission is (domain model §5.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "SubmissionState")]
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
    /// It is not time yet.
    NotDue = "not_due" "Not due yet",
    /// It is to be handed in.
    Due = "due" "Due",
    /// It was not handed in by the day it was due.
    Late = "late" "Late",
    /// It is handed in, and its dossier is being made.
    Submitted = "submitted" "Submitted",
    /// It was received, and the state's continuity team looks at it.
    UnderReview = "under_review" "In review",
    /// It was sent back, to be handed in again.
    Returned = "returned" "Returned",
    /// It is accepted as it is.
    Accepted = "accepted" "Accepted",
    /// It is accepted, and some things must be put right.
    AcceptedWithFixes = "accepted_with_fixes" "Accepted with fixes",
}

impl State {
    /// Whether the agency is to do something now.
    pub const fn waits_for_agency(self) -> bool {
        matches!(self, State::Due | State::Late | State::Returned)
    }

    /// Whether it is accepted.
    pub const fn is_accepted(self) -> bool {
        matches!(self, State::Accepted | State::AcceptedWithFixes)
    }
}

const NOT_OPEN: Refusal = Refusal::new(
    "submission.not_open",
    "It is not time yet: it may be handed in from its first day on.",
);
const NOT_WAITING: Refusal = Refusal::new(
    "submission.not_waiting",
    "This is handed in already. It can be handed in again only if it is sent back.",
);
const NOT_SUBMITTED: Refusal =
    Refusal::new("submission.not_submitted", "Nothing waits to be received here.");
const NOT_IN_REVIEW: Refusal =
    Refusal::new("submission.not_in_review", "This submission is not being reviewed.");

const NOTHING_TO_FIX: Refusal = Refusal::new(
    "submission.nothing_to_fix",
    "Nothing is to be put right by a day here. What was returned is handed in again instead.",
);

impl Submission {
    /// What time alone makes of it on the day `today`: it is due, or late.
    pub(super) fn as_of(&self, today: NaiveDate) -> Option<State> {
        match self.state {
            State::NotDue if self.opens_on <= today => Some(State::Due),
            State::Due if self.due_on < today => Some(State::Late),
            _ => None,
        }
    }

    /// The submission in the state that time made of it.
    #[must_use]
    pub(super) fn moved(self, state: State, now: Timestamp) -> Submission {
        let late_at = if state == State::Late { self.late_at.or(Some(now)) } else { self.late_at };
        Submission { state, late_at, updated_at: now, ..self }
    }

    /// Refuses unless the agency may hand it in now.
    pub fn may_hand_in(&self) -> Result<(), Refusal> {
        match self.state {
            State::NotDue => Err(NOT_OPEN),
            it if it.waits_for_agency() => Ok(()),
            _ => Err(NOT_WAITING),
        }
    }

    /// The submission as ready for the agency head.
    pub(super) fn prepared(self, by: PersonId, now: Timestamp) -> Result<Submission, Refusal> {
        self.may_hand_in()?;
        Ok(Submission { prepared_by: Some(by), prepared_at: Some(now), updated_at: now, ..self })
    }

    /// The submission as attested and handed in, with its receipt.
    pub(super) fn handed_in(self, receipt: String, now: Timestamp) -> Result<Submission, Refusal> {
        self.may_hand_in()?;
        Ok(Submission {
            state: State::Submitted,
            n_filings: self.n_filings + 1,
            receipt: Some(receipt),
            attested_at: Some(now),
            score: None,
            fixes_from: None,
            fixes_due_on: None,
            fixes_late_at: None,
            updated_at: now,
            ..self
        })
    }

    /// The submission as received: its dossier is there.
    pub(super) fn received(self, now: Timestamp) -> Result<Submission, Refusal> {
        if self.state != State::Submitted {
            return Err(NOT_SUBMITTED);
        }
        Ok(Submission { state: State::UnderReview, updated_at: now, ..self })
    }

    /// Refuses unless it is being reviewed.
    pub fn may_review(&self) -> Result<(), Refusal> {
        if self.state == State::UnderReview { Ok(()) } else { Err(NOT_IN_REVIEW) }
    }

    /// The submission as judged.
    pub(super) fn decided(
        self,
        outcome: Outcome,
        score: u8,
        now: Timestamp,
    ) -> Result<Submission, Refusal> {
        self.may_review()?;
        let state = match outcome {
            Outcome::Accepted => State::Accepted,
            Outcome::AcceptedWithFixes => State::AcceptedWithFixes,
            Outcome::Returned => State::Returned,
        };
        // Whoever made it ready does so again for the next time.
        let (prepared_by, prepared_at) = match state {
            State::Returned => (None, None),
            _ => (self.prepared_by, self.prepared_at),
        };
        let next = Submission { state, score: Some(score), prepared_by, prepared_at, ..self };
        Ok(Submission { updated_at: now, ..next })
    }

    /// The submission as due by the calendar of its agency.
    #[must_use]
    pub(super) fn counted(self, calendars: &AgencyCalendars) -> Submission {
        let due_on = calendars.due_day(self.agency_id, self.asked_due_on).on;
        Submission { due_on, ..self }
    }

    /// By how many business days it was late, or is. What was late at all was so by one.
    pub fn days_late(&self, opening: &Opening, today: NaiveDate) -> Option<usize> {
        self.late_at?;
        let until = self.attested_at.map_or(today, |it| it.date_naive());
        Some(opening.days_between(self.due_on, until).max(1))
    }

    /// The submission as judged on the day `today`, with the day by which what the review asks for is put
    /// right, if the state sets one.
    #[must_use]
    pub(super) fn fixed_by(
        self,
        reviews: &PlanReviews,
        opening: &Opening,
        today: NaiveDate,
    ) -> Submission {
        let due = match self.state {
            State::Returned | State::AcceptedWithFixes => reviews.fix_day(opening, today),
            _ => None,
        };
        let fixes_due_on = due.map(|it| it.on);
        let fixes_from = fixes_due_on.map(|_| today);
        Submission { fixes_from, fixes_due_on, fixes_late_at: None, ..self }
    }

    /// Whether the agency is late: with its plans, or with what a review asked it to put right.
    pub fn is_late(&self) -> bool {
        self.state == State::Late || self.fixes_late_at.is_some()
    }

    /// By how many business days what a review asked for is late.
    pub fn fixes_days_late(&self, opening: &Opening, today: NaiveDate) -> Option<usize> {
        self.fixes_late_at?;
        Some(opening.days_between(self.fixes_due_on?, today).max(1))
    }

    /// The submission with the day passed by which what a review asks for was to be put right.
    #[must_use]
    pub(super) fn fixes_missed(self, now: Timestamp) -> Submission {
        Submission { fixes_late_at: Some(now), updated_at: now, ..self }
    }

    /// The submission with what its review asked for put right, though nothing is handed in again.
    pub(super) fn settled(self, now: Timestamp) -> Result<Submission, Refusal> {
        if self.state != State::AcceptedWithFixes || self.fixes_due_on.is_none() {
            return Err(NOTHING_TO_FIX);
        }
        let (fixes_from, fixes_due_on) = (None, None);
        Ok(Submission { fixes_from, fixes_due_on, fixes_late_at: None, updated_at: now, ..self })
    }

    /// The submission with other days and types, as long as nothing was handed in.
    #[must_use]
    pub(super) fn asked_otherwise(
        self,
        (opens_on, asked_due_on): (NaiveDate, NaiveDate),
        plan_types: &BTreeSet<String>,
        calendars: &AgencyCalendars,
        (today, now): (NaiveDate, Timestamp),
    ) -> Submission {
        if !matches!(self.state, State::NotDue | State::Due | State::Late) {
            return self;
        }
        let plan_types = plan_types.clone();
        let next = Submission { opens_on, asked_due_on, plan_types, ..self }.counted(calendars);
        // More time makes what was late due again; that it was late stays known.
        let state = match next.state {
            State::Late if today <= next.due_on => State::Due,
            it => it,
        };
        Submission { state, updated_at: now, ..next }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn day(it: &str) -> NaiveDate {
        it.parse().unwrap()
    }

    fn submission(state: State) -> Submission {
        Submission {
            id: SubmissionId::new(),
            campaign_id: None,
            agency_id: AgencyId::FIRST,
            agency_folded: "commerce".to_owned(),
            year: 2026,
            plan_types: BTreeSet::new(),
            reason: "Asked.".to_owned(),
            opens_on: day("2026-11-01"),
            asked_due_on: day("2026-11-30"),
            due_on: day("2026-11-30"),
            fixes_from: None,
            fixes_due_on: None,
            fixes_late_at: None,
            state,
            late_at: None,
            prepared_by: None,
            prepared_at: None,
            n_filings: 0,
            receipt: None,
            attested_at: None,
            score: None,
            updated_at: now(),
            version: 1,
        }
    }

    #[test]
    fn it_is_due_on_its_first_day_and_late_after_its_last() {
        let waits = submission(State::NotDue);
        assert_eq!(waits.as_of(day("2026-10-31")), None);
        assert_eq!(waits.as_of(day("2026-11-01")), Some(State::Due));
        let due = submission(State::Due);
        assert_eq!(due.as_of(day("2026-11-30")), None);
        assert_eq!(due.as_of(day("2026-12-01")), Some(State::Late));
        let late = due.moved(State::Late, now());
        assert_eq!((late.late_at, late.as_of(day("2027-12-01"))), (Some(now()), None));
    }

    #[test]
    fn what_was_late_is_never_hidden() {
        let late = submission(State::Due).moved(State::Late, now());
        let days = (day("2026-11-01"), day("2026-12-31"));
        let today = (day("2026-12-02"), now());
        let calendars = AgencyCalendars::normal(Opening::weekdays(chrono_tz::Tz::UTC));
        let due = late.clone().asked_otherwise(days, &BTreeSet::new(), &calendars, today);
        assert_eq!((due.state, due.late_at), (State::Due, Some(now())));
        let handed_in = late.handed_in("r".to_owned(), now()).unwrap();
        assert_eq!((handed_in.state, handed_in.late_at), (State::Submitted, Some(now())));
        let same = handed_in.clone().asked_otherwise(days, &BTreeSet::new(), &calendars, today);
        assert_eq!(same, handed_in);
    }

    #[test]
    fn it_is_due_on_an_open_day_and_late_by_business_days() {
        let mut opening = Opening::weekdays(chrono_tz::Tz::UTC);
        opening.holidays.insert(day("2026-11-30"), "Founders' Day".to_owned());
        let calendars = AgencyCalendars::normal(opening.clone());
        let asked = Submission { asked_due_on: day("2026-11-28"), ..submission(State::Due) };
        // A Saturday, a Sunday and a holiday.
        let due = asked.counted(&calendars);
        assert_eq!(due.due_on, day("2026-12-01"));
        assert_eq!(due.as_of(day("2026-12-01")), None);
        assert_eq!(due.as_of(day("2026-12-02")), Some(State::Late));
        let late = |from: &str, today: &str| {
            let late = Submission { due_on: day(from), ..submission(State::Late) };
            let late = Submission { late_at: Some(now()), ..late };
            late.days_late(&opening, day(today))
        };
        assert_eq!(late("2026-12-01", "2026-12-07"), Some(4));
        assert_eq!(late("2026-11-27", "2026-12-01"), Some(1));
        assert_eq!(late("2026-11-27", "2026-11-28"), Some(1));
        assert_eq!(due.days_late(&opening, day("2026-12-07")), None);
    }

    #[test]
    fn each_step_is_taken_from_the_states_that_the_model_names() {
        use State::{Due, Late, Returned, Submitted, UnderReview};
        let receipt = || "r".to_owned();
        for &state in State::ALL {
            let it = submission(state);
            let may = it.clone().handed_in(receipt(), now()).is_ok();
            assert_eq!(may, matches!(state, Due | Late | Returned), "{state:?}");
            assert_eq!(it.clone().prepared(PersonId::FIRST, now()).is_ok(), may, "{state:?}");
            assert_eq!(it.clone().received(now()).is_ok(), state == Submitted, "{state:?}");
            let decided = it.decided(Outcome::Accepted, 90, now());
            assert_eq!(decided.is_ok(), state == UnderReview, "{state:?}");
        }
        let back = submission(UnderReview).decided(Outcome::Returned, 40, now()).unwrap();
        assert_eq!((back.state, back.score), (Returned, Some(40)));
        let again = back.handed_in(receipt(), now()).unwrap();
        assert_eq!((again.state, again.n_filings, again.score), (Submitted, 1, None));
    }

    proptest! {
        #[test]
        fn whatever_happens_only_the_steps_of_the_model_are_taken(
            steps in prop::collection::vec((0..6_u8, 0..60_i64), 0..40),
        ) {
            let mut it = submission(State::NotDue);
            let mut today = day("2026-10-20");
            for (step, days) in steps {
                today += chrono::Duration::days(days / 10);
                let before = it.state;
                let next = match step {
                    0 => it.as_of(today).map(|state| it.clone().moved(state, now())),
                    1 => it.clone().handed_in("r".to_owned(), now()).ok(),
                    2 => it.clone().received(now()).ok(),
                    3 => it.clone().decided(Outcome::Accepted, 90, now()).ok(),
                    4 => it.clone().decided(Outcome::Returned, 10, now()).ok(),
                    _ => it.clone().decided(Outcome::AcceptedWithFixes, 60, now()).ok(),
                };
                it = next.unwrap_or(it);
                use State::{
                    Accepted, AcceptedWithFixes, Due, Late, NotDue, Returned, Submitted, UnderReview,
                };
                let allowed = before == it.state || matches!(
                    (before, it.state),
                    (NotDue, Due)
                        | (Due, Late)
                        | (Due | Late | Returned, Submitted)
                        | (Submitted, UnderReview)
                        | (UnderReview, Accepted | AcceptedWithFixes | Returned)
                );
                prop_assert!(allowed, "{:?} to {:?}", before, it.state);
            }
        }
    }
}
