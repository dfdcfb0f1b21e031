//! The secret link of a partner: made, and withdrawn.

use app::Error;
use app::ids::PartnerId;
use app::people::partners;
use axum::extract::State as InState;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};

use super::{partner_path, show};
use crate::error::Answer;
use crate::people::form::{Filled, Typed, text};
use crate::request::{Form, Path, State};
use crate::shell::Shell;

/// `POST /partners/{id}/link`
pub(super) async fn make(
    shell: Shell,
    InState(state): InState<State>,
    Path(id): Path<PartnerId>,
    headers: HeaderMap,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    // What is no number is no number of days that a link could work.
    let days = text(&sent, "days").parse().unwrap_or(0);
    match partners::make_link(&shell.ctx, id, days).await {
        Ok(secret) => {
            let host = headers.get(HOST).and_then(|it| it.to_str().ok()).unwrap_or("localhost");
            let scheme = if state.secure { "https" } else { "http" };
            let link = format!("{scheme}://{host}/partner/{}", secret.expose());
            Ok(show::page(&shell, id, (&Filled::default(), Some(&link))).await?.into_response())
        }
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(sent, problems);
            let page = show::page(&shell, id, (&filled, None)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /partners/{id}/link/withdraw`
pub(super) async fn take_back(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Redirect> {
    partners::drop_link(&shell.ctx, id).await?;
    Ok(Redirect::to(&format!("{}?done=removed", partner_path(id))))
}
