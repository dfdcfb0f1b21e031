//! The audit log as a file: every event that the filters leave, the newest first.

use app::events::{self, Entry};
use axum::response::Response;
use tables::{Cell, Column};

use super::list::{Names, hash, query};
use crate::download::{self, Stretch};
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
    let query = query(&shell, &List::read(&address, "")).await?;
    let ctx = shell.ctx.clone();
    download::csv("audit-log.csv", COLUMNS.map(Column::text).into(), None, move |before| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move {
            let entries = events::list_before(&ctx, &query, before, ROWS).await?;
            let names = Names::of(&ctx, &entries).await?;
            let is_last = (entries.len() as u64) < ROWS;
            let next = entries.last().filter(|_| !is_last).map(|it| Some(it.seq));
            Ok(Stretch { rows: entries.iter().map(|it| cells(it, &names)).collect(), next })
        }
    })
    .await
}

fn cells(entry: &Entry, names: &Names) -> Vec<Cell> {
    let json = |it: &serde_json::Value| if it.is_null() { String::new() } else { it.to_string() };
    let cells = [
        entry.seq.to_string(),
        entry.at.to_rfc3339(),
        entry.done_by(names.person(entry.who)).to_owned(),
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
