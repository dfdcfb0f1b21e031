//! What an item needs: a dependency, seen from the needer's side. Nothing here does I/O.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::ids::{ItemId, NeedId};
use crate::{FieldProblem, Refusal, Span};

/// A dependency of one item on another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its id.
    pub id: NeedId,
    /// Who needs.
    pub from_id: ItemId,
    /// What is needed.
    pub to_id: ItemId,
    /// In which way.
    pub kind: NeedKind,
    /// How badly.
    pub strength: Strength,
    /// Anything worth knowing.
    pub note: String,
    /// How often it was saved.
    pub version: i64,
}

/// How badly something is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Nothing works without it.
    Hard,
    /// The needer can do without it for a while.
    Soft {
        /// For how long.
        max_gap: Span,
    },
}

/// In which way something is needed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NeedKind {
    /// It requires it.
    #[default]
    Requires,
    /// It runs on it.
    HostedOn,
    /// It gets data from it.
    FedBy,
    /// These people work for it.
    StaffedBy,
}

impl NeedKind {
    /// Every kind, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("requires", "Requires"),
        ("hosted_on", "Runs on"),
        ("fed_by", "Gets data from"),
        ("staffed_by", "Is staffed by"),
    ];

    /// Its name for programs.
    pub const fn code(self) -> &'static str {
        match self {
            NeedKind::Requires => "requires",
            NeedKind::HostedOn => "hosted_on",
            NeedKind::FedBy => "fed_by",
            NeedKind::StaffedBy => "staffed_by",
        }
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<NeedKind> {
        use NeedKind::{FedBy, HostedOn, Requires, StaffedBy};
        [Requires, HostedOn, FedBy, StaffedBy].into_iter().find(|it| it.code() == code)
    }
}

/// A need as it is written down, beside the item that has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NeedDocument {
    /// What is needed, as kind and code: `asset:benefit-database`.
    pub on: String,
    /// In which way.
    #[serde(default)]
    pub kind: NeedKind,
    /// For how long the needer can do without it. Nothing said: not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_gap: Option<Span>,
    /// Anything worth knowing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl NeedDocument {
    /// A hard need of the item of `kind` called `code`.
    pub fn hard(kind: Kind, code: &str) -> NeedDocument {
        NeedDocument {
            on: reference(kind, code),
            kind: NeedKind::Requires,
            max_gap: None,
            note: String::new(),
        }
    }

    /// What is needed, as kind and code.
    pub fn target(&self) -> Result<(Kind, &str), FieldProblem> {
        let problem = || {
            FieldProblem::new("on", "Write the kind and the code, such as asset:benefit-database.")
        };
        let (kind, code) = self.on.trim().split_once(':').ok_or_else(problem)?;
        Ok((kind.parse().map_err(|()| problem())?, code))
    }

    /// How badly it is needed.
    pub fn strength(&self) -> Strength {
        self.max_gap.map_or(Strength::Hard, |max_gap| Strength::Soft { max_gap })
    }
}

/// How documents name the item of `kind` called `code`.
pub fn reference(kind: Kind, code: &str) -> String {
    format!("{kind}:{code}")
}

impl Strength {
    /// For how long the needer can do without it, if at all.
    pub fn max_gap(self) -> Option<Span> {
        match self {
            Strength::Hard => None,
            Strength::Soft { max_gap } => Some(max_gap),
        }
    }
}

const ITSELF: Refusal = Refusal::new("need.itself", "Nothing needs itself.");

impl Need {
    /// Refuses what no need can be.
    pub fn checked(self) -> Result<Need, Refusal> {
        if self.from_id == self.to_id { Err(ITSELF) } else { Ok(self) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_names_what_is_needed_by_kind_and_code() {
        let need = NeedDocument::hard(Kind::DataSet, "claims");
        assert_eq!(need.on, "data_set:claims");
        assert_eq!(need.target(), Ok((Kind::DataSet, "claims")));
        assert!(NeedDocument { on: "claims".to_owned(), ..need }.target().is_err());
    }
}
