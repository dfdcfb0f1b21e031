//! The plan itself, through all its versions. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::{Duration, Months, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::VersionState;
use super::version::sentence;
use crate::ids::{AgencyId, ItemId, PersonId, PlanId};
use crate::{Refusal, Timestamp};

/// So long before its review is due, a plan says so.
const NOTICE: Duration = Duration::days(30);

/// A plan, through all its versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Whose it is.
    pub agency_id: AgencyId,
    /// Which type of plan it is, by code.
    pub plan_type: String,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// What it is called.
    pub title: String,
    /// Who answers for it.
    pub owner_id: Option<PersonId>,
    /// The plan that it belongs to.
    pub parent_id: Option<PlanId>,
    /// What it is about: services, processes, sites and the like.
    pub items: BTreeSet<ItemId>,
    /// Whether it is in force.
    pub standing: Standing,
    /// Why it must be looked at again, if it must.
    pub because: String,
    /// Which version is in force.
    pub in_force: Option<u32>,
    /// How far the version is that somebody works on.
    pub draft_state: Option<VersionState>,
    /// By when it must have been looked at again.
    pub review_due: Option<Timestamp>,
    /// From which day on the business days until then were counted. None: it was counted otherwise.
    pub review_from: Option<NaiveDate>,
    /// When somebody last said that it holds: by putting it in force, or by stating so.
    pub looked_at: Option<Timestamp>,
    /// How it was tested.
    pub test: Option<Test>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Since when it is retired.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// How a plan was tested, or why it need not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// When. None: the test was waived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// What was tested and found, or why it was waived.
    pub note: String,
}

macro_rules! standings {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// Whether a plan is in force (domain model §5.1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum Standing {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Standing {
            /// Every standing, in the order in which they follow.
            pub const ALL: &[Standing] = &[$(Standing::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Standing::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Standing::$name => $title,)* }
            }

            /// The standing called `code`.
            pub fn from_code(code: &str) -> Option<Standing> {
                match code { $($code => Some(Standing::$name),)* _ => None }
            }
        }
    };
}

standings! {
    /// No version of it was ever in force.
    New = "new" "Not in force yet",
    /// It is in force.
    Active = "active" "In force",
    /// It is in force, and must be looked at again.
    ReviewDue = "review_due" "Review due",
    /// It is in force, and was not looked at again in time.
    Overdue = "overdue" "Overdue",
    /// Nobody follows it any more.
    Retired = "retired" "Retired",
}

impl Standing {
    /// Whether people follow it.
    pub const fn is_in_force(self) -> bool {
        matches!(self, Standing::Active | Standing::ReviewDue | Standing::Overdue)
    }
}

const RETIRED: Refusal =
    Refusal::new("plan.retired", "A retired plan cannot be changed. Bring it back first.");
const NOT_RETIRED: Refusal = Refusal::new("plan.not_retired", "It is not retired.");
const UNTESTED: Refusal = Refusal::new(
    "plan.untested",
    "Before a plan is in force for the first time, record its test, or have the test waived.",
);
const NOT_IN_FORCE: Refusal = Refusal::new("plan.not_in_force", "This plan is not in force.");
const NOT_DUE: Refusal = Refusal::new("plan.not_due", "No review of this plan is due.");
const OPEN: Refusal =
    Refusal::new("plan.open", "Somebody is at work on a new version of this plan already.");
const UNCOVERED: Refusal = Refusal::new(
    "plan.uncovers",
    "An essential service would be left without a plan. Say why that is right, or plan for it first.",
);

