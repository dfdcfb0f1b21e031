//! A special project as a document: what the API and the audit log write down.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;

/// The most milestones of a project.
const MILESTONES_MAX: usize = 100;

/// A special project as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProjectDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What it is to bring, and what it leaves out.
    pub scope: String,
    /// Who leads it, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// How far it is.
    #[serde(default)]
    pub status: Status,
    /// What is reached by when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub milestones: Vec<Milestone>,
}

/// What a project reaches by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// What.
    pub name: String,
    /// By when.
    pub due: NaiveDate,
    /// When it was reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_on: Option<NaiveDate>,
}

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// How far a special project is.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        #[schemars(rename = "ProjectStatus")]
        pub enum Status {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Status {
            /// Every status, in the order in which they follow.
            pub const ALL: &[Status] = &[$(Status::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Status::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Status::$name => $title,)* }
            }

            /// The status called `code`.
            pub fn from_code(code: &str) -> Option<Status> {
                match code { $($code => Some(Status::$name),)* _ => None }
            }
        }
    };
}

statuses! {
    /// Somebody asks for it.
    #[default]
    Requested = "requested" "Requested",
    /// It is under way.
    Active = "active" "Under way",
    /// It waits.
    OnHold = "on_hold" "On hold",
    /// It brought what it was for.
    Done = "done" "Done",
    /// It is not done, or not any more.
    Stopped = "stopped" "Stopped",
}

impl Status {
    /// Whether its milestones can be late: it is asked for or under way.
    pub const fn goes_on(self) -> bool {
        matches!(self, Status::Requested | Status::Active)
    }
}

impl ProjectDocument {
    /// The same without blanks where none belong.
    #[must_use]
    pub(super) fn tidied(mut self) -> ProjectDocument {
        for it in [&mut self.code, &mut self.agency, &mut self.name, &mut self.scope] {
            *it = it.trim().to_owned();
        }
        for it in &mut self.milestones {
            it.name = it.name.trim().to_owned();
        }
        self.owner = self.owner.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        self
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self, today: NaiveDate) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: String, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        check(
            (1..=100).contains(&self.code.len()) && self.code.chars().all(in_code),
            "code".into(),
            "Use up to 100 lower-case letters, digits and hyphens.",
        );
        let is_line =
            |it: &str| (1..=300).contains(&it.chars().count()) && !it.contains(char::is_control);
        check(is_line(&self.name), "name".into(), "Give it a name of one line.");
        let is_text = (1..=5_000).contains(&self.scope.chars().count());
        let reason = "Say what it is to bring, in at most 5,000 characters.";
        check(is_text && !self.scope.contains('\0'), "scope".into(), reason);
        let is_led = self.owner.is_some() || self.status == Status::Requested;
        check(is_led, "owner".into(), "Say who leads it: only a request may do without.");
        let few = self.milestones.len() <= MILESTONES_MAX;
        check(few, "milestones".into(), "Name at most 100 milestones.");
        // Where its writer is, a day may have begun that has not begun in Greenwich.
        let last = today.succ_opt().unwrap_or(today);
        for it in &self.milestones {
            let field = || "milestones".to_owned();
            check(is_line(&it.name), field(), "Say what is reached, in one line.");
            let has_come = it.done_on.is_none_or(|day| day <= last);
            check(has_come, field(), "A milestone is reached first, and written down then.");
        }
        problems
    }
}
