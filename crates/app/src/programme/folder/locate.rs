//! Where in its file a finding is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::FILE_BYTES_MAX;
use crate::programme::Finding;

/// Looks up the place of each finding that knows what stands there.
pub(crate) fn locate(findings: &mut [Finding], dir: &Path) {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for finding in findings {
        let (Some(file), None) = (&finding.file, finding.line) else { continue };
        let text = texts.entry(file.clone()).or_insert_with(|| text_of(&dir.join(file)));
        let field = finding.field.as_deref().and_then(|it| within(text, it));
        let anchor = || finding.anchor.as_deref().and_then(|it| place(text, it));
        let Some(place) = field.or_else(anchor) else {
            finding.line = Some(1);
            continue;
        };
        (finding.line, finding.column) = (Some(place.line), Some(place.column));
        if place.is_field && finding.field.is_none() {
            finding.field.clone_from(&finding.anchor);
        }
    }
}

fn text_of(path: &Path) -> String {
    match path.symlink_metadata() {
        Ok(it) if it.is_file() && it.len() <= FILE_BYTES_MAX => {
            fs::read_to_string(path).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// Where something stands in a file.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// Whether it is the name of a field.
    is_field: bool,
}

/// The first place that says `anchor`: as the name of a field, or anywhere as a word of its own.
fn place(text: &str, anchor: &str) -> Option<Place> {
    let at = |line: &str, byte: usize| line.get(..byte).map_or(0, |it| it.chars().count()) + 1;
    let field = |line: &str| {
        let start = line.find(|c| c != ' ' && c != '-')?;
        let rest = line.get(start..)?.strip_prefix(anchor)?;
        rest.starts_with(':').then(|| at(line, start))
    };
    let word = |line: &str| {
        let is_between = |c: char| c.is_whitespace() || "\"',[]{}".contains(c);
        let mut found = line.match_indices(anchor).map(|it| it.0);
        let start = found.find(|start| {
            let before = line.get(..*start).and_then(|it| it.chars().next_back());
            let after = line.get(start + anchor.len()..).and_then(|it| it.chars().next());
            before.is_none_or(is_between) && after.is_none_or(is_between)
        })?;
        Some(at(line, start))
    };
    let find = |is_field: bool, within: &dyn Fn(&str) -> Option<usize>| {
        let mut lines = (1..).zip(text.lines());
        lines.find_map(|(line, it)| Some(Place { line, column: within(it)?, is_field }))
    };
    find(true, &field).or_else(|| find(false, &word))
}

/// Where the field at `path` is written, or else what it would stand in: a field that says nothing is
/// left out.
fn within(text: &str, path: &str) -> Option<Place> {
    let above = || within(text, path.rsplit_once('.')?.0);
    at_path(text, path).or_else(above)
}

/// Where the field at `path`, such as `needs[2].on`, is written: where each field and each entry of
/// a list begins a line, as they do in an export.
fn at_path(text: &str, path: &str) -> Option<Place> {
    let lines: Vec<Line<'_>> = text.lines().zip(1..).filter_map(Line::of).collect();
    let (mut inside, mut found) = (lines.as_slice(), None);
    for step in path.split('.') {
        let (name, indices) = step.split_once('[').unwrap_or((step, ""));
        let level = inside.first()?.column;
        let here = inside.iter().position(|it| it.column == level && it.says(name))?;
        found = inside.get(here);
        // A list may begin as far to the left as its name.
        let rest = inside.get(here + 1..)?;
        let ends = |it: &Line<'_>| it.dash.unwrap_or(it.column + 1) < level || it.column == level;
        inside = rest.get(..rest.iter().position(ends).unwrap_or(rest.len()))?;
        for index in indices.split(['[', ']']).filter(|it| !it.is_empty()) {
            let dash = inside.first()?.dash?;
            let is_entry = |it: &(usize, &Line<'_>)| it.1.dash == Some(dash);
            let mut entries = inside.iter().enumerate().filter(is_entry).map(|it| it.0);
            let start = entries.nth(index.parse().ok()?)?;
            let end = entries.next().unwrap_or(inside.len());
            found = inside.get(start);
            inside = inside.get(start..end)?;
        }
    }
    found.map(|it| Place { line: it.number, column: it.column + 1, is_field: true })
}

/// A line that says something.
struct Line<'a> {
    number: usize,
    /// How far from the left the first dash is that begins an entry of a list.
    dash: Option<usize>,
    /// How far from the left what it says is, after any dashes.
    column: usize,
    content: &'a str,
}

impl<'a> Line<'a> {
    fn of((line, number): (&'a str, usize)) -> Option<Line<'a>> {
        let content = line.trim_start_matches([' ', '-']);
        let (column, indent) = (line.len() - content.len(), line.find(|it| it != ' ')?);
        let is_silent = content.is_empty() || content.starts_with('#');
        let dash = (indent < column).then_some(indent);
        (!is_silent).then_some(Line { number, dash, column, content })
    }

    fn says(&self, name: &str) -> bool {
        self.content.strip_prefix(name).is_some_and(|it| it.starts_with(':'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_by_its_field_or_by_what_it_says() {
        let text = "code: web\nowner: nobody\nneeds:\n- on: asset:db\n  kind: requires\n";
        let at = |line, column, is_field| Some(Place { line, column, is_field });
        assert_eq!(place(text, "owner"), at(2, 1, true));
        assert_eq!(place(text, "asset:db"), at(4, 7, false));
        assert_eq!(place(text, "kind"), at(5, 3, true));
        assert_eq!(place(text, "asset:d"), None);
        assert_eq!(place("members: [jané, 'bob']\n", "bob"), at(1, 18, false));
    }

    #[test]
    fn a_path_leads_to_the_field_within_others() {
        let text = "code: web\nproof:\n  on: 2026-01-01\nneeds:\n- on: asset:db\n  kind: requires\n\
                    - on: pizza\n  notes:\n    - [a]\n    - b\nkind: service\n";
        let at = |path| at_path(text, path).map(|it| (it.line, it.column));
        assert_eq!(at("proof.on"), Some((3, 3)));
        assert_eq!(at("needs[1].on"), Some((7, 3)));
        assert_eq!(at("needs[0].kind"), Some((6, 3)));
        assert_eq!(at("needs[1].notes[1]"), Some((10, 7)));
        assert_eq!(at("kind"), Some((11, 1)));
        let within = |path| within(text, path).map(|it| it.line);
        assert_eq!(within("needs[1].kind"), Some(7));
        assert_eq!(within("nowhere"), None);
        for nowhere in ["needs[2].on", "needs[1].kind", "proof.kind", "on", "needs[x]", "", "[0]"] {
            assert_eq!(at(nowhere), None, "{nowhere}");
        }
    }
}
