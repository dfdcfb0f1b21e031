//! From bytes to the cells of one row: a state machine that does no I/O.
//!
//! It follows RFC 4180 and forgives what spreadsheets get wrong: any of LF, CRLF and CR ends a
//! row, empty lines are no rows, blanks after a closing quotation mark do not count, and a
//! quotation mark inside a cell that does not start with one is a character like any other.
//! Unlike a parser that always finds some reading, it says when a quotation mark was never closed,
//! and it counts lines as an editor does, also inside quotation marks.

use std::mem;
use std::ops::Range;

use crate::Reason;

/// The longest cell in bytes. More than that is not a value but a broken file.
pub const CELL_BYTES_MAX: usize = 1 << 20;

/// The longest row in bytes.
pub const ROW_BYTES_MAX: usize = 4 << 20;

/// The most cells in a row.
pub const COLUMNS_MAX: usize = 4096;

/// Where in a row the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first byte of a row.
    Start,
    /// Before the first byte of a cell.
    Cell,
    /// In a cell without quotation marks.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark between quotation marks: it closes, or the next one doubles it.
    Quote,
    /// After the blanks that follow a closing quotation mark.
    Trail,
}

/// Collects the bytes of a row and where its cells end.
#[derive(Debug)]
pub(crate) struct Parser {
    delimiter: u8,
    place: Place,
    /// The line of the next byte, from 1.
    line: u64,
    /// Whether the last byte was a CR, so that an LF belongs to it.
    after_cr: bool,
    quote_line: u64,
    row: RawRow,
}

/// One row before its bytes are characters.
#[derive(Debug, Default)]
pub(crate) struct RawRow {
    /// All cells, one after the other, without delimiters and quotation marks.
    pub(crate) bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The line on which it starts.
    pub(crate) line: u64,
    /// Whether something followed a closing quotation mark.
    pub(crate) has_stray_quote: bool,
}

impl Parser {
    pub(crate) fn new(delimiter: u8) -> Self {
        let row = RawRow { line: 1, ..RawRow::default() };
        Self { delimiter, place: Place::Start, line: 1, after_cr: false, quote_line: 1, row }
    }

    pub(crate) fn row(&self) -> &RawRow {
        &self.row
    }

    /// Forgets the row that was collected.
    pub(crate) fn clear(&mut self) {
        self.row.bytes.clear();
        self.row.ends.clear();
        self.row.has_stray_quote = false;
        self.row.line = self.line;
    }

    /// Takes bytes up to the end of a row: how many, and whether the row is complete.
    pub(crate) fn take(&mut self, chunk: &[u8]) -> Result<(usize, bool), Reason> {
        let mut n_taken = 0;
        while let Some(rest) = chunk.get(n_taken..)
            && let Some(&byte) = rest.first()
        {
            let n = self.take_run(rest);
            if 0 < n {
                n_taken += n;
                continue;
            }
            n_taken += 1;
            if self.step(byte) {
                self.row.check_limits()?;
                return Ok((n_taken, true));
            }
        }
        self.row.check_limits()?;
        Ok((n_taken, false))
    }

    /// Ends the last row, which need not end in a line break. False if there was none.
    pub(crate) fn finish(&mut self) -> Result<bool, Reason> {
        match mem::replace(&mut self.place, Place::Start) {
            Place::Start => Ok(false),
            Place::Quoted => Err(Reason::UnclosedQuote { line: self.quote_line }),
            Place::Cell | Place::Plain | Place::Quote | Place::Trail => {
                self.row.end_cell();
                self.row.check_limits()?;
                Ok(true)
            }
        }
    }

    /// Copies the bytes from here on that have no meaning but themselves, and counts them.
    fn take_run(&mut self, rest: &[u8]) -> usize {
        let delimiter = self.delimiter;
        let is_plain = |it: &&u8| !matches!(**it, b'\n' | b'\r') && **it != delimiter;
        let is_quoted = |it: &&u8| !matches!(**it, b'\n' | b'\r' | b'"');
        let n = match self.place {
            Place::Plain => rest.iter().take_while(is_plain).count(),
            Place::Quoted => rest.iter().take_while(is_quoted).count(),
            Place::Start | Place::Cell | Place::Quote | Place::Trail => 0,
        };
        if 0 < n {
            self.row.bytes.extend_from_slice(rest.get(..n).unwrap_or_default());
            self.after_cr = false;
        }
        n
    }

    /// Takes one byte; whether it ended the row.
    fn step(&mut self, byte: u8) -> bool {
        let is_break = matches!(byte, b'\n' | b'\r');
        if self.place == Place::Start && !is_break {
            self.row.line = self.line;
            self.place = Place::Cell;
        }
        if is_break {
            self.count_line(byte);
        } else {
            self.after_cr = false;
        }
        match (self.place, byte) {
            (Place::Start, _) => {}
            (Place::Quoted, b'"') => self.place = Place::Quote,
            (Place::Quoted, _) => self.row.bytes.push(byte),
            (_, _) if is_break => {
                self.row.end_cell();
                self.place = Place::Start;
                return true;
            }
            (_, _) if byte == self.delimiter => {
                self.row.end_cell();
                self.place = Place::Cell;
            }
            (Place::Cell, b'"') => {
                self.quote_line = self.line;
                self.place = Place::Quoted;
            }
            (Place::Quote, b'"') => {
                self.row.bytes.push(byte);
                self.place = Place::Quoted;
            }
            (Place::Quote | Place::Trail, b' ' | b'\t') => self.place = Place::Trail,
            (Place::Cell | Place::Plain | Place::Quote | Place::Trail, _) => {
                self.row.has_stray_quote |= matches!(self.place, Place::Quote | Place::Trail);
                self.row.bytes.push(byte);
                self.place = Place::Plain;
            }
        }
        false
    }

