//! Saying that a disruption is over, or goes on after all.

use app::actor::Permission;
use app::ids::DisruptionId;
use app::respond::disruptions;
use axum::response::Redirect;
use maud::Markup;

use super::disruption_path;
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /disruptions/{id}/end`
pub(super) async fn ask_end(shell: Shell, Path(id): Path<DisruptionId>) -> Answer<Markup> {
    let it = disruptions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, it.agency_id)?;
    let path = disruption_path(id);
    let question = format!("Is “{}” over?", it.name);
    let consequence = "It ends now. Costs and damage can still be written down, and it can be \
                       opened again. Temporary access goes on until its own time is over.";
    let said = (question.as_str(), consequence);
    Ok(confirm_step(&shell, (&path, it.version), said, ("end", "End it")))
}

/// `POST /disruptions/{id}/end`
pub(super) async fn end(
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    disruptions::end(&shell.ctx, id, seen.version, None).await?;
    Ok(done(id, "disruption-ended"))
}

/// `POST /disruptions/{id}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    disruptions::reopen(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "reopened"))
}

fn done(id: DisruptionId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", disruption_path(id)))
}
