//! Sorted pieces become the text of a draft.

use crate::plans::plan::{Content, SECTION_MAX};
use crate::plans::templates::Template;
use crate::{FieldProblem, Result};

/// A piece of a Word file, and the section that somebody sorted it into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorted {
    /// The section, by key. Empty: with all that fits nowhere.
    pub section: String,
    /// What it says, in Markdown.
    pub text: String,
}

/// What a draft of this type says that is made of `pieces`. What fits no section goes to the section
/// `rest`.
pub fn content(template: &Template, pieces: &[Sorted], rest: &str) -> Result<Content> {
    let mut content = Content::blank(template);
    let mut problems = Vec::new();
    for (n, piece) in pieces.iter().enumerate() {
        let (key, field) = match piece.section.as_str() {
            "" => (rest, "rest".to_owned()),
            key => (key, format!("to.{n}")),
        };
        let found = content.sections.iter_mut().find(|it| it.key == key);
        let Some(section) = found.filter(|_| template.section(key).is_some()) else {
            let problem = FieldProblem::new(field, "Choose a section.");
            if !problems.contains(&problem) {
                problems.push(problem);
            }
            continue;
        };
        if !section.text.is_empty() {
            section.text.push_str("\n\n");
        }
        section.text.push_str(&piece.text);
        if SECTION_MAX < section.text.chars().count() {
            let reason =
                "With this the section would have more than 50,000 characters. Choose another.";
            problems.push(FieldProblem::new(format!("to.{n}"), reason));
        }
    }
    if problems.is_empty() { Ok(content) } else { Err(problems.into()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Error;
    use crate::plans::templates;

    fn drp() -> &'static Template {
        templates::find("drp").unwrap()
    }

    fn sorted(section: &str, text: &str) -> Sorted {
        Sorted { section: section.to_owned(), text: text.to_owned() }
    }

    fn fields(pieces: &[Sorted], rest: &str) -> Vec<String> {
        match content(drp(), pieces, rest) {
            Err(Error::Invalid(all)) => all.into_iter().map(|it| it.field.into_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_goes_nowhere_is_asked_for() {
        let key = drp().sections[0].key.as_str();
        assert_eq!(fields(&[sorted("", "a"), sorted("", "b")], ""), ["rest"]);
        assert_eq!(fields(&[sorted(key, "a"), sorted("nonsense", "b")], key), ["to.1"]);
        let long = "a".repeat(30_000);
        assert_eq!(fields(&[sorted(key, &long), sorted(key, &long)], key), ["to.1"]);
    }

    proptest! {
        /// However the pieces are sorted, each stands in the section that somebody chose, and in order.
        #[test]
        fn no_piece_is_lost(
            pieces in prop::collection::vec((0_usize..99, "[a-z]{1,30}", any::<bool>()), 0..40),
            rest in 0_usize..99,
        ) {
            let keys: Vec<&str> = drp().sections.iter().map(|it| it.key.as_str()).collect();
            let key = |n: usize| keys[n % keys.len()];
            let rest = key(rest);
            let pieces: Vec<Sorted> = pieces
                .iter()
                .map(|(n, text, fits)| sorted(if *fits { key(*n) } else { "" }, text))
                .collect();
            let content = content(drp(), &pieces, rest).unwrap();
            for key in keys {
                let is_here = |it: &&Sorted| it.section == key || it.section.is_empty() && key == rest;
                let expected: Vec<&str> =
                    pieces.iter().filter(is_here).map(|it| it.text.as_str()).collect();
                prop_assert_eq!(&content.section(key).unwrap().text, &expected.join("\n\n"));
            }
        }
    }
}
