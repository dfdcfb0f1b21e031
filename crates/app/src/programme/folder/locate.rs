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
        let place = finding.anchor.as_deref().and_then(|it| place(text, it));
        let Some(place) = place else {
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
}
