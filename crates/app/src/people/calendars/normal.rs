//! The calendar that holds unless another is named.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FieldProblem;
use crate::settings::Kept;

/// Which calendar holds unless another is named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ServiceHours {
    /// By its code. Empty: Monday to Friday from 08:00 to 17:30, without holidays.
    pub calendar: String,
}

impl Kept for ServiceHours {
    const KEY: &'static str = "service_hours";

    fn problems(&self) -> Vec<FieldProblem> {
        let is_code = self.calendar.len() <= 100 && !self.calendar.contains(char::is_control);
        let problem = || FieldProblem::new("calendar", "Name a calendar by its code.");
        if is_code { Vec::new() } else { vec![problem()] }
    }
}
