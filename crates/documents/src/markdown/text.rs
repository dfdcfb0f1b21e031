//! The tree becomes plain text: for search, for comparing two versions, for alternatives.

use super::html::task_mark;
use super::{Block, Inline, Item};

/// `blocks` as plain text: a line for each paragraph, item and row, an empty line between blocks.
pub fn to_text(blocks: &[Block]) -> String {
    text_of(blocks, Targets::Told)
}

/// `blocks` as [`to_text`] has them, without where links lead.
pub(crate) fn to_words(blocks: &[Block]) -> String {
    text_of(blocks, Targets::Left)
}

/// Whether text says where links lead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Targets {
    Told,
    Left,
}

fn text_of(blocks: &[Block], targets: Targets) -> String {
    let mut lines = Vec::new();
    for block in blocks {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        push_block(&mut lines, block, "", targets);
    }
    lines.join("\n")
}

/// The words of `inlines`. A link says where it leads, if its words do not.
pub fn inline_text(inlines: &[Inline]) -> String {
    line_of(inlines, Targets::Told)
}

/// The words of `inlines` and nothing else.
pub(crate) fn inline_words(inlines: &[Inline]) -> String {
    line_of(inlines, Targets::Left)
}

fn line_of(inlines: &[Inline], targets: Targets) -> String {
    let mut text = String::new();
    for inline in inlines {
        push_inline(&mut text, inline, targets);
    }
    text
}

fn push_block(lines: &mut Vec<String>, block: &Block, indent: &str, targets: Targets) {
    let mut push = |text: &str| lines.extend(text.split('\n').map(|it| format!("{indent}{it}")));
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => push(&line_of(text, targets)),
        Block::Code(it) => it.iter().for_each(|it| push(it)),
        Block::Rule => push("----"),
        Block::Table(table) => {
            for row in std::iter::once(&table.head).chain(&table.rows) {
                let cells: Vec<String> =
                    row.iter().map(|it| line_of(it, targets).replace('\n', " ")).collect();
                push(&cells.join(" | "));
            }
        }
        Block::Quote(blocks) => {
            blocks.iter().for_each(|it| push_block(lines, it, &format!("{indent}> "), targets));
        }
        Block::List(list) => {
            for (n, item) in (0..).zip(&list.items) {
                let number = list.start.map(|it| it.saturating_add(n));
                let mark = number.map_or("- ".into(), |it| format!("{it}. "));
                push_item(lines, item, (indent, &mark), targets);
            }
        }
    }
}

/// An item after what stands before it: the space, and its mark.
fn push_item(lines: &mut Vec<String>, item: &Item, before: (&str, &str), targets: Targets) {
    let (indent, mark) = before;
    let first = lines.len();
    let inner = format!("{indent}{}", " ".repeat(mark.len()));
    item.blocks.iter().for_each(|it| push_block(lines, it, &inner, targets));
    let mark = format!("{indent}{mark}{}", task_mark(item.done));
    match lines.get_mut(first) {
        Some(line) => *line = mark + line.strip_prefix(&inner).unwrap_or(line),
        None => lines.push(mark.trim_end().to_owned()),
    }
}

fn push_inline(text: &mut String, inline: &Inline, targets: Targets) {
    match inline {
        Inline::Text(it) | Inline::Code(it) => text.push_str(it),
        Inline::Strong(it) | Inline::Emphasis(it) => text.push_str(&line_of(it, targets)),
        Inline::Link { target, text: words } => {
            let words = line_of(words, targets);
            text.push_str(&words);
            let address = target.split_once(':').map_or(target.as_str(), |(_, it)| it);
            if targets == Targets::Told && !words.contains(address.trim_start_matches('/')) {
                text.push_str(&format!(" ({target})"));
            }
        }
        Inline::Break => text.push('\n'),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn text_keeps_what_is_said_and_where() {
        let markdown = "### When\nThe **team** calls\nfirst.\n\n1. One\n   - [x] inner\n2. Two\n\n> \
                        Quoted\n\n| A | B |\n|---|---|\n| 1 | `2` |\n\nSee [us](https://a.example).";
        assert_eq!(
            to_text(&parse(markdown)),
            "When\n\nThe team calls first.\n\n1. One\n   - ☑ inner\n2. Two\n\n> Quoted\n\n\
             A | B\n1 | 2\n\nSee us (https://a.example)."
        );
    }

    #[test]
    fn a_link_that_is_its_own_words_is_said_once() {
        assert_eq!(to_text(&parse("https://a.example/b")), "https://a.example/b");
        assert_eq!(to_text(&parse("<team@a.example>")), "team@a.example");
    }

    #[test]
    fn an_item_without_words_is_an_item() {
        assert_eq!(to_text(&parse("- a\n-\n- c")), "- a\n-\n- c");
    }
}
