//! What happens to a series and to a meeting.

use app::actor::Permission;
use app::ids::{MeetingId, SeriesId};
use app::people::calendars::moment_typed;
use app::people::meetings;
use app::{Error, FieldProblem, Timestamp};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;
use serde::Deserialize;

use super::{meeting, meeting_path, series_path, show};
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::{Filled, Seen, Typed, text};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Number {
    #[serde(default)]
    number: usize,
}

/// `POST /meetings/{id}/hold`
pub(super) async fn hold(
    shell: Shell,
    Path(id): Path<SeriesId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let series = meetings::show(&shell.ctx, id).await?;
    let at: Result<Timestamp, FieldProblem> = match text(&sent, "starts_at") {
        "" => moment_typed(text(&sent, "when"), "when", series.zone),
        at => {
            let reason = "Use a moment such as 2026-11-20T15:00:00Z.";
            at.parse().ok().ok_or_else(|| FieldProblem::new("when", reason))
        }
    };
    let held = match at {
        Ok(at) => meetings::hold(&shell.ctx, id, at).await,
        Err(problem) => Err(problem.into()),
    };
    match held {
        Ok(it) => Ok(Redirect::to(&meeting_path(it.id)).into_response()),
        Err(Error::Invalid(problems)) => {
            let page = show::page(&shell, id, &Filled::refused(sent, problems)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /meetings/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<SeriesId>) -> Answer<Markup> {
    let it = meetings::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteMeetings, it.agency_id)?;
    let question = format!("Retire “{}”?", it.name);
    let path = series_path(id);
    let said = (
        question.as_str(),
        "It takes place no more. What was recorded stays, and it can be brought back.",
    );
    Ok(confirm_step(&shell, (&path, it.version), said, ("retire", "Retire it")))
}

/// `POST /meetings/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<SeriesId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    meetings::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", series_path(id))))
}

/// `POST /meetings/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<SeriesId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    meetings::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", series_path(id))))
}

fn done(id: MeetingId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", meeting_path(id)))
}

/// `POST /meeting/{id}/close`
pub(super) async fn close(
    shell: Shell,
    Path(id): Path<MeetingId>,
    Form(seen): Form<Seen>,
) -> Answer<Response> {
    match meetings::close(&shell.ctx, id, seen.version).await {
        Ok(_) => Ok(done(id, "meeting-closed").into_response()),
        Err(Error::Invalid(problems)) => {
            let (series, it) = meetings::meeting(&shell.ctx, id).await?;
            let problems = problems.into_iter();
            let problems = problems.map(|it| (String::new(), it.reason.into_owned()));
            let problems: Vec<(String, String)> = problems.collect();
            let page = meeting::page(&shell, (&series, &it), &problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /meeting/{id}/cancel`
pub(super) async fn cancel(
    shell: Shell,
    Path(id): Path<MeetingId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    meetings::cancel(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "meeting-canceled"))
}

/// `POST /meeting/{id}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path(id): Path<MeetingId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    meetings::reopen(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "reopened"))
}

/// `POST /meeting/{id}/done`
pub(super) async fn done_with(
    shell: Shell,
    Path(id): Path<MeetingId>,
    Form(sent): Form<Number>,
) -> Answer<Redirect> {
    meetings::finish(&shell.ctx, id, sent.number).await?;
    Ok(done(id, "done"))
}
