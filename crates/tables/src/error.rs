//! Why a table could not be written.

use std::io;

use rust_xlsxwriter::XlsxError;
use thiserror::Error;

/// Why a table could not be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// A row has another number of cells than there are columns.
    #[error("a row of {found} cells in a table of {expected} columns")]
    Ragged {
        /// How many columns there are.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// A sheet can hold no more rows.
    #[error("a sheet holds {max} rows and a row of headers; write CSV, or fewer rows", max = crate::XLSX_ROWS_MAX)]
    TooManyRows,
    /// The file or connection did not take it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The workbook could not be put together.
    #[error(transparent)]
    Xlsx(#[from] XlsxError),
}

impl From<csv::Error> for WriteError {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}
