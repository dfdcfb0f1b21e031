//! An obligation as it is written down: what it asks for, and of whom. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::people::agencies::AgencyKind;
use crate::plans::templates;
use crate::{FieldProblem, Timestamp};

/// How many clauses an obligation may have.
pub const CLAUSES_MAX: usize = 200;

/// How many things a list in it may name.
const NAMED_MAX: usize = 500;

/// An obligation as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligationDocument {
    /// Its short name: unique, and never changed.
    pub code: String,
    /// How it is cited, such as `N.C.G.S. 143B-1331`.
    pub citation: String,
    /// What it is called.
    pub title: String,
    /// What it is about, in our own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// It holds for agencies of these kinds …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<AgencyKind>,
    /// … and for these agencies, by code. If neither is said, it holds for every agency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agencies: Vec<String>,
    /// By when agencies attest for the first time that they meet it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// After how many months they do so again. 0: never.
    #[serde(default = "yearly")]
    pub renew_months: u32,
    /// What it asks for, one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// When it was retired, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
}

const fn yearly() -> u32 {
    12
}

/// One thing that an obligation asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ObligationClause")]
pub struct Clause {
    /// Its number, such as `CP-2a.3`. Sections of plans that name this clause answer it.
    pub number: String,
    /// What it asks for, in our own words.
    pub text: String,
    /// The sections that answer it besides, each as `drp:disasters`: the type of plan, and the key of
    /// the section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
}

impl ObligationDocument {
    /// One that asks for nothing yet, of every agency.
    pub fn new(code: &str, citation: &str, title: &str) -> ObligationDocument {
        ObligationDocument {
            code: code.to_owned(),
            citation: citation.to_owned(),
            title: title.to_owned(),
            about: String::new(),
            kinds: Vec::new(),
            agencies: Vec::new(),
            due: None,
            renew_months: yearly(),
            clauses: Vec::new(),
            retired_at: None,
        }
    }

    /// Whether it holds for an agency of this kind with this code.
    pub fn applies_to(&self, kind: AgencyKind, code: &str) -> bool {
        let to_all = self.kinds.is_empty() && self.agencies.is_empty();
        to_all || self.kinds.contains(&kind) || self.agencies.iter().any(|it| it == code)
    }

    /// The clause of this number.
    pub fn clause(&self, number: &str) -> Option<&Clause> {
        self.clauses.iter().find(|it| it.number == number)
    }

    /// The same without blanks where none belong, and nothing named twice.
    #[must_use]
    pub fn tidied(mut self) -> ObligationDocument {
        let line = |text: &mut String| *text = text.trim().to_owned();
        for it in [&mut self.code, &mut self.citation, &mut self.title, &mut self.about] {
            line(it);
        }
        self.kinds.sort_unstable();
        self.kinds.dedup();
        self.agencies = once_each(&self.agencies);
        for it in &mut self.clauses {
            line(&mut it.number);
            line(&mut it.text);
            it.sections = once_each(&it.sections);
        }
        self
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        let code = self.code.trim();
        let in_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        check(
            (1..=100).contains(&code.len()) && code.chars().all(in_code),
            "code",
            "Use up to 100 lower-case letters, digits and hyphens.",
        );
        check(is_line(&self.citation, 200), "citation", "Say how it is cited, in one line.");
        check(is_line(&self.title, 300), "title", "Give it a title of one line.");
        check(is_text(&self.about), "about", "Use at most 5,000 characters.");
        let few = self.kinds.len() <= NAMED_MAX && self.agencies.len() <= NAMED_MAX;
        check(few, "agencies", "Name at most 500 agencies.");
        check(self.renew_months <= 120, "renew_months", "Use at most 120 months.");
        check(self.clauses.len() <= CLAUSES_MAX, "clauses", "It may have at most 200 clauses.");
        check(!self.clauses.is_empty(), "clauses.0.number", "Say at least one thing it asks for.");
        problems.extend(self.problems_of_clauses());
        problems
    }