impl Plan {
    /// What it is now, in a word: how far its draft is, unless it is in force.
    pub fn state(&self) -> &'static str {
        match (self.standing, self.draft_state) {
            (Standing::New, Some(it)) => it.title(),
            (it, _) => it.title(),
        }
    }

    /// Refuses if it is retired.
    pub fn in_use(&self) -> Result<(), Refusal> {
        if self.retired_at.is_some() { Err(RETIRED) } else { Ok(()) }
    }

    /// The plan as one that was never in force.
    #[must_use]
    pub(super) fn anew(self) -> Plan {
        Plan {
            standing: Standing::New,
            because: String::new(),
            in_force: None,
            draft_state: None,
            review_due: None,
            review_from: None,
            looked_at: None,
            test: None,
            retired_at: None,
            ..self
        }
    }

    /// Refuses if somebody works on a version of it, unless nothing can come of that one.
    pub(super) fn may_begin(&self, is_stuck: bool) -> Result<(), Refusal> {
        self.in_use()?;
        if self.draft_state.is_some() && !is_stuck { Err(OPEN) } else { Ok(()) }
    }

    /// The plan whose version that is worked on is so far.
    #[must_use]
    pub(super) fn drafted(self, state: Option<VersionState>, now: Timestamp) -> Plan {
        Plan { draft_state: state, updated_at: now, ..self }
    }

    /// The plan as tested, or as needing no test.
    pub(super) fn tested(
        self,
        on: Option<NaiveDate>,
        note: &str,
        now: Timestamp,
    ) -> Result<Plan, crate::Error> {
        self.in_use()?;
        let reason = match on {
            Some(_) => "Say what was tested, and what was found.",
            None => "Say why no test is needed.",
        };
        let note = sentence(note, "note", reason)?;
        Ok(Plan { test: Some(Test { on, note }), updated_at: now, ..self })
    }

    /// The plan with its version `number` in force, to be looked at again after so many months.
    pub(super) fn published(
        self,
        number: u32,
        review_months: u32,
        now: Timestamp,
    ) -> Result<Plan, Refusal> {
        self.in_use()?;
        if self.test.is_none() {
            return Err(UNTESTED);
        }
        let next = Plan { in_force: Some(number), draft_state: None, updated_at: now, ..self };
        Ok(next.afresh(review_months, now))
    }

    /// The plan as still holding, though its review was due.
    pub(super) fn reaffirmed(self, review_months: u32, now: Timestamp) -> Result<Plan, Refusal> {
        if !matches!(self.standing, Standing::ReviewDue | Standing::Overdue) {
            return Err(NOT_DUE);
        }
        Ok(self.afresh(review_months, now))
    }

    fn afresh(self, review_months: u32, now: Timestamp) -> Plan {
        Plan {
            standing: Standing::Active,
            because: String::new(),
            review_due: now.checked_add_months(Months::new(review_months)),
            review_from: None,
            looked_at: Some(now),
            updated_at: now,
            ..self
        }
    }

    /// What time alone makes of it: nothing, a review that is due, or one that was not done in time.
    pub(super) fn as_of(&self, now: Timestamp) -> Option<(Standing, &'static str)> {
        let due = self.review_due?;
        match self.standing {
            Standing::Active | Standing::ReviewDue if due <= now => {
                Some((Standing::Overdue, "Its review was not done in time."))
            }
            Standing::Active if due - NOTICE <= now => {
                Some((Standing::ReviewDue, "Its yearly review is due."))
            }
            _ => None,
        }
    }

    /// The plan as one that must be looked at again, because something it rests on has changed, or
    /// time has passed.
    pub(super) fn due(
        self,
        (standing, because): (Standing, &str),
        now: Timestamp,
    ) -> Result<Plan, Refusal> {
        if !self.standing.is_in_force() {
            return Err(NOT_IN_FORCE);
        }
        // What is overdue stays overdue: a change does not make it less so.
        let standing = self.standing.max(standing);
        Ok(Plan { standing, because: because.to_owned(), updated_at: now, ..self })
    }

    /// The plan as retired. `uncovers`: whether that leaves an essential service without a plan,
    /// which takes a reason.
    pub(super) fn retired(
        self,
        uncovers: bool,
        because: &str,
        now: Timestamp,
    ) -> Result<Plan, crate::Error> {
        self.in_use()?;
        if uncovers && because.trim().is_empty() {
            return Err(UNCOVERED.into());
        }
        let because = match because.trim() {
            "" => String::new(),
            it => sentence(it, "because", "Say why.")?,
        };
        let next = Plan { standing: Standing::Retired, because, retired_at: Some(now), ..self };
        Ok(Plan { updated_at: now, ..next })
    }

    /// The plan as brought back: it must be looked at again before anybody relies on it.
    pub(super) fn restored(self, now: Timestamp) -> Result<Plan, Refusal> {
        if self.retired_at.is_none() {
            return Err(NOT_RETIRED);
        }
        let standing = match self.in_force {
            Some(_) => Standing::ReviewDue,
            None => Standing::New,
        };
        let because = self.in_force.map_or("", |_| "It was brought back.").to_owned();
        Ok(Plan { standing, because, retired_at: None, updated_at: now, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-21T09:00:00Z".parse().unwrap()
    }

    fn plan() -> Plan {
        Plan {
            id: PlanId::new(),
            agency_id: AgencyId::FIRST,
            plan_type: "drp".to_owned(),
            code: "it".to_owned(),
            title: "It".to_owned(),
            owner_id: None,
            parent_id: None,
            items: BTreeSet::new(),
            standing: Standing::New,
            because: String::new(),
            in_force: None,
            draft_state: Some(VersionState::Approved),
            review_due: None,
            review_from: None,
            looked_at: None,
            test: None,
            updated_at: now(),
            retired_at: None,
            version: 1,
        }
    }

    fn active() -> Plan {
        plan().tested(None, "New building.", now()).unwrap().published(1, 12, now()).unwrap()
    }

    #[test]
    fn req_s3_12_a_plan_is_in_force_only_after_its_test_or_a_waiver() {
        assert_eq!(plan().published(1, 12, now()), Err(UNTESTED));
        assert!(plan().tested(None, " ", now()).is_err());
        assert_eq!(active().standing, Standing::Active);
        let tested = plan().tested("2026-10-01".parse().ok(), "All back in 3 h.", now()).unwrap();
        assert!(tested.published(1, 12, now()).is_ok());
    }

    #[test]
    fn req_s0_12_a_year_after_its_review_a_plan_is_overdue() {
        let at = |days: i64| active().as_of(now() + Duration::days(days)).map(|it| it.0);
        assert_eq!(at(300), None);
        assert_eq!(at(340), Some(Standing::ReviewDue));
        assert_eq!(at(364), Some(Standing::ReviewDue));
        assert_eq!(at(366), Some(Standing::Overdue));
    }

    #[test]
    fn what_is_overdue_stays_so_until_somebody_looks() {
        let later = now() + Duration::days(400);
        let overdue = active().due((Standing::Overdue, "Late."), later).unwrap();
        let changed = overdue.due((Standing::ReviewDue, "A server is gone."), later).unwrap();
        assert_eq!(changed.standing, Standing::Overdue);
        assert_eq!(changed.because, "A server is gone.");
        let fresh = changed.reaffirmed(12, later).unwrap();
        assert_eq!((fresh.standing, fresh.because.as_str()), (Standing::Active, ""));
        assert_eq!(fresh.reaffirmed(12, later), Err(NOT_DUE));
        assert_eq!(plan().due((Standing::ReviewDue, "It."), now()), Err(NOT_IN_FORCE));
    }

    #[test]
    fn a_plan_that_alone_covers_something_essential_is_retired_for_a_reason() {
        let Err(crate::Error::Refused(refusal)) = active().retired(true, "", now()) else {
            panic!("it was retired")
        };
        assert_eq!(refusal, UNCOVERED);
        let retired = active().retired(true, "The service ends.", now()).unwrap();
        assert_eq!(retired.standing, Standing::Retired);
        assert_eq!(retired.clone().in_use(), Err(RETIRED));
        assert_eq!(retired.restored(now()).unwrap().standing, Standing::ReviewDue);
        assert!(active().retired(false, "", now()).is_ok());
    }
}
