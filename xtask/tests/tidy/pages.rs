//! Pages: nothing in them that a strict content security policy forbids.

use crate::source::Source;
use crate::{files, files_in};

#[test]
fn no_page_has_style_or_script_of_its_own() {
    for (path, text) in files_in(&["crates/web/src"], "rs") {
        let source = Source::of(&text);
        for line in source.code.lines() {
            let forbidden = attributes(line).into_iter().find(|it| is_forbidden(it));
            assert_eq!(forbidden, None, "{path}: {line}");
            assert!(!has_inline_text(line, "script"), "{path} has a script of its own: {line}");
            assert!(!has_inline_text(line, "style"), "{path} has a style of its own: {line}");
        }
        if !source.code.contains("#[test]") {
            assert!(!source.strings.contains("javascript:"), "{path}");
            assert!(!source.strings.contains(" style=\\\""), "{path}");
        }
    }
}

#[test]
fn no_script_writes_style_or_code_into_a_page() {
    const FORBIDDEN: [&str; 5] =
        [" style=\"", "setAttribute(\"style\"", "setAttribute('style'", "eval(", "new Function("];
    for (path, text) in files("js") {
        assert_eq!(FORBIDDEN.iter().find(|it| text.contains(*it)), None, "{path}");
    }
}

/// The names that stand right before a `=` here. Assignments have a space in between.
fn attributes(line: &str) -> Vec<&str> {
    let is_word = |it: char| it.is_alphanumeric() || it == '-';
    let before = line.match_indices('=').map(|(at, _)| line.split_at(at).0);
    before.map(|it| it.rsplit(|c| !is_word(c)).next().unwrap()).collect()
}

fn is_forbidden(attribute: &str) -> bool {
    let event = attribute.strip_prefix("on").unwrap_or_default();
    attribute == "style" || ["click", "change", "submit", "input", "load", "error"].contains(&event)
}

/// Whether the element called `name` stands on this line with something inside.
fn has_inline_text(line: &str, name: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix(name) else {
        return false;
    };
    let Some((attributes, inside)) = rest.split_once('{') else {
        return false;
    };
    let is_element = attributes.trim().is_empty() || attributes.starts_with([' ', '.', '#']);
    is_element && !inside.trim_start().starts_with('}')
}

#[test]
fn what_a_policy_forbids_is_found() {
    assert!(attributes("div style=\"\" {").iter().any(|it| is_forbidden(it)));
    assert!(attributes("button onclick=\"\" {").iter().any(|it| is_forbidden(it)));
    assert!(!attributes("let style = a == b;").iter().any(|it| is_forbidden(it)));
    assert!(has_inline_text("    script type=\"\" { (data) }", "script"));
    assert!(has_inline_text("script {", "script"));
    assert!(!has_inline_text("script src=(path) {}", "script"));
}
