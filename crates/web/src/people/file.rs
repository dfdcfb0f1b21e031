//! A table as a file, CSV or XLSX, for lists of at most some ten thousand rows.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, CsvStyle, CsvWriter, XlsxWriter};

use crate::error::{Answer, Failure};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Xlsx,
}

/// A file called `name` with these columns and rows.
pub(crate) fn file(
    format: Format,
    name: &str,
    columns: &[&'static str],
    rows: &[Vec<String>],
) -> Answer<Response> {
    let columns: Vec<Column> = columns.iter().map(|it| Column::text(*it)).collect();
    let cells = rows.iter().map(|row| {
        row.iter()
            .map(|it| if it.is_empty() { Cell::Empty } else { Cell::Text(it.clone()) })
            .collect::<Vec<Cell>>()
    });
    let (bytes, extension, media) = match format {
        Format::Csv => {
            let mut bytes = Vec::new();
            let mut writer =
                CsvWriter::new(&mut bytes, &columns, CsvStyle::EXCEL).map_err(internal)?;
            for row in cells {
                writer.write(&row).map_err(internal)?;
            }
            writer.finish().map_err(internal)?;
            (bytes, "csv", "text/csv; charset=utf-8")
        }
        Format::Xlsx => {
            let mut writer = XlsxWriter::new(name, &columns).map_err(internal)?;
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
