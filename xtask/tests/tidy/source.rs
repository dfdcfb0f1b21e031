//! Rust source, taken apart into what the compiler reads, what the product says, and comments.

/// The parts of one file. Each keeps its line breaks out of the others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// All but comments, with every string and character emptied.
    pub(crate) code: String,
    /// What the strings contain, one after the other.
    pub(crate) strings: String,
    /// What the comments say.
    pub(crate) comments: String,
}

impl Source {
    /// Takes `text` apart.
    pub(crate) fn of(text: &str) -> Source {
        let mut source = Source::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let after_word = source.code.ends_with(|it: char| it.is_alphanumeric() || it == '_');
            let (length, part) = match first {
                '/' if rest.starts_with("//") => (line(rest), &mut source.comments),
                '/' if rest.starts_with("/*") => (until(rest, "*/"), &mut source.comments),
                '"' => (quoted(rest), &mut source.strings),
                'r' | 'b' if !after_word && raw(rest).is_some() => {
                    (raw(rest).unwrap(), &mut source.strings)
                }
                '\'' if character(rest).is_some() => {
                    (character(rest).unwrap(), &mut source.strings)
                }
                _ => (first.len_utf8(), &mut source.code),
            };
            let (piece, next) = rest.split_at(length);
            part.push_str(piece);
            if first == '"' || first == 'r' && length > 1 {
                source.code.push_str("\"\"");
            }
            if length > 1 {
                source.strings.push('\n');
                source.comments.push('\n');
            }
            rest = next;
        }
        source
    }
}

/// The words of `text`: `getTheID_of` is `get`, `the`, `id` and `of`.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in text.chars() {
        let starts = c.is_uppercase() && before.is_lowercase() || !c.is_alphabetic();
        if starts {
            words.push(String::new());
        }
        if c.is_alphabetic() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|it| !it.is_empty());
    words
}

fn line(text: &str) -> usize {
    text.find('\n').unwrap_or(text.len())
}

fn until(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |it| it + end.len())
}

/// How long the string is that starts here.
fn quoted(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// How long the raw string is that starts here, if one does.
fn raw(text: &str) -> Option<usize> {
    let hashes = text.strip_prefix("br").or(text.strip_prefix('r'))?;
    let quote = hashes.trim_start_matches('#');
    let inside = quote.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes.len() - quote.len()));
    Some(text.len() - inside.len() + until(inside, &end))
}

/// How long the character is that starts here; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if inside.starts_with('\\') {
        let end = inside.char_indices().skip(2).find(|(_, it)| *it == '\'')?.0;
        return Some(end + 2);
    }
    let c = inside.chars().next()?;
    inside.split_at(c.len_utf8()).1.starts_with('\'').then(|| c.len_utf8() + 2)
}

#[test]
fn source_is_taken_apart() {
    let text = r##"let a = "x // \" y"; // why
fn f<'a>(c: char) -> bool { c == '"' || c == '\'' } /* or */ r#"raw " one"# for"##;
    let source = Source::of(text);
    assert_eq!(
        source.code,
        "let a = \"\"; \nfn f<'a>(c: char) -> bool { c ==  || c ==  }  \"\" for"
    );
    assert!(source.strings.contains("x // \\\" y") && source.strings.contains("raw \" one"));
    assert!(source.comments.contains("// why") && source.comments.contains("/* or */"));
    assert!(!source.code.contains("why") && !source.comments.contains("raw"));
}

#[test]
fn words_are_found_in_names() {
    assert_eq!(words("getThe_thing(OfThat)"), ["get", "the", "thing", "of", "that"]);
}
