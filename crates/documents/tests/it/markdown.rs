//! Markdown from anybody: whatever it is, nothing in its HTML does anything.

use documents::markdown::{Block, parse, to_html, to_text};
use proptest::prelude::*;

/// Pieces that attacks and accidents are made of.
const PIECES: [&str; 44] = [
    "<script>",
    "</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href=",
    "javascript:",
    "JaVa\tScript:",
    "data:text/html,",
    "vbscript:",
    "[x](",
    ")",
    "[x]: ",
    "![",
    "]",
    "<",
    ">",
    "\"",
    "'",
    "&lt;",
    "&#106;",
    "&colon;",
    "&Tab;",
    "`",
    "```\n",
    "*",
    "**",
    "_",
    "\n",
    "\n\n",
    "> ",
    "- ",
    "1. ",
    "- [x] ",
    "| a | b |\n|---|--:|\n",
    "|",
    "# ",
    "###### ",
    "\\",
    "https://a.example/",
    "<style>",
    "<!--",
    "-->",
    " onclick=x ",
    "\u{0}",
];

fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(PIECES.as_slice()).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
        1 => "[a-z ]{1,8}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|it| it.concat())
}

/// Every tag of `html` as it stands between its angles. Outside of tags there are none.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, next) = after.split_once('>').expect("a tag that ends");
        tags.push(tag);
        rest = next;
    }
    tags
}

fn is_harmless(tag: &str) -> bool {
    const BARE: [&str; 22] = [
        "blockquote",
        "br",
        "code",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "a",
    ];
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let number = tag.strip_prefix("ol start=\"").and_then(|it| it.strip_suffix('"'));
    let link = tag.strip_prefix("a href=\"");
    let link = link.and_then(|it| it.strip_suffix("\" rel=\"noopener noreferrer\""));
    let leads = |it: &str| {
        let schemes = ["https:", "http:", "mailto:", "tel:"];
        schemes.iter().any(|scheme| it.starts_with(scheme)) && !it.contains('"')
    };
    BARE.contains(&name)
        || tag == "td class=\"num\""
        || tag == "th scope=\"col\""
        || tag == "th scope=\"col\" class=\"num\""
        || number.is_some_and(|it| it.chars().all(|it| it.is_ascii_digit()))
        || link.is_some_and(leads)
}

/// Every heading with its level.
fn levels(blocks: &[Block]) -> Vec<u8> {
    let level = |it: &Block| match it {
        Block::Heading { level, .. } => Some(*level),
        _ => None,
    };
    blocks.iter().filter_map(level).collect()
}

proptest! {
    #![proptest_config(crate::cases(3_000))]

    #[test]
    fn no_markdown_becomes_html_that_does_something(markdown in anything()) {
        let html = to_html(&parse(&markdown));
        for tag in tags(&html) {
            prop_assert!(is_harmless(tag), "<{tag}> of {markdown:?}");
        }
        prop_assert_eq!(&html, &to_html(&parse(&markdown)), "the same each time");
    }

    #[test]
    fn no_markdown_leaves_a_level_of_headings_out(markdown in anything()) {
        let mut before = 2;
        for level in levels(&parse(&markdown)) {
            prop_assert!((3..=6).contains(&level) && level <= before + 1);
            before = level;
        }
    }

    #[test]
    fn every_word_of_plain_text_is_kept(words in "[a-z]{1,9}( [a-z]{1,9}){0,20}") {
        let markdown = format!("{words}\n\n- {words}\n\n| {words} |\n|---|\n| {words} |");
        prop_assert_eq!(to_text(&parse(&markdown)).matches(&words).count(), 4);
    }
}
