//! What happens to a partner: it is retired, and brought back.

use app::actor::Permission;
use app::ids::PartnerId;
use app::people::partners;
use axum::response::Redirect;
use maud::Markup;

use super::partner_path;
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /partners/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Markup> {
    let it = partners::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePartners, it.agency_id)?;
    let question = format!("Retire “{}”?", it.name);
    let path = partner_path(id);
    let consequence = "Nothing is shared with it any more, and its secret link is withdrawn. It \
                       can be brought back.";
    let said = (question.as_str(), consequence);
    Ok(confirm_step(&shell, (&path, it.version), said, ("retire", "Retire it")))
}

/// `POST /partners/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<PartnerId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    partners::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", partner_path(id))))
}

/// `POST /partners/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<PartnerId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    partners::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", partner_path(id))))
}
