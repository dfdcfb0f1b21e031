//! Guessing the dialect of a file from its first bytes.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::parse::Parser;
use crate::{Delimiter, Dialect, Encoding};

/// How much of a file [`Dialect::sniff`] looks at. More is ignored.
pub const SAMPLE_BYTES: usize = 1 << 16;

/// How many rows are enough to tell a delimiter.
const ROWS_MAX: usize = 200;

/// Candidates in the order in which they win a tie: what is rarest in prose comes first.
const CANDIDATES: [Delimiter; 4] =
    [Delimiter::Tab, Delimiter::Pipe, Delimiter::Semicolon, Delimiter::Comma];

pub(crate) fn dialect(sample: &[u8]) -> Dialect {
    let is_whole = sample.len() < SAMPLE_BYTES;
    let sample = sample.get(..SAMPLE_BYTES).unwrap_or(sample);
    let encoding = encoding(sample);
    let text = ascii_compatible(sample, encoding);
    let delimiter = hint(&text).unwrap_or_else(|| delimiter(&text, is_whole));
    let may_be_windows_1252 = encoding == Encoding::Utf8 && sample.is_ascii();
    Dialect { encoding, delimiter, may_be_windows_1252 }
}

/// The delimiter that a first line `sep=;` names, as Excel writes and reads it.
fn hint(text: &[u8]) -> Option<Delimiter> {
    let line = text.split(|it| matches!(it, b'\n' | b'\r')).next()?;
    let line = line.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(line);
    let (word, rest) = line.split_at_checked(4)?;
    let &[byte] = rest else { return None };
    word.eq_ignore_ascii_case(b"sep=").then(|| Delimiter::from_byte(byte))?
}

/// Whether a row is the line `sep=;`, whichever delimiter split it.
pub(crate) fn is_hint(cells: &[String]) -> bool {
    let starts = |it: &str| it.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sep="));
    match cells {
        [only] => starts(only) && only.chars().count() == 5,
        [first, second] => starts(first) && first.len() == 4 && second.is_empty(),
        _ => false,
    }
}

fn encoding(sample: &[u8]) -> Encoding {
    match sample {
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8Bom,
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        _ if sample.contains(&0) => utf_16(sample).unwrap_or(Encoding::Utf8),
        _ if is_utf_8(sample) => Encoding::Utf8,
        _ => Encoding::Windows1252,
    }
}

/// Without a byte order mark, UTF-16 shows by the zero halves of its delimiters, blanks and digits,
/// which are all on one side. Some of them must end a line, or a stray zero byte would do.
fn utf_16(sample: &[u8]) -> Option<Encoding> {
    let zeros = |side: usize| sample.iter().skip(side).step_by(2).filter(|it| **it == 0).count();
    let (high_first, low_first) = (zeros(0), zeros(1));
    let (encoding, decoder, n, n_other) = if high_first < low_first {
        (Encoding::Utf16Le, UTF_16LE, low_first, high_first)
    } else {
        (Encoding::Utf16Be, UTF_16BE, high_first, low_first)
    };
    let enough = sample.len() / 2 <= n * 20 && n_other * 10 <= n;
    let whole = sample.get(..sample.len() / 2 * 2).unwrap_or(sample);
    let text = || decoder.decode_without_bom_handling_and_without_replacement(whole);
    let is_lines = || text().is_some_and(|it| it.contains(['\n', '\r']));
    (enough && is_lines()).then_some(encoding)
}

/// Whether the sample is UTF-8, but for a character that its end may have cut in two.
fn is_utf_8(sample: &[u8]) -> bool {
    match str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => sample.len() == SAMPLE_BYTES && error.error_len().is_none(),
    }
}

/// The sample without its byte order mark, and its delimiters as single bytes.
fn ascii_compatible(sample: &[u8], encoding: Encoding) -> Cow<'_, [u8]> {
    let decoder = match encoding {
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Windows1252 => {
            return Cow::Borrowed(sample.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(sample));
        }
    };
    let (text, _) = decoder.decode_with_bom_removal(sample);
    Cow::Owned(text.into_owned().into_bytes())
}

/// The candidate that splits the most rows into as many cells as the first row.
fn delimiter(text: &[u8], is_whole: bool) -> Delimiter {
    let mut best = (0, 0);
    let mut found = Delimiter::Comma;
    for candidate in CANDIDATES {
        let score = score(text, candidate, is_whole);
        if best < score {
            best = score;
            found = candidate;
        }
    }
    found
}

/// How well a delimiter fits, best last: thousandths of rows that agree with the first, columns.
fn score(text: &[u8], delimiter: Delimiter, is_whole: bool) -> (usize, usize) {
    let widths = widths(text, delimiter, is_whole);
    match widths.first() {
        Some(&Some(n_columns)) if 1 < n_columns => {
            let n_agreeing = widths.iter().filter(|it| **it == Some(n_columns)).count();
            (n_agreeing * 1000 / widths.len(), n_columns)
        }
        _ => (0, 0),
    }
}

