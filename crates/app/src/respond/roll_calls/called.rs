//! The roll call itself, and who is asked for in it. Nothing here does I/O.

use std::collections::BTreeMap;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{CalledId, DisruptionId, ItemId, PersonId, RollCallId};
use crate::{FieldProblem, Refusal, Timestamp};

/// How many visitors can be named at once.
pub const VISITORS_MAX: usize = 500;

/// Asking for everybody at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollCall {
    /// Its id.
    pub id: RollCallId,
    /// During which disruption.
    pub disruption_id: DisruptionId,
    /// At which site.
    pub site_id: ItemId,
    /// Who started it.
    pub started_by: PersonId,
    /// When.
    pub started_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How often it was saved. Saving checks that nobody else did so since.
    pub version: i64,
}

/// Somebody who is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    /// The id of this line.
    pub id: CalledId,
    /// Of which roll call.
    pub roll_call_id: RollCallId,
    /// Who it is, if the platform knows them.
    pub person_id: Option<PersonId>,
    /// What they are called.
    pub name: String,
    /// Whether they only visit.
    pub is_visitor: bool,
    /// What is known of them.
    pub status: Status,
    /// Where they are, or what they need.
    pub note: String,
    /// When somebody last said so.
    pub marked_at: Option<Timestamp>,
    /// Who.
    pub marked_by: Option<PersonId>,
}

macro_rules! statuses {
    ($($(#[$is:meta])* $name:ident = $code:literal $title:literal,)*) => {
        /// What is known of somebody.
        #[derive(
            Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
        )]
        #[schemars(rename = "RollCallStatus")]
        pub enum Status {
            $($(#[$is])* #[doc = $title] #[serde(rename = $code)] $name,)*
        }

        impl Status {
            /// Every status, in the order in which they are offered.
            pub const ALL: &[Status] = &[$(Status::$name,)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $(Status::$name => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $(Status::$name => $title,)* }
            }
        }
    };
}

statuses! {
    Safe = "safe" "Safe",
    NeedsHelp = "needs_help" "Needs help",
    NotThere = "not_there" "Was not there",
    #[default]
    Unknown = "unknown" "Unknown",
}

impl FromStr for Status {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Status::ALL.iter().copied().find(|it| it.code() == text).ok_or(())
    }
}

/// How many people there are of each status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub BTreeMap<Status, u64>);

impl Counts {
    /// How many of one status.
    pub fn of(&self, status: Status) -> u64 {
        self.0.get(&status).copied().unwrap_or(0)
    }

    /// How many in all.
    pub fn all(&self) -> u64 {
        self.0.values().sum()
    }
}

/// Whom a roll call asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RollCallStart")]
pub struct Start {
    /// At which site, by code.
    pub site: String,
    /// Everybody who works for these agencies and those below them, by code.
    #[serde(default)]
    pub agencies: Vec<String>,
    /// Who visits, by name.
    #[serde(default)]
    pub visitors: Vec<String>,
}

impl Start {
    /// Each visitor once, without blanks around their names.
    pub(super) fn visitor_names(names: &[String]) -> Result<Vec<String>, FieldProblem> {
        let mut kept: Vec<String> = Vec::new();
        for it in names.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
            if 300 < it.chars().count() || it.contains(char::is_control) {
                let reason = "Write one name on each line, of at most 300 characters.";
                return Err(FieldProblem::new("visitors", reason));
            }
            if !kept.iter().any(|known| known == it) {
                kept.push(it.to_owned());
            }
        }
        if VISITORS_MAX < kept.len() {
            return Err(FieldProblem::new("visitors", "Name at most 500 visitors at once."));
        }
        Ok(kept)
    }
}

const CLOSED: Refusal =
    Refusal::new("roll_call.closed", "This roll call is closed. Go on with it first.");
const OPEN: Refusal = Refusal::new("roll_call.open", "This roll call still goes on.");

impl RollCall {
    /// Refuses if it is closed.
    pub(super) fn open(&self) -> Result<(), Refusal> {
        if self.closed_at.is_some() { Err(CLOSED) } else { Ok(()) }
    }

    /// The roll call as closed.
    pub(super) fn closed(self, now: Timestamp) -> Result<RollCall, Refusal> {
        self.open()?;
        Ok(RollCall { closed_at: Some(now), ..self })
    }

    /// The roll call as going on.
    pub(super) fn reopened(self) -> Result<RollCall, Refusal> {
        match self.closed_at {
            None => Err(OPEN),
            Some(_) => Ok(RollCall { closed_at: None, ..self }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_are_named_once_on_a_line_each() {
        let names = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let kept = Start::visitor_names(&names(&[" Ann ", "", "Ann", "Ben"])).unwrap();
        assert_eq!(kept, ["Ann", "Ben"]);
        assert!(Start::visitor_names(&names(&["a\nb"])).is_err());
        let many: Vec<String> = (0..=VISITORS_MAX).map(|it| it.to_string()).collect();
        assert!(Start::visitor_names(&many).is_err());
    }

    #[test]
    fn nobody_is_safe_until_somebody_says_so() {
        assert_eq!(Status::default(), Status::Unknown);
    }
}
