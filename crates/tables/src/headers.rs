//! The names of columns: trimmed, never empty, never twice the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A header that had to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderNote {
    /// The column had no name and got one.
    Unnamed {
        /// Which column, from 1.
        column: usize,
        /// The name it has now.
        now: String,
    },
    /// The column had the name of one further left and got another.
    Duplicate {
        /// Which column, from 1.
        column: usize,
        /// The name it had.
        was: String,
        /// The name it has now.
        now: String,
    },
}

impl fmt::Display for HeaderNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unnamed { column, now } => {
                write!(f, "column {column} has no name and is called \"{now}\" here")
            }
            Self::Duplicate { column, was, now } => write!(
                f,
                "column {column} is named \"{was}\" like another and is called \"{now}\" here"
            ),
        }
    }
}

/// Names that differ from each other, and what had to be changed.
/// Columns without a name at the far right, which a spreadsheet leaves behind, keep one as well.
pub(crate) fn unique(cells: Vec<String>) -> (Vec<String>, Vec<HeaderNote>) {
    let given: BTreeSet<String> = cells.iter().map(|it| trimmed(it).to_owned()).collect();
    let mut taken = BTreeSet::new();
    let mut next_numbers = BTreeMap::new();
    let mut names: Vec<String> = Vec::new();
    let mut notes = Vec::new();
    for (index, cell) in cells.into_iter().enumerate() {
        let was = trimmed(&cell).to_owned();
        let column = index + 1;
        let name = if was.is_empty() {
            let now = free(format!("Column {column}"), (&given, &taken), &mut next_numbers);
            notes.push(HeaderNote::Unnamed { column, now: now.clone() });
            now
        } else if taken.contains(&was) {
            let now = numbered(&was, (&given, &taken), &mut next_numbers);
            notes.push(HeaderNote::Duplicate { column, was, now: now.clone() });
            now
        } else {
            was
        };
        taken.insert(name.clone());
        names.push(name);
    }
    (names, notes)
}

/// The names that the columns have of themselves, and those that were given out.
type Used<'a> = (&'a BTreeSet<String>, &'a BTreeSet<String>);

/// The text without blanks around it, nor the byte order mark of a file that was saved twice.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|it: char| it.is_whitespace() || it == '\u{FEFF}')
}

/// The wanted name, or the next one that nobody has.
fn free(wanted: String, used: Used<'_>, next_numbers: &mut BTreeMap<String, usize>) -> String {
    match is_free(&wanted, used) {
        true => wanted,
        false => numbered(&wanted, used, next_numbers),
    }
}

/// The name with the first number behind it that nobody has. Where the last search for a number
/// ended, the next begins: a thousand equal names do not make a million tries.
fn numbered(stem: &str, used: Used<'_>, next_numbers: &mut BTreeMap<String, usize>) -> String {
    let next = next_numbers.entry(stem.to_owned()).or_insert(2);
    loop {
        let name = format!("{stem} ({next})");
        *next += 1;
        if is_free(&name, used) {
            return name;
        }
    }
}

fn is_free(name: &str, (given, taken): Used<'_>) -> bool {
    !given.contains(name) && !taken.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(cells: &[&str]) -> (Vec<String>, usize) {
        let (names, notes) = unique(cells.iter().map(|&it| it.to_owned()).collect());
        (names, notes.len())
    }

    #[test]
    fn good_headers_stay_as_they_are() {
        let given = ["\u{FEFF} Name ", "name\u{A0}"];
        assert_eq!(names(&given), (vec!["Name".into(), "name".into()], 0));
    }

    #[test]
    fn empty_and_repeated_headers_get_names_of_their_own() {
        let (names, n_notes) = names(&["a", "a", "", "a (2)", "a", "Column 3", " "]);
        assert_eq!(names, ["a", "a (3)", "Column 3 (2)", "a (2)", "a (4)", "Column 3", "Column 7"]);
        assert_eq!(n_notes, 4);
    }

    #[test]
    fn thousands_of_equal_headers_are_numbered_without_trying_every_number_again() {
        let used = (&BTreeSet::from(["a".to_owned()]), &BTreeSet::new());
        let mut next_numbers = BTreeMap::from([("a".to_owned(), usize::MAX - 1)]);
        // The search begins where the last one ended: from 2 it would find “a (2)”.
        assert_eq!(numbered("a", used, &mut next_numbers), format!("a ({})", usize::MAX - 1));
        let (names, n_notes) = names(&["a"; 4_096]);
        assert_eq!((names[4_095].as_str(), n_notes), ("a (4096)", 4_095));
    }

    #[test]
    fn a_note_names_the_column() {
        let (_, notes) = unique(vec!["a".into(), "a".into()]);
        assert_eq!(
            notes[0].to_string(),
            "column 2 is named \"a\" like another and is called \"a (2)\" here"
        );
    }
}
