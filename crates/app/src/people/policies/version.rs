//! One version of a policy, and how it goes from a draft to being in force. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::State;
use super::policy::reason;
use crate::ids::{PersonId, PolicyId, PolicyVersionId};
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Its id.
    pub id: PolicyVersionId,
    /// Of which policy.
    pub policy_id: PolicyId,
    /// Its number. The first is 1.
    pub number: u32,
    /// How far it is.
    pub state: State,
    /// What it says, in Markdown.
    pub body: String,
    /// What is different from the version before.
    pub summary: String,
    /// Who began it.
    pub author_id: PersonId,
    /// Who changed it last.
    pub edited_by: PersonId,
    /// The last day on which it can be commented on.
    pub comment_until: Option<NaiveDate>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When that was.
    pub approved_at: Option<Timestamp>,
    /// When it came into force.
    pub published_at: Option<Timestamp>,
    /// Why it was sent back.
    pub because: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

const NOT_A_DRAFT: Refusal = Refusal::new(
    "policy.not_a_draft",
    "Only a draft is changed or opened for comments. Take it back first.",
);
const NO_TEXT: Refusal = Refusal::new("policy.no_text", "It does not say anything yet.");
const NOT_OPEN: Refusal = Refusal::new("policy.not_open", "It is not open for comments.");
const COMMENTS_OPEN: Refusal = Refusal::new(
    "policy.comments_open",
    "Others may still comment on it. Hand it in once that time is over.",
);
const NOT_HANDED_IN: Refusal =
    Refusal::new("policy.not_handed_in", "It does not wait for approval.");
const OWN: Refusal = Refusal::new(
    "policy.own",
    "Whoever wrote at a policy or handed it in cannot approve it. Ask somebody else to.",
);
const APPROVED: Refusal = Refusal::new("policy.approved", "It has been approved already.");
const NOT_APPROVED: Refusal =
    Refusal::new("policy.not_approved", "Only what was approved is published.");
const WITH_NOBODY: Refusal = Refusal::new("policy.with_nobody", "It is a draft already.");

impl PolicyVersion {
    /// A draft of version `number` that says what the one before did.
    pub(super) fn drafted(
        policy_id: PolicyId,
        number: u32,
        body: String,
        (by, now): (PersonId, Timestamp),
    ) -> PolicyVersion {
        PolicyVersion {
            id: PolicyVersionId::new(),
            policy_id,
            number,
            state: State::Draft,
            body,
            summary: String::new(),
            author_id: by,
            edited_by: by,
            comment_until: None,
            approved_by: None,
            approved_at: None,
            published_at: None,
            because: String::new(),
            updated_at: now,
        }
    }

    /// The version with another text.
    pub(super) fn saying(
        self,
        (body, summary): (&str, &str),
        (by, now): (PersonId, Timestamp),
    ) -> Result<PolicyVersion, Refusal> {
        if self.state != State::Draft {
            return Err(NOT_A_DRAFT);
        }
        let (body, summary) = (body.to_owned(), summary.to_owned());
        Ok(PolicyVersion { body, summary, edited_by: by, updated_at: now, ..self })
    }

    /// The version as open for comments until the end of a day.
    pub(super) fn opened(
        self,
        until: NaiveDate,
        today: NaiveDate,
        now: Timestamp,
    ) -> Result<PolicyVersion, Error> {
        if self.state != State::Draft {
            return Err(NOT_A_DRAFT.into());
        }
        if self.body.trim().is_empty() {
            return Err(NO_TEXT.into());
        }
        if until < today || today + chrono::Days::new(366) < until {
            let reason = "Use a day from today on, within a year.";
            return Err(FieldProblem::new("until", reason).into());
        }
        let because = String::new();
        let next = PolicyVersion { state: State::Comment, because, updated_at: now, ..self };
        Ok(PolicyVersion { comment_until: Some(until), ..next })
    }

    /// Whether somebody may comment on it on this day.
    pub fn takes_comments(&self, today: NaiveDate) -> bool {
        self.state == State::Comment && self.comment_until.is_some_and(|it| today <= it)
    }

    /// Refuses unless somebody may comment on it on this day.
    pub(super) fn commented(&self, today: NaiveDate) -> Result<(), Refusal> {
        if self.takes_comments(today) { Ok(()) } else { Err(NOT_OPEN) }
    }

