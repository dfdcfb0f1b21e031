//! By what a submission is judged, from one source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By what a submission is judged, from one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// From where.
    pub source: Source,
    /// What that is called, with where it is written.
    pub reference: String,
    /// What is looked at, in this order.
    pub criteria: Vec<Criterion>,
}

/// One thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "RubricCriterion")]
pub struct Criterion {
    /// Its short name, which never changes.
    pub code: String,
    /// What is asked.
    pub title: String,
    /// What to look for, in plain words.
    pub guidance: String,
    /// How much it counts beside the others of its source.
    pub weight: u8,
    /// Whether nothing is accepted without it.
    #[serde(default)]
    pub mandatory: bool,
    /// Which clauses ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
}

/// From where a criterion comes (S0-13).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "RubricSource")]
pub enum Source {
    /// The law.
    Statute,
    /// The state's security manual.
    Manual,
    /// What careful agencies do.
    GoodPractice,
}

impl Source {
    /// Each of them, the one that binds most first.
    pub const ALL: [Source; 3] = [Source::Statute, Source::Manual, Source::GoodPractice];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Source::Statute => "statute",
            Source::Manual => "manual",
            Source::GoodPractice => "good_practice",
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Source::Statute => "Statute",
            Source::Manual => "Security manual",
            Source::GoodPractice => "Good practice",
        }
    }
}
