//! A table as a file, CSV or XLSX, for lists of at most some ten thousand rows.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, CsvStyle, CsvWriter, XlsxWriter};

use crate::error::{Answer, Failure};
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
    typed_file(format, name, &columns, cells.collect())
}

/// A file called `name` with these columns and rows. The sheet has the name that people say.
pub(crate) fn typed_file(
    format: Format,
    name: &str,
    columns: &[Column],
    cells: Vec<Vec<Cell>>,
) -> Answer<Response> {
    let (bytes, extension, media) = match format {
        Format::Csv => {
            let mut bytes = Vec::new();
            let mut writer =
                CsvWriter::new(&mut bytes, columns, CsvStyle::EXCEL).map_err(internal)?;
            for row in cells {
                writer.write(&row).map_err(internal)?;
            }
            writer.finish().map_err(internal)?;
            (bytes, "csv", "text/csv; charset=utf-8")
        }
        Format::Xlsx => {
            let title = capital(&name.replace('-', " "));
            let mut writer = XlsxWriter::new(&title, columns).map_err(internal)?;
            for row in cells {
                writer.write(&row).map_err(internal)?;
            }
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (writer.finish().map_err(internal)?, "xlsx", media)
        }
    };
    let disposition = format!("attachment; filename=\"{name}.{extension}\"");
    let headers = [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

fn internal(error: impl std::fmt::Display) -> Failure {
    app::Error::internal(error).into()
}
