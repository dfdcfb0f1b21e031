//! What happens to a strategy: proposing, approving and paying for it. Each is asked about once.

use app::Error;
use app::actor::Permission;
use app::ids::StrategyId;
use app::prepare::strategies::{self, State, Strategy};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::{may, strategy_path};
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::edited::confirm_step;
use crate::people::form::{Filled, Seen};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Money {
    version: i64,
    #[serde(default)]
    funded: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Because {
    version: i64,
    #[serde(default)]
    because: String,
}

fn confirmed(shell: &Shell, it: &Strategy, said: (&str, &str), step: (&str, &str)) -> Markup {
    confirm_step(shell, (&strategy_path(it.id), it.version), said, step)
}

fn done(id: StrategyId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", strategy_path(id)))
}

/// `GET /strategies/{id}/propose`
pub(super) async fn ask_propose(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Response> {
    let (it, item) = strategies::show(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::WriteStrategies, &item) {
        return Err(Error::Forbidden(Permission::WriteStrategies).into());
    }
    if !it.content.missing().is_empty() {
        // Its page says what is missing.
        return Ok(Redirect::to(&strategy_path(id)).into_response());
    }
    let question = format!("Propose “{}”?", it.name);
    let consequence = "Somebody else approves it or sends it back.";
    let page = confirmed(&shell, &it, (&question, consequence), ("propose", "Propose it"));
    Ok(page.into_response())
}

/// `POST /strategies/{id}/propose`
pub(super) async fn propose(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    match strategies::propose(&shell.ctx, id, seen.version).await {
        Ok(_) => Ok(done(id, "sent")),
        // Its page says what is missing.
        Err(Error::Invalid(_)) => Ok(Redirect::to(&strategy_path(id))),
        Err(error) => Err(error.into()),
    }
}

/// `GET /strategies/{id}/approve`
pub(super) async fn ask_approve(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Response> {
    let (it, item) = strategies::show(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::ApproveStrategies, &item) {
        return Err(Error::Forbidden(Permission::ApproveStrategies).into());
    }
    let grounds = strategies::grounds(&shell.ctx, &it).await?;
    let is_own = strategies::is_own(&shell.ctx, &it).await?;
    if it.state != State::Proposed || is_own || !grounds.refusals().is_empty() {
        // Nobody is asked what would be refused: its page says why, and who may.
        return Ok(Redirect::to(&strategy_path(id)).into_response());
    }
    let question = format!("Approve “{}”?", it.name);
    let consequence = match grounds.remarks().join(" ") {
        told if told.is_empty() => {
            "From then on it holds, and what it says never changes.".to_owned()
        }
        told => format!("{told} You may approve it all the same. It is then written down as late."),
    };
    let page = confirmed(&shell, &it, (&question, &consequence), ("approve", "Approve it"));
    Ok(page.into_response())
}

/// `POST /strategies/{id}/approve`
pub(super) async fn approve(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    strategies::approve(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "approved"))
}

/// `POST /strategies/{id}/fund`
pub(super) async fn fund(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(sent): Form<Money>,
) -> Answer<Redirect> {
    strategies::fund(&shell.ctx, id, sent.version, sent.funded).await?;
    Ok(done(id, if sent.funded { "funded" } else { "unfunded" }))
}

/// `GET /strategies/{id}/retire`
pub(super) async fn ask_retire(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Markup> {
    let (it, item) = strategies::show(&shell.ctx, id).await?;
    if !may(&shell.ctx, Permission::WriteStrategies, &item) {
        return Err(Error::Forbidden(Permission::WriteStrategies).into());
    }
    let question = format!("Retire “{}”?", it.name);
    let consequence = "It holds no more, and asks for no money. It cannot be brought back.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("retire", "Retire it")))
}

/// `POST /strategies/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    strategies::retire(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "ceased"))
}

/// `GET /strategies/{id}/return`
pub(super) async fn ask_return(shell: Shell, Path(id): Path<StrategyId>) -> Answer<Markup> {
    let (it, item) = strategies::show(&shell.ctx, id).await?;
    let may = |permission| may(&shell.ctx, permission, &item);
    if !may(Permission::ApproveStrategies) && !may(Permission::WriteStrategies) {
        return Err(Error::Forbidden(Permission::ApproveStrategies).into());
    }
    Ok(return_page(&shell, &it, (it.version, &Filled::default())))
}

/// `POST /strategies/{id}/return`
pub(super) async fn send_back(
    shell: Shell,
    Path(id): Path<StrategyId>,
    Form(sent): Form<Because>,
) -> Answer<Response> {
    let problems = match strategies::send_back(&shell.ctx, id, sent.version, &sent.because).await {
        Ok(_) => return Ok(done(id, "returned").into_response()),
        Err(Error::Invalid(problems)) => problems,
        Err(error) => return Err(error.into()),
    };
    let (it, _) = strategies::show(&shell.ctx, id).await?;
    let filled = Filled::refused([("because".to_owned(), sent.because)].into(), problems);
    let page = return_page(&shell, &it, (sent.version, &filled));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn return_page(shell: &Shell, it: &Strategy, (seen, filled): (i64, &Filled)) -> Markup {
    let path = strategy_path(it.id);
    let crumbs =
        vec![("Strategies".to_owned(), "/strategies".to_owned()), (it.name.clone(), path.clone())];
    let field = filled.field("because", "What is missing or wrong").hint("Its author reads this.");
    let main = html! {
        (Head { crumbs, title: "Send it back", ..Head::default() }.shown())
        (forms::form(&format!("{path}/return"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::textarea(&field.required(), 4))
            (forms::buttons("Send it back", &path))
        }))
    };
    shell.page("Send it back", main)
}
