//! How far an import is, as it goes on; and every verdict as a file.

use std::convert::Infallible;

use app::ids::ImportId;
use app::prepare::imports;
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};
use tokio_stream::wrappers::{ReceiverStream, WatchStream};

use super::path;
use super::show::bar;
use crate::error::Answer;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /imports/{id}/live`
pub(super) async fn live(shell: Shell, Path(id): Path<ImportId>) -> Answer<Response> {
    let done = Event::default().event("done").data(path(id));
    let last = stream::iter([Ok::<_, Infallible>(done)]);
    let Some(progress) = imports::watch(&shell.ctx, id) else {
        imports::show(&shell.ctx, id).await?;
        return Ok(Sse::new(last).into_response());
    };
    let steps = WatchStream::new(progress)
        .map(move |it| Ok(Event::default().data(bar(id, it).into_string())));
    Ok(Sse::new(steps.chain(last)).keep_alive(KeepAlive::default()).into_response())
}

/// `GET /imports/{id}/verdicts.csv`
pub(super) async fn verdicts(shell: Shell, Path(id): Path<ImportId>) -> Answer<Response> {
    let parts = imports::verdicts(&shell.ctx, id).await?;
    // Who compresses it asks once more when it is over: unlike `unfold`, this bears that.
    let body = ReceiverStream::new(parts);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"verdicts.csv\""),
    ];
    Ok((headers, Body::from_stream(body)).into_response())
}
