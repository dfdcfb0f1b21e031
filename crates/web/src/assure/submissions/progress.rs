//! How far a dossier is, as it is made.

use std::convert::Infallible;

use app::assure::submissions::{self, State, Submission};
use app::ids::SubmissionId;
use app::progress::Progress;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream::{self, StreamExt as _};
use maud::{Markup, html};
use tokio_stream::wrappers::WatchStream;

use super::submission_path;
use crate::error::Answer;
use crate::layout::parts;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /submissions/{id}/live`
pub(super) async fn live(shell: Shell, Path(id): Path<SubmissionId>) -> Answer<Response> {
    let it = submissions::show(&shell.ctx, id).await?;
    let done = Event::default().event("done").data(submission_path(id));
    let last = stream::iter([Ok::<_, Infallible>(done)]);
    let progress = submissions::watch(&shell.ctx, &it).filter(|_| it.state == State::Submitted);
    let Some(progress) = progress else { return Ok(Sse::new(last).into_response()) };
    let steps =
        WatchStream::new(progress).map(|it| Ok(Event::default().data(bar(it).into_string())));
    Ok(Sse::new(steps.chain(last)).keep_alive(KeepAlive::default()).into_response())
}

/// That a dossier is being made, and how far it is. Where another server makes it, only that.
pub(super) fn made(shell: &Shell, it: &Submission) -> Markup {
    let path = submission_path(it.id);
    html! {
        @if let Some(progress) = submissions::watch(&shell.ctx, it) {
            div data-live={ (path) "/live" } { (bar(*progress.borrow())) }
        } @else {
            p { "It is in line, and made within moments. " a href=(path) { "Look again" } }
        }
    }
}

fn bar(progress: Progress) -> Markup {
    parts::progress(&parts::Progress {
        doing: "Making the dossier",
        done: u64::from(progress.percent),
        total: Some(100),
        ..parts::Progress::default()
    })
}
