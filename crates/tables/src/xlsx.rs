//! Writing a workbook with one sheet: headers that stay in view, a filter, typed cells.
//!
//! Text is written as text, so a spreadsheet never runs it, and no apostrophe is needed.

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::table::{check_width, hours};
use crate::{Cell, Column, Date, Kind, WriteError};

/// How many rows fit below the headers of a sheet.
pub const XLSX_ROWS_MAX: u32 = 1_048_575;

/// The longest text in a cell of a sheet, in UTF-16 units. Longer text is cut, and says so.
pub const XLSX_CELL_CHARS_MAX: usize = 32_767;

const CUT_MARK: &str = " … (cut; the CSV file has all of it)";

const NAME_CHARS_MAX: usize = 31;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (8, 60);

/// Writes one row after the other, into an unnamed temporary file where there can be one, so that a
/// sheet of any length takes little memory.
pub struct XlsxWriter {
    workbook: Workbook,
    /// The next row of the sheet; 0 are the headers.
    row: u32,
    kinds: Vec<Kind>,
    widths: Vec<usize>,
    formats: Formats,
}

struct Formats {
    header: Format,
    text: Format,
    number: Format,
    date: Format,
}

impl XlsxWriter {
    /// Writes the headers.
    pub fn new(title: &str, columns: &[Column]) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        if workbook.add_worksheet_with_constant_memory().is_err() {
            // Without a place for temporary files, memory must do.
            workbook.add_worksheet();
        }
        let sheet = workbook.worksheet_from_index(0)?;
        sheet.set_name(sheet_name(title))?;
        sheet.set_freeze_panes(1, 0)?;
        let formats = Formats::new();
        for (column, it) in (0..).zip(columns) {
            sheet.write_string_with_format(0, column, fitting(&it.name), &formats.header)?;
        }
        // Beside its header, a column shows the button of the filter.
        let widths = columns.iter().map(|it| it.name.chars().count() + 3).collect();
        let kinds = columns.iter().map(|it| it.kind).collect();
        Ok(Self { workbook, row: 1, kinds, widths, formats })
    }

    /// Writes a row, which has a cell for each column.
    pub fn write(&mut self, row: &[Cell]) -> Result<(), WriteError> {
        check_width(self.kinds.len(), row)?;
        if XLSX_ROWS_MAX < self.row {
            return Err(WriteError::TooManyRows);
        }
        let sheet = self.workbook.worksheet_from_index(0)?;
        for ((column, cell), width) in (0..).zip(row).zip(&mut self.widths) {
            self.formats.write(sheet, (self.row, column), cell)?;
            *width = (*width).max(width_of(cell));
        }
        self.row += 1;
        Ok(())
    }

    /// The bytes of the file.
    pub fn finish(mut self) -> Result<Vec<u8>, WriteError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        let mut last = 0;
        for ((column, width), kind) in (0..).zip(self.widths).zip(self.kinds) {
            let width = if kind == Kind::Date { width.max(11) } else { width };
            let width = u32::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(u32::MAX);
            sheet.set_column_width(column, width)?;
            last = column;
        }
        sheet.autofilter(0, 0, self.row - 1, last)?;
        Ok(self.workbook.save_to_buffer()?)
    }
}

impl Formats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            header: top().set_bold(),
            text: top().set_text_wrap(),
            number: top(),
            date: top().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        cell: &Cell,
    ) -> Result<(), WriteError> {
        match cell {
            Cell::Text(text) => {
                sheet.write_string_with_format(row, column, fitting(text), &self.text)?;
            }
            Cell::Number(number) if number.is_finite() => {
                sheet.write_number_with_format(row, column, *number, &self.number)?;
            }
            Cell::Hours(seconds) => {
                sheet.write_number_with_format(row, column, hours(*seconds), &self.number)?;
            }
            Cell::Date(date) => match excel_date(*date) {
                Some(day) => {
                    sheet.write_date_with_format(row, column, &day, &self.date)?;
                }
                None => {
                    sheet.write_string_with_format(row, column, date.to_string(), &self.text)?;
                }
            },
            Cell::Empty | Cell::Number(_) => {}
        }
        Ok(())
    }
}

/// The day as a sheet counts it. It cannot count days before 1900.
fn excel_date(date: Date) -> Option<ExcelDateTime> {
    let (year, month, day) = date.parts();
    ExcelDateTime::from_ymd(year, month, day).ok().filter(|_| 1900 <= year)
}

fn width_of(cell: &Cell) -> usize {
    match cell {
        Cell::Empty => 0,
        Cell::Text(text) => text.lines().map(|it| it.chars().count()).max().unwrap_or(0) + 1,
        Cell::Number(number) => number.to_string().len() + 1,
        Cell::Hours(seconds) => hours(*seconds).to_string().len() + 2,
        Cell::Date(_) => 11,
    }
}

/// The text, cut if a cell cannot hold it.
fn fitting(text: &str) -> String {
    if text.len() <= XLSX_CELL_CHARS_MAX || text.encode_utf16().count() <= XLSX_CELL_CHARS_MAX {
        return text.to_owned();
    }
    cut(text, XLSX_CELL_CHARS_MAX - CUT_MARK.encode_utf16().count()) + CUT_MARK
}

/// As much of the text as fits in so many UTF-16 units.
fn cut(text: &str, n_max: usize) -> String {
    let mut n = 0;
    let fits = |it: &char| {
        n += it.len_utf16();
        n <= n_max
    };
    text.chars().take_while(fits).collect()
}

/// The title without what a sheet's name must not have.
fn sheet_name(title: &str) -> String {
    let is_forbidden = |it: char| it.is_control() || "*?:[]\\/\u{FFFE}\u{FFFF}".contains(it);
    let clean: String = title.chars().map(|it| if is_forbidden(it) { ' ' } else { it }).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_edge = |it: char| it == '\'' || it.is_whitespace();
    let name = cut(clean.trim_matches(is_edge), NAME_CHARS_MAX);
    match name.trim_matches(is_edge) {
        "" => "Table".to_owned(),
        // The one name that Excel keeps for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name} table"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_gets_a_name_it_may_have() {
        assert_eq!(sheet_name("Services"), "Services");
        assert_eq!(sheet_name("Gaps: 2026/11 [all]"), "Gaps 2026 11 all");
        assert_eq!(sheet_name("'quoted'"), "quoted");
        assert_eq!(sheet_name(" \t*"), "Table");
        assert_eq!(sheet_name("History"), "History table");
        assert_eq!(sheet_name(&"é".repeat(40)), "é".repeat(31));
        assert_eq!(sheet_name(&"🏛".repeat(40)), "🏛".repeat(15));
        assert_eq!(sheet_name(&format!("{}'tail", "a".repeat(30))), "a".repeat(30));
    }

    #[test]
    fn text_that_no_cell_can_hold_is_cut_and_says_so() {
        let fits = "é".repeat(XLSX_CELL_CHARS_MAX);
        assert_eq!(fitting(&fits), fits);
        let cut = fitting(&format!("{fits}!"));
        assert_eq!(cut.encode_utf16().count(), XLSX_CELL_CHARS_MAX);
        assert!(cut.ends_with(CUT_MARK));
    }
}
