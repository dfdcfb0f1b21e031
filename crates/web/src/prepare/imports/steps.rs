//! Checking, committing and giving up.

use app::ids::ImportId;
use app::prepare::imports::{self, Step};
use axum::response::Redirect;
use serde::Deserialize;

use super::path;
use crate::error::Answer;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `POST /imports/{id}/check`
pub(super) async fn check(shell: Shell, Path(id): Path<ImportId>) -> Answer<Redirect> {
    imports::start(&shell.ctx, id, Step::Check).await?;
    Ok(Redirect::to(&path(id)))
}

/// What the form of a commit says.
#[derive(Debug, Deserialize)]
pub(super) struct Commit {
    leave_out: Option<bool>,
}

/// `POST /imports/{id}/commit`
pub(super) async fn commit(
    shell: Shell,
    Path(id): Path<ImportId>,
    Form(form): Form<Commit>,
) -> Answer<Redirect> {
    let leave_out = form.leave_out.unwrap_or(false);
    imports::start(&shell.ctx, id, Step::Commit { leave_out }).await?;
    Ok(Redirect::to(&path(id)))
}

/// `POST /imports/{id}/cancel`
pub(super) async fn cancel(shell: Shell, Path(id): Path<ImportId>) -> Answer<Redirect> {
    imports::cancel(&shell.ctx, id).await?;
    Ok(Redirect::to("/imports?done=canceled"))
}