    /// The version as waiting for approval, once all could comment on it.
    pub(super) fn handed_in(
        self,
        today: NaiveDate,
        now: Timestamp,
    ) -> Result<PolicyVersion, Refusal> {
        if self.state != State::Comment {
            return Err(NOT_OPEN);
        }
        if self.takes_comments(today) {
            return Err(COMMENTS_OPEN);
        }
        let state = State::Approval;
        Ok(PolicyVersion { state, because: String::new(), updated_at: now, ..self })
    }

    /// The version as a draft again, for a reason.
    pub(super) fn returned(self, because: &str, now: Timestamp) -> Result<PolicyVersion, Error> {
        if !matches!(self.state, State::Comment | State::Approval) {
            return Err(WITH_NOBODY.into());
        }
        let because = reason(because, "Say what is missing, in at most 1,000 characters.")?;
        let (approved_by, approved_at, comment_until) = (None, None, None);
        let next = PolicyVersion { approved_by, approved_at, comment_until, because, ..self };
        Ok(PolicyVersion { state: State::Draft, updated_at: now, ..next })
    }

    /// The version as approved by somebody who did not write at it.
    pub(super) fn approved(
        self,
        by: PersonId,
        writers: &BTreeSet<PersonId>,
        now: Timestamp,
    ) -> Result<PolicyVersion, Refusal> {
        if self.state != State::Approval {
            return Err(NOT_HANDED_IN);
        }
        if self.approved_at.is_some() {
            return Err(APPROVED);
        }
        if self.is_written_by(by, writers) {
            return Err(OWN);
        }
        let (approved_by, approved_at) = (Some(by), Some(now));
        Ok(PolicyVersion { approved_by, approved_at, updated_at: now, ..self })
    }

    /// The version as in force.
    pub(super) fn published(self, now: Timestamp) -> Result<PolicyVersion, Refusal> {
        if self.state != State::Approval || self.approved_at.is_none() {
            return Err(NOT_APPROVED);
        }
        let (state, published_at) = (State::Published, Some(now));
        Ok(PolicyVersion { state, published_at, updated_at: now, ..self })
    }

    /// The version when the policy is in this state, or a later version is in force.
    pub(super) fn turned(self, state: State, now: Timestamp) -> PolicyVersion {
        PolicyVersion { state, updated_at: now, ..self }
    }

    /// Whether someone wrote it, so that they cannot approve it.
    pub(super) fn is_written_by(&self, person_id: PersonId, writers: &BTreeSet<PersonId>) -> bool {
        [self.author_id, self.edited_by].contains(&person_id) || writers.contains(&person_id)
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

    fn draft() -> PolicyVersion {
        PolicyVersion::drafted(
            PolicyId::FIRST,
            1,
            "Keep going.".to_owned(),
            (PersonId::FIRST, now()),
        )
    }

    #[test]
    fn a_policy_is_commented_on_before_it_is_approved_by_somebody_else() {
        let nobody = BTreeSet::new();
        let (today, later) = (day("2026-11-21"), day("2026-12-06"));
        assert_eq!(draft().handed_in(today, now()), Err(NOT_OPEN));
        let open = draft().opened(day("2026-12-05"), today, now()).unwrap();
        assert!(open.takes_comments(day("2026-12-05")) && !open.takes_comments(later));
        assert_eq!(open.clone().handed_in(today, now()), Err(COMMENTS_OPEN));
        assert_eq!(open.clone().saying(("No.", ""), (PersonId::new(), now())), Err(NOT_A_DRAFT));
        let waits = open.handed_in(later, now()).unwrap();
        assert_eq!(waits.clone().published(now()), Err(NOT_APPROVED));
        assert_eq!(waits.clone().approved(PersonId::FIRST, &nobody, now()), Err(OWN));
        let other = PersonId::new();
        assert_eq!(waits.clone().approved(other, &[other].into(), now()), Err(OWN));
        let approved = waits.approved(other, &nobody, now()).unwrap();
        assert_eq!(approved.clone().approved(other, &nobody, now()), Err(APPROVED));
        let returned = approved.clone().returned("Not yet.", now()).unwrap();
        assert_eq!((returned.state, returned.approved_at), (State::Draft, None));
        assert_eq!(approved.published(now()).unwrap().state, State::Published);
    }

    #[test]
    fn nothing_is_opened_that_says_nothing_or_was_over_before() {
        let today = day("2026-11-21");
        let empty = PolicyVersion { body: " ".to_owned(), ..draft() };
        assert!(
            matches!(empty.opened(today, today, now()), Err(Error::Refused(it)) if it == NO_TEXT)
        );
        assert!(draft().opened(day("2026-11-20"), today, now()).is_err());
        assert!(draft().opened(day("2028-11-20"), today, now()).is_err());
    }
}
