//! Reading a CSV file row by row, in constant memory.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use encoding_rs::WINDOWS_1252;

use crate::parse::{Parser, RawRow};
use crate::source::Source;
use crate::{Dialect, Encoding, HeaderNote, Reason, RowProblem, SAMPLE_BYTES, unguard};
use crate::{headers, sniff};

/// The rows of a CSV file: an iterator of what can be used and what cannot.
///
/// The first row names the columns. A row with fewer cells is a problem, and so is one with more,
/// unless the cells too many are empty, as spreadsheets leave them. Empty lines are skipped.
/// After a problem that [`Reason::is_fatal`] there are no more rows.
#[derive(Debug)]
pub struct Reader<R> {
    rows: Rows<R>,
    headers: Vec<String>,
    notes: Vec<HeaderNote>,
    number: u64,
    is_unguarded: bool,
    is_over: bool,
}

/// A row with a cell for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which row it is, counted from 1 below the headers.
    pub number: u64,
    /// The line of the file on which it starts, from 1; other than `number` where cells have
    /// line breaks.
    pub line: u64,
    /// As many as there are headers.
    pub cells: Vec<String>,
}

impl Row {
    /// Whether all its cells are empty, as spreadsheets leave rows behind.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|it| it.trim().is_empty())
    }
}

impl<R: Read> Reader<Chain<Cursor<Vec<u8>>, R>> {
    /// Reads the headers of a file whose dialect is guessed from its first bytes.
    pub fn open(mut input: R) -> Result<Self, RowProblem> {
        let mut sample = Vec::new();
        let read = input.by_ref().take(SAMPLE_BYTES as u64).read_to_end(&mut sample);
        read.map_err(|it| RowProblem::of_headers(1, it.into()))?;
        let dialect = Dialect::sniff(&sample);
        Self::new(Cursor::new(sample).chain(input), dialect)
    }
}

impl<R: Read> Reader<R> {
    /// Reads the headers of a file in a known dialect.
    pub fn new(input: R, dialect: Dialect) -> Result<Self, RowProblem> {
        let source = Source::new(input, dialect.encoding);
        let source = source.map_err(|it| RowProblem::of_headers(1, it))?;
        let input = BufReader::with_capacity(SAMPLE_BYTES, source);
        let mut rows = Rows { input, parser: Parser::new(dialect.delimiter.byte()), dialect };
        let mut cells = rows.headers()?;
        if sniff::is_hint(&cells) {
            cells = rows.headers()?;
        }
        let (headers, notes) = headers::unique(cells);
        Ok(Self { rows, headers, notes, number: 0, is_unguarded: false, is_over: false })
    }

    /// Takes the apostrophes away that [`crate::CsvWriter`] put before formulas; see [`unguard`].
    #[must_use]
    pub fn unguarded(mut self) -> Self {
        let names = self.headers.iter().map(|it| unguard(it).to_owned()).collect();
        let (headers, notes) = headers::unique(names);
        self.headers = headers;
        self.notes.extend(notes);
        self.is_unguarded = true;
        self
    }

    /// The names of the columns: trimmed, none empty, none twice.
    #[must_use]
    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    /// The headers that had to be changed for that.
    #[must_use]
    pub fn header_notes(&self) -> &[HeaderNote] {
        &self.notes
    }

