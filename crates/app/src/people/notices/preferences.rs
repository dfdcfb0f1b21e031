//! Which notices a person wants, and when not. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::{NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{FieldProblem, Timestamp};

/// What a notice tells of.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// What waits for the person, once a week.
    Reminders,
    /// How ready what the person may see is, once a month.
    Readiness,
    /// What the person is to acknowledge about a plan.
    Plans,
    /// Plans that wait for the person's review or approval, or that came back to them.
    PlanSteps,
    /// That a plan is activated under which the person has something to do.
    Activations,
    /// That plans are to be handed in, were not, or were judged.
    Submissions,
    /// Policies that they must acknowledge.
    Policies,
    /// New errors in plans that the person answers for.
    PlanChecks,
    /// Who leaves an agency and who follows, and contacts that are to be confirmed.
    Staff,
    /// That advice was asked for, taken on or given.
    Consultations,
    /// Waivers that they may decide about, and what was decided about theirs.
    Waivers,
}

impl NoticeKind {
    /// Every kind, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str, NoticeKind)] = &[
        ("reminders", "Each Monday, what waits for you", NoticeKind::Reminders),
        ("readiness", "Each month, how ready you are", NoticeKind::Readiness),
        ("plans", "What you are to read or acknowledge of plans", NoticeKind::Plans),
        (
            "plan_steps",
            "Plans that wait for your review or approval, or that were sent back to you",
            NoticeKind::PlanSteps,
        ),
        (
            "activations",
            "That a plan is activated and you have a task in it (also in quiet hours)",
            NoticeKind::Activations,
        ),
        (
            "submissions",
            "When plans are to be handed in, are late or judged",
            NoticeKind::Submissions,
        ),
        ("policies", "Policies that you must acknowledge", NoticeKind::Policies),
        (
            "plan_checks",
            "Each night, new errors in plans that you answer for",
            NoticeKind::PlanChecks,
        ),
        ("staff", "Who leaves and who follows, and contacts to confirm", NoticeKind::Staff),
        ("consultations", "Consultations: asked for, taken on, closed", NoticeKind::Consultations),
        (
            "waivers",
            "Waivers that wait for your decision, or about which you asked and somebody decided",
            NoticeKind::Waivers,
        ),
    ];

    /// Whether it comes in quiet hours too: what it tells of does not wait for the morning.
    pub const fn is_urgent(self) -> bool {
        matches!(self, NoticeKind::Activations)
    }

    /// Its name for programs.
    pub fn code(self) -> &'static str {
        NoticeKind::CHOICES.iter().find(|it| it.2 == self).map_or("", |it| it.0)
    }
}

/// An hour of the day, from 0 to 23.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct Hour(#[schemars(range(min = 0, max = 23))] pub u8);

/// When somebody wants no mails: from one hour to another, also over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// The hour in which quiet begins.
    pub from: Hour,
    /// The hour in which it ends.
    pub to: Hour,
}

/// Which notices a person wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Preferences {
    /// The kinds that they do not want. All others come.
    pub unwanted: BTreeSet<NoticeKind>,
    /// When no mail is to come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
}

impl Preferences {
    /// What is wrong with it.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let Some(quiet) = self.quiet else { return Vec::new() };
        let mut problems = Vec::new();
        for (hour, field) in [(quiet.from, "quiet_from"), (quiet.to, "quiet_to")] {
            if 23 < hour.0 {
                problems.push(FieldProblem::new(field, "Use an hour from 0 to 23."));
            }
        }
        if quiet.from == quiet.to {
            let reason = "Quiet that ends when it begins never ends. Leave both empty for none.";
            problems.push(FieldProblem::new("quiet_to", reason));
        }
        problems
    }

    /// Whether they want notices of this kind.
    pub fn wants(&self, kind: NoticeKind) -> bool {
        !self.unwanted.contains(&kind)
    }

    /// The first moment from `now` on at which a mail may come, in the zone of the programme.
    pub fn heard_from(&self, now: Timestamp, zone: Tz) -> Timestamp {
        let Some(quiet) = self.quiet else { return now };
        let here = now.with_timezone(&zone);
        let hour = |it: Hour| NaiveTime::from_hms_opt(it.0.into(), 0, 0).unwrap_or_default();
        let (time, from, to) = (here.time(), hour(quiet.from), hour(quiet.to));
        let is_quiet = match from < to {
            true => from <= time && time < to,
            false => from <= time || time < to,
        };
        if !is_quiet {
            return now;
        }
        let days = i64::from(to <= time);
        let end = here.date_naive() + TimeDelta::days(days);
        let end = end.and_time(to);
        let at = |it| zone.from_local_datetime(&it).earliest();
        // In the one night in which clocks leave the hour out, it is the hour after.
        let end = at(end).or_else(|| at(end + TimeDelta::hours(1)));
        end.map_or(now + TimeDelta::hours(1), |it| it.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quiet(from: u8, to: u8) -> Preferences {
        let quiet = Some(QuietHours { from: Hour(from), to: Hour(to) });
        Preferences { quiet, ..Preferences::default() }
    }

    fn heard(preferences: &Preferences, now: &str) -> String {
        let heard = preferences.heard_from(now.parse().unwrap(), Tz::America__New_York);
        heard.format("%dT%H:%M").to_string()
    }

    #[test]
    fn a_mail_waits_until_quiet_ends_where_the_programme_is() {
        let night = quiet(22, 7);
        assert_eq!(heard(&night, "2026-11-21T15:30:00Z"), "21T15:30");
        assert_eq!(heard(&night, "2026-11-22T03:30:00Z"), "22T12:00");
        assert_eq!(heard(&night, "2026-11-22T11:59:00Z"), "22T12:00");
        assert_eq!(heard(&night, "2026-11-22T12:00:00Z"), "22T12:00");
        assert_eq!(heard(&quiet(9, 17), "2026-11-21T15:30:00Z"), "21T22:00");
        assert_eq!(heard(&Preferences::default(), "2026-11-22T03:30:00Z"), "22T03:30");
    }

    #[test]
    fn an_hour_that_is_none_is_refused() {
        let fields = |it: Preferences| it.problems().into_iter().map(|it| it.field).collect();
        let found: Vec<_> = fields(quiet(24, 7));
        assert_eq!(found, ["quiet_from"]);
        let found: Vec<_> = fields(quiet(7, 7));
        assert_eq!(found, ["quiet_to"]);
        assert_eq!(quiet(22, 7).problems(), []);
    }

    proptest! {
        #[test]
        fn no_mail_comes_in_quiet_hours_and_none_waits_for_longer_than_a_day(
            (from, to) in (0..24_u8, 0..24_u8),
            minutes in 0..600_000_i64,
        ) {
            prop_assume!(from != to);
            let zone = Tz::America__New_York;
            let it = quiet(from, to);
            let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
            let now = now + TimeDelta::minutes(minutes);
            let then = it.heard_from(now, zone);
            prop_assert!(now <= then && then <= now + TimeDelta::hours(25));
            prop_assert_eq!(it.heard_from(then, zone), then);
        }
    }
}