    fn problems_of_clauses(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for (n, it) in self.clauses.iter().enumerate() {
            let mut problem = |field: &str, reason: String| {
                problems.push(FieldProblem::new(format!("clauses.{n}.{field}"), reason));
            };
            if !is_line(&it.number, 60) {
                problem("number", "Give it a number, such as CP-2a.3.".to_owned());
            } else if !seen.insert(it.number.trim()) {
                problem("number", "This number stands here twice.".to_owned());
            }
            if it.text.trim().is_empty() || !is_text(&it.text) {
                problem("text", "Say in your own words what it asks for.".to_owned());
            }
            let unknown = it.sections.iter().find(|it| section(it).is_none());
            if let Some(unknown) = unknown {
                let shown: String = unknown.chars().take(100).collect();
                problem("sections", format!("No type of plan has a section “{shown}”."));
            } else if NAMED_MAX < it.sections.len() {
                problem("sections", "Name at most 500 sections.".to_owned());
            }
        }
        problems
    }
}

/// The type and the section that `drp:disasters` names, if there is one.
pub(super) fn section(
    named: &str,
) -> Option<(&'static templates::Template, &'static templates::SectionTemplate)> {
    let (plan_type, key) = named.split_once(':')?;
    let template = templates::find(plan_type.trim())?;
    Some((template, template.section(key.trim())?))
}

fn once_each(all: &[String]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for it in all.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        if !kept.iter().any(|other| other == it) {
            kept.push(it.to_owned());
        }
    }
    kept
}

fn is_line(text: &str, n_max: usize) -> bool {
    let n_letters = text.trim().chars().count();
    (1..=n_max).contains(&n_letters) && !text.contains(char::is_control)
}

fn is_text(text: &str) -> bool {
    text.chars().count() <= 5_000 && !text.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(number: &str, sections: &[&str]) -> Clause {
        let sections = sections.iter().map(|it| (*it).to_owned()).collect();
        Clause { number: number.to_owned(), text: "Plan.".to_owned(), sections }
    }

    #[test]
    fn what_cannot_be_is_named_by_its_field() {
        let document = ObligationDocument {
            clauses: vec![
                clause("1", &["drp:nothing"]),
                clause("1", &["drp:disasters"]),
                Clause::default(),
            ],
            ..ObligationDocument::new("Bad Code", "", "One\ntwo")
        };
        let problems = document.problems();
        let fields: Vec<&str> = problems.iter().map(|it| it.field.as_ref()).collect();
        let expected = [
            "code",
            "citation",
            "title",
            "clauses.0.sections",
            "clauses.1.number",
            "clauses.2.number",
            "clauses.2.text",
        ];
        assert_eq!(fields, expected);
        let fine = ObligationDocument {
            clauses: vec![clause("1", &["drp:disasters"])],
            ..ObligationDocument::new("law", "Law 1", "A law")
        };
        assert_eq!(fine.problems(), []);
    }

    #[test]
    fn it_holds_for_every_agency_unless_it_says_for_which() {
        let law = ObligationDocument::new("law", "Law 1", "A law");
        assert!(law.applies_to(AgencyKind::County, "wake"));
        let kinds = vec![AgencyKind::StateAgency];
        let law = ObligationDocument { kinds, agencies: vec!["wake".to_owned()], ..law };
        assert!(law.applies_to(AgencyKind::County, "wake"));
        assert!(law.applies_to(AgencyKind::StateAgency, "commerce"));
        assert!(!law.applies_to(AgencyKind::County, "durham"));
    }

    #[test]
    fn what_is_named_twice_is_kept_once() {
        let law = ObligationDocument {
            kinds: vec![AgencyKind::County, AgencyKind::State, AgencyKind::County],
            agencies: vec![" wake ".to_owned(), "wake".to_owned(), String::new()],
            ..ObligationDocument::new(" law ", "Law 1", "A law")
        };
        let law = law.tidied();
        assert_eq!(law.code, "law");
        assert_eq!(law.kinds, [AgencyKind::State, AgencyKind::County]);
        assert_eq!(law.agencies, ["wake"]);
    }
}