    fn count_line(&mut self, byte: u8) {
        let is_second_half = byte == b'\n' && self.after_cr;
        self.line += u64::from(!is_second_half);
        self.after_cr = byte == b'\r';
    }
}

impl RawRow {
    /// Where in `bytes` each cell is.
    pub(crate) fn cells(&self) -> impl Iterator<Item = Range<usize>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(self.ends.iter()).map(|(start, &end)| start..end)
    }

    pub(crate) fn n_cells(&self) -> usize {
        self.ends.len()
    }

    fn end_cell(&mut self) {
        self.ends.push(self.bytes.len());
    }

    fn check_limits(&self) -> Result<(), Reason> {
        let unfinished = self.bytes.len() - self.ends.last().copied().unwrap_or(0);
        let longest = self.cells().map(|it| it.len()).max().unwrap_or(0).max(unfinished);
        if CELL_BYTES_MAX < longest {
            Err(Reason::CellTooLong)
        } else if ROW_BYTES_MAX < self.bytes.len() {
            Err(Reason::RowTooLong)
        } else if COLUMNS_MAX < self.ends.len() {
            Err(Reason::TooManyColumns)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row: its line and its cells.
    type Lined = (u64, Vec<String>);

    fn collected(parser: &mut Parser) -> Lined {
        let text = str::from_utf8(&parser.row().bytes).unwrap();
        let row = (parser.row().line, parser.row().cells().map(|it| text[it].to_owned()).collect());
        parser.clear();
        row
    }

    /// Every row, and how the text ends.
    fn parsed(text: &str, chunk: usize) -> (Vec<Lined>, Result<bool, Reason>) {
        let mut parser = Parser::new(b',');
        let mut rows = Vec::new();
        for mut bytes in text.as_bytes().chunks(chunk) {
            while !bytes.is_empty() {
                let (n, is_complete) = parser.take(bytes).unwrap();
                bytes = &bytes[n..];
                if is_complete {
                    rows.push(collected(&mut parser));
                }
            }
        }
        let end = parser.finish();
        if end == Ok(true) {
            rows.push(collected(&mut parser));
        }
        (rows, end)
    }

    fn rows(text: &str) -> Vec<Lined> {
        let whole = parsed(text, 1000);
        for chunk in 1..5 {
            assert_eq!(parsed(text, chunk), whole, "in chunks of {chunk}");
        }
        whole.0
    }

    fn row(line: u64, cells: &[&str]) -> Lined {
        (line, cells.iter().map(|&it| it.to_owned()).collect())
    }

    #[test]
    fn every_line_break_ends_a_row() {
        let expected = [row(1, &["a", "b"]), row(2, &["c", ""]), row(3, &["d"])];
        assert_eq!(rows("a,b\nc,\nd"), expected);
        assert_eq!(rows("a,b\r\nc,\r\nd\r\n"), expected);
        assert_eq!(rows("a,b\rc,\rd\r"), expected);
    }

    #[test]
    fn empty_lines_are_counted_but_are_no_rows() {
        assert_eq!(rows("\r\n\r\na\n\n\nb\r\r"), [row(3, &["a"]), row(6, &["b"])]);
        assert_eq!(rows(""), []);
        assert_eq!(rows("\n\n"), []);
        assert_eq!(rows("\"\"\n"), [row(1, &[""])]);
    }

    #[test]
    fn quotation_marks_hold_delimiters_breaks_and_themselves() {
        assert_eq!(
            rows("\"a,b\",\"c\r\nd\",\"e\"\"f\"\"\"\ng\n"),
            [row(1, &["a,b", "c\r\nd", "e\"f\""]), row(3, &["g"])]
        );
        assert_eq!(rows("5\" pipe,x\"y\"\n"), [row(1, &["5\" pipe", "x\"y\""])]);
        assert_eq!(rows("\"a\" ,b\n"), [row(1, &["a", "b"])]);
    }

    #[test]
    fn text_after_a_closing_quotation_mark_is_noticed() {
        let mut parser = Parser::new(b',');
        parser.take(b"\"say \"hi\" now\",b\n").unwrap();
        assert!(parser.row().has_stray_quote);
        parser.clear();
        parser.take(b"\"hi\",b\n").unwrap();
        assert!(!parser.row().has_stray_quote);
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_named_by_its_line() {
        let (rows, end) = parsed("a\n\nb,\"c\nd\ne", 1000);
        assert_eq!(rows, [row(1, &["a"])]);
        assert_eq!(end, Err(Reason::UnclosedQuote { line: 3 }));
    }

    #[test]
    fn limits_are_inclusive() {
        let fits = "x".repeat(CELL_BYTES_MAX);
        assert!(Parser::new(b',').take(format!("{fits}\n").as_bytes()).is_ok());
        let over = Parser::new(b',').take(format!("a,\"{fits}x").as_bytes());
        assert_eq!(over, Err(Reason::CellTooLong));
        let row = vec![fits; 5].join(",");
        assert_eq!(Parser::new(b',').take(row.as_bytes()), Err(Reason::RowTooLong));
        let wide = ",".repeat(COLUMNS_MAX - 1) + "\n";
        assert_eq!(Parser::new(b',').take(wide.as_bytes()), Ok((COLUMNS_MAX, true)));
        let wider = ",".repeat(COLUMNS_MAX) + "\n";
        assert_eq!(Parser::new(b',').take(wider.as_bytes()), Err(Reason::TooManyColumns));
    }
}
