//! The agency itself. Nothing here does I/O.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ids::{AgencyId, CalendarId, PersonId};
use crate::{FieldProblem, Timestamp};

/// An organization with people and services of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: AgencyId,
    /// The agency that it is part of. None for the state itself.
    pub parent_id: Option<AgencyId>,
    /// Its short name: unique, and never changed.
    pub code: String,
    /// The codes from the state down to it: `/franklin/commerce/`.
    pub path: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: AgencyKind,
    /// Its county, by five-digit FIPS code, if it is of one county.
    pub county_fips: Option<String>,
    /// What it is for.
    pub mission: String,
    /// How many people work there.
    pub headcount: Option<u32>,
    /// Whom to call about continuity.
    pub primary_contact_id: Option<PersonId>,
    /// Whom to call if nobody answers.
    pub alternate_contact_id: Option<PersonId>,
    /// The calendar by which it counts business days. None: that of the agency it is a division of, or
    /// the state's.
    pub calendar_id: Option<CalendarId>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was retired, if it was.
    pub retired_at: Option<Timestamp>,
    /// How often it was saved.
    pub version: i64,
}

/// What an agency is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AgencyKind {
    /// The state as a whole.
    State,
    /// An agency of the state.
    #[default]
    StateAgency,
    /// A part of an agency.
    Division,
    /// A county.
    County,
    /// A city or town.
    City,
    /// A tribal government.
    Tribal,
    /// A special district.
    SpecialDistrict,
    /// A school district.
    SchoolDistrict,
    /// A federal body.
    Federal,
    /// A company.
    Private,
    /// A nonprofit organization.
    Nonprofit,
}

impl AgencyKind {
    /// Every kind, with its name for programs and for people.
    pub const CHOICES: &[(&str, &str)] = &[
        ("state", "State"),
        ("state_agency", "State agency"),
        ("division", "Division"),
        ("county", "County"),
        ("city", "City or town"),
        ("tribal", "Tribal government"),
        ("special_district", "Special district"),
        ("school_district", "School district"),
        ("federal", "Federal body"),
        ("private", "Company"),
        ("nonprofit", "Nonprofit"),
    ];

    const ALL: [AgencyKind; 11] = [
        AgencyKind::State,
        AgencyKind::StateAgency,
        AgencyKind::Division,
        AgencyKind::County,
        AgencyKind::City,
        AgencyKind::Tribal,
        AgencyKind::SpecialDistrict,
        AgencyKind::SchoolDistrict,
        AgencyKind::Federal,
        AgencyKind::Private,
        AgencyKind::Nonprofit,
    ];

    /// Its name for programs and for people.
    fn names(self) -> (&'static str, &'static str) {
        let names = AgencyKind::ALL.iter().zip(AgencyKind::CHOICES);
        names.into_iter().find(|(it, _)| **it == self).map_or(("", ""), |(_, names)| *names)
    }

    /// Its name for programs.
    pub fn code(self) -> &'static str {
        self.names().0
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        self.names().1
    }

    /// The kind called `code`.
    pub fn from_code(code: &str) -> Option<AgencyKind> {
        AgencyKind::ALL.into_iter().find(|it| it.code() == code)
    }

    /// Whether it is a partner outside the state's own government.
    pub fn is_partner(self) -> bool {
        !matches!(self, AgencyKind::State | AgencyKind::StateAgency | AgencyKind::Division)
    }
}

/// An agency as it is written down. It names others by their codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// The agency that it is part of, by code. Nothing for the state itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What it is called.
    pub name: String,
    /// Other names of the same agency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// What it is.
    #[serde(default)]
    pub kind: AgencyKind,
    /// Its county, by five-digit FIPS code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county_fips: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mission: String,
    /// How many people work there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headcount: Option<u32>,
    /// Whom to call about continuity, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_contact: Option<String>,
    /// Whom to call if nobody answers, by code of the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternate_contact: Option<String>,
    /// The calendar by which it counts business days, by code. Nothing: that of the agency it is a
    /// division of, or the state's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
}

impl AgencyDocument {
    /// What is wrong with it, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let in_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        check(
            !self.code.is_empty() && self.code.len() <= 60 && self.code.chars().all(in_code),
            "code",
            "Use up to 60 lower-case letters, digits and hyphens.",
        );
        let line =
            |it: &str| !it.trim().is_empty() && !it.contains(char::is_control) && it.len() <= 600;
        check(line(&self.name), "name", "Give it a name of one line.");
        check(self.aliases.iter().all(|it| line(it)), "aliases", "Each is one line of text.");
        let fips = |it: &String| it.len() == 5 && it.bytes().all(|it| it.is_ascii_digit());
        check(
            self.county_fips.as_ref().is_none_or(fips),
            "county_fips",
            "Use a five-digit FIPS code such as 37183.",
        );
        check(
            self.mission.chars().count() <= 20_000 && !self.mission.contains('\0'),
            "mission",
            "Use at most 20,000 characters of plain text.",
        );
        check(
            self.headcount.is_none_or(|it| i32::try_from(it).is_ok()),
            "headcount",
            "Use a smaller number.",
        );
        problems
    }
}

/// A name as names of agencies are compared: case, punctuation and filler words do not count, so
/// that "Dept. of Revenue, NC" and "NC Department of Revenue" differ only as people would say.
pub(crate) fn comparable(name: &str) -> String {
    let folded = db::fold(name).replace('&', " and ");
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty());
    let words = words.map(|word| match word {
        "dept" => "department",
        "div" => "division",
        "ofc" => "office",
        other => other,
    });
    words.filter(|it| !matches!(*it, "the" | "of" | "for" | "and")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_compare_equal() {
        assert_eq!(
            comparable("Dept. of Health & Human Services"),
            comparable("department of health and human services")
        );
        assert_ne!(comparable("Department of Health"), comparable("Department of Revenue"));
    }

    #[test]
    fn every_kind_is_found_by_its_code() {
        for kind in AgencyKind::ALL {
            assert_eq!(AgencyKind::from_code(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }
}
