//! Tables as files: reading CSV in any dialect, writing CSV and XLSX.
//!
//! [`Reader`] streams rows out of whatever a spreadsheet saved: it never holds more than one row,
//! and tells for every row it cannot use on which line of the file it is and why. [`Dialect`] says
//! how a file is written down, and guesses it from the first bytes.
//! [`Table`] is what both writers take: [`Table::to_csv`] and [`Table::to_xlsx`] for what fits in
//! memory, [`CsvWriter`] and [`XlsxWriter`] for one row after the other.
//!
//! Start with `parse.rs`, the state machine that everything else surrounds.
//! Never here: what a column means, where a file comes from or goes to.

mod csv_writer;
mod dialect;
mod error;
mod guard;
mod headers;
mod parse;
mod problem;
mod reader;
mod sniff;
mod source;
mod table;
mod xlsx;

pub use csv_writer::{CsvStyle, CsvWriter};
pub use dialect::{Delimiter, Dialect, Encoding};
pub use error::WriteError;
pub use guard::{guard, unguard};
pub use headers::HeaderNote;
pub use parse::{CELL_BYTES_MAX, COLUMNS_MAX, ROW_BYTES_MAX};
pub use problem::{Reason, RowProblem};
pub use reader::{Reader, Row};
pub use sniff::SAMPLE_BYTES;
pub use table::{Cell, Column, Date, Kind, Table};
pub use xlsx::{XLSX_CELL_CHARS_MAX, XLSX_ROWS_MAX, XlsxWriter};
