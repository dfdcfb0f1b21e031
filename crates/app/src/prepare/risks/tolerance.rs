//! How much risk the state is ready to bear: what it says of that, and up to which level an agency
//! may decide by itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Level;
use crate::FieldProblem;
use crate::settings::Kept;

/// How much risk the state is ready to bear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RiskTolerance {
    /// What the state says of its attitude to risk, in a few sentences.
    pub statement: String,
    /// The highest level that an agency accepts by itself. What is above it takes somebody who
    /// accepts risks for the agency above, or for the whole state.
    pub level: Level,
}

impl Default for RiskTolerance {
    fn default() -> Self {
        RiskTolerance {
            statement: "We keep services to citizens running before we save money, and bear only \
                        what we have looked at together."
                .to_owned(),
            level: Level::Moderate,
        }
    }
}

impl Kept for RiskTolerance {
    const KEY: &'static str = "risk";

    fn problems(&self) -> Vec<FieldProblem> {
        let statement = self.statement.trim();
        let n_letters = statement.chars().count();
        if !(1..=5_000).contains(&n_letters) || statement.contains('\0') {
            let reason = "Say it in at most 5,000 characters.";
            return vec![FieldProblem::new("statement", reason)];
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tolerance_has_a_statement() {
        assert_eq!(RiskTolerance::default().problems(), []);
        let silent = RiskTolerance { statement: " ".to_owned(), ..RiskTolerance::default() };
        assert_eq!(silent.problems()[0].field, "statement");
    }
}
