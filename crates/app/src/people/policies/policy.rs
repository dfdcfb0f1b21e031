//! The policy itself, through all its versions. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::{Duration, Months};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AgencyId, PersonId, PolicyId};
use crate::people::persons::PersonKind;
use crate::{Error, FieldProblem, Refusal, Timestamp};

/// So long before its review is due, a policy says so. Within this, a significant change is answered.
pub(super) const NOTICE: Duration = Duration::days(30);

/// A policy, through all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its id.
    pub id: PolicyId,
    /// Whose it is: it binds that agency and all below it.
    pub agency_id: AgencyId,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
    /// Who must acknowledge it. Empty: nobody must.
    pub audience: BTreeSet<PersonKind>,
    /// How many months after its publication it is reviewed.
    pub review_months: u32,
    /// How far it is: the version in force, or else the one that is being written.
    pub state: State,
    /// Which version is in force.
    pub in_force: Option<u32>,
    /// Which version is being written.
    pub open: Option<u32>,
    /// By when it must have been reviewed.
    pub review_due: Option<Timestamp>,
    /// Why it must be reviewed, or was retired.
    pub because: String,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is retired.
    pub retired_at: Option<Timestamp>,
    /// How often it or one of its versions was saved.
    pub version: i64,
}

macro_rules! states {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a policy or a version of it is (domain model §5.8).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "PolicyState")]
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
    /// Everybody whom it would bind may comment on it.
    Comment = "comment" "Open for comments",
    /// It waits for approval, or was approved and waits to be published.
    Approval = "approval" "Approval",
    /// It is in force.
    Published = "published" "In force",
    /// It is in force, and must be reviewed.
    ReviewDue = "review_due" "Review due",
    /// A later version is in force.
    Superseded = "superseded" "Superseded",
    /// Nobody follows it any more.
    Retired = "retired" "Retired",
}

impl State {
    /// Whether it is being written: not in force yet.
    pub const fn is_open(self) -> bool {
        matches!(self, State::Draft | State::Comment | State::Approval)
    }

    /// Whether people follow it.
    pub const fn is_in_force(self) -> bool {
        matches!(self, State::Published | State::ReviewDue)
    }
}

const RETIRED: Refusal =
    Refusal::new("policy.retired", "A retired policy is not changed. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("policy.not_retired", "It is not retired.");
const OPEN: Refusal =
    Refusal::new("policy.open", "A new version of this policy is being written already.");
const NOT_DUE: Refusal = Refusal::new("policy.not_due", "No review of this policy is due.");
const NOT_IN_FORCE: Refusal = Refusal::new("policy.not_in_force", "This policy is not in force.");

impl Policy {
    /// Refuses if it is retired.
    pub(super) fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// Whether it was not reviewed in time.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.retired_at.is_none()
            && self.in_force.is_some()
            && self.review_due.is_some_and(|it| it <= now)
    }

    /// Whether it binds and asks people of this kind to acknowledge it.
    pub fn asks(&self, kind: PersonKind) -> bool {
        self.in_force.is_some() && self.retired_at.is_none() && self.audience.contains(&kind)
    }

    /// The policy with a new version `number` being written.
    pub(super) fn begun(self, number: u32, now: Timestamp) -> Result<Policy, Refusal> {
        self.in_use()?;
        if self.open.is_some() {
            return Err(OPEN);
        }
        Ok(Policy { open: Some(number), updated_at: now, ..self })
    }

    /// The policy whose version that is being written came so far. None: it was thrown away.
    pub(super) fn moved(self, state: Option<State>, now: Timestamp) -> Policy {
        let open = self.open.filter(|_| state.is_some());
        // What is in force says more than what is being written.
        let state = match (self.in_force, state) {
            (None, Some(state)) => state,
            _ => self.state,
        };
        Policy { open, state, updated_at: now, ..self }
    }

    /// The policy with its version `number` in force.
    pub(super) fn published(self, number: u32, now: Timestamp) -> Policy {
        Policy { in_force: Some(number), open: None, ..self }.afresh(now)
    }

    /// The policy as still right, though its review was due.
    pub(super) fn reaffirmed(self, now: Timestamp) -> Result<Policy, Refusal> {
        self.in_use()?;
        if self.state != State::ReviewDue {
            return Err(NOT_DUE);
        }
        Ok(self.afresh(now))
    }

    fn afresh(self, now: Timestamp) -> Policy {
        Policy {
            state: State::Published,
            review_due: now.checked_add_months(Months::new(self.review_months)),
            because: String::new(),
            updated_at: now,
            ..self
        }
    }

    /// The policy as one to be reviewed within a month, because the service or its environment changed
    /// significantly.
    pub(super) fn unsettled(self, because: &str, now: Timestamp) -> Result<Policy, Error> {
        self.in_use()?;
        if self.in_force.is_none() {
            return Err(NOT_IN_FORCE.into());
        }
        let because = reason(because, "Say what has changed, in at most 1,000 characters.")?;
        let soon = now + NOTICE;
        let review_due = Some(self.review_due.map_or(soon, |it| it.min(soon)));
        Ok(Policy { state: State::ReviewDue, review_due, because, updated_at: now, ..self })
    }

    /// Whether time alone makes its review due now.
    pub(super) fn becomes_due(&self, now: Timestamp) -> bool {
        self.state == State::Published
            && self.retired_at.is_none()
            && self.review_due.is_some_and(|it| it - NOTICE <= now)
    }

    /// The policy whose review is due by time.
    pub(super) fn due(self, now: Timestamp) -> Policy {
        let because = match self.review_months {
            12 => "Its yearly review is due.".to_owned(),
            n => format!("Its review after {n} months is due."),
        };
        Policy { state: State::ReviewDue, because, updated_at: now, ..self }
    }

    /// The policy as retired.
    pub(super) fn retired(self, because: &str, now: Timestamp) -> Result<Policy, Error> {
        self.in_use()?;
        let because = reason(because, "Say why, in at most 1,000 characters.")?;
        let retired_at = Some(now);
        Ok(Policy { state: State::Retired, because, retired_at, updated_at: now, ..self })
    }

    /// The policy as brought back: what was in force must be reviewed. `open`: how far the version is
    /// that was being written.
    pub(super) fn restored(self, open: Option<State>, now: Timestamp) -> Result<Policy, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        let state = match self.in_force {
            Some(_) => State::ReviewDue,
            None => open.unwrap_or(State::Draft),
        };
        let because = self.in_force.map_or("", |_| "It was brought back.").to_owned();
        let review_due = self.in_force.and(Some(now + NOTICE));
        Ok(Policy { state, because, review_due, retired_at: None, updated_at: now, ..self })
    }
}

