//! What happens to a partner: it is retired, and brought back.

use app::actor::Permission;
use app::ids::PartnerId;
use app::people::partners;
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

use super::partner_path;
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `GET /partners/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Markup> {
    let it = partners::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePartners, it.agency_id)?;
    let question = format!("Retire “{}”?", it.name);
    let path = partner_path(id);
    let ask = Confirm {
        question: &question,
        consequence: "Nothing is shared with it any more, and its secret link is withdrawn. It can be \
                      brought back.",
        action: &format!("{path}/retire"),
        button: "Retire it",
        back: &path,
        fields: vec![("version".to_owned(), it.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
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
