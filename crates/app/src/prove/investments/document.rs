//! An investment as a document: what the API, the programme folder and the audit log write down.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::change::Improvement;
use crate::Timestamp;
use crate::prepare::impact::Money;

/// An investment as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InvestmentDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// Whose it is: the code of the agency.
    pub agency: String,
    /// What it is called.
    pub name: String,
    /// What it is, in more words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What it costs.
    pub cost: Money,
    /// The currency of that, by its ISO 4217 code.
    #[serde(default = "dollars")]
    pub currency: String,
    /// All that it makes better.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Improvement>,
    /// Since when it is out of the question. Set by retiring it, and in files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

fn dollars() -> String {
    "USD".to_owned()
}

impl InvestmentDocument {
    /// An investment in use that makes nothing better yet.
    pub fn new(agency: &str, code: &str, name: &str, cost: Money) -> InvestmentDocument {
        InvestmentDocument {
            code: code.to_owned(),
            agency: agency.to_owned(),
            name: name.to_owned(),
            description: String::new(),
            cost,
            currency: dollars(),
            changes: Vec::new(),
            retired_at: None,
        }
    }

    /// The same with one thing more that it makes better.
    #[must_use]
    pub fn with(mut self, improvement: Improvement) -> InvestmentDocument {
        self.changes.push(improvement);
        self
    }
}
