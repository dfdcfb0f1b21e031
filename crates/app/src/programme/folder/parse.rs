//! A file as a document, or what in it cannot be understood and where that stands.

use serde::de::DeserializeOwned;

use crate::misread::in_words;

/// What in a file cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misread {
    /// Which field, as `needs[0].max_gap`, if it is one.
    pub(super) field: Option<String>,
    /// On which line, from 1.
    pub(super) line: usize,
    /// In which column, from 1.
    pub(super) column: usize,
    /// What is wrong with it, in a sentence.
    pub(super) message: String,
}

/// What `text` says, in YAML. `beside` are fields of the document that its type does not list.
pub(super) fn parse<T: DeserializeOwned>(text: &str, beside: &[&str]) -> Result<T, Misread> {
    // Nearly every file can be understood. Only of one that cannot, it matters where what stands:
    // keeping count of that takes a fifth of the time.
    if let Ok(it) = serde_yaml_ng::from_str(text) {
        return Ok(it);
    }
    let yaml = serde_yaml_ng::Deserializer::from_str(text);
    serde_path_to_error::deserialize(yaml).map_err(|it| misread(text, &it, beside))
}

fn misread(
    text: &str,
    error: &serde_path_to_error::Error<serde_yaml_ng::Error>,
    beside: &[&str],
) -> Misread {
    let path = error.path().to_string();
    let path = if path == "." { "" } else { path.as_str() };
    let found = error.inner().location();
    let (line, column) = found.map_or((1, 1), |it| (it.line(), it.column()));
    let said = without_place(&error.inner().to_string(), path, (line, column));
    let place = (line, column);
    // These are told of the document that has the field, or has it not.
    let (field, (line, column)) = match (named(&said, "missing"), named(&said, "duplicate")) {
        (Some(name), _) => (join(path, name), place),
        (_, Some(name)) => {
            let second = if path.is_empty() { second(text, name) } else { None };
            (join(path, name), second.map_or(place, |line| (line, 1)))
        }
        _ => (path.to_owned(), place),
    };
    let is_within = field.contains(['.', '[']);
    let message = in_words(&said, if is_within { &[] } else { beside });
    let message = if field.is_empty() { message } else { format!("{field}: {message}") };
    Misread { field: Some(field).filter(|it| !it.is_empty()), line, column, message }
}

/// The message alone: the library puts the path before it and the place behind it.
fn without_place(said: &str, path: &str, (line, column): (usize, usize)) -> String {
    let said = said.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(said);
    let parent = path.rsplit_once('.').map_or("", |it| it.0);
    let before = [path, parent].into_iter().find_map(|it| {
        let rest = said.strip_prefix(it)?.strip_prefix(": ")?;
        (!it.is_empty()).then_some(rest)
    });
    before.unwrap_or(said).to_owned()
}

/// The name in ``missing field `name` ``.
fn named<'a>(said: &'a str, what: &str) -> Option<&'a str> {
    let rest = said.strip_prefix(what)?.strip_prefix(" field `")?;
    rest.split_once('`').map(|it| it.0)
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The line on which a document says a field again.
fn second(text: &str, name: &str) -> Option<usize> {
    let is_field = |line: &str| line.strip_prefix(name).is_some_and(|it| it.starts_with(':'));
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| is_field(line));
    lines.nth(1).map(|it| it.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::ItemFile;

    const START: &str = "kind: service\ncode: portal\nagency: it\nname: Portal\n";

    fn misread(rest: &str) -> (String, (usize, usize), String) {
        let it = parse::<ItemFile>(&format!("{START}{rest}"), &["needs"]).unwrap_err();
        (it.field.unwrap_or_default(), (it.line, it.column), it.message)
    }

    #[test]
    fn a_mistake_is_told_with_its_field_and_its_place() {
        for (rest, field, place, said) in [
            ("restore: soon\n", "restore", (5, 10), "Write a length of time such as 4 h"),
            ("restore: 4\n", "restore", (5, 10), "not “4”."),
            ("tier: high\n", "tier", (5, 7), "Write a whole number from 0 to 255, not “high”."),
            ("flavor: red\n", "flavor", (5, 1), "There is no field “flavor” here. These are known"),
            ("flavor: red\n", "flavor", (5, 1), "name, needs, owner"),
            (
                "needs:\n- on: asset:db\n  max_gap: soon\n",
                "needs[0].max_gap",
                (7, 12),
                "PT9H20M, not “soon”.",
            ),
            (
                "needs:\n- on: asset:db\n- kind: likes\n",
                "needs[1].kind",
                (7, 9),
                "“likes” is none of these: ",
            ),
            ("needs:\n- kind: requires\n", "needs[0].on", (6, 3), "This field is missing."),
            (
                "needs:\n- on: asset:db\n  at: once\n",
                "needs[0].at",
                (7, 3),
                "There is no field “at” here. These are known: kind, max_gap, note, on.",
            ),
            ("needs: none\n", "needs", (5, 8), "Write a list, not “none”."),
            (
                "proof:\n  source: test\n  measured: long\n",
                "proof.measured",
                (7, 13),
                "not “long”.",
            ),
            (
                "proof:\n  source: test\n  on: today\n",
                "proof.on",
                (7, 7),
                "Write a day such as 2026-11-21",
            ),
            (
                "needs:\n- asset:db\n",
                "needs[0]",
                (6, 3),
                "Write fields, each with a colon and a value, not “asset:db”.",
            ),
            ("name: Gate\n", "name", (5, 1), "This field stands here twice."),
        ] {
            let (found, at, message) = misread(rest);
            assert_eq!((found.as_str(), at), (field, place), "{message}");
            assert!(message.starts_with(&format!("{field}: ")), "{message}");
            assert!(message.contains(said) && !message.contains(" at line "), "{message}");
        }
    }

    #[test]
    fn what_is_no_yaml_is_told_with_its_place() {
        let (_, (line, _), message) = misread("owner: \"open\n");
        assert!(5 <= line && message.contains("quotation mark"), "{message}");
        let it = parse::<ItemFile>("- one\n", &[]).unwrap_err();
        assert_eq!((it.field, it.line, it.column), (None, 1, 1), "{}", it.message);
    }
}
