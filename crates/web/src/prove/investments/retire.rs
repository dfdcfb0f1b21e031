//! Taking an investment out of the question, and bringing it back.

use app::actor::Permission;
use app::ids::InvestmentId;
use app::prove::investments;
use axum::response::Redirect;
use maud::Markup;

use super::investment_path;
use crate::error::Answer;
use crate::people::edited::confirm_step;
use crate::people::form::Seen;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /investments/{id}/retire`
pub(super) async fn ask(shell: Shell, Path(id): Path<InvestmentId>) -> Answer<Markup> {
    let it = investments::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteInvestments, it.agency_id)?;
    let path = investment_path(id);
    let question = format!("Retire “{}”?", it.name);
    let said = (question.as_str(), "It is no longer weighed. It can be brought back at any time.");
    Ok(confirm_step(&shell, (&path, it.version), said, ("retire", "Retire it")))
}

/// `POST /investments/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<InvestmentId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    investments::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", investment_path(id))))
}

/// `POST /investments/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<InvestmentId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    investments::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", investment_path(id))))
}
