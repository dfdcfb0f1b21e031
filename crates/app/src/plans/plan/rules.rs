//! The rules of what a plan says: what cannot be, and what is missing. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::content::{Content, PRIORITY_MAX, SalvageItem, Section};
use super::filler::says_something;
use crate::plans::templates::{BlockKind, SectionTemplate, Template, problems as problems_of};
use crate::prepare::inventory::{Kind, reference};
use crate::{Error, FieldProblem, Result};

/// How long a section may be.
pub const SECTION_MAX: usize = 50_000;

/// How many rows a list in a plan may have.
pub const ROWS_MAX: usize = 500;

/// How many names a list within a row may have: those who stand in, successors, copies.
const NAMES_MAX: usize = 50;

/// How many bars a line of text may have. A table fills up each of its rows to the columns of its
/// head, so that a few thousand bars would become millions of cells.
const BARS_MAX: usize = 60;

/// How long a line in a list may be.
const LINE_MAX: usize = 2_000;

impl SalvageItem {
    /// What it names, as `asset:storage`: itself, where it stands, and who saves it.
    pub fn references(&self) -> impl Iterator<Item = String> {
        let named = |kind: Kind, code: &str| match code.trim() {
            "" => String::new(),
            code => reference(kind, code),
        };
        let all = [
            self.item.trim().to_owned(),
            named(Kind::Site, &self.site),
            named(Kind::Vendor, &self.vendor),
        ];
        all.into_iter().filter(|it| !it.is_empty())
    }
}

impl Content {
    /// Nothing yet, with a place for each section of its type.
    pub fn blank(template: &Template) -> Content {
        let section = |it: &SectionTemplate| Section { key: it.key.clone(), ..Section::default() };
        Content { sections: template.sections.iter().map(section).collect(), ..Content::default() }
    }

    /// What people wrote in the section called `key`.
    pub fn section(&self, key: &str) -> Option<&Section> {
        self.sections.iter().find(|it| it.key == key)
    }

    /// The same with its sections in the order of its type, one each. What its type does not know
    /// stays behind them: nothing that people wrote is lost.
    #[must_use]
    pub fn in_order(mut self, template: &Template) -> Content {
        let place = |key: &str| template.sections.iter().position(|it| it.key == key);
        for it in &template.sections {
            if self.section(&it.key).is_none() {
                self.sections.push(Section { key: it.key.clone(), ..Section::default() });
            }
        }
        self.sections.sort_by_key(|it| place(&it.key).unwrap_or(usize::MAX));
        self
    }

    /// Whether the list that belongs to a block has anything in it. Blocks that write themselves
    /// from the inventory are never empty in this sense.
    pub fn has_rows(&self, block: BlockKind) -> bool {
        match block {
            BlockKind::Activation => !self.activation.is_empty(),
            BlockKind::Duties => !self.duties.is_empty(),
            BlockKind::Steps => !self.steps.is_empty(),
            BlockKind::Successions => !self.successions.is_empty(),
            BlockKind::Delegations => !self.delegations.is_empty(),
            BlockKind::Records => !self.records.is_empty(),
            BlockKind::Kit => !self.kit.is_empty(),
            BlockKind::Communication => !self.communication.is_empty(),
            BlockKind::Salvage => !self.salvage.is_empty(),
            _ => true,
        }
    }

    /// Whether a section is complete: somebody wrote something beside its guidance and words that hold
    /// a place, or said why it does not apply, or it has lists which all have rows.
    pub fn is_complete(&self, section: &SectionTemplate) -> bool {
        let written = self.section(&section.key);
        let is_said = |text: &str| says_something(text, &section.guidance);
        let says = |it: &Section| is_said(&it.text) || is_said(&it.not_applicable);
        let lists: Vec<BlockKind> =
            section.blocks.iter().copied().filter(|it| it.is_written()).collect();
        let is_listed = !lists.is_empty() && lists.iter().all(|it| self.has_rows(*it));
        written.is_some_and(says) || is_listed
    }

