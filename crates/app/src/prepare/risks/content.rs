//! What a risk assessment says, and what about that cannot be or is missing. Nothing here does I/O.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Level, Rating, SCALE_MAX};
use crate::FieldProblem;
use crate::prepare::inventory::{Kind, reference};

/// How many things of a sort one risk may name.
pub(super) const NAMED_MAX: usize = 100;

/// What a risk assessment says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RiskContent")]
pub struct Content {
    /// What may happen, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hazard: String,
    /// Of what kind that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<HazardKind>,
    /// How it would come about, in more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it would hit: services, business processes, sites and other records, each as
    /// `service:portal`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affects: Vec<String>,
    /// How bad it is if nothing is done.
    #[serde(default, skip_serializing_if = "Rating::is_blank")]
    pub inherent: Rating,
    /// How bad it is with what is done about it. If not said, as bad as without.
    #[serde(default, skip_serializing_if = "Rating::is_blank")]
    pub residual: Rating,
    /// What is to be done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// What that takes, step by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
    /// Who answers for it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When it was talked over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workshop_on: Option<NaiveDate>,
    /// Who took part in that, by code of the person.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<String>,
    /// When it is to be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_due: Option<NaiveDate>,
}

/// Something that is done about a risk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RiskTask")]
pub struct Task {
    /// What.
    pub what: String,
    /// Who does it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// By when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// When it was done, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
}

macro_rules! words {
    ($(#[$about:meta])* $type:ident, $schema:literal { $($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
    /// Of what kind a hazard is.
    HazardKind, "HazardKind" {
        /// Weather, water, earth, fire.
        Natural = "natural" "Natural",
        /// Something breaks.
        Technological = "technological" "Technological",
        /// Somebody errs.
        Human = "human" "Human error or accident",
        /// Somebody attacks.
        Adversarial = "adversarial" "Attack",
        /// People fall ill.
        Pandemic = "pandemic" "Pandemic",
        /// Somebody does not deliver.
        SupplyChain = "supply_chain" "Supply chain",
    }
}

words! {
    /// What is to be done with a risk.
    Treatment, "RiskTreatment" {
        /// Make it less likely, or less bad.
        Mitigate = "mitigate" "Mitigate",
        /// Stop doing what brings it.
        Avoid = "avoid" "Avoid",
        /// Let somebody else bear it: by contract or insurance.
        Transfer = "transfer" "Transfer",
        /// Live with it.
        Accept = "accept" "Accept",
    }
}

impl Content {
    /// How bad it is if nothing is done.
    pub fn level(&self) -> Option<Level> {
        self.inherent.level()
    }

    /// How bad it is with what is done about it.
    pub fn level_left(&self) -> Option<Level> {
        if self.residual.is_blank() { self.level() } else { self.residual.level() }
    }

    /// The same without blanks where none belong, and nothing named twice.
    #[must_use]
    pub fn tidied(mut self) -> Content {
        let line = |text: &mut String| *text = text.trim().to_owned();
        let code = |text: &mut Option<String>| {
            *text = text.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        };
        line(&mut self.hazard);
        line(&mut self.description);
        code(&mut self.owner);
        for list in [&mut self.affects, &mut self.participants] {
            let mut kept: Vec<String> = Vec::new();
            for it in list.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
                let it =
                    target(it).map_or_else(|| it.to_owned(), |(kind, code)| reference(kind, code));
                if !kept.contains(&it) {
                    kept.push(it);
                }
            }
            *list = kept;
        }
        for task in &mut self.tasks {
            line(&mut task.what);
            code(&mut task.owner);
        }
        self
    }

    /// Everybody whom it names, by code.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let owners = self.tasks.iter().filter_map(|it| it.owner.as_deref());
        let participants = self.participants.iter().map(String::as_str);
        self.owner.as_deref().into_iter().chain(owners).chain(participants)
    }

    /// Whether the same was assessed: what is done about it may have come further meanwhile.
    pub(super) fn is_same_assessment(&self, other: &Content) -> bool {
        let undone = |it: &Content| Content {
            residual: Rating::default(),
            tasks: Vec::new(),
            review_due: None,
            ..it.clone()
        };
        undone(self) == undone(other)
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        check(
            is_line(&self.hazard, 300),
            "hazard".into(),
            "Say it in one line of at most 300 characters.",
        );
        check(is_text(&self.description), "description".into(), "Use at most 20,000 characters.");
        for (part, rating) in [("inherent", &self.inherent), ("residual", &self.residual)] {
            for (name, number) in rating.fields() {
                let holds = number.is_none_or(|it| (1..=SCALE_MAX).contains(&it));
                check(holds, format!("{part}.{name}"), "Use a number from 1 to 5.");
            }
        }
        let few = |it: &Vec<String>| it.len() <= NAMED_MAX;
        check(few(&self.affects), "affects".into(), "Name at most 100 records.");
        check(few(&self.participants), "participants".into(), "Name at most 100 people.");
        check(self.tasks.len() <= NAMED_MAX, "tasks".into(), "Name at most 100 tasks.");
        for (n, it) in self.tasks.iter().enumerate() {
            let what = !it.what.trim().is_empty() && is_line(&it.what, 300);
            check(what, format!("tasks.{n}.what"), "Say what is done, in one line.");
        }
        for it in self.affects.iter().filter(|it| target(it).is_none()) {
            let reason = format!(
                "Nothing is called “{it}”. Write its name as it stands on its page, or its kind and \
                 code, such as service:portal."
            );
            problems.push(FieldProblem::new("affects", reason));
        }
        problems.extend(self.unnamed());
        problems
    }

    /// The fields in which no person can be named like that.
    fn unnamed(&self) -> Vec<FieldProblem> {
        let is_code = |it: &str| it.chars().count() <= 100 && !it.contains(char::is_control);
        let owner = self.owner.iter().map(|it| ("owner".to_owned(), it));
        let participants = self.participants.iter().map(|it| ("participants".to_owned(), it));
        let tasks = self.tasks.iter().enumerate();
        let tasks =
            tasks.filter_map(|(n, it)| Some((format!("tasks.{n}.owner"), it.owner.as_ref()?)));
        let wrong = owner.chain(participants).chain(tasks).filter(|it| !is_code(it.1));
        let reason = "Name one person, by name or code.";
        wrong.map(|(field, _)| FieldProblem::new(field, reason)).collect()
    }

    /// What is not said but must be before it counts as assessed, field by field.
    pub fn missing(&self) -> Vec<FieldProblem> {
        let mut missing = Vec::new();
        let mut check = |is_said: bool, field: String, what: &'static str| {
            if !is_said {
                missing.push(FieldProblem::new(field, what));
            }
        };
        check(!self.hazard.trim().is_empty(), "hazard".into(), "Say what may happen.");
        check(!self.affects.is_empty(), "affects".into(), "Say what it would hit.");
        for (name, number) in self.inherent.fields() {
            let what = match name {
                "likelihood" => "Say how likely it is.",
                "citizens" => "Rate what it would mean for citizens.",
                "institutions" => "Rate what it would mean for institutions.",
                "businesses" => "Rate what it would mean for businesses.",
                _ => "Rate what it would mean for the economy.",
            };
            check(number.is_some(), format!("inherent.{name}"), what);
        }
        let is_whole = self.residual.is_blank() || self.residual.level().is_some();
        let what = "Rate all of what is left, or none of it.";
        check(is_whole, "residual.likelihood".into(), what);
        check(self.treatment.is_some(), "treatment".into(), "Say what is to be done with it.");
        check(self.owner.is_some(), "owner".into(), "Say who answers for it.");
        check(self.review_due.is_some(), "review_due".into(), "Say when to look at it again.");
        missing
    }
}

