//! Which sections of a plan answer a clause, and whether they do. Nothing here does I/O.

use super::document::section;
use super::{Clause, ObligationDocument};
use crate::plans::plan::Content;
use crate::plans::templates::{self, SectionTemplate, Template};

/// How a plan answers one clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseAnswer {
    /// The number of the clause.
    pub number: String,
    /// What it asks for.
    pub text: String,
    /// The section that answers it, or that would: the one to add.
    pub section: SectionTemplate,
    /// Whether that section is complete.
    pub is_satisfied: bool,
}

/// The sections of a type of plan that answer a clause: those that name it, and those that it names.
pub(super) fn sections<'a>(
    clause: &Clause,
    template: &'a Template,
) -> impl Iterator<Item = &'a SectionTemplate> {
    template.sections.iter().filter(move |section| {
        let is_named = |it: &String| {
            let named = it.split_once(':');
            named.is_some_and(|(of, key)| of.trim() == template.code && key.trim() == section.key)
        };
        section.clauses.contains(&clause.number) || clause.sections.iter().any(is_named)
    })
}

impl Clause {
    /// The sections that answer it, each with the type of plan in which it stands. What the clause
    /// itself names comes first.
    pub fn answered_in(&self) -> Vec<(&'static Template, &'static SectionTemplate)> {
        let named: Vec<_> = self.sections.iter().filter_map(|it| section(it)).collect();
        let all = templates::all().iter();
        let all = all.flat_map(|it| sections(self, it).map(move |section| (it, section)));
        let rest: Vec<_> = all.filter(|it| !named.contains(it)).collect();
        named.into_iter().chain(rest).collect()
    }

    /// The first of them: the one to write where there is no plan that could answer it.
    pub(crate) fn asked_first(&self) -> Option<(&'static Template, &'static str)> {
        let first = self.answered_in().into_iter().next();
        first.map(|(template, section)| (template, section.title.as_str()))
    }
}

impl ObligationDocument {
    /// Whether plans of a type are asked anything by it.
    pub(super) fn asks(&self, template: &Template) -> bool {
        self.clauses.iter().any(|it| sections(it, template).next().is_some())
    }

    /// How a plan of this type that says `content` answers each clause that such plans are asked. A
    /// clause is satisfied once one of the sections that answer it is complete.
    pub fn answers(&self, template: &Template, content: &Content) -> Vec<ClauseAnswer> {
        let answer = |clause: &Clause| {
            let first = sections(clause, template).next()?;
            let complete = sections(clause, template).find(|it| content.is_complete(it));
            Some(ClauseAnswer {
                number: clause.number.clone(),
                text: clause.text.clone(),
                section: complete.unwrap_or(first).clone(),
                is_satisfied: complete.is_some(),
            })
        };
        self.clauses.iter().filter_map(answer).collect()
    }
}

/// How many of these clauses are satisfied, in basis points (domain rule 13, over clauses).
pub fn score(answers: &[ClauseAnswer]) -> u32 {
    let n_satisfied = answers.iter().filter(|it| it.is_satisfied).count();
    let share = (n_satisfied * 10_000).checked_div(answers.len()).unwrap_or(10_000);
    u32::try_from(share).unwrap_or(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::Section;

    fn law() -> ObligationDocument {
        let clause = |number: &str, sections: &[&str]| Clause {
            number: number.to_owned(),
            text: format!("What {number} asks for."),
            sections: sections.iter().map(|it| (*it).to_owned()).collect(),
        };
        ObligationDocument {
            clauses: vec![
                clause("(1)", &["drp:scope"]),
                clause("(2)", &["drp:disasters", "drp:protection"]),
                // Only pandemic plans are asked this.
                clause("(3)", &["pandemic:activation"]),
                // Sections name it themselves.
                clause("CP-2a.5", &[]),
            ],
            ..ObligationDocument::new("law", "Law 1", "A law")
        }
    }

    fn written(keys: &[&str]) -> Content {
        let section = |key: &&str| Section {
            key: (*key).to_owned(),
            text: "Said.".to_owned(),
            ..Section::default()
        };
        Content { sections: keys.iter().map(section).collect(), ..Content::default() }
    }

    #[test]
    fn a_clause_is_satisfied_by_one_complete_section_and_else_names_the_one_to_add() {
        let drp = templates::find("drp").unwrap();
        let answers = law().answers(drp, &written(&["protection", "reconstitution"]));
        let told: Vec<(&str, &str, bool)> = answers
            .iter()
            .map(|it| (it.number.as_str(), it.section.key.as_str(), it.is_satisfied))
            .collect();
        let expected = [
            ("(1)", "scope", false),
            ("(2)", "protection", true),
            ("CP-2a.5", "reconstitution", true),
        ];
        assert_eq!(told, expected);
        assert_eq!(score(&answers), 6_666);
        assert_eq!(score(&[]), 10_000);
    }

    #[test]
    fn a_type_that_has_no_section_for_it_is_not_asked() {
        let asked = |code: &str| law().asks(templates::find(code).unwrap());
        assert!(asked("drp") && asked("pandemic"));
        assert!(!asked("oep"));
        assert!(law().answers(templates::find("oep").unwrap(), &Content::default()).is_empty());
    }
}
