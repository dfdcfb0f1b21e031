//! A plan as the rules look at it: what it says, beside what is known of what it names.

use std::collections::BTreeSet;

use super::facts::{Facts, ItemFacts};
use crate::Span;
use crate::plans::plan::{Content, PlanDocument};
use crate::plans::templates::{BlockKind, Template};
use crate::prepare::inventory::Kind;

/// How many steps down the rules follow what something needs.
const DEPTH: usize = 4;

/// A plan as the rules look at it.
pub(super) struct Subject<'a> {
    pub(super) document: &'a PlanDocument,
    pub(super) content: &'a Content,
    pub(super) template: &'a Template,
    pub(super) facts: &'a Facts,
    /// What the plan is about that is in use, with how it is named.
    pub(super) about: Vec<(&'a str, &'a ItemFacts)>,
    /// What all of that needs.
    pub(super) behind: BTreeSet<&'a str>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(
        (document, content): (&'a PlanDocument, &'a Content),
        template: &'a Template,
        facts: &'a Facts,
    ) -> Subject<'a> {
        let names = document.items.iter().map(String::as_str);
        let about = names.clone().filter_map(|it| Some((it, facts.there(it)?))).collect();
        let behind = facts.below(names, (DEPTH, false));
        Subject { document, content, template, facts, about, behind }
    }

    /// Whether a block of this kind belongs into a plan of this type.
    pub(super) fn has(&self, block: BlockKind) -> bool {
        self.template.has(block)
    }

    /// The section in which a block stands.
    pub(super) fn section_of(&self, block: BlockKind) -> &'a str {
        let found = self.template.sections.iter().find(|it| it.blocks.contains(&block));
        found.map_or("items", |it| it.key.as_str())
    }

    /// What must be back first of what the plan is about, and how soon.
    pub(super) fn soonest(&self) -> Option<(&'a str, Span)> {
        let all = self.about.iter();
        let all = all.filter_map(|(_, it)| Some((it.name.as_str(), it.required?)));
        all.min_by_key(|it| it.1)
    }

    /// What the plan is about and what that needs, as far as it is in use.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'a str, &'a ItemFacts)> {
        let about: BTreeSet<&str> = self.about.iter().map(|it| it.0).collect();
        let behind = self.behind.iter().filter(move |it| !about.contains(**it));
        let behind = behind.filter_map(|it| Some((*it, self.facts.there(it)?)));
        self.about.iter().copied().chain(behind)
    }

    /// The codes of the sites where what the plan is about is.
    pub(super) fn homes(&self) -> BTreeSet<&'a str> {
        let others = self.about.iter().filter(|it| it.1.kind != Kind::Site);
        others.filter_map(|it| it.1.site.as_deref()).collect()
    }
}
