//! Meetings as iCalendar: one series as a file, and all that somebody is invited to by their secret
//! link.

use app::ids::SeriesId;
use app::people::meetings;
use axum::extract::State as InState;
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HOST};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;

use super::list;
use crate::error::Answer;
use crate::request::{Path, State};
use crate::shell::Shell;

/// How the name of the file ends.
const ENDING: &str = ".ics";

/// `POST /meetings/feed`
pub(super) async fn make(
    shell: Shell,
    InState(state): InState<State>,
    headers: HeaderMap,
) -> Answer<Markup> {
    let secret = meetings::make_feed(&shell.ctx).await?;
    let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or("localhost");
    let scheme = if state.secure { "https" } else { "http" };
    let link = format!("{scheme}://{host}/calendar-feed/{}{ENDING}", secret.expose());
    list::page(&shell, "", Some(&link)).await
}

/// `POST /meetings/feed/drop`
pub(super) async fn take_back(shell: Shell) -> Answer<Redirect> {
    meetings::drop_feed(&shell.ctx).await?;
    Ok(Redirect::to("/meetings?done=removed"))
}

/// `GET /calendar-feed/{file}`
pub(super) async fn serve(
    InState(state): InState<State>,
    Path(name): Path<String>,
) -> Answer<Response> {
    let secret = name.strip_suffix(ENDING).unwrap_or(&name);
    let text = meetings::feed(&state.platform, secret, (state.clock)()).await?;
    Ok(answered("meetings", text))
}

/// `GET /meetings/{id}/calendar.ics`
pub(super) async fn file(shell: Shell, Path(id): Path<SeriesId>) -> Answer<Response> {
    let series = meetings::show(&shell.ctx, id).await?;
    let text = meetings::series_file(&shell.ctx, id).await?;
    Ok(answered(&series.code, text))
}

fn answered(name: &str, text: String) -> Response {
    let headers = [
        (CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}{ENDING}\"")),
    ];
    (headers, text).into_response()
}
