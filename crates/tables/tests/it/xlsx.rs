//! Workbooks, opened again as the zip files of XML that they are.

use std::io::{Cursor, Read};

use tables::{Cell, Column, Date, Table, WriteError, XLSX_ROWS_MAX, XlsxWriter};
use zip::ZipArchive;

fn table() -> Table {
    let columns = vec![Column::text("Service"), Column::number("Gap, h"), Column::date("Proved")];
    let mut table = Table::new("Gaps: all/now", columns);
    table.rows.push(vec!["Payroll <A&B>".into(), 9.5.into(), Date::new(2026, 11, 21).into()]);
    table.rows.push(vec!["=HYPERLINK(\"x\")".into(), Cell::Empty, Cell::Empty]);
    table.rows.push(vec!["two\nlines".into(), f64::INFINITY.into(), Date::new(1848, 3, 1).into()]);
    table
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn sheet(table: &Table) -> String {
    part(&table.to_xlsx().unwrap(), "xl/worksheets/sheet1.xml")
}

/// The element of a cell: `cell(&sheet, "B2")`.
fn cell<'a>(sheet: &'a str, name: &str) -> &'a str {
    let start = sheet.find(&format!("<c r=\"{name}\"")).unwrap_or_else(|| panic!("no {name}"));
    let end = sheet[start..].find("</c>").unwrap();
    &sheet[start..start + end]
}

#[test]
fn every_cell_has_the_type_of_its_value() {
    let sheet = sheet(&table());
    assert!(cell(&sheet, "A1").contains("Service"));
    assert!(cell(&sheet, "A2").contains("Payroll &lt;A&amp;B&gt;"));
    assert!(cell(&sheet, "B2").contains("<v>9.5</v>"));
    assert!(!cell(&sheet, "B2").contains("t="), "a number is no text");
    assert!(cell(&sheet, "C2").contains("<v>46347</v>"), "days since 1899-12-30");
    assert!(cell(&sheet, "C4").contains("1848-03-01"), "a day that a sheet cannot count");
    for empty in ["B3", "C3", "B4"] {
        assert!(!sheet.contains(&format!("r=\"{empty}\"")), "{empty} is empty");
    }
}

#[test]
fn lengths_of_time_are_hours_that_a_sheet_adds_up() {
    let mut table = Table::new("Late", vec![Column::hours("late_by")]);
    table.rows.push(vec![Cell::Hours(33_600)]);
    let workbook = table.to_xlsx().unwrap();
    let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
    assert!(cell(&sheet, "A1").contains("late_by_h"));
    assert!(cell(&sheet, "A2").contains("<v>9.333333</v>"), "{}", cell(&sheet, "A2"));
    assert!(!cell(&sheet, "A2").contains("t="), "a number is no text");
    let styles = part(&workbook, "xl/styles.xml");
    assert!(!styles.contains("0.00"), "who saves the sheet as CSV loses no digit: {styles}");
}

#[test]
fn what_looks_like_a_formula_is_text() {
    let sheet = sheet(&table());
    assert!(!sheet.contains("<f>"));
    let formula = cell(&sheet, "A3");
    assert!(formula.contains("t=\"inlineStr\"") && formula.contains(">=HYPERLINK("), "{formula}");
}

#[test]
fn headers_are_bold_stay_in_view_and_filter() {
    let workbook = table().to_xlsx().unwrap();
    let sheet = part(&workbook, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("ySplit=\"1\"") && sheet.contains("state=\"frozen\""));
    assert!(sheet.contains("<autoFilter ref=\"A1:C4\"/>"));
    assert_eq!(sheet.matches("<col ").count(), 3, "each column has its width");
    assert!(part(&workbook, "xl/styles.xml").contains("<b/>"));
    assert!(part(&workbook, "xl/workbook.xml").contains("name=\"Gaps all now\""));
}

#[test]
fn a_table_without_rows_or_columns_is_still_a_workbook() {
    let no_rows = Table::new("", vec![Column::text("a")]);
    assert!(sheet(&no_rows).contains("<autoFilter ref=\"A1\"/>"));
    let nothing = Table::default().to_xlsx().unwrap();
    assert!(part(&nothing, "xl/workbook.xml").contains("name=\"Table\""));
}

#[test]
fn a_row_of_another_width_and_a_row_too_many_are_refused() {
    let mut writer = XlsxWriter::new("t", &[Column::text("a")]).unwrap();
    let error = writer.write(&[]).unwrap_err();
    assert!(matches!(error, WriteError::Ragged { expected: 1, found: 0 }));
    for _ in 0..XLSX_ROWS_MAX {
        writer.write(&[Cell::Empty]).unwrap();
    }
    let error = writer.write(&[Cell::Empty]).unwrap_err();
    assert!(matches!(error, WriteError::TooManyRows));
}
