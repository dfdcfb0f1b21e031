//! Tables and reports as files, for lists of at most some ten thousand rows.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, CsvStyle, Table};

use crate::error::Answer;
use crate::layout::parts::capital;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

/// A file called `name` with these columns and rows of words.
pub(crate) fn file(
    format: Format,
    name: &str,
    columns: &[&'static str],
    rows: Vec<Vec<String>>,
) -> Answer<Response> {
    let columns: Vec<Column> = columns.iter().map(|it| Column::text(*it)).collect();
    let cells = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect());
    typed_file(format, name, columns, cells.collect())
}

/// A file called `name` with these columns and rows. The sheet has the name that people say.
pub(crate) fn typed_file(
    format: Format,
    name: &str,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
) -> Answer<Response> {
    download(name, &Table { title: capital(&name.replace('-', " ")), columns, rows }, format)
}

/// `table` as a file called `name`.
pub(crate) fn download(name: &str, table: &Table, format: Format) -> Answer<Response> {
    let (extension, media, bytes) = match format {
        Format::Csv => ("csv", "text/csv; charset=utf-8", table.to_csv(CsvStyle::EXCEL)),
        Format::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            table.to_xlsx(),
        ),
    };
    Ok(kept(&format!("{name}.{extension}"), media, bytes.map_err(app::Error::internal)?))
}

/// A file to be kept.
pub(crate) fn kept(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
