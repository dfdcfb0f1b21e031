//! Taking a scenario out of use, and bringing it back.

use app::Error;
use app::ids::ScenarioId;
use app::prove::scenarios::{self, WRITE};
use axum::response::Redirect;
use maud::Markup;
use serde::Deserialize;

use super::{may_write, scenario_path};
use crate::error::Answer;
use crate::layout::records::{self, Confirm};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The version that whoever asks has seen.
#[derive(Debug, Deserialize)]
pub(super) struct Seen {
    version: i64,
}

/// `GET /scenarios/{id}/retire`
pub(super) async fn ask(shell: Shell, Path(id): Path<ScenarioId>) -> Answer<Markup> {
    let scenario = scenarios::show(&shell.ctx, id).await?;
    if !may_write(&shell.ctx, &scenario) {
        return Err(Error::Forbidden(WRITE).into());
    }
    let path = scenario_path(id);
    let question = format!("Retire “{}”?", scenario.name);
    let ask = Confirm {
        question: &question,
        consequence: "It cannot be run or changed until it is brought back. What its runs found \
                      out stays.",
        action: &format!("{path}/retire"),
        button: "Retire it",
        back: &path,
        fields: vec![("version".to_owned(), scenario.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /scenarios/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<ScenarioId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    scenarios::retire(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=retired", scenario_path(id))))
}

/// `POST /scenarios/{id}/restore`
pub(super) async fn restore(
    shell: Shell,
    Path(id): Path<ScenarioId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    scenarios::restore(&shell.ctx, id, seen.version).await?;
    Ok(Redirect::to(&format!("{}?done=restored", scenario_path(id))))
}