/// The kind and the code that a reference names, if it can be understood.
pub(crate) fn target(text: &str) -> Option<(Kind, &str)> {
    let (kind, code) = text.split_once(':')?;
    let code = code.trim();
    if code.is_empty() || code.contains(char::is_control) || 100 < code.chars().count() {
        return None;
    }
    Some((kind.trim().parse().ok()?, code))
}

fn is_line(text: &str, n_max: usize) -> bool {
    text.trim().chars().count() <= n_max && !text.contains(char::is_control)
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

    #[test]
    fn what_must_be_said_is_asked_for() {
        let missing = Content::default().missing();
        let expected = [
            "hazard",
            "affects",
            "inherent.likelihood",
            "inherent.citizens",
            "inherent.institutions",
            "inherent.businesses",
            "inherent.economy",
            "treatment",
            "owner",
            "review_due",
        ];
        assert_eq!(fields(&missing), expected);
        let residual = Rating { likelihood: Some(2), ..Rating::default() };
        let missing = Content { residual, ..Content::default() }.missing();
        assert!(fields(&missing).contains(&"residual.likelihood"));
    }

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let content = Content {
            hazard: "A\nflood".to_owned(),
            affects: vec!["portal".to_owned()],
            inherent: Rating { economy: Some(6), ..Rating::default() },
            tasks: vec![Task::default()],
            ..Content::default()
        };
        let expected = ["hazard", "inherent.economy", "tasks.0.what", "affects"];
        assert_eq!(fields(&content.problems()), expected);
        let told = &content.problems()[3].reason;
        assert!(told.contains("“portal”") && told.contains("Write its name"), "{told}");
        assert_eq!(Content::default().problems(), []);
    }

    #[test]
    fn what_is_left_is_as_bad_as_before_until_it_is_rated() {
        let two = Some(2);
        let rating = |likelihood| Rating {
            likelihood,
            citizens: Some(5),
            institutions: two,
            businesses: two,
            economy: two,
        };
        let content = Content { inherent: rating(Some(4)), ..Content::default() };
        assert_eq!(content.level_left(), Some(Level::VeryHigh));
        let content = Content { residual: rating(Some(1)), ..content };
        assert_eq!(
            (content.level(), content.level_left()),
            (Some(Level::VeryHigh), Some(Level::Low))
        );
    }

    #[test]
    fn what_is_named_twice_is_kept_once() {
        let affects = [" service: portal ", "service:portal", ""].map(str::to_owned).into();
        let content = Content { affects, ..Content::default() }.tidied();
        assert_eq!(content.affects, ["service:portal"]);
    }
}
