//! What a library says of a document that it cannot understand, in words for whoever wrote it.

/// What was expected, as the library says it and as people do.
const EXPECTED: [(&str, &str); 12] = [
    ("u8", "a whole number from 0 to 255"),
    ("u16", "a whole number"),
    ("u32", "a whole number"),
    ("u64", "a whole number"),
    ("i32", "a whole number"),
    ("i64", "a whole number"),
    ("f64", "a number"),
    ("a string", "text"),
    ("a boolean", "true or false"),
    ("a sequence", "a list"),
    ("a map", "fields, each with a colon and a value"),
    ("the fields of an item", "fields, each with a colon and a value"),
];

/// Mistakes against YAML, by a part of what the library says of them.
const SYNTAX: [(&str, &str); 7] = [
    ("quoted scalar", "A quotation mark that is opened here is not closed"),
    (
        "mapping values are not allowed",
        "A colon stands where no field can begin: check how far the line is indented, or put the \
         text into quotation marks",
    ),
    (
        "cannot start any token",
        "This sign cannot begin a value: indent with spaces, and put text with signs into \
         quotation marks",
    ),
    ("could not find expected ':'", "Behind the name of a field comes a colon and a blank"),
    (
        "did not find expected",
        "This line does not fit those before it: check how far it is indented, and brackets and \
         quotation marks",
    ),
    ("more than one document", "The file holds more than one document"),
    ("end of stream", "The file ends too early"),
];

/// What is said of days and moments that are none.
const DAYS: [&str; 5] = [
    "premature end of input",
    "input contains invalid characters",
    "input is out of range",
    "trailing input",
    "no possible date and time matching input",
];

/// What `said` means, as a sentence. `beside` are fields of the document that the library does not
/// know of.
pub(crate) fn in_words(said: &str, beside: &[&str]) -> String {
    let known = || unknown(said, beside).or_else(|| missing(said)).or_else(|| other_type(said));
    let sentence = known().unwrap_or_else(|| match DAYS.iter().any(|it| said.contains(it)) {
        true => "Write a day such as 2026-11-21, or a moment such as 2026-11-21T09:00:00Z".into(),
        false => {
            let syntax = SYNTAX.iter().find(|(part, _)| said.contains(part));
            syntax.map_or_else(|| said.to_owned(), |(_, words)| (*words).to_owned())
        }
    });
    let full_stop = if sentence.ends_with('.') { "" } else { "." };
    format!("{sentence}{full_stop}")
}

/// ``unknown field `a`, expected `b` or `c` ``, and the same of a variant.
fn unknown(said: &str, beside: &[&str]) -> Option<String> {
    let (is_field, rest) = match said.strip_prefix("unknown field ") {
        Some(rest) => (true, rest),
        None => (false, said.strip_prefix("unknown variant ")?),
    };
    let mut quoted = rest.split('`').skip(1).step_by(2);
    let name = quoted.next()?;
    let mut known: Vec<&str> = quoted.chain(beside.iter().copied().filter(|_| is_field)).collect();
    known.sort_unstable();
    let known = known.join(", ");
    Some(match is_field {
        true if known.is_empty() => format!("There is no field “{name}” here"),
        true => format!("There is no field “{name}” here. These are known: {known}"),
        false => format!("“{name}” is none of these: {known}"),
    })
}

/// ``missing field `a` ``, and one that is there twice.
fn missing(said: &str) -> Option<String> {
    let starts = |what: &str| said.starts_with(what);
    match (starts("missing field `"), starts("duplicate field `")) {
        (true, _) => Some("This field is missing".to_owned()),
        (_, true) => Some("This field stands here twice".to_owned()),
        _ => None,
    }
}

/// `invalid type: string "a", expected u8`, and the same of a value.
fn other_type(said: &str) -> Option<String> {
    let rest = ["invalid type: ", "invalid value: "].iter().find_map(|it| said.strip_prefix(it))?;
    let (found, expected) = rest.rsplit_once(", expected ")?;
    let plain = EXPECTED.iter().find(|(technical, _)| *technical == expected);
    let expected = match plain {
        Some((_, plain)) => plain,
        None if expected.starts_with("struct ") => "fields, each with a colon and a value",
        None => expected,
    };
    let text = |it: &str| it.strip_prefix("string \"")?.strip_suffix('"').map(str::to_owned);
    let found = match found {
        "sequence" => "a list".to_owned(),
        "map" => "fields".to_owned(),
        "unit value" | "null" => "nothing".to_owned(),
        _ => match text(found) {
            Some(text) => format!("“{text}”"),
            None => found.split('`').nth(1).unwrap_or(found).to_owned(),
        },
    };
    Some(format!("Write {expected}, not {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_library_says_is_told_in_words_for_people() {
        for (said, words) in [
            (
                "unknown field `flavor`, expected one of `kind`, `code`",
                "There is no field “flavor” here. These are known: code, kind, needs.",
            ),
            ("unknown variant `likes`, expected `a` or `b`", "“likes” is none of these: a, b."),
            ("missing field `code`", "This field is missing."),
            ("invalid type: string \"no\", expected a sequence", "Write a list, not “no”."),
            ("invalid type: integer `4`, expected a string", "Write text, not 4."),
            ("invalid type: unit value, expected f64", "Write a number, not nothing."),
            ("something else", "something else."),
        ] {
            assert_eq!(in_words(said, &["needs"]), words);
        }
    }
}
