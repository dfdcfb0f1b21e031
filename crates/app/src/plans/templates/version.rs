//! A template as the state has it. Nothing here does I/O.

use uuid::Uuid;

use super::rules::{problems, tidied};
use super::{SectionTemplate, Template};
use crate::ids::PersonId;
use crate::{Error, FieldProblem, Refusal, Result, Timestamp};

/// One version of the template of a type of plan. What comes with the program is version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateVersion {
    /// The how many-th it is.
    pub number: u32,
    /// The type of plan, with the sections of this version.
    pub template: Template,
    /// What is new in it, and why.
    pub note: String,
    /// Who published it.
    pub published_by: Option<PersonId>,
    /// When that was. None: it came with the program.
    pub published_at: Option<Timestamp>,
}

const SAME: Refusal =
    Refusal::new("template.same", "Nothing is different from the version that holds now.");

impl TemplateVersion {
    /// The one that came with the program.
    pub(super) fn built_in(template: &Template) -> TemplateVersion {
        TemplateVersion {
            number: 1,
            template: template.clone(),
            note: "As it came with the program.".to_owned(),
            published_by: None,
            published_at: None,
        }
    }

    /// The sections as a plan that is written to them keeps them: none if they came with the program.
    pub fn outline(&self) -> Vec<SectionTemplate> {
        let built_in = super::find(&self.template.code);
        match built_in.is_some_and(|it| it.sections == self.template.sections) {
            true => Vec::new(),
            false => self.template.sections.clone(),
        }
    }

    /// The next version, with these sections.
    pub(super) fn followed_by(
        &self,
        sections: Vec<SectionTemplate>,
        note: &str,
        (by, now): (PersonId, Timestamp),
    ) -> Result<TemplateVersion> {
        let sections = tidied(sections);
        let mut problems = problems(&sections);
        let note = note.trim();
        if !(1..=1_000).contains(&note.chars().count()) || note.contains('\0') {
            let reason = "Say in a sentence or two what is new, and why. At most 1,000 characters.";
            problems.push(FieldProblem::new("note", reason));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        if sections == self.template.sections {
            return Err(SAME.into());
        }
        Ok(TemplateVersion {
            number: self.number.saturating_add(1),
            template: self.template.with_sections(sections),
            note: note.to_owned(),
            published_by: Some(by),
            published_at: Some(now),
        })
    }
}

/// What the audit log calls the template of a type: always the same.
pub fn subject_id(plan_type: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("plan_template:{plan_type}").as_bytes())
}
