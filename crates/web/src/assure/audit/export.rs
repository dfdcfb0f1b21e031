//! The audit log as a file: every event that the filters leave, the newest first.

use app::Ctx;
use app::events::{self, Entry, Query};
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use tables::{Cell, Column, CsvStyle, CsvWriter};

use super::list::{Names, hash, query};
use crate::error::Answer;
use crate::layout::list::List;
use crate::request::Address;
use crate::shell::Shell;

/// How many events are read at a time: the file is never in memory as a whole.
const ROWS: u64 = 1_000;

const COLUMNS: [&str; 13] = [
    "seq",
    "at",
    "who",
    "who_id",
    "on_behalf_of_id",
    "request_id",
    "action",
    "subject_kind",
    "subject_id",
    "agency",
    "before",
    "after",
    "hash",
];

/// `GET /audit.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let query = query(&shell.ctx, &List::read(&address, "")).await?;
    // The first rows are read before anything is answered, so that a failure still has a status.
    let first = rows(&shell.ctx, &query, None).await?;
    let start = (shell.ctx.clone(), query, Some((true, first)));
    let body = stream::unfold(start, |(ctx, query, next)| async move {
        let (is_first, entries) = next?;
        let bytes = piece(&ctx, &entries, is_first).await;
        let last = entries.last().map(|it| it.seq);
        let next = match (entries.len() as u64) < ROWS {
            true => None,
            false => rows(&ctx, &query, last).await.ok().map(|it| (false, it)),
        };
        Some((bytes, (ctx, query, next)))
    });
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}

async fn rows(ctx: &Ctx, query: &Query, before: Option<i64>) -> Answer<Vec<Entry>> {
    Ok(events::list_before(ctx, query, before, ROWS).await?)
}

async fn piece(ctx: &Ctx, entries: &[Entry], is_first: bool) -> Result<Bytes, std::io::Error> {
    let names =
        Names::of(ctx, entries).await.map_err(|it| std::io::Error::other(format!("{it:?}")))?;
    let columns = COLUMNS.map(Column::text);
    let style = if is_first { CsvStyle::EXCEL } else { CsvStyle::PLAIN };
    let mut bytes = Vec::new();
    let mut writer = CsvWriter::new(&mut bytes, &columns, style).map_err(std::io::Error::other)?;
    for entry in entries {
        writer.write(&cells(entry, &names)).map_err(std::io::Error::other)?;
    }
    writer.finish().map_err(std::io::Error::other)?;
    if !is_first {
        // The headings stand at the top of the first piece only.
        let first_row = bytes.iter().position(|it| *it == b'\n').map_or(0, |it| it + 1);
        bytes.drain(..first_row);
    }
    Ok(bytes.into())
}

fn cells(entry: &Entry, names: &Names) -> Vec<Cell> {
    let json = |it: &serde_json::Value| if it.is_null() { String::new() } else { it.to_string() };
    let cells = [
        entry.seq.to_string(),
        entry.at.to_rfc3339(),
        names.person(entry.who).to_owned(),
        entry.who.to_string(),
        entry.on_behalf_of.map(|it| it.to_string()).unwrap_or_default(),
        entry.request_id.to_string(),
        entry.action.clone(),
        entry.subject_kind.clone(),
        entry.subject_id.to_string(),
        names.agency(entry.agency_id).to_owned(),
        json(&entry.before),
        json(&entry.after),
        hash(&entry.hash),
    ];
    let cell = |it: String| if it.is_empty() { Cell::Empty } else { Cell::Text(it) };
    cells.into_iter().map(cell).collect()
}
