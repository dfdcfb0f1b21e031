//! What happens to a calendar: holidays out of a file, becoming the normal one, retiring.

use app::Error;
use app::actor::{Permission, Place};
use app::ids::CalendarId;
use app::people::calendars;
use axum::extract::multipart::MultipartError;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::Markup;
use serde::Deserialize;

use super::{calendar_path, show};
use crate::error::{Answer, Failure};
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The largest file of holidays.
const BYTES_MAX: usize = 2 << 20;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `POST /calendars/{id}/holidays`
pub(super) async fn import(
    shell: Shell,
    Path(id): Path<CalendarId>,
    mut request: Request,
) -> Answer<Response> {
    DefaultBodyLimit::max(BYTES_MAX).apply(&mut request);
    let mut form = match Multipart::from_request(request, &()).await {
        Ok(form) => form,
        Err(error) => return Err(Failure::Malformed(error.status(), error.body_text())),
    };
    let (mut seen, mut file) = (0, String::new());
    while let Some(field) = form.next_field().await.map_err(|it| malformed(&it))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|it| malformed(&it))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match name.as_str() {
            "version" => seen = text.trim().parse().unwrap_or(0),
            "file" => file = text,
            _ => {}
        }
    }
    match calendars::import_holidays(&shell.ctx, id, seen, &file).await {
        Ok((_, 0)) => Ok(done(id, "unchanged").into_response()),
        Ok(_) => Ok(done(id, "imported").into_response()),
        Err(Error::Invalid(problems)) => {
            let problems = problems.into_iter();
            let problems = problems.map(|it| (it.field.into_owned(), it.reason.into_owned()));
            let problems: Vec<(String, String)> = problems.collect();
            let page = show::page(&shell, id, "", &problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn malformed(error: &MultipartError) -> Failure {
    Failure::Malformed(error.status(), error.body_text())
}

/// `POST /calendars/{id}/normal`
pub(super) async fn make_normal(shell: Shell, Path(id): Path<CalendarId>) -> Answer<Redirect> {
    calendars::make_normal(&shell.ctx, id).await?;
    Ok(done(id, "saved"))
}

/// `GET /calendars/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<CalendarId>) -> Answer<Markup> {
    let it = calendars::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteSettings, Place::State)?;
    let question = format!("Retire “{}”?", it.name);
    let path = calendar_path(id);
    let ask = Confirm {
        question: &question,
        consequence: "Nothing new is counted by it. It can be brought back.",
        action: &format!("{path}/retire"),
        button: "Retire it",
        back: &path,
        fields: vec![("version".to_owned(), it.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /calendars/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<CalendarId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    calendars::retire(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "retired"))
}

/// `POST /calendars/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<CalendarId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    calendars::restore(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "restored"))
}

fn done(id: CalendarId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", calendar_path(id)))
}
