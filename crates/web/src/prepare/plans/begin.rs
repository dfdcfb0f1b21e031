//! What is done to a plan without a question: beginning a new version, and bringing the plan back.

use app::ids::PlanId;
use app::plans::plan;
use axum::response::Redirect;
use serde::Deserialize;

use super::plan_path;
use crate::error::Answer;
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `POST /plans/{id}/begin`
pub(super) async fn begin(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    plan::begin(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}/draft?done=begun", plan_path(id))))
}

/// `POST /plans/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<PlanId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    plan::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", plan_path(id))))
}
