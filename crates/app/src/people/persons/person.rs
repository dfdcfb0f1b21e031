//! A person. Nothing here does I/O.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::channel::ChannelDocument;
use crate::ids::{AgencyId, PersonId};
use crate::{FieldProblem, Timestamp};

/// Someone known to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// Where they work.
    pub agency_id: AgencyId,
    /// Their short name: unique, and never changed.
    pub code: String,
    /// What they are called.
    pub name: String,
    /// What they do there.
    pub title: String,
    /// What they are to the agency.
    pub kind: PersonKind,
    /// When they last changed.
    pub updated_at: Timestamp,
    /// When they left, if they did.
    pub retired_at: Option<Timestamp>,
    /// How often they were saved.
    pub version: i64,
}

/// What a person is to their agency.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// Employed there.
    #[default]
    Employee,
    /// Working there under a contract.
    Contractor,
    /// A vendor's contact.
    Vendor,
    /// A partner's contact.
    Partner,
}

impl PersonKind {
    /// Every kind, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("employee", "Employee"),
        ("contractor", "Contractor"),
        ("vendor", "Vendor contact"),
        ("partner", "Partner contact"),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            PersonKind::Employee => "employee",
            PersonKind::Contractor => "contractor",
            PersonKind::Vendor => "vendor",
            PersonKind::Partner => "partner",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            PersonKind::Employee => "Employee",
            PersonKind::Contractor => "Contractor",
            PersonKind::Vendor => "Vendor contact",
            PersonKind::Partner => "Partner contact",
        }
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<PersonKind> {
        use PersonKind::{Contractor, Employee, Partner, Vendor};
        [Employee, Contractor, Vendor, Partner].into_iter().find(|it| it.code() == code)
    }
}

/// A person as they are written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDocument {
    /// Their short name: unique, and never changed.
    pub code: String,
    /// Where they work, by code of the agency.
    pub agency: String,
    /// What they are called.
    pub name: String,
    /// What they do there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What they are to the agency.
    #[serde(default)]
    pub kind: PersonKind,
    /// How to reach them. Left out where the reader may not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ChannelDocument>,
}

impl PersonDocument {
    /// What is wrong with it, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let in_code =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
        check(
            !self.code.is_empty() && self.code.len() <= 60 && self.code.chars().all(in_code),
            "code",
            "Use up to 60 lower-case letters, digits and hyphens.",
        );
        let line = |it: &str| !it.contains(char::is_control) && it.chars().count() <= 300;
        check(line(&self.name) && !self.name.trim().is_empty(), "name", "Give a name of one line.");
        check(line(&self.title), "title", "Use one line of at most 300 characters.");
        problems.extend(self.channels.iter().filter_map(|it| it.problem()));
        problems
    }
}
