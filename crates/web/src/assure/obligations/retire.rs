//! Taking an obligation out of force, and bringing it back.

use app::actor::{Permission, Place};
use app::assure::obligations;
use app::ids::ObligationId;
use axum::response::Redirect;
use maud::Markup;

use super::obligation_path;
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /obligations/{id}/retire`
pub(super) async fn ask(shell: Shell, Path(id): Path<ObligationId>) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteObligations, Place::State)?;
    let it = obligations::show(&shell.ctx, id).await?;
    let path = obligation_path(id);
    let question = format!("Retire “{}”?", it.document.citation);
    let consequence = "No plan is asked anything by it any more, and it leaves the checklist of \
                       every agency. What was attested stays on record, and it can be brought \
                       back.";
    let said = (question.as_str(), consequence);
    Ok(confirm_step(&shell, (&path, it.version), said, ("retire", "Retire it")))
}

/// `POST /obligations/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    obligations::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", obligation_path(id))))
}

/// `POST /obligations/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    obligations::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", obligation_path(id))))
}
