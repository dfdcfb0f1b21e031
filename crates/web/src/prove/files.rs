//! Tables and reports as files.

use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{CsvStyle, Table};

use crate::error::{Answer, Failure};

/// In which form a table is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Csv,
    Xlsx,
}

/// `table` as a file called `name`.
pub(crate) fn download(name: &str, table: &Table, form: Form) -> Answer<Response> {
    let internal = |error: tables::WriteError| Failure::from(app::Error::internal(error));
    let (extension, media, bytes) = match form {
        Form::Csv => ("csv", "text/csv; charset=utf-8", table.to_csv(CsvStyle::EXCEL)),
        Form::Xlsx => (
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            table.to_xlsx(),
        ),
    };
    Ok(file(&format!("{name}.{extension}"), media, bytes.map_err(internal)?))
}

/// A file to be kept.
pub(crate) fn file(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}