pub(super) fn reason(text: &str, problem: &'static str) -> Result<String, FieldProblem> {
    let text = text.trim();
    if !(1..=1_000).contains(&text.chars().count()) || text.contains('\0') {
        return Err(FieldProblem::new("because", problem));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn policy() -> Policy {
        Policy {
            id: PolicyId::new(),
            agency_id: AgencyId::FIRST,
            code: "continuity".to_owned(),
            name: "Continuity".to_owned(),
            owner_id: None,
            audience: [PersonKind::Employee].into(),
            review_months: 12,
            state: State::Draft,
            in_force: None,
            open: Some(1),
            review_due: None,
            because: String::new(),
            updated_at: now(),
            retired_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_year_after_its_publication_a_policy_is_overdue() {
        let it = policy().published(1, now());
        let at = |days: i64| now() + Duration::days(days);
        assert!(!it.becomes_due(at(300)) && it.becomes_due(at(340)));
        assert!(!it.is_overdue(at(364)) && it.is_overdue(at(366)));
        let due = it.due(at(340));
        assert_eq!(
            (due.state, due.because.as_str()),
            (State::ReviewDue, "Its yearly review is due.")
        );
        let again = due.reaffirmed(at(350)).unwrap();
        assert!(again.state == State::Published && !again.is_overdue(at(366)));
        assert_eq!(again.reaffirmed(at(350)), Err(NOT_DUE));
    }

    #[test]
    fn a_significant_change_makes_a_review_due_within_a_month() {
        let it = policy().published(1, now());
        assert!(it.clone().unsettled(" ", now()).is_err());
        let due = it.unsettled("The data center moved.", now()).unwrap();
        assert_eq!((due.state, due.review_due), (State::ReviewDue, Some(now() + NOTICE)));
        assert!(
            matches!(policy().unsettled("So.", now()), Err(Error::Refused(it)) if it == NOT_IN_FORCE)
        );
    }

    #[test]
    fn what_is_retired_asks_nobody_and_is_not_changed() {
        let it = policy().published(1, now());
        assert!(it.asks(PersonKind::Employee) && !it.asks(PersonKind::Vendor));
        let retired = it.retired("Another one covers it.", now()).unwrap();
        assert!(!retired.asks(PersonKind::Employee) && !retired.is_overdue(now() + NOTICE * 20));
        assert_eq!(retired.clone().begun(2, now()), Err(RETIRED));
        assert_eq!(retired.restored(None, now()).unwrap().state, State::ReviewDue);
    }
}
