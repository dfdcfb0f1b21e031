//! Workbooks, opened again as the zip files of XML that they are.

use tables::{Cell, Column, Date, Table};

fn table() -> Table {
    let columns = vec![Column::text("Service"), Column::number("Gap, h"), Column::date("Proved")];
    let mut table = Table::new("Gaps: all/now", columns);
    table.rows.push(vec!["Payroll <A&B>".into(), 9.5.into(), Date::new(2026, 11, 21).into()]);
    table.rows.push(vec!["=HYPERLINK(\"http://x\")".into(), Cell::Empty, Cell::Empty]);
    table.rows.push(vec!["two\nlines".into(), f64::INFINITY.into(), Date::new(1848, 3, 1).into()]);
    table
}

#[test]
fn a_workbook_is_a_zip_file() {
    let bytes = table().to_xlsx().unwrap();
    assert!(bytes.starts_with(b"PK\x03\x04"));
}
