//! A table as a value: what both writers take.

use std::fmt;
use std::io::Write;

use crate::{CsvStyle, CsvWriter, WriteError, XlsxWriter};

/// A title, columns, and rows with a cell for each column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it is a table of. Becomes the name of the sheet.
    pub title: String,
    /// From left to right.
    pub columns: Vec<Column>,
    /// From top to bottom.
    pub rows: Vec<Vec<Cell>>,
}

/// What a column is called and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The header.
    pub name: String,
    /// What its cells are, where they are not empty.
    pub kind: Kind,
}

/// What the cells of a column are. Decides how a sheet shows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// Numbers, aligned at the right.
    Number,
    /// Days.
    Date,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// Words. Never a formula, whatever they start with.
    Text(String),
    /// A number. One that is not finite is written as nothing.
    Number(f64),
    /// A length of time in seconds. Written as hours, so that a sheet can add it up.
    Hours(i64),
    /// A day.
    Date(Date),
}

/// A day of the Gregorian calendar, written `2026-11-21`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { title: title.into(), columns, rows: Vec::new() }
    }

    /// Writes it all as CSV.
    pub fn write_csv<W: Write>(&self, output: W, style: CsvStyle) -> Result<W, WriteError> {
        let mut writer = CsvWriter::new(output, &self.columns, style)?;
        for row in &self.rows {
            writer.write(row)?;
        }
        writer.finish()
    }

    /// It all as the bytes of a CSV file.
    pub fn to_csv(&self, style: CsvStyle) -> Result<Vec<u8>, WriteError> {
        self.write_csv(Vec::new(), style)
    }

    /// It all as the bytes of an XLSX file with one sheet.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WriteError> {
        let mut writer = XlsxWriter::new(&self.title, &self.columns)?;
        for row in &self.rows {
            writer.write(row)?;
        }
        writer.finish()
    }
}

impl Column {
    /// A column of words.
    pub fn text(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: Kind::Text }
    }

    /// A column of numbers.
    pub fn number(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: Kind::Number }
    }

    /// A column of lengths of time. What they are in stands behind its name: `_h`.
    pub fn hours(name: &str) -> Self {
        Self::number(format!("{name}_h"))
    }

    /// A column of days.
    pub fn date(name: impl Into<String>) -> Self {
        Self { name: name.into(), kind: Kind::Date }
    }
}

impl Date {
    /// The day, if the calendar has it. Years go from 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        let year = u16::try_from(year).ok().filter(|it| (1..=9999).contains(it))?;
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let n_days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => return None,
        };
        let month = u8::try_from(month).ok()?;
        let day = u8::try_from(day).ok().filter(|it| (1..=n_days).contains(it))?;
        Some(Self { year, month, day })
    }

    pub(crate) fn parts(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Cell {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Cell {
    /// Exact up to 2^53, which is also how a sheet counts.
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<Date> for Cell {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// Seconds as hours, to the 6 places from which every second can be told again.
pub(crate) fn hours(seconds: i64) -> f64 {
    (seconds as f64 / 3_600.0 * 1e6).round() / 1e6
}

/// Fails when a row does not have a cell for each column.
pub(crate) fn check_width(expected: usize, row: &[Cell]) -> Result<(), WriteError> {
    let found = row.len();
    if found == expected { Ok(()) } else { Err(WriteError::Ragged { expected, found }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(Date::new(2024, 2, 29).unwrap().to_string(), "2024-02-29");
        assert_eq!(Date::new(33, 4, 3).unwrap().to_string(), "0033-04-03");
        for (year, month, day) in
            [(2023, 2, 29), (1900, 2, 29), (2024, 13, 1), (2024, 4, 31), (0, 1, 1), (10_000, 1, 1)]
        {
            assert_eq!(Date::new(year, month, day), None);
        }
    }

    #[test]
    fn absence_is_an_empty_cell() {
        assert_eq!(Cell::from(""), Cell::Empty);
        assert_eq!(Cell::from(None::<Date>), Cell::Empty);
        assert_eq!(Cell::from(Some(3_i32)), Cell::Number(3.0));
    }
}
