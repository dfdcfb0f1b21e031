//! What a Word document says, as the Markdown that plans are written in. No word of it is lost, and
//! none of it becomes markup that it was not.

use super::{DocxKind, DocxPart};

/// How deep lists go. Word has nine levels, and nobody follows that many.
const LEVEL_MAX: u8 = 2;

/// The level of the highest heading: the title of the section is above it.
const HEADING_MIN: usize = 3;

/// `parts` as Markdown.
pub fn to_markdown(parts: &[DocxPart]) -> String {
    let mut markdown = String::new();
    // How deep the item before stands, while a list goes on.
    let mut list: Option<u8> = None;
    for part in parts {
        let (block, level) = match &part.kind {
            DocxKind::Heading { level, text } => (heading(*level, text), None),
            DocxKind::Paragraph(text) => (lines(text, ""), None),
            DocxKind::Item { level, is_numbered, text } => {
                // What stands deeper than it can would be taken for code.
                let level = (*level).min(LEVEL_MAX).min(list.map_or(0, |it| it + 1));
                (item(level, *is_numbered, text), Some(level))
            }
            DocxKind::Table(rows) => (table(rows), None),
        };
        if block.is_empty() {
            continue;
        }
        if !markdown.is_empty() {
            markdown.push_str(if list.is_some() && level.is_some() { "\n" } else { "\n\n" });
        }
        markdown.push_str(&block);
        list = level;
    }
    markdown
}

fn heading(level: u8, text: &str) -> String {
    let words = plain(text).split_whitespace().map(escaped).collect::<Vec<_>>().join(" ");
    // At its end a number sign would belong to the heading.
    let words = words.replace('#', "\\#");
    match words.is_empty() {
        true => words,
        false => {
            let marks = (usize::from(level) + HEADING_MIN - 1).clamp(HEADING_MIN, 6);
            format!("{} {words}", "#".repeat(marks))
        }
    }
}

/// The lines of a paragraph, each but the first after `indent`.
fn lines(text: &str, indent: &str) -> String {
    let text = plain(text);
    let lines = text.split('\n').map(str::trim).filter(|it| !it.is_empty());
    lines.map(line).collect::<Vec<_>>().join(&format!("\\\n{indent}"))
}

fn item(level: u8, is_numbered: bool, text: &str) -> String {
    let mark = if is_numbered { "1. " } else { "- " };
    let indent = " ".repeat(4 * usize::from(level));
    let inner = format!("{indent}{}", " ".repeat(mark.len()));
    match lines(text, &inner) {
        it if it.is_empty() => it,
        it => format!("{indent}{mark}{it}"),
    }
}

