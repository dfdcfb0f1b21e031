//! Writing CSV row by row, as RFC 4180 has it: CRLF, quotation marks only where they are needed.

use std::borrow::Cow;
use std::io::Write;

use crate::table::{check_width, hours};
use crate::{Cell, Column, Delimiter, WriteError, guard};

/// How to write a CSV file. It is always UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvStyle {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// Whether it starts with a byte order mark, by which Excel knows that it is UTF-8.
    pub has_bom: bool,
}

impl CsvStyle {
    /// For programs: commas, no byte order mark.
    pub const PLAIN: Self = Self { delimiter: Delimiter::Comma, has_bom: false };

    /// For people with Excel: commas and a byte order mark.
    pub const EXCEL: Self = Self { delimiter: Delimiter::Comma, has_bom: true };
}

/// Writes one row after the other. Holds none of them.
///
/// Cells that a spreadsheet would run get an apostrophe; see [`guard()`].
/// [`crate::Reader::unguarded`] takes it away again.
#[derive(Debug)]
pub struct CsvWriter<W: Write> {
    output: csv::Writer<W>,
    n_columns: usize,
}

impl<W: Write> CsvWriter<W> {
    /// Writes the headers.
    pub fn new(mut output: W, columns: &[Column], style: CsvStyle) -> Result<Self, WriteError> {
        if style.has_bom {
            output.write_all(b"\xEF\xBB\xBF")?;
        }
        let mut writer = Self::continued(output, columns.len(), style);
        writer.output.write_record(columns.iter().map(|it| guard(&it.name).into_owned()))?;
        Ok(writer)
    }

    /// Goes on with a file of `n_columns` columns whose headers are written already.
    pub fn continued(output: W, n_columns: usize, style: CsvStyle) -> Self {
        let output = csv::WriterBuilder::new()
            .delimiter(style.delimiter.byte())
            .terminator(csv::Terminator::CRLF)
            .from_writer(output);
        Self { output, n_columns }
    }

    /// Writes a row, which has a cell for each column.
    pub fn write(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        check_width(self.n_columns, row)?;
        for cell in row {
            self.output.write_field(text(cell).as_bytes())?;
        }
        Ok(self.output.write_record(None::<&[u8]>)?)
    }

    /// Hands on what is still held back.
    pub fn flush(&mut self) -> Result<(), WriteError> {
        Ok(self.output.flush()?)
    }

    /// Ends the file and gives back what it was written to.
    pub fn finish(self) -> Result<W, WriteError> {
        Ok(self.output.into_inner().map_err(csv::IntoInnerError::into_error)?)
    }
}

fn text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => guard(text),
        Cell::Number(number) if number.is_finite() => Cow::Owned(number.to_string()),
        Cell::Number(_) => Cow::Borrowed(""),
        Cell::Hours(seconds) => Cow::Owned(hours(*seconds).to_string()),
        Cell::Date(date) => Cow::Owned(date.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, Table};

    #[test]
    fn cells_are_written_as_their_kind_has_them() {
        let columns = vec![Column::text("name"), Column::number("n"), Column::date("on")];
        let mut table = Table::new("t", columns);
        table.rows.push(vec!["a,\"b\"".into(), 1.5.into(), Date::new(2026, 11, 21).into()]);
        table.rows.push(vec!["=1".into(), (-3_i32).into(), Cell::Empty]);
        table.rows.push(vec!["x\ny".into(), f64::NAN.into(), Cell::Empty]);
        let text = String::from_utf8(table.to_csv(CsvStyle::PLAIN).unwrap()).unwrap();
        assert_eq!(
            text,
            "name,n,on\r\n\"a,\"\"b\"\"\",1.5,2026-11-21\r\n'=1,-3,\r\n\"x\ny\",,\r\n"
        );
    }

    #[test]
    fn a_length_of_time_is_a_number_of_hours_that_says_every_second() {
        let mut table = Table::new("t", vec![Column::hours("rto")]);
        for seconds in [0, 900, 33_600, 14_400, 1, 3_153_600_000] {
            table.rows.push(vec![Cell::Hours(seconds)]);
        }
        let text = String::from_utf8(table.to_csv(CsvStyle::PLAIN).unwrap()).unwrap();
        assert_eq!(text, "rto_h\r\n0\r\n0.25\r\n9.333333\r\n4\r\n0.000278\r\n876000\r\n");
    }

    #[test]
    fn a_byte_order_mark_is_written_when_asked_for() {
        let table = Table::new("t", vec![Column::text("é")]);
        assert_eq!(table.to_csv(CsvStyle::EXCEL).unwrap(), b"\xEF\xBB\xBF\xC3\xA9\r\n");
    }

    #[test]
    fn a_row_of_another_width_is_refused() {
        let mut table = Table::new("t", vec![Column::text("a"), Column::text("b")]);
        table.rows.push(vec!["only".into()]);
        let error = table.to_csv(CsvStyle::PLAIN).unwrap_err();
        assert!(matches!(error, WriteError::Ragged { expected: 2, found: 1 }));
    }
}