/// How many cells each row has; none for a row with misplaced quotation marks.
/// The last row of a sample counts only if the sample is the whole file.
fn widths(mut text: &[u8], delimiter: Delimiter, is_whole: bool) -> Vec<Option<usize>> {
    let mut parser = Parser::new(delimiter.byte());
    let width = |it: &Parser| (!it.row().has_stray_quote).then(|| it.row().n_cells());
    let mut widths = Vec::new();
    while widths.len() < ROWS_MAX
        && let Ok((n, true)) = parser.take(text)
    {
        widths.push(width(&parser));
        parser.clear();
        text = text.get(n..).unwrap_or_default();
    }
    if (is_whole || widths.is_empty()) && widths.len() < ROWS_MAX && parser.finish() == Ok(true) {
        widths.push(width(&parser));
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter_of(text: &str) -> Delimiter {
        Dialect::sniff(text.as_bytes()).delimiter
    }

    #[test]
    fn the_delimiter_is_what_splits_all_rows_alike() {
        assert_eq!(delimiter_of("a,b\n1,2\n"), Delimiter::Comma);
        assert_eq!(delimiter_of("name;cost\nmill;1,5\npress;2,5\n"), Delimiter::Semicolon);
        assert_eq!(delimiter_of("city\tstate\nRaleigh, NC\tx\nCary, NC\ty"), Delimiter::Tab);
        assert_eq!(delimiter_of("a|b|c\n1|2|3\n"), Delimiter::Pipe);
        assert_eq!(delimiter_of("\"a;b;c\",d\n\"1;2;3\",4\n"), Delimiter::Comma);
        assert_eq!(delimiter_of("name\n\"x;y\"\nz\n"), Delimiter::Comma);
        assert_eq!(delimiter_of(""), Delimiter::Comma);
    }

    #[test]
    fn one_broken_row_does_not_change_the_guess() {
        let rows = "a;b\n".repeat(9);
        assert_eq!(delimiter_of(&format!("h;i\n{rows}x,y,z\n{rows}")), Delimiter::Semicolon);
    }

    #[test]
    fn a_line_for_excel_names_the_delimiter() {
        assert_eq!(delimiter_of("sep=;\na,b,c\n1,2,3\n"), Delimiter::Semicolon);
        assert_eq!(delimiter_of("\"SEP=|\"\r\na,b\r\n"), Delimiter::Pipe);
        assert_eq!(delimiter_of("separator;x\na;b\n"), Delimiter::Semicolon);
    }

    #[test]
    fn a_byte_order_mark_decides_the_encoding() {
        let encoding = |it: &[u8]| Dialect::sniff(it).encoding;
        assert_eq!(encoding(b"\xEF\xBB\xBFa"), Encoding::Utf8Bom);
        assert_eq!(encoding(b"\xFF\xFEa\0"), Encoding::Utf16Le);
        assert_eq!(encoding(b"\xFE\xFF\0a"), Encoding::Utf16Be);
    }

    #[test]
    fn utf_16_shows_by_its_zeros() {
        for text in ["name;cost\nmill;2\n", "имя;цена\nмельница;25\n"] {
            let low: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let high: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for (bytes, encoding) in [(low, Encoding::Utf16Le), (high, Encoding::Utf16Be)] {
                let dialect = Dialect::sniff(&bytes);
                assert_eq!((dialect.encoding, dialect.delimiter), (encoding, Delimiter::Semicolon));
            }
        }
        let stray = [b"a,b\n".repeat(500), b"\0,c\n".to_vec()].concat();
        assert_eq!(Dialect::sniff(&stray).encoding, Encoding::Utf8);
    }

    #[test]
    fn what_is_not_utf_8_is_windows_1252() {
        assert_eq!(Dialect::sniff(b"name\ncaf\xE9\n").encoding, Encoding::Windows1252);
        assert_eq!(Dialect::sniff("name\ncafé\n".as_bytes()).encoding, Encoding::Utf8);
        assert!(!Dialect::sniff("name\ncafé\n".as_bytes()).may_be_windows_1252);
        assert!(Dialect::sniff(b"name\ncafe\n").may_be_windows_1252);
    }

    #[test]
    fn a_character_cut_by_the_end_of_the_sample_is_no_error() {
        let text = "é".repeat(SAMPLE_BYTES);
        for start in 0..2 {
            let bytes = &[b"a".repeat(start), text.clone().into_bytes()].concat();
            assert_eq!(Dialect::sniff(bytes).encoding, Encoding::Utf8);
        }
    }
}