    /// The dialect the file turned out to have. Only a guess of UTF-8 can change, into
    /// Windows-1252, when the first accented letter comes.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.rows.dialect
    }

    /// How many bytes of the file were taken so far, to show progress.
    #[must_use]
    pub fn n_bytes(&self) -> u64 {
        self.rows.input.get_ref().n_bytes()
    }

    /// The next row that is not a line of blanks, or a problem; neither is numbered yet.
    fn read(&mut self) -> Result<Option<Row>, RowProblem> {
        while let Some(mut row) = self.rows.next()? {
            let expected = self.headers.len();
            let is_blank_line = row.cells.len() == 1 && 1 < expected && row.is_blank();
            if is_blank_line {
                continue;
            }
            while expected < row.cells.len() && row.cells.last().is_some_and(String::is_empty) {
                row.cells.pop();
            }
            if self.is_unguarded {
                for cell in &mut row.cells {
                    if cell.starts_with('\'') {
                        *cell = unguard(cell).to_owned();
                    }
                }
            }
            let found = row.cells.len();
            if found != expected {
                return Err(row.with_problem(Reason::Ragged { expected, found }));
            }
            return Ok(Some(row));
        }
        Ok(None)
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Row, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let row = self.read().transpose();
        let is_last = |it: &Self::Item| it.as_ref().is_err_and(|it| it.reason.is_fatal());
        self.is_over = row.as_ref().is_none_or(is_last);
        self.number += u64::from(row.is_some());
        row.map(|it| match it {
            Ok(row) => Ok(Row { number: self.number, ..row }),
            Err(problem) => Err(RowProblem { number: self.number, ..problem }),
        })
    }
}

/// Rows as they are in the file, not numbered, of any width.
#[derive(Debug)]
struct Rows<R> {
    input: BufReader<Source<R>>,
    parser: Parser,
    dialect: Dialect,
}

impl<R: Read> Rows<R> {
    fn headers(&mut self) -> Result<Vec<String>, RowProblem> {
        let row = self.next()?;
        row.map(|it| it.cells).ok_or_else(|| RowProblem::of_headers(1, Reason::NoHeaders))
    }

    fn next(&mut self) -> Result<Option<Row>, RowProblem> {
        self.parser.clear();
        let is_row = self.advance();
        let (cells, is_text) = self.cells();
        let row = self.parser.row();
        let (line, has_stray_quote) = (row.line, row.has_stray_quote);
        let has_zero = row.bytes.contains(&0);
        let row = Row { number: 0, line, cells };
        match is_row {
            Err(reason) => Err(row.with_problem(reason)),
            Ok(false) => Ok(None),
            Ok(true) if has_zero => Err(row.with_problem(Reason::ZeroByte)),
            Ok(true) if !is_text => Err(row.with_problem(Reason::NotInEncoding)),
            Ok(true) if has_stray_quote => Err(row.with_problem(Reason::StrayQuote)),
            Ok(true) => Ok(Some(row)),
        }
    }

    /// Fills the parser with the next row. False if there is none.
    fn advance(&mut self) -> Result<bool, Reason> {
        loop {
            let chunk = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                return self.parser.finish();
            }
            let (n, is_complete) = self.parser.take(chunk)?;
            self.input.consume(n);
            if is_complete {
                return Ok(true);
            }
        }
    }

    /// The cells of the row in the parser, and whether all of them are text.
    fn cells(&mut self) -> (Vec<String>, bool) {
        let row = self.parser.row();
        if self.dialect.encoding == Encoding::Windows1252 {
            return (windows_1252(row), true);
        }
        if let Some(cells) = utf_8(row) {
            self.dialect.may_be_windows_1252 &= row.bytes.is_ascii();
            return (cells, true);
        }
        if self.dialect.may_be_windows_1252 {
            self.dialect = self.dialect.with_encoding(Encoding::Windows1252);
            return (windows_1252(row), true);
        }
        let lossy = |it| String::from_utf8_lossy(row.bytes.get(it).unwrap_or_default()).into();
        (row.cells().map(lossy).collect(), false)
    }
}

impl Row {
    fn with_problem(self, reason: Reason) -> RowProblem {
        RowProblem { number: self.number, line: self.line, reason, cells: self.cells }
    }
}

impl RowProblem {
    fn of_headers(line: u64, reason: Reason) -> Self {
        Self { number: 0, line, reason, cells: Vec::new() }
    }
}

/// The cells, if every one of them is UTF-8.
fn utf_8(row: &RawRow) -> Option<Vec<String>> {
    let text = str::from_utf8(&row.bytes).ok()?;
    row.cells().map(|it| text.get(it).map(str::to_owned)).collect()
}

fn windows_1252(row: &RawRow) -> Vec<String> {
    let decoded = |it| {
        let bytes = row.bytes.get(it).unwrap_or_default();
        WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    };
    row.cells().map(decoded).collect()
}
