//! How old an inspection may be until its site counts as not ready.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;
use crate::settings::Kept;

/// How old the last inspection of a work site may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct InspectionLimit {
    /// So many days. The site is not ready from the day after.
    pub days_max: u32,
}

impl Default for InspectionLimit {
    fn default() -> Self {
        InspectionLimit { days_max: 180 }
    }
}

impl Kept for InspectionLimit {
    const KEY: &'static str = "inspections";

    fn problems(&self) -> Vec<FieldProblem> {
        if (1..=3_650).contains(&self.days_max) {
            return Vec::new();
        }
        vec![FieldProblem::new("days_max", "Use a number of days from 1 to 3,650.")]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_some_days() {
        assert_eq!(InspectionLimit::default().problems(), []);
        assert_eq!(InspectionLimit { days_max: 0 }.problems()[0].field, "days_max");
    }
}
