//! The handovers to come of an agency as a file.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::FieldProblem;

/// Who leaves an agency, moves or changes role, as a file says it: what is to come yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyHandovers {
    /// In which agency, by code.
    pub agency: String,
    /// Each of them, the first first.
    pub handovers: Vec<HandoverFile>,
}

/// That somebody leaves, moves or changes role, as a file says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverFile {
    /// From which day on.
    pub on: NaiveDate,
    /// Who goes, by code of the person.
    pub person: String,
    /// Who follows, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<String>,
    /// What becomes of the one who goes.
    #[serde(default)]
    pub kind: Kind,
    /// What else is to be known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Who said so, by code of the person. None: the platform itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_by: Option<String>,
    /// Whether somebody who may give the roles confirmed it.
    #[serde(default)]
    pub confirmed: bool,
    /// Who confirmed it, by code of the person. None: the platform itself, if anybody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by: Option<String>,
}

impl AgencyHandovers {
    /// Whom it names, by code of the person.
    pub(crate) fn people(&self) -> impl Iterator<Item = &String> {
        self.handovers.iter().flat_map(|it| {
            [&it.successor, &it.asked_by, &it.confirmed_by]
                .into_iter()
                .flatten()
                .chain([&it.person])
        })
    }

    /// What about it cannot be, whatever the database holds.
    pub(crate) fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for (n, it) in self.handovers.iter().enumerate() {
            let mut check = |holds: bool, field: &'static str, reason: &'static str| {
                if !holds {
                    problems.push(FieldProblem::new(format!("handovers[{n}].{field}"), reason));
                }
            };
            check(seen.insert(it.person.trim()), "person", "A person goes once.");
            check((1970..=9999).contains(&it.on.year()), "on", "Use a day from 1970 to 9999.");
            let is_note = it.note.chars().count() <= 1_000 && !it.note.contains('\0');
            check(is_note, "note", "Use at most 1,000 characters.");
            let follows = it.successor.as_deref().map(str::trim);
            check(follows != Some(it.person.trim()), "successor", "Nobody follows themselves.");
            let agrees = it.confirmed || it.confirmed_by.is_none();
            check(agrees, "confirmed_by", "Only what is confirmed was confirmed by somebody.");
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_told_by_its_field() {
        let it = HandoverFile {
            on: "2026-12-01".parse().unwrap(),
            person: "cora".to_owned(),
            successor: Some("sam".to_owned()),
            kind: Kind::Leaves,
            note: String::new(),
            asked_by: None,
            confirmed: false,
            confirmed_by: None,
        };
        let agency = |handovers| AgencyHandovers { agency: "it".to_owned(), handovers };
        assert_eq!(agency(vec![it.clone()]).problems(), []);
        let own = HandoverFile {
            successor: Some("cora".to_owned()),
            confirmed_by: Some("tess".to_owned()),
            ..it.clone()
        };
        let problems = agency(vec![it, own]).problems();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        let wanted = ["person", "successor", "confirmed_by"].map(|it| format!("handovers[1].{it}"));
        assert_eq!(fields, wanted);
    }
}
