//! What belongs in a plan of one type.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::BlockKind;

/// What belongs in a plan of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The short name of the type.
    pub code: String,
    /// What such a plan is called.
    pub name: String,
    /// From which body of practice the type comes.
    pub family: Family,
    /// Its place in the tree: 1 the co-ordination plan and the plans for the response, 2 key
    /// functions, 3 the plans of single areas.
    pub level: u8,
    /// Under which type of plan it is usually invoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// What such a plan is for.
    pub purpose: String,
    /// After how many months such a plan is looked at again.
    #[serde(default = "yearly")]
    pub review_months: u32,
    /// What belongs in it, in this order.
    pub sections: Vec<SectionTemplate>,
}

const fn yearly() -> u32 {
    12
}

/// One section of such a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionTemplate {
    /// Its short name, which never changes.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// What belongs there, in plain words.
    pub guidance: String,
    /// Whether a plan without it is not complete.
    #[serde(default)]
    pub required: bool,
    /// Which clauses ask for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<String>,
    /// What writes itself there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockKind>,
}

/// From which body of practice a type of plan comes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// IT service continuity management: the co-ordination plan and those under it.
    Itscm,
    /// NIST SP 800-34 rev. 1.
    Nist,
    /// Federal continuity directives.
    Fema,
}

impl Family {
    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Family::Itscm => "IT service continuity",
            Family::Nist => "Contingency planning (NIST SP 800-34)",
            Family::Fema => "Continuity of government (FEMA)",
        }
    }
}

impl Template {
    /// The same type with these sections.
    #[must_use]
    pub fn with_sections(&self, sections: Vec<SectionTemplate>) -> Template {
        Template { sections, ..self.clone() }
    }

    /// The section called `key`.
    pub fn section(&self, key: &str) -> Option<&SectionTemplate> {
        self.sections.iter().find(|it| it.key == key)
    }

    /// Whether a block of this kind belongs anywhere in it.
    pub fn has(&self, block: BlockKind) -> bool {
        self.sections.iter().any(|it| it.blocks.contains(&block))
    }
}
