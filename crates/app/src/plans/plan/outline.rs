//! The sections that a version of a plan is written to. Nothing here does I/O.
//!
//! A version keeps them, so that it stays what was written, reviewed and approved, whatever becomes of
//! the template of its type.

use std::borrow::Cow;

use super::Content;
use crate::Refusal;
use crate::plans::templates::{self, BlockKind, SectionTemplate, Template, TemplateVersion};

const WORDS: Refusal = Refusal::new(
    "template.words",
    "The plan still says something there that would have no place any more. Move it to another \
     section first.",
);

impl Content {
    /// Nothing yet, with a place for each section of the template of its type.
    pub fn to_write(current: &TemplateVersion) -> Content {
        Content { outline: current.outline(), ..Content::blank(&current.template) }
    }

    /// What belongs in a plan of this type that says this. None: there is no such type.
    pub fn template(&self, plan_type: &str) -> Option<Cow<'static, Template>> {
        let known = templates::find(plan_type)?;
        Some(match self.outline.is_empty() {
            true => Cow::Borrowed(known),
            false => Cow::Owned(known.with_sections(self.outline.clone())),
        })
    }

    /// The same, written to these sections. Refuses if words or rows would have no place any more:
    /// nothing that people wrote is lost (S1-31).
    pub(crate) fn written_to(
        self,
        template: &Template,
        outline: Vec<SectionTemplate>,
    ) -> Result<Content, Refusal> {
        let next = template.with_sections(outline);
        let gone = |key: &str| template.section(key).is_some() && next.section(key).is_none();
        let says = |it: &&super::Section| {
            !it.text.trim().is_empty() || !it.not_applicable.trim().is_empty()
        };
        if self.sections.iter().filter(says).any(|it| gone(&it.key)) {
            return Err(WORDS);
        }
        let written = BlockKind::ALL.iter().filter(|it| it.is_written());
        let mut lost = written.filter(|it| template.has(**it) && !next.has(**it));
        if lost.any(|it| self.has_rows(*it)) {
            return Err(WORDS);
        }
        let mut content = self;
        content.sections.retain(|it| !gone(&it.key));
        let is_built_in =
            templates::find(&next.code).is_some_and(|it| it.sections == next.sections);
        content.outline = if is_built_in { Vec::new() } else { next.sections.clone() };
        Ok(content.in_order(&next))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::plan::{Section, Step};

    fn drp() -> &'static Template {
        templates::find("drp").unwrap()
    }

    fn but(key: &str) -> Vec<SectionTemplate> {
        drp().sections.iter().filter(|it| it.key != key).cloned().collect()
    }

    #[test]
    fn a_section_goes_only_when_nothing_stands_there() {
        let mut content = Content::blank(drp());
        let steps = drp().sections.iter().find(|it| it.blocks.contains(&BlockKind::Steps)).unwrap();
        content.steps.push(Step { text: "Restore it.".to_owned(), ..Step::default() });
        assert_eq!(content.clone().written_to(drp(), but(&steps.key)), Err(WORDS));
        let first = drp().sections[0].key.clone();
        let silent = content.clone().written_to(drp(), but("security")).unwrap();
        assert_eq!(
            (silent.section("security"), silent.outline.len()),
            (None, drp().sections.len() - 1)
        );
        let section =
            Section { key: first.clone(), text: "Words.".to_owned(), ..Section::default() };
        content.sections[0] = section;
        assert_eq!(content.clone().written_to(drp(), but(&first)), Err(WORDS));
        let back = silent.written_to(&drp().with_sections(but("security")), drp().sections.clone());
        let back = back.unwrap();
        assert!(back.outline.is_empty() && back.section("security").is_some());
        assert_eq!(*back.template("drp").unwrap(), *drp());
    }
}