/// A table, or what is only laid out as one, as paragraphs.
fn table(rows: &[Vec<String>]) -> String {
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    if n_columns < 2 {
        let cells = rows.iter().flatten().flat_map(|it| it.split('\n'));
        let cells: Vec<String> =
            cells.map(|it| lines(it, "")).filter(|it| !it.is_empty()).collect();
        return cells.join("\n\n");
    }
    let row = |cells: &[String]| {
        let cell = |n: usize| cells.get(n).map_or_else(String::new, |it| cell(it));
        let cells: Vec<String> = (0..n_columns).map(cell).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut shown: Vec<String> = rows.iter().map(|it| row(it)).collect();
    shown.insert(1.min(shown.len()), format!("|{}", "---|".repeat(n_columns)));
    shown.join("\n")
}

fn cell(text: &str) -> String {
    let text = plain(text);
    let lines = text.split('\n').map(str::trim).filter(|it| !it.is_empty()).map(escaped);
    lines.collect::<Vec<_>>().join(" / ")
}

/// A line that begins with nothing that Markdown takes for a mark.
fn line(text: &str) -> String {
    let escaped = escaped(text);
    let digits = escaped.len() - escaped.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (number, rest) = escaped.split_at(digits);
    if 0 < digits && rest.starts_with(['.', ')']) {
        return format!("{number}\\{rest}");
    }
    match escaped.chars().next() {
        Some('#' | '+' | '-' | '=' | ':') => format!("\\{escaped}"),
        _ => escaped,
    }
}

/// What Markdown would take for markup anywhere in a line, taken as it is.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Without what is no letter: tabs are spaces, and other control characters nothing.
fn plain(text: &str) -> String {
    let text = text.replace(['\t', '\u{a0}'], " ").replace(['\u{2028}', '\u{2029}', '\u{b}'], "\n");
    text.chars().filter(|it| *it == '\n' || !it.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::docx::Place;
    use crate::markdown::{parse, to_text};

    fn part(kind: DocxKind) -> DocxPart {
        DocxPart { place: Place::Body, kind }
    }

    fn paragraph(text: &str) -> DocxPart {
        part(DocxKind::Paragraph(text.to_owned()))
    }

    fn item(level: u8, text: &str) -> DocxPart {
        part(DocxKind::Item { level, is_numbered: false, text: text.to_owned() })
    }

    #[test]
    fn structure_becomes_markdown() {
        let rows =
            [["Name", "Number"], ["Doe|Roe", "1\n2"]].map(|it| it.map(str::to_owned).to_vec());
        let parts = [
            part(DocxKind::Heading { level: 1, text: "Who acts #".to_owned() }),
            paragraph("Call *first*.\nThen wait."),
            item(0, "one"),
            item(3, "inner"),
            part(DocxKind::Table(rows.to_vec())),
        ];
        let expected = "### Who acts \\#\n\nCall \\*first\\*.\\\nThen wait.\n\n- one\n    - inner\n\n\
                        | Name | Number |\n|---|---|\n| Doe\\|Roe | 1 / 2 |";
        assert_eq!(to_markdown(&parts), expected);
    }

    #[test]
    fn what_looks_like_markup_stays_text() {
        for text in [
            "1. no list",
            "- no item",
            "# no heading",
            "+ plus",
            "> quote",
            "====",
            "----",
            "***",
            "<script>alert(1)</script>",
            "![x](y)",
            "[a]: b",
            "```",
            "~~~",
            "| a |",
            "&amp;",
            "\\",
            "_x_",
        ] {
            let tree = parse(&to_markdown(&[paragraph("before"), paragraph(text)]));
            assert_eq!(tree.len(), 2, "{text}: {tree:?}");
            assert_eq!(to_text(&tree), format!("before\n\n{text}"));
        }
    }

    /// The words without what only sets them apart.
    fn squeezed(text: &str) -> String {
        text.chars().filter(|it| !it.is_whitespace() && !it.is_control()).collect()
    }

    fn any_part() -> impl Strategy<Value = DocxPart> {
        let text = "(\\PC|[\\n\\t#*_`>|~+=.-]){0,40}";
        let cell = "(\\PC|[\\n|]){0,12}";
        let kind = prop_oneof![
            (1_u8..=9, text).prop_map(|(level, text)| DocxKind::Heading { level, text }),
            text.prop_map(DocxKind::Paragraph),
            (0_u8..9, any::<bool>(), text).prop_map(|(level, is_numbered, text)| {
                DocxKind::Item { level, is_numbered, text }
            }),
            prop::collection::vec(prop::collection::vec(cell, 1..4), 1..4)
                .prop_map(DocxKind::Table),
        ];
        kind.prop_map(part)
    }

    proptest! {
        /// No line of any part is lost, and the lines stay in order.
        #[test]
        fn no_word_is_lost(parts in prop::collection::vec(any_part(), 0..12)) {
            let markdown = to_markdown(&parts);
            let said = squeezed(&to_text(&parse(&markdown)));
            let mut rest = said.as_str();
            for part in &parts {
                for line in part.text().split(['\n', '\t']).map(squeezed) {
                    let at = rest.find(&line);
                    prop_assert!(at.is_some(), "{line:?} of {part:?} is not in {markdown:?}");
                    rest = rest.get(at.unwrap_or_default() + line.len()..).unwrap_or_default();
                }
            }
        }
    }
}
