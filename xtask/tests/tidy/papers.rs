//! Documents: what they point at is there, and they have the form that a reader expects.

use crate::words::markdown;
use crate::{files_in, read, root};

/// A link, or a path in backquotes, that leads nowhere is found before a reader finds it.
#[test]
fn every_link_and_path_leads_somewhere() {
    for (path, text) in markdown() {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in between(&text, "](", ")") {
            let is_elsewhere = target.contains(':') || target.starts_with('#');
            let target = target.split('#').next().unwrap();
            let is_there = root().join(folder).join(target).exists();
            assert!(is_elsewhere || is_there, "{path} links to {target}, which is not there");
        }
        for span in between(&text, "`", "`") {
            let is_path = ["crates/", "docs/", "xtask/"].iter().any(|it| span.starts_with(it));
            let is_pattern = span.contains(['<', '*', ' ', '{', '…']);
            let is_there = root().join(span).exists();
            assert!(!is_path || is_pattern || is_there, "{path} names {span}, which is not there");
        }
    }
}

#[test]
fn every_document_has_one_title() {
    for (path, text) in markdown() {
        let mut is_code = false;
        let mut titles = 0;
        for line in text.lines() {
            is_code ^= line.starts_with("```");
            titles += usize::from(!is_code && line.starts_with("# "));
        }
        assert_eq!(titles, 1, "{path}");
    }
}

#[test]
fn every_decision_says_why_and_what_it_costs() {
    const PARTS: [&str; 4] = ["Context", "Decision", "Consequences", "Rejected"];
    for (at, (path, text)) in files_in(&["docs/decisions"], "md").into_iter().enumerate() {
        let name = path.rsplit_once('/').unwrap().1;
        assert!(name.starts_with(&format!("{:04}-", at + 1)), "{name} is out of order");
        let parts: Vec<_> = text.lines().filter_map(|it| it.strip_prefix("## ")).collect();
        assert_eq!(parts, PARTS, "{path}");
        let n_lines = text.lines().count();
        assert!(n_lines <= 80, "{path} is longer than a page: {n_lines} lines");
    }
}

#[test]
fn the_glossary_is_in_order_and_says_each_word_once() {
    let glossary = read("docs/glossary.md");
    let words = between(&glossary, "\n**", "**").into_iter().map(str::to_lowercase);
    let words: Vec<_> = words.collect();
    assert!(words.len() > 20, "{words:?}");
    assert!(words.is_sorted_by(|a, b| a < b), "{words:?}");
}

/// What stands between each `start` and the `end` after it, on one line.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(start) {
        let Some((inside, next)) = after.split_once(end) else {
            break;
        };
        if !inside.contains('\n') {
            found.push(inside);
        }
        rest = next;
    }
    found
}
