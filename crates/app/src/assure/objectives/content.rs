//! What an objective says: its target, how it is measured, and what was. Nothing here does I/O.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepare::inventory::Standing;
use crate::{FieldProblem, Span};

/// How many measurements are kept.
pub const MEASUREMENTS_MAX: usize = 500;

/// How many things an objective may be about.
const ITEMS_MAX: usize = 200;

/// What an objective says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ObjectiveContent")]
pub struct Content {
    /// What it serves.
    pub serves: Serves,
    /// What is to be reached, in more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// The target, if it is a time: to be done within that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Span>,
    /// The target, if it is a share: at least so many in a hundred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// How it is measured.
    #[serde(default)]
    pub by: Measuring,
    /// What it is about: services, business processes and other records, each as `service:portal`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// What was measured by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measurements: Vec<Measurement>,
}

/// What was measured by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// When.
    pub on: NaiveDate,
    /// How long it took, if the target is a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub took: Option<Span>,
    /// How many in a hundred it was, if the target is a share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u32>,
    /// Where that is known from: an exercise, a test, an event.
    pub source: String,
}

macro_rules! words {
    ($(#[$about:meta])* $type:ident, $schema:literal { $($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = $schema)]
        pub enum $type {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl $type {
            /// Every one of them, in the order in which they are offered.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $($type::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $($type::$name => $title,)* }
            }
        }

        impl FromStr for $type {
            type Err = ();

            fn from_str(text: &str) -> Result<Self, ()> {
                $type::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

words! {
    /// What an objective serves.
    Serves, "ObjectiveServes" {
        /// The essential functions of an agency go on.
        #[default]
        Coop = "coop" "Continuity of operations",
        /// Lawful government goes on.
        Cog = "cog" "Continuity of government",
    }
}

words! {
    /// How an objective is measured.
    Measuring, "ObjectiveMeasuring" {
        /// Somebody writes down what an exercise, a test or an event showed.
        #[default]
        Hand = "hand" "By hand: an exercise, a test or an event",
        /// It follows from recovery analysis.
        Recovery = "recovery" "By recovery analysis, as of today",
    }
}

words! {
    /// Whether an objective is reached.
    Verdict, "ObjectiveVerdict" {
        /// Nothing was measured yet.
        #[default]
        Unmeasured = "unmeasured" "Not measured",
        /// What was measured last does not suffice.
        Fail = "fail" "Fail",
        /// What was measured last suffices.
        Pass = "pass" "Pass",
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// It took so long.
    Took(Span),
    /// It was so many in a hundred.
    Share(u32),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Took(it) => it.fmt(f),
            Value::Share(it) => write!(f, "{it}%"),
        }
    }
}

/// What was measured last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// When.
    pub on: NaiveDate,
    /// What.
    pub value: Value,
    /// Where that is known from.
    pub source: String,
}

impl Content {
    /// One of continuity of operations, to be done within so long.
    pub fn within(within: Span) -> Content {
        Content {
            serves: Serves::Coop,
            about: String::new(),
            within: Some(within),
            at_least: None,
            by: Measuring::Hand,
            items: Vec::new(),
            measurements: Vec::new(),
        }
    }

    /// The target, in words.
    pub fn target(&self) -> String {
        match (self.within, self.at_least) {
            (Some(it), _) => format!("within {it}"),
            (None, Some(it)) => format!("at least {it}%"),
            (None, None) => String::new(),
        }
    }

    /// What was measured last by hand: of two on one day, what was written down later.
    pub fn by_hand(&self) -> Option<Measured> {
        let last = self.measurements.iter().enumerate().max_by_key(|(n, it)| (it.on, *n))?.1;
        let value = match (last.took, last.share) {
            (Some(took), _) => Value::Took(took),
            (None, Some(share)) => Value::Share(share),
            (None, None) => return None,
        };
        Some(Measured { on: last.on, value, source: last.source.clone() })
    }

    /// What recovery analysis says on the day `today` of the things that it is about, each with how
    /// soon it can be back and how that compares: a time is the longest of them, a share that of
    /// those which can be back in time. Nothing if it is not known of one.
    pub fn by_recovery(
        &self,
        items: &[(Option<Span>, Standing)],
        today: NaiveDate,
    ) -> Option<Measured> {
        if items.is_empty() {
            return None;
        }
        let value = match self.within {
            Some(_) => {
                let all: Option<Vec<Span>> = items.iter().map(|it| it.0).collect();
                Value::Took(all?.into_iter().max()?)
            }
            None => {
                let in_time = |it: &&(Option<Span>, Standing)| {
                    matches!(it.1, Standing::Met | Standing::AtRisk)
                };
                let n_in_time = items.iter().filter(in_time).count();
                let share = n_in_time * 100 / items.len();
                Value::Share(u32::try_from(share).unwrap_or_default())
            }
        };
        let source = "Recovery analysis".to_owned();
        Some(Measured { on: today, value, source })
    }

    /// Whether what was measured suffices.
    pub fn verdict(&self, last: Option<&Measured>) -> Verdict {
        let reached = match (last.map(|it| it.value), self.within, self.at_least) {
            (Some(Value::Took(took)), Some(within), _) => took <= within,
            (Some(Value::Share(share)), None, Some(at_least)) => at_least <= share,
            _ => return Verdict::Unmeasured,
        };
        if reached { Verdict::Pass } else { Verdict::Fail }
    }

    /// The same without blanks where none belong, and nothing named twice.
    #[must_use]
    pub fn tidied(mut self) -> Content {
        self.about = self.about.trim().to_owned();
        let mut items: Vec<String> = Vec::new();
        for it in self.items.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
            if !items.iter().any(|other| other == it) {
                items.push(it.to_owned());
            }
        }
        self.items = items;
        for it in &mut self.measurements {
            it.source = it.source.trim().to_owned();
        }
        self
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        check(
            self.about.chars().count() <= 5_000 && !self.about.contains('\0'),
            "about".into(),
            "Use at most 5,000 characters.",
        );
        check(
            self.within.is_some() != self.at_least.is_some(),
            "within".into(),
            "Say either a time or a share.",
        );
        check(self.at_least.is_none_or(|it| it <= 100), "at_least".into(), "Use 0 to 100.");
        check(self.items.len() <= ITEMS_MAX, "items".into(), "Name at most 200 records.");
        check(
            self.by == Measuring::Hand || !self.items.is_empty(),
            "items".into(),
            "Name what recovery analysis is to look at.",
        );
        let n_measurements = self.measurements.len();
        check(
            n_measurements <= MEASUREMENTS_MAX,
            "measurements".into(),
            "Keep at most 500 measurements.",
        );
        for (n, it) in self.measurements.iter().enumerate() {
            for (field, reason) in self.problems_of(it, today) {
                check(false, format!("measurements.{n}.{field}"), reason);
            }
        }
        problems
    }

    /// What about a measurement cannot be.
    fn problems_of(&self, it: &Measurement, today: NaiveDate) -> Vec<(&'static str, &'static str)> {
        let mut problems = Vec::new();
        match (self.within, it.took, it.share) {
            (Some(_), Some(_), None) | (None, None, Some(0..=100)) => {}
            (Some(_), ..) => problems.push(("took", "Say how long it took, such as 9 h.")),
            (None, ..) => problems.push(("share", "Say how many in a hundred it was.")),
        }
        let n_letters = it.source.trim().chars().count();
        if !(1..=1_000).contains(&n_letters) || it.source.contains('\0') {
            problems.push(("source", "Say where that is known from."));
        }
        // Where its writer is, a day may have begun that has not begun in Greenwich.
        if today.succ_opt().is_some_and(|it_is| it_is < it.on) {
            problems.push(("on", "It is measured first, and written down then."));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn took(on: &str, hours: i64) -> Measurement {
        let took = Some(Span::from_hours(hours));
        Measurement { on: day(on), took, share: None, source: "Exercise".to_owned() }
    }

    #[test]
    fn the_last_measurement_decides() {
        let mut it = Content::within(Span::from_hours(12));
        assert_eq!(it.verdict(it.by_hand().as_ref()), Verdict::Unmeasured);
        it.measurements = vec![took("2026-05-01", 9), took("2026-03-01", 20)];
        assert_eq!(it.verdict(it.by_hand().as_ref()), Verdict::Pass);
        it.measurements.push(took("2026-05-01", 13));
        assert_eq!(it.by_hand().unwrap().value, Value::Took(Span::from_hours(13)));
        assert_eq!(it.verdict(it.by_hand().as_ref()), Verdict::Fail);
        it.measurements.push(took("2026-06-01", 12));
        assert_eq!(it.verdict(it.by_hand().as_ref()), Verdict::Pass);
    }

    #[test]
    fn recovery_analysis_measures_the_longest_time_or_the_share_in_time() {
        let hours = |it| Some(Span::from_hours(it));
        let today = day("2026-11-21");
        let it = Content::within(Span::from_hours(12));
        let items = [(hours(4), Standing::Met), (hours(11), Standing::AtRisk)];
        let last = it.by_recovery(&items, today).unwrap();
        assert_eq!(last.value, Value::Took(Span::from_hours(11)));
        assert_eq!(it.verdict(Some(&last)), Verdict::Pass);
        let unknown = [(hours(4), Standing::Met), (None, Standing::Unknown)];
        assert_eq!(it.by_recovery(&unknown, today), None);
        assert_eq!(it.by_recovery(&[], today), None);
        let share = Content { within: None, at_least: Some(90), ..it };
        let last = share.by_recovery(&unknown, today).unwrap();
        assert_eq!((last.value, share.verdict(Some(&last))), (Value::Share(50), Verdict::Fail));
        assert_eq!(share.by_recovery(&items, today).unwrap().value, Value::Share(100));
    }

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let fields = |it: &Content| -> Vec<String> {
            let problems = it.problems(day("2026-11-21"));
            problems.into_iter().map(|it| it.field.into_owned()).collect()
        };
        let fine = Content::within(Span::from_hours(12));
        assert_eq!(fields(&fine), [""; 0]);
        let both = Content { at_least: Some(101), by: Measuring::Recovery, ..fine.clone() };
        assert_eq!(fields(&both), ["within", "at_least", "items"]);
        let mut wrong = took("2027-01-01", 3);
        (wrong.took, wrong.source) = (None, String::new());
        let it = Content { measurements: vec![wrong], ..fine };
        let expected = ["measurements.0.took", "measurements.0.source", "measurements.0.on"];
        assert_eq!(fields(&it), expected);
    }
}
