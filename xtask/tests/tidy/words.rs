//! The same words everywhere: those of docs/glossary.md, in American spelling.

use std::fs;

use crate::source::{Source, words};
use crate::{files, files_in, root};

/// Words for which the glossary has another: it says "agency".
const OTHER_WORDS: [&str; 8] = [
    "organization",
    "organizations",
    "organisation",
    "organisations",
    "tenant",
    "tenants",
    "department",
    "departments",
];

/// How words start that are spelled otherwise in America.
const BRITISH: [&str; 17] = [
    "colour",
    "behaviour",
    "favour",
    "honour",
    "neighbour",
    "organis",
    "recognis",
    "authoris",
    "summaris",
    "normalis",
    "serialis",
    "initialis",
    "prioritis",
    "synchronis",
    "centre",
    "licence",
    "catalogue",
];

#[test]
fn names_are_those_of_the_glossary() {
    for (path, text) in files_in(&["crates"], "rs") {
        if path.contains("/tests/") {
            continue; // Data from elsewhere keeps its names.
        }
        let code = Source::of(&text).code;
        let found = words(&code).into_iter().find(|it| OTHER_WORDS.contains(&it.as_str()));
        assert_eq!(found, None, "{path} has another word for a thing of the glossary");
    }
}

/// Strings are left out, except on pages: data that is read may be spelled in any way.
#[test]
fn spelling_is_american() {
    for (path, text) in files("rs") {
        if path.starts_with("xtask/tests/tidy/") {
            continue;
        }
        let source = Source::of(&text);
        let shown =
            if path.starts_with("crates/web/src/") { source.strings } else { String::new() };
        assert_eq!(british(&[source.code, source.comments, shown].join("\n")), None, "{path}");
    }
    for (path, text) in files("js").into_iter().chain(files("css")).chain(markdown()) {
        assert_eq!(british(&text), None, "{path}");
    }
}

fn british(text: &str) -> Option<String> {
    words(text).into_iter().find(|word| BRITISH.iter().any(|it| word.starts_with(it)))
}

/// Every document of the project: those at the top, and those in `docs/`.
pub(crate) fn markdown() -> Vec<(String, String)> {
    let mut found = files_in(&["docs"], "md");
    for entry in fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            found.push((name.clone(), fs::read_to_string(root().join(name)).unwrap()));
        }
    }
    found
}
