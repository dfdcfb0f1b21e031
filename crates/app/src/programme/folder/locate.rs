//! On which line of its file a finding is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::FILE_BYTES_MAX;
use crate::programme::Finding;

/// Looks up the line of each finding that knows what stands there.
pub(crate) fn locate(findings: &mut [Finding], dir: &Path) {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for finding in findings {
        let (Some(file), None) = (&finding.file, finding.line) else { continue };
        let text = texts.entry(file.clone()).or_insert_with(|| text_of(&dir.join(file)));
        finding.line = Some(finding.anchor.as_deref().and_then(|it| line(text, it)).unwrap_or(1));
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

/// The first line that says `anchor`: as the name of a field, or anywhere as a word of its own.
fn line(text: &str, anchor: &str) -> Option<usize> {
    let is_field = |line: &&str| {
        let line = line.trim_start().trim_start_matches("- ");
        line.strip_prefix(anchor).is_some_and(|it| it.starts_with(':'))
    };
    let is_said = |line: &str| {
        let mut words = line.split(|c: char| c.is_whitespace() || "\"',[]{}".contains(c));
        words.any(|it| it == anchor)
    };
    let find = |holds: &dyn Fn(&str) -> bool| text.lines().position(holds).map(|it| it + 1);
    find(&|it| is_field(&it)).or_else(|| find(&is_said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_found_by_its_field_or_by_what_it_says() {
        let text = "code: web\nowner: nobody\nneeds:\n- on: asset:db\n  kind: requires\n";
        assert_eq!(line(text, "owner"), Some(2));
        assert_eq!(line(text, "asset:db"), Some(4));
        assert_eq!(line(text, "asset:d"), None);
        assert_eq!(line("members: [jane, 'bob']\n", "bob"), Some(1));
    }
}
