//! What the whole programme has in common.

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kept;
use crate::FieldProblem;

/// What the whole programme has in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct General {
    /// Whose programme it is, such as `State of Franklin`.
    pub state_name: String,
    /// The time zone in which times are shown, by its IANA name.
    pub time_zone: String,
}

impl Default for General {
    fn default() -> Self {
        General {
            state_name: crate::STATE_NAME.to_owned(),
            time_zone: "America/New_York".to_owned(),
        }
    }
}

impl General {
    /// The time zone, Coordinated Universal Time if its name is unknown.
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }
}

impl Kept for General {
    const KEY: &'static str = "general";

    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let name = self.state_name.trim();
        if name.is_empty() || 100 < name.chars().count() || name.contains(char::is_control) {
            let reason = "Give it a name of at most 100 characters.";
            problems.push(FieldProblem::new("state_name", reason));
        }
        if self.time_zone.parse::<Tz>().is_err() {
            let reason = "Use the name of a time zone, such as America/New_York.";
            problems.push(FieldProblem::new("time_zone", reason));
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_known_time_zone_are_needed() {
        assert_eq!(General::default().problems(), []);
        let wrong = General { state_name: " ".to_owned(), time_zone: "Mars/Olympus".to_owned() };
        let fields: Vec<_> = wrong.problems().into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["state_name", "time_zone"]);
        assert_eq!(wrong.zone(), Tz::UTC);
    }
}
