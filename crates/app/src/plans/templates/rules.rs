//! What the sections of a template may be. Nothing here does I/O.

use std::collections::BTreeSet;

use super::{BlockKind, SectionTemplate};
use crate::FieldProblem;

/// How many sections a template may have.
pub(super) const SECTIONS_MAX: usize = 60;

/// How many clauses may ask for a section.
const CLAUSES_MAX: usize = 50;

/// What about these sections cannot be, by field such as `sections.3.title`.
pub fn problems(sections: &[SectionTemplate]) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    let (mut keys, mut blocks) = (BTreeSet::new(), BTreeSet::new());
    for (n, it) in sections.iter().enumerate() {
        let mut problem = |field: &str, reason: &'static str| {
            problems.push(FieldProblem::new(format!("sections.{n}.{field}"), reason));
        };
        if !is_key(&it.key) {
            problem("key", "Use lower-case letters, digits and underscores, at most 60.");
        } else if !keys.insert(it.key.as_str()) {
            problem("key", "This key stands here twice.");
        }
        if !is_line(&it.title, 200) {
            problem("title", "Give it a title of at most 200 characters.");
        }
        let n_letters = it.guidance.trim().chars().count();
        if !(1..=5_000).contains(&n_letters) || it.guidance.contains('\0') {
            problem("guidance", "Say what belongs there, in at most 5,000 characters.");
        }
        if CLAUSES_MAX < it.clauses.len() || !it.clauses.iter().all(|it| is_line(it, 100)) {
            problem("clauses", "Name at most 50 clauses of at most 100 characters each.");
        }
        if !it.blocks.iter().all(|it| blocks.insert(*it)) {
            problem("blocks", "A block stands in one section, and once.");
        }
    }
    if !sections.iter().any(|it| it.required) {
        problems.push(FieldProblem::new("sections", "At least one section is required."));
    }
    if SECTIONS_MAX < sections.len() {
        problems.push(FieldProblem::new("sections", "Use at most 60 sections."));
    }
    problems
}

/// The same as they are kept: without blanks around them.
pub fn tidied(sections: Vec<SectionTemplate>) -> Vec<SectionTemplate> {
    let tidy = |it: SectionTemplate| SectionTemplate {
        key: it.key.trim().to_owned(),
        title: it.title.trim().to_owned(),
        guidance: it.guidance.trim().replace("\r\n", "\n"),
        clauses: once_each(it.clauses.iter().map(|it| it.trim())),
        ..it
    };
    sections.into_iter().map(tidy).collect()
}

fn once_each<'a>(all: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for it in all.filter(|it| !it.is_empty()) {
        if !kept.iter().any(|other| other == it) {
            kept.push(it.to_owned());
        }
    }
    kept
}

fn is_key(key: &str) -> bool {
    let in_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=60).contains(&key.len()) && key.chars().all(in_key)
}

fn is_line(text: &str, n_max: usize) -> bool {
    let n_letters = text.trim().chars().count();
    (1..=n_max).contains(&n_letters) && !text.contains(char::is_control)
}

/// A key for a section with this title that none of `taken` has.
pub(super) fn key_for(title: &str, taken: &BTreeSet<String>) -> String {
    let in_key = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let key: String = db::search::words(title).join("_").chars().filter(in_key).take(40).collect();
    let key = match key.trim_matches('_') {
        "" => "section",
        it => it,
    };
    // What a list is called is no name for a section.
    let is_free = |it: &str| !taken.contains(it) && it.parse::<BlockKind>().is_err();
    if is_free(key) {
        return key.to_owned();
    }
    let numbered = (2..).map(|n: u32| format!("{key}_{n}"));
    numbered.take(SECTIONS_MAX * 2).find(|it| is_free(it)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::templates;

    #[test]
    fn what_comes_with_the_program_may_be() {
        for it in templates::all() {
            assert_eq!(problems(&it.sections), [], "{}", it.code);
            assert_eq!(tidied(it.sections.clone()), it.sections, "{}", it.code);
        }
    }

    #[test]
    fn each_problem_is_named_by_its_field() {
        let mut sections = templates::find("drp").unwrap().sections.clone();
        sections[1].key = sections[0].key.clone();
        sections[2].title = " ".to_owned();
        sections[3].guidance = String::new();
        sections[4].clauses = vec!["a\nb".to_owned()];
        let block = *sections.iter().find_map(|it| it.blocks.first()).unwrap();
        sections[5].blocks.extend([block, block]);
        let fields: Vec<String> =
            problems(&sections).into_iter().map(|it| it.field.into_owned()).collect();
        let expected = [
            "sections.1.key",
            "sections.2.title",
            "sections.3.guidance",
            "sections.4.clauses",
            "sections.5.blocks",
        ];
        assert_eq!(fields, expected);
        assert_eq!(problems(&[])[0].field, "sections");
    }

    #[test]
    fn a_new_section_gets_a_key_of_its_own() {
        let taken: BTreeSet<String> = ["cloud_exit".to_owned()].into();
        assert_eq!(key_for("Cloud exit", &taken), "cloud_exit_2");
        assert_eq!(key_for("Área – 51!", &taken), "area_51");
        assert_eq!(key_for("Steps", &taken), "steps_2");
        assert_eq!(key_for("…", &taken), "section");
    }
}
