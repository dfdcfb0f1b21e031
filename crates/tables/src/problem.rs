//! Why a row, or the whole file, could not be read.

use std::io;

use thiserror::Error;

use crate::parse::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};

/// A row that cannot be used. Reading goes on after it unless [`Reason::is_fatal`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct RowProblem {
    /// Which row it is, counted from 1 below the headers; 0 for the headers themselves.
    pub number: u64,
    /// The line of the file on which the row starts, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: Reason,
    /// What could be read of it, to be shown beside the reason.
    pub cells: Vec<String>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Reason {
    /// The row has more or fewer cells than there are headers.
    #[error("{} for {}", count(*.found, "cell"), count(*.expected, "column"))]
    Ragged {
        /// How many headers there are.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// Something follows a closing quotation mark, so it may not have been the closing one.
    #[error("text after the closing quotation mark of a cell; write a quotation mark twice")]
    StrayQuote,
    /// A zero byte, which no text has.
    #[error("a zero byte; is this a text file?")]
    ZeroByte,
    /// Bytes that are no characters in the encoding of the file.
    #[error("bytes that are not text in the encoding of this file")]
    NotInEncoding,
    /// The file ends inside quotation marks.
    #[error("the quotation mark opened on line {line} is never closed")]
    UnclosedQuote {
        /// Where it was opened.
        line: u64,
    },
    /// A cell is longer than [`CELL_BYTES_MAX`].
    #[error("a cell longer than {CELL_BYTES_MAX} bytes; is a quotation mark not closed?")]
    CellTooLong,
    /// A row is longer than [`ROW_BYTES_MAX`].
    #[error("a row longer than {ROW_BYTES_MAX} bytes")]
    RowTooLong,
    /// A row has more cells than [`COLUMNS_MAX`].
    #[error("more than {COLUMNS_MAX} columns")]
    TooManyColumns,
    /// There is not even a row of headers.
    #[error("the file is empty; the first row must name the columns")]
    NoHeaders,
    /// It is another kind of file.
    #[error("this is {0}, not a CSV file; save it as CSV and try again")]
    NotCsv(&'static str),
    /// The file could not be read on.
    #[error("the file could not be read: {0}")]
    Unreadable(String),
}

impl Reason {
    /// Whether nothing after this row can be read.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        !matches!(
            self,
            Self::Ragged { .. } | Self::StrayQuote | Self::ZeroByte | Self::NotInEncoding
        )
    }
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

fn count(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}
