//! What is different between two versions of a plan, section by section and line by line. Nothing
//! here does I/O.

use super::content::Content;
use super::typed::{LISTS, typed_rows};
use crate::plans::templates::{BlockKind, Template};

/// So many pairs of lines are compared at most; beyond that, a text counts as written anew.
const PAIRS_MAX: usize = 1_000_000;

/// What two versions say in one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionChange {
    /// Which section: its key in the type of plan.
    pub key: String,
    /// Its heading.
    pub title: String,
    /// What stands there, line by line.
    pub lines: Vec<LineChange>,
}

/// One line of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// Both say it.
    Same(String),
    /// Only the older one says it.
    Removed(String),
    /// Only the newer one says it.
    Added(String),
}

impl SectionChange {
    /// Whether the two versions differ there.
    pub fn differs(&self) -> bool {
        self.lines.iter().any(|it| !matches!(it, LineChange::Same(_)))
    }
}

/// What is different between two versions, in the order of the type of plan. What the type does not
/// know stands behind.
pub fn compare(template: &Template, before: &Content, after: &Content) -> Vec<SectionChange> {
    let mut sections: Vec<(&str, &str, Vec<BlockKind>)> = template
        .sections
        .iter()
        .map(|it| (it.key.as_str(), it.title.as_str(), it.blocks.clone()))
        .collect();
    for it in before.sections.iter().chain(&after.sections) {
        if sections.iter().all(|known| known.0 != it.key) {
            sections.push((&it.key, &it.key, Vec::new()));
        }
    }
    let elsewhere: Vec<BlockKind> =
        LISTS.iter().map(|it| it.0).filter(|it| !template.has(*it)).collect();
    sections.push(("", "Lists of no section", elsewhere));
    let change = |(key, title, blocks): (&str, &str, Vec<BlockKind>)| SectionChange {
        key: key.to_owned(),
        title: title.to_owned(),
        lines: differences(&lines(before, key, &blocks), &lines(after, key, &blocks)),
    };
    sections.into_iter().map(change).filter(|it| !it.lines.is_empty()).collect()
}

/// All that a section says, as lines: its text, and each row of its lists.
fn lines(content: &Content, key: &str, blocks: &[BlockKind]) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(it) = content.section(key) {
        lines.extend(it.text.lines().map(|it| it.trim_end().to_owned()));
        if !it.not_applicable.trim().is_empty() {
            lines.push(format!("Does not apply: {}", it.not_applicable.trim()));
        }
    }
    for (kind, fields) in LISTS.iter().filter(|it| blocks.contains(&it.0)) {
        for row in typed_rows(content, *kind) {
            let said = fields.iter().zip(row).filter(|it| !it.1.is_empty());
            let said: Vec<String> =
                said.map(|((_, label, _), it)| format!("{label}: {it}")).collect();
            lines.push(said.join(" · "));
        }
    }
    lines
}

/// The shortest way from one text to the other, line by line.
fn differences(before: &[String], after: &[String]) -> Vec<LineChange> {
    let same = |(a, b): &(&String, &String)| a == b;
    let n_start = before.iter().zip(after).take_while(same).count();
    let (start, before) = before.split_at_checked(n_start).unwrap_or((before, &[]));
    let (_, after) = after.split_at_checked(n_start).unwrap_or((after, &[]));
    let n_end = before.iter().rev().zip(after.iter().rev()).take_while(same).count();
    let (before, end) = before.split_at_checked(before.len() - n_end).unwrap_or((before, &[]));
    let (after, _) = after.split_at_checked(after.len() - n_end).unwrap_or((after, &[]));
    let mut found: Vec<LineChange> = start.iter().cloned().map(LineChange::Same).collect();
    if before.len().saturating_mul(after.len()) <= PAIRS_MAX {
        found.extend(shortest(before, after));
    } else {
        found.extend(before.iter().cloned().map(LineChange::Removed));
        found.extend(after.iter().cloned().map(LineChange::Added));
    }
    found.extend(end.iter().cloned().map(LineChange::Same));
    found
}

/// By the longest common subsequence: `common[i][j]` is its length for what stands in the last `i`
/// lines of one and the last `j` of the other.
fn shortest(before: &[String], after: &[String]) -> Vec<LineChange> {
    let mut common: Vec<Vec<u32>> = vec![vec![0; after.len() + 1]];
    for a in before.iter().rev() {
        let mut row = vec![0];
        for (b, below) in
            after.iter().rev().zip(common.last().into_iter().flat_map(|it| it.windows(2)))
        {
            let [diagonal, above] = *below else { continue };
            let beside = row.last().copied().unwrap_or(0);
            row.push(if a == b { diagonal + 1 } else { above.max(beside) });
        }
        common.push(row);
    }
    let length = |i: usize, j: usize| {
        let row = common.get(before.len().saturating_sub(i));
        row.and_then(|it| it.get(after.len().saturating_sub(j))).copied().unwrap_or(0)
    };
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    loop {
        match (before.get(i), after.get(j)) {
            (None, None) => return found,
            (Some(a), Some(b)) if a == b => {
                found.push(LineChange::Same(a.clone()));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || length(i, j + 1) <= length(i + 1, j) => {
                found.push(LineChange::Removed(a.clone()));
                i += 1;
            }
            (_, Some(b)) => {
                found.push(LineChange::Added(b.clone()));
                j += 1;
            }
            (Some(_), None) => i += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plans::plan::content::{Duty, Section};
    use crate::plans::templates;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn a_line_in_the_middle_is_one_change() {
        let found = differences(&texts(&["a", "b", "c"]), &texts(&["a", "x", "c", "d"]));
        let say = |it: &str| it.to_owned();
        let expected = [
            LineChange::Same(say("a")),
            LineChange::Removed(say("b")),
            LineChange::Added(say("x")),
            LineChange::Same(say("c")),
            LineChange::Added(say("d")),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_change_stands_in_its_section_with_lists_and_reasons() {
        let template = templates::find("computer_network").unwrap();
        let before = Content::blank(template);
        let mut after = before.clone();
        let person = "jane".to_owned();
        after.duties.push(Duty { duty: "Director".to_owned(), person, alternates: vec![] });
        after.sections[1].not_applicable = "None.".to_owned();
        after.sections.push(Section {
            key: "old".to_owned(),
            text: "It.".to_owned(),
            ..Section::default()
        });
        let found = compare(template, &before, &after);
        let said: Vec<(&str, bool)> =
            found.iter().map(|it| (it.key.as_str(), it.differs())).collect();
        assert_eq!(said, [("scope", true), ("who", true), ("old", true)]);
        let line = "Duty: Director · Who: jane".to_owned();
        assert_eq!(found[1].lines, [LineChange::Added(line)]);
        assert!(compare(template, &after, &after).iter().all(|it| !it.differs()));
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_what_changed(
            a in prop::collection::vec("[a-c]", 0..12),
            b in prop::collection::vec("[a-c]", 0..12),
        ) {
            let found = differences(&a, &b);
            let of = |is_before: bool| {
                let text = |it: &LineChange| match it {
                    LineChange::Same(text) => Some(text.clone()),
                    LineChange::Removed(text) => is_before.then(|| text.clone()),
                    LineChange::Added(text) => (!is_before).then(|| text.clone()),
                };
                found.iter().filter_map(text).collect::<Vec<String>>()
            };
            prop_assert_eq!(of(true), a);
            prop_assert_eq!(of(false), b);
        }
    }
}
