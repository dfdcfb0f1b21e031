//! A table as a CSV file that is never in memory as a whole.

use std::future::Future;
use std::io;

use app::Span;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use tables::{Cell, Column, CsvStyle, CsvWriter, WriteError};

use crate::error::{Answer, Failure};

/// Some rows of a table, and where to go on reading.
#[derive(Debug)]
pub(crate) struct Stretch<At> {
    pub(crate) rows: Vec<Vec<Cell>>,
    /// None after the last row.
    pub(crate) next: Option<At>,
}

/// Answers with the file `name`, reading a stretch of rows after the other from `start` on.
///
/// The first is read before anything is answered, so that a failure still has a status. A later
/// failure breaks the connection off: a browser then says that the download failed, and nobody
/// takes half a table for a whole one.
pub(crate) async fn csv<At, F, Fut>(
    name: &str,
    columns: Vec<Column>,
    start: At,
    read: F,
) -> Answer<Response>
where
    At: Send + 'static,
    F: Fn(At) -> Fut + Send + 'static,
    Fut: Future<Output = Answer<Stretch<At>>> + Send,
{
    let first = read(start).await?;
    let head = piece(&columns, &first.rows, true).map_err(app::Error::internal)?;
    let rest = stream::try_unfold((first.next, read, columns), |(at, read, columns)| async move {
        let Some(at) = at else { return Ok(None) };
        let stretch = read(at).await.map_err(|it| broken(&it))?;
        let bytes = piece(&columns, &stretch.rows, false).map_err(io::Error::other)?;
        Ok(Some((bytes, (stretch.next, read, columns))))
    });
    let body = Body::from_stream(stream::iter([Ok::<Bytes, io::Error>(head)]).chain(rest));
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, body).into_response())
}

/// Logged here: nobody else sees what breaks a body off.
fn broken(failure: &Failure) -> io::Error {
    tracing::error!(?failure, "a file broke off while it was sent");
    io::Error::other("the file broke off")
}

fn piece(columns: &[Column], rows: &[Vec<Cell>], with_headings: bool) -> Result<Bytes, WriteError> {
    let style = if with_headings { CsvStyle::EXCEL } else { CsvStyle::PLAIN };
    let mut writer = match with_headings {
        true => CsvWriter::new(Vec::new(), columns, style)?,
        false => CsvWriter::continued(Vec::new(), columns.len(), style),
    };
    for row in rows {
        writer.write(row)?;
    }
    Ok(writer.finish()?.into())
}

/// Whether a time is known, or the least that it can be.
pub(crate) fn bound(time: Option<Span>, is_complete: bool) -> Cell {
    let word = if is_complete { "known" } else { "at least" };
    time.map_or(Cell::Empty, |_| Cell::Text(word.to_owned()))
}

/// A length of time, if there is one.
pub(crate) fn hours(span: Option<Span>) -> Cell {
    span.map_or(Cell::Empty, |it| Cell::Hours(it.secs()))
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    async fn rows(at: u32) -> Answer<Stretch<u32>> {
        if at == 7 {
            return Err(app::Error::internal("the disk is gone").into());
        }
        let rows = vec![vec![Cell::Text(format!("row {at}"))]];
        Ok(Stretch { rows, next: (at % 3 != 2).then_some(at + 1) })
    }

    async fn body(start: u32) -> Result<String, axum::Error> {
        let file = csv("t.csv", vec![Column::text("name")], start, rows).await.unwrap();
        let bytes = to_bytes(file.into_body(), usize::MAX).await?;
        Ok(String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn stretch_follows_stretch_under_one_row_of_headings() {
        let expected = "\u{FEFF}name\r\nrow 0\r\nrow 1\r\nrow 2\r\n";
        assert_eq!(body(0).await.unwrap(), expected);
    }

    #[tokio::test]
    async fn what_cannot_be_read_later_breaks_the_file_off() {
        assert!(body(6).await.is_err());
        assert!(csv("t.csv", vec![Column::text("name")], 7, rows).await.is_err());
    }
}