    /// The required sections that are not complete.
    pub fn missing<'a>(&self, template: &'a Template) -> Vec<&'a SectionTemplate> {
        let required = template.sections.iter().filter(|it| it.required);
        required.filter(|it| !self.is_complete(it)).collect()
    }

    /// How many of the required sections are complete, in basis points (domain rule 13). Approval
    /// needs 10,000.
    pub fn score(&self, template: &Template) -> u32 {
        let n_required = template.sections.iter().filter(|it| it.required).count();
        let n_complete = n_required - self.missing(template).len().min(n_required);
        let share = (n_complete * 10_000).checked_div(n_required).unwrap_or(10_000);
        u32::try_from(share).unwrap_or(10_000)
    }

    /// What about it cannot be, whatever the database holds.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut seen = BTreeSet::new();
        for (n, it) in self.sections.iter().enumerate() {
            let field = format!("sections.{n}");
            if it.key.is_empty() || !seen.insert(it.key.as_str()) {
                let reason = "Each section stands once, by its key.";
                problems.push(FieldProblem::new(format!("{field}.key"), reason));
            }
            for (name, text) in [("text", &it.text), ("not_applicable", &it.not_applicable)] {
                if SECTION_MAX < text.chars().count() {
                    let reason = "Use at most 50,000 characters.";
                    problems.push(FieldProblem::new(format!("{field}.{name}"), reason));
                }
                if text.lines().any(|it| BARS_MAX < it.matches('|').count()) {
                    let reason = "Use at most 60 bars (|) in a line.";
                    problems.push(FieldProblem::new(format!("{field}.{name}"), reason));
                }
                if text.contains('\0') {
                    problems.push(FieldProblem::new(format!("{field}.{name}"), "Use plain text."));
                }
            }
        }
        let of_outline = if self.outline.is_empty() { vec![] } else { problems_of(&self.outline) };
        problems.extend(
            of_outline.into_iter().map(|it| {
                FieldProblem::new(it.field.replacen("sections", "outline", 1), it.reason)
            }),
        );
        problems.extend(self.too_many());
        problems.extend(self.unnamed());
        problems.extend(self.too_long());
        let salvage = self.salvage.iter().enumerate();
        let wrong = salvage.filter(|it| !(1..=PRIORITY_MAX).contains(&it.1.priority));
        problems.extend(wrong.map(|(n, _)| {
            FieldProblem::new(format!("salvage.{n}.priority"), "Use a number from 1 to 5.")
        }));
        problems
    }

    fn too_many(&self) -> Vec<FieldProblem> {
        let lists = [
            ("activation", self.activation.len()),
            ("duties", self.duties.len()),
            ("steps", self.steps.len()),
            ("successions", self.successions.len()),
            ("delegations", self.delegations.len()),
            ("records", self.records.len()),
            ("kit", self.kit.len()),
            ("communication", self.communication.len()),
            ("salvage", self.salvage.len()),
            ("sections", self.sections.len()),
        ];
        let too_many = lists.into_iter().filter(|it| ROWS_MAX < it.1);
        let rows = too_many.map(|(list, _)| FieldProblem::new(list, "Use at most 500 rows."));
        let duties = self.duties.iter().map(|it| it.alternates.len()).enumerate();
        let successors = self.successions.iter().map(|it| it.successors.len()).enumerate();
        let elsewhere = self.successions.iter().map(|it| it.elsewhere.len()).enumerate();
        let copies = self.records.iter().map(|it| it.copies.len()).enumerate();
        let within = duties
            .map(|it| ("duties", "alternates", it))
            .chain(successors.map(|it| ("successions", "successors", it)))
            .chain(elsewhere.map(|it| ("successions", "elsewhere", it)))
            .chain(copies.map(|it| ("records", "copies", it)))
            .filter(|it| NAMES_MAX < it.2.1);
        let names = within.map(|(list, field, (n, _))| {
            FieldProblem::new(format!("{list}.{n}.{field}"), "Use at most 50.")
        });
        rows.chain(names).collect()
    }

    /// Rows without what they are called by.
    fn unnamed(&self) -> Vec<FieldProblem> {
        let names = |list: &'static str, field: &'static str, texts: Vec<&str>| {
            let empty = texts.into_iter().enumerate().filter(|it| it.1.trim().is_empty());
            let problem =
                |(n, _)| FieldProblem::new(format!("{list}.{n}.{field}"), "Say what it is.");
            empty.map(problem).collect::<Vec<_>>()
        };
        [
            names(
                "activation",
                "text",
                self.activation.iter().map(|it| it.text.as_str()).collect(),
            ),
            names("duties", "duty", self.duties.iter().map(|it| it.duty.as_str()).collect()),
            names("steps", "text", self.steps.iter().map(|it| it.text.as_str()).collect()),
            names(
                "successions",
                "position",
                self.successions.iter().map(|it| it.position.as_str()).collect(),
            ),
            names(
                "delegations",
                "authority",
                self.delegations.iter().map(|it| it.authority.as_str()).collect(),
            ),
            names("records", "name", self.records.iter().map(|it| it.name.as_str()).collect()),
            names("kit", "what", self.kit.iter().map(|it| it.what.as_str()).collect()),
            names(
                "communication",
                "what",
                self.communication.iter().map(|it| it.what.as_str()).collect(),
            ),
            names("salvage", "what", self.salvage.iter().map(|it| it.what.as_str()).collect()),
        ]
        .concat()
    }

    /// Lines in lists that are too long, or hold what no database keeps.
    fn too_long(&self) -> Vec<FieldProblem> {
        let lists = Content { sections: Vec::new(), ..self.clone() };
        let Ok(value) = serde_json::to_value(&lists) else { return Vec::new() };
        let mut problems = Vec::new();
        let mut left = vec![(String::new(), &value)];
        while let Some((path, value)) = left.pop() {
            let under = |key: &str| match path.is_empty() {
                true => key.to_owned(),
                false => format!("{path}.{key}"),
            };
            match value {
                serde_json::Value::String(text) if LINE_MAX < text.chars().count() => {
                    problems.push(FieldProblem::new(path, "Use at most 2,000 characters."));
                }
                serde_json::Value::String(text) if text.contains('\0') => {
                    problems.push(FieldProblem::new(path, "Use plain text."));
                }
                serde_json::Value::Array(all) => {
                    left.extend(all.iter().enumerate().map(|(n, it)| (under(&n.to_string()), it)));
                }
                serde_json::Value::Object(all) => {
                    left.extend(all.iter().map(|(key, it)| (under(key), it)));
                }
                _ => {}
            }
        }
        problems
    }

    /// Everybody whom it names, by code of person.
    pub fn people(&self) -> BTreeSet<String> {
        let duties = self.duties.iter().flat_map(|it| it.alternates.iter().chain([&it.person]));
        let follow = self.successions.iter();
        let follow =
            follow.flat_map(|it| it.successors.iter().chain(&it.elsewhere).chain([&it.holder]));
        let keepers = self.records.iter().map(|it| &it.keeper);
        let tell = self.communication.iter().flat_map(|it| it.parts().map(|it| it.2));
        let all = duties.chain(follow).chain(keepers).map(|it| it.trim()).chain(tell);
        all.filter(|it| !it.is_empty()).map(str::to_owned).collect()
    }

    /// What everybody has to do with its messages, by code of person, in one sentence each (S4-47).
    pub fn message_roles(&self) -> BTreeMap<String, String> {
        let mut roles: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in &self.communication {
            for (_, part, code) in message.parts() {
                let said = format!("{part} “{}”.", message.what.trim());
                let of_person = roles.entry(code.to_owned()).or_default();
                if !of_person.contains(&said) {
                    of_person.push(said);
                }
            }
        }
        roles.into_iter().map(|(code, said)| (code, said.join(" "))).collect()
    }

    /// Everything that it names, as `asset:storage`.
    pub fn references(&self) -> BTreeSet<String> {
        let watched = self.activation.iter().map(|it| it.item.clone());
        let steps = self.steps.iter().flat_map(|it| [it.by.clone(), it.restores.clone()]);
        let copies = self.records.iter().flat_map(|it| &it.copies);
        let sites = copies.map(|it| it.site.as_str()).filter(|it| !it.is_empty());
        let sites = sites.map(|it| format!("site:{it}"));
        let salvage = self.salvage.iter().flat_map(SalvageItem::references);
        watched.chain(steps).chain(sites).chain(salvage).filter(|it| it.contains(':')).collect()
    }

    /// What an approval signs: SHA-256 of what the plan says, as canonical JSON (keys sorted, no
    /// spaces), in hexadecimal.
    ///
    /// # Errors
    ///
    /// If it cannot be written down, which is a fault of ours.
    pub fn sha256(&self) -> Result<String> {
        // Maps of serde_json keep their keys sorted, so this is the one way to write it.
        let value = serde_json::to_value(self).map_err(Error::internal)?;
        let bytes = serde_json::to_vec(&value).map_err(Error::internal)?;
        let digest = Sha256::digest(&bytes);
        Ok(digest.iter().map(|it| format!("{it:02x}")).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plans::plan::content::{Criterion, Duty, Trigger};
    use crate::plans::templates;

    fn template() -> &'static Template {
        templates::find("computer_network").unwrap()
    }

    fn with_text(mut content: Content, key: &str) -> Content {
        for it in &mut content.sections {
            if it.key == key {
                it.text = "Something.".to_owned();
            }
        }
        content
    }

    #[test]
    fn a_blank_plan_misses_all_that_is_required() {
        let blank = Content::blank(template());
        let n_required = template().sections.iter().filter(|it| it.required).count();
        assert_eq!(blank.missing(template()).len(), n_required);
        assert_eq!(blank.score(template()), 0);
        assert_eq!(blank.problems(), []);
        let some = with_text(blank, "scope");
        assert_eq!(some.missing(template()).len(), n_required - 1);
    }

    #[test]
    fn guidance_or_a_word_that_holds_a_place_is_not_written() {
        let mut content = with_text(Content::blank(template()), "scope");
        let section = template().section("scope").unwrap();
        let before = content.score(template());
        assert!(content.is_complete(section) && 0 < before);
        for text in [section.guidance.as_str(), "TBD", "To be determined."] {
            let at = content.sections.iter().position(|it| it.key == "scope").unwrap();
            content.sections[at].text = text.to_owned();
            assert!(!content.is_complete(section), "{text}");
            assert!(content.score(template()) < before, "{text}");
        }
    }

    #[test]
    fn a_list_with_rows_is_as_good_as_a_text() {
        let mut content = Content::blank(template());
        let section = template().section("activation").unwrap();
        assert!(!content.is_complete(section));
        content.activation.push(Criterion {
            text: "The data center is gone.".to_owned(),
            trigger: Trigger::SiteLost,
            item: "site:eastern".to_owned(),
            after: None,
        });
        assert!(content.is_complete(section));
        let order = template().section("order").unwrap();
        assert!(!content.is_complete(order), "what writes itself does not stand for words");
    }

    #[test]
    fn rows_have_names_and_sections_stand_once() {
        let mut content = Content::blank(template());
        content.duties.push(Duty {
            duty: " ".to_owned(),
            person: String::new(),
            alternates: vec![],
        });
        let twice = content.sections[0].clone();
        content.sections.push(twice);
        let fields: Vec<String> =
            content.problems().into_iter().map(|it| it.field.into_owned()).collect();
        let last = content.sections.len() - 1;
        assert_eq!(fields, [format!("sections.{last}.key"), "duties.0.duty".to_owned()]);
    }

    proptest! {
        #[test]
        fn what_people_wrote_is_never_lost(texts in prop::collection::vec(("[a-z]{1,8}", ".{0,20}"), 0..12)) {
            let mut content = Content::default();
            for (key, text) in texts {
                if content.section(&key).is_none() {
                    content.sections.push(Section { key, text, ..Section::default() });
                }
            }
            let ordered = content.clone().in_order(template());
            for it in &content.sections {
                prop_assert_eq!(ordered.section(&it.key), Some(it));
            }
            prop_assert_eq!(ordered.clone().in_order(template()), ordered);
        }

        #[test]
        fn a_hash_is_of_what_is_said(a in ".{0,40}", b in ".{0,40}") {
            let say = |text: &str| {
                let section = Section { key: "it".to_owned(), text: text.to_owned(), ..Section::default() };
                Content { sections: vec![section], ..Content::default() }.sha256().unwrap()
            };
            prop_assert_eq!(say(&a) == say(&b), a == b);
        }
    }
}
