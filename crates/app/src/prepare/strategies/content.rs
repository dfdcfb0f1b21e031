//! What a strategy says: the ways there are, and which was chosen. Nothing here does I/O.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::prepare::impact::Money;
use crate::{FieldProblem, Span};

/// How many ways one strategy may weigh.
pub(super) const WAYS_MAX: usize = 20;

/// What a strategy says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StrategyContent")]
pub struct Content {
    /// What it is about, in more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The ways that there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Way>,
    /// Which of them was chosen, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// Why that one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub rationale: String,
    /// Where the money for it is to come from: a budget line, a grant.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub budget_line: String,
}

/// One way to keep something going, or to bring it back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "StrategyOption")]
pub struct Way {
    /// What it is called.
    pub name: String,
    /// Of what kind it is.
    pub kind: WayKind,
    /// How soon it brings back what it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rto: Option<Span>,
    /// How much work may be lost with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rpo: Option<Span>,
    /// What it costs once, in US dollars.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub capital: Money,
    /// What it costs each year, in US dollars.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub yearly: Money,
    /// What else is to be said of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
}

fn is_nothing(it: &Money) -> bool {
    *it == Money::ZERO
}

macro_rules! ways {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// Of what kind a way is, the slowest first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "StrategyOptionKind")]
        pub enum WayKind {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl WayKind {
            /// Every kind, the slowest first.
            pub const ALL: &[WayKind] = &[$(WayKind::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(WayKind::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(WayKind::$name => $title,)* }
            }
        }
    };
}

ways! {
    /// Bear it until it is over.
    DoNothing = "do_nothing" "Do nothing",
    /// People do by hand what a system did.
    Manual = "manual" "Work by hand",
    /// Somebody else helps out, and is helped.
    Reciprocal = "reciprocal" "Mutual aid",
    /// Rebuilt in days, on what is bought then: a cold site.
    Gradual = "gradual" "Gradual recovery (cold)",
    /// Brought back in a day or two, on what is there: a warm site.
    Intermediate = "intermediate" "Intermediate recovery (warm)",
    /// Brought back within the day, on what stands ready: a hot site.
    Fast = "fast" "Fast recovery (hot)",
    /// Goes on without a break: mirrored.
    Immediate = "immediate" "Immediate recovery (mirrored)",
}

impl FromStr for WayKind {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        WayKind::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

impl fmt::Display for WayKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Way {
    /// A way that says nothing of times and costs.
    pub fn new(kind: WayKind, name: &str) -> Way {
        Way {
            name: name.to_owned(),
            kind,
            rto: None,
            rpo: None,
            capital: Money::ZERO,
            yearly: Money::ZERO,
            notes: String::new(),
        }
    }
}

impl Content {
    /// The way that was chosen.
    pub fn chosen_way(&self) -> Option<&Way> {
        let chosen = self.chosen.as_deref()?;
        self.options.iter().find(|it| it.name == chosen)
    }

    /// What the chosen way costs: once, and each year.
    pub fn cost(&self) -> (Money, Money) {
        self.chosen_way().map_or((Money::ZERO, Money::ZERO), |it| (it.capital, it.yearly))
    }

    /// The same without blanks where none belong.
    #[must_use]
    pub fn tidied(mut self) -> Content {
        let line = |text: &mut String| *text = text.trim().to_owned();
        let rest = [&mut self.description, &mut self.rationale, &mut self.budget_line];
        rest.into_iter().for_each(line);
        for it in &mut self.options {
            line(&mut it.name);
            line(&mut it.notes);
        }
        self.chosen = self.chosen.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        self
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let long = "Use at most 20,000 characters.";
        check(is_text(&self.description), "description".into(), long);
        check(is_text(&self.rationale), "rationale".into(), long);
        let is_budget =
            self.budget_line.chars().count() <= 300 && !self.budget_line.contains(char::is_control);
        check(is_budget, "budget_line".into(), "Say it in one line of at most 300 characters.");
        check(self.options.len() <= WAYS_MAX, "options".into(), "Weigh at most 20 ways.");
        for (n, it) in self.options.iter().enumerate() {
            let name = it.name.trim();
            let is_line =
                (1..=200).contains(&name.chars().count()) && !name.contains(char::is_control);
            check(
                is_line,
                format!("options.{n}.name"),
                "Give it a name of at most 200 characters.",
            );
            let is_other = self.options.iter().take(n).all(|other| other.name.trim() != name);
            check(is_other, format!("options.{n}.name"), "Another way is called so already.");
            check(is_text(&it.notes), format!("options.{n}.notes"), long);
        }
        let is_there = self.chosen.is_none() || self.chosen_way().is_some();
        check(is_there, "chosen".into(), "Choose one of the ways that stand here.");
        problems
    }

    /// What is not said but must be before it can be proposed, field by field.
    pub fn missing(&self) -> Vec<FieldProblem> {
        let mut missing = Vec::new();
        let mut check = |is_said: bool, field: &'static str, what: &'static str| {
            if !is_said {
                missing.push(FieldProblem::new(field, what));
            }
        };
        check(!self.options.is_empty(), "options.0.name", "Say which ways there are.");
        check(self.chosen_way().is_some(), "chosen", "Choose one of the ways.");
        let rto = self.chosen_way().is_none_or(|it| it.rto.is_some());
        check(rto, "chosen", "Say how soon the way that was chosen brings it back (RTO).");
        check(!self.rationale.trim().is_empty(), "rationale", "Say why this way was chosen.");
        missing
    }
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= 20_000 && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(problems: &[FieldProblem]) -> Vec<&str> {
        problems.iter().map(|it| it.field.as_ref()).collect()
    }

    fn weighed() -> Content {
        let hand = Way::new(WayKind::Manual, "By hand");
        let warm = Way {
            rto: Some(Span::from_hours(24)),
            capital: Money::from_dollars(1_000),
            yearly: Money::from_dollars(200),
            ..Way::new(WayKind::Intermediate, "Warm site")
        };
        Content { options: vec![hand, warm], ..Content::default() }
    }

    #[test]
    fn what_must_be_said_is_asked_for() {
        let missing = Content::default().missing();
        assert_eq!(fields(&missing), ["options.0.name", "chosen", "rationale"]);
        let by_hand = Content { chosen: Some("By hand".to_owned()), ..weighed() };
        assert_eq!(fields(&by_hand.missing()), ["chosen", "rationale"]);
        let rationale = "It is enough.".to_owned();
        let warm = Content { chosen: Some("Warm site".to_owned()), rationale, ..weighed() };
        assert_eq!((warm.missing(), warm.problems()), (vec![], vec![]));
        assert_eq!(warm.cost(), (Money::from_dollars(1_000), Money::from_dollars(200)));
    }

    #[test]
    fn ways_have_names_of_their_own_and_one_of_them_is_chosen() {
        let mut content = weighed();
        content.options.push(Way::new(WayKind::Fast, " By hand "));
        content.options.push(Way::new(WayKind::Fast, " "));
        content.chosen = Some("Hot site".to_owned());
        let expected = ["options.2.name", "options.3.name", "chosen"];
        assert_eq!(fields(&content.problems()), expected);
        assert_eq!(content.cost(), (Money::ZERO, Money::ZERO));
    }
}
