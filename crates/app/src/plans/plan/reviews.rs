//! How soon a plan is looked at again after something has changed, and what its owner does next.
//! Nothing here does I/O.

use chrono::{Days, Duration, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::version::sentence;
use super::{Plan, Standing, VersionState};
use crate::people::calendars::{DueDay, Opening};
use crate::settings::Kept;
use crate::{FieldProblem, Refusal, Timestamp};

/// How soon a plan is looked at again after something significant has changed (NIST SP 800-53 CP-2d),
/// and what a review of a submission asks for is put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PlanReviews {
    /// Within how many days. If its yearly review is due sooner, that day stays.
    pub change_days: u32,
    /// Within how many days what a review of a submission asks for is put right. 0: no day is set.
    pub fix_days: u32,
    /// Whether these are business days, by the calendar of the agency whose plan it is. Otherwise they
    /// are days of the calendar: NIST asks for no others.
    pub business_days: bool,
}

/// By when a plan is looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LookAgain {
    /// By when.
    by: Timestamp,
    /// From which day on business days were counted, if they were.
    from: Option<NaiveDate>,
}

impl Default for PlanReviews {
    fn default() -> Self {
        PlanReviews { change_days: 30, fix_days: 0, business_days: false }
    }
}

impl Kept for PlanReviews {
    const KEY: &'static str = "plan_reviews";

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if !(1..=365).contains(&self.change_days) {
            problems.push(FieldProblem::new("change_days", "Use 1 to 365 days."));
        }
        if 365 < self.fix_days {
            problems.push(FieldProblem::new("fix_days", "Use at most 365 days; 0 sets no day."));
        }
        problems
    }
}

impl PlanReviews {
    /// The day by which what a review asked for on the day `from` is put right, if the state sets one: an
    /// open day of the agency in any case.
    pub fn fix_day(&self, opening: &Opening, from: NaiveDate) -> Option<DueDay> {
        match (self.fix_days, self.business_days) {
            (0, _) => None,
            (days, true) => opening.days_after(from, days),
            (days, false) => opening.open_day(from.checked_add_days(Days::new(days.into()))?),
        }
    }

    /// By when a plan is looked at again that something changed under just now: when the agency closes
    /// on the last of so many business days, or so many times 24 hours later.
    pub(super) fn look_again(&self, opening: &Opening, now: Timestamp) -> LookAgain {
        let today = now.with_timezone(&opening.zone).date_naive();
        let last = self.business_days.then(|| opening.days_after(today, self.change_days));
        match last.flatten().and_then(|it| it.lines.last()?.open.last().copied()) {
            Some((_, closes)) => LookAgain { by: closes, from: Some(today) },
            None => LookAgain { by: now + Duration::days(self.change_days.into()), from: None },
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

    /// The plan as one that must be looked at again, because something that it rests on has changed.
    pub(super) fn changed(
        self,
        because: &str,
        again: LookAgain,
        now: Timestamp,
    ) -> Result<Plan, Refusal> {
        let (review_due, review_from) = match self.review_due {
            Some(sooner) if sooner <= again.by => (Some(sooner), self.review_from),
            _ => (Some(again.by), again.from),
        };
        Ok(Plan { review_due, review_from, ..self.due((Standing::ReviewDue, because), now)? })
    }

    /// The same, because somebody says so.
    pub(super) fn flagged(
        self,
        because: &str,
        again: LookAgain,
        now: Timestamp,
    ) -> Result<Plan, crate::Error> {
        let because = sentence(because, "because", "Say what has changed.")?;
        Ok(self.changed(&because, again, now)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn business_days_end_when_the_agency_closes_and_calendar_days_when_they_did() {
        let opening = Opening::weekdays(chrono_tz::Tz::America__New_York);
        let friday: Timestamp = "2026-11-20T22:00:00Z".parse().unwrap();
        let days = PlanReviews { change_days: 10, ..PlanReviews::default() };
        let again = days.look_again(&opening, friday);
        assert_eq!(again.by, "2026-11-30T22:00:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(again.from, None);
        let again = PlanReviews { business_days: true, ..days }.look_again(&opening, friday);
        assert_eq!(again.by, "2026-12-04T22:30:00Z".parse::<Timestamp>().unwrap());
        assert_eq!(again.from, Some("2026-11-20".parse().unwrap()));
        let fix = |fix_days, business_days, from: &str| {
            let reviews = PlanReviews { fix_days, business_days, ..PlanReviews::default() };
            reviews.fix_day(&opening, from.parse().unwrap()).map(|it| it.on.to_string())
        };
        assert_eq!(fix(0, true, "2026-11-20"), None);
        assert_eq!(fix(10, true, "2026-11-20").as_deref(), Some("2026-12-04"));
        assert_eq!(fix(8, false, "2026-11-20").as_deref(), Some("2026-11-30"));
        // Over the night in which clocks are set back, an office still closes at 17:30.
        let october: Timestamp = "2026-10-30T12:00:00Z".parse().unwrap();
        let one = PlanReviews { change_days: 1, business_days: true, ..days };
        let again = one.look_again(&opening, october);
        assert_eq!(again.by, "2026-11-02T22:30:00Z".parse::<Timestamp>().unwrap());
    }
}
