//! How soon a plan is looked at again after something has changed, and what its owner does next.
//! Nothing here does I/O.

use chrono::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::version::sentence;
use super::{Plan, Standing, VersionState};
use crate::settings::Kept;
use crate::{FieldProblem, Refusal, Timestamp};

/// How soon a plan is looked at again after something significant has changed (NIST SP 800-53 CP-2d).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlanReviews {
    /// Within how many days. If its yearly review is due sooner, that day stays.
    pub change_days: u32,
}

impl Default for PlanReviews {
    fn default() -> Self {
        PlanReviews { change_days: 30 }
    }
}

impl Kept for PlanReviews {
    const KEY: &'static str = "plan_reviews";

    fn problems(&self) -> Vec<FieldProblem> {
        match self.change_days {
            1..=365 => Vec::new(),
            _ => vec![FieldProblem::new("change_days", "Use 1 to 365 days.")],
        }
    }
}

macro_rules! next {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// What is to be done next about a plan.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum NextStep {
            $($(#[$doc])* $name,)*
        }

        impl NextStep {
            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(NextStep::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(NextStep::$name => $title,)* }
            }
        }
    };
}

next! {
    /// Its draft is written and handed in.
    Write = "write" "Write it, and hand it in",
    /// A first version is begun.
    Begin = "begin" "Begin a version",
    /// Its test is recorded or waived, before it comes into force.
    Test = "test" "Record its test",
    /// It comes into force.
    Publish = "publish" "Put it in force",
    /// Somebody looks at it again.
    LookAgain = "look_again" "Look at it again",
    /// The continuity team reads it.
    AwaitReview = "await_review" "Wait for the review",
    /// The agency head decides.
    AwaitApproval = "await_approval" "Wait for the approval",
    /// Nothing, until its next review.
    Nothing = "nothing" "Nothing until its review",
}

impl NextStep {
    /// Whether it is up to whoever answers for the plan.
    pub const fn is_up_to_owner(self) -> bool {
        !matches!(self, NextStep::AwaitReview | NextStep::AwaitApproval | NextStep::Nothing)
    }
}

impl Plan {
    /// What is to be done next about it.
    pub fn next_step(&self) -> NextStep {
        match self.draft_state {
            _ if self.retired_at.is_some() => NextStep::Nothing,
            Some(VersionState::Draft) => NextStep::Write,
            Some(VersionState::InReview) => NextStep::AwaitReview,
            Some(VersionState::PendingApproval) => NextStep::AwaitApproval,
            Some(_) if self.test.is_none() => NextStep::Test,
            Some(_) => NextStep::Publish,
            None if self.in_force.is_none() => NextStep::Begin,
            None => match self.standing {
                Standing::ReviewDue | Standing::Overdue => NextStep::LookAgain,
                _ => NextStep::Nothing,
            },
        }
    }

    /// The plan as one that must be looked at again within so many days, because something that it
    /// rests on has changed.
    pub(super) fn changed(self, because: &str, days: u32, now: Timestamp) -> Result<Plan, Refusal> {
        let within = now + Duration::days(days.into());
        let review_due = Some(self.review_due.map_or(within, |it| it.min(within)));
        Ok(Plan { review_due, ..self.due((Standing::ReviewDue, because), now)? })
    }

    /// The same, because somebody says so.
    pub(super) fn flagged(
        self,
        because: &str,
        days: u32,
        now: Timestamp,
    ) -> Result<Plan, crate::Error> {
        let because = sentence(because, "because", "Say what has changed.")?;
        Ok(self.changed(&because, days, now)?)
    }
}
