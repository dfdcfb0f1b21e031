//! What happens to a risk: handing it in, deciding about it, closing it. Each is asked about once.

use app::Error;
use app::actor::Permission;
use app::ids::RiskId;
use app::prepare::risks::{self, Risk};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::risk_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::edited::confirm_step;
use crate::people::form::{Filled, Seen};
use crate::request::{Form, Path};
use crate::shell::Shell;

#[derive(Debug, Deserialize)]
pub(super) struct Because {
    version: i64,
    #[serde(default)]
    because: String,
}

fn confirmed(shell: &Shell, it: &Risk, said: (&str, &str), step: (&str, &str)) -> Markup {
    confirm_step(shell, (&risk_path(it.id), it.version), said, step)
}

fn done(id: RiskId, word: &str) -> Redirect {
    Redirect::to(&format!("{}?done={word}", risk_path(id)))
}

/// `GET /risks/{id}/assess`
pub(super) async fn ask_assess(shell: Shell, Path(id): Path<RiskId>) -> Answer<Response> {
    let it = risks::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteRisks, it.agency_id)?;
    if !it.content.missing().is_empty() {
        // Its page says what is missing.
        return Ok(Redirect::to(&risk_path(id)).into_response());
    }
    let question = format!("Hand in “{}”?", it.name);
    let consequence = "Somebody else decides that it is treated or accepted, or sends it back.";
    let page = confirmed(&shell, &it, (&question, consequence), ("assess", "Hand it in"));
    Ok(page.into_response())
}

/// `POST /risks/{id}/assess`
pub(super) async fn assess(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    match risks::assess(&shell.ctx, id, seen.version).await {
        Ok(_) => Ok(done(id, "sent")),
        // Its page says what is missing.
        Err(Error::Invalid(_)) => Ok(Redirect::to(&risk_path(id))),
        Err(error) => Err(error.into()),
    }
}

/// `GET /risks/{id}/treat`
pub(super) async fn ask_treat(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let it = risks::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::AcceptRisks, it.agency_id)?;
    let question = format!("Have “{}” treated?", it.name);
    let consequence = "Its tasks go on, and what is left of it is accepted when they are done.";
    Ok(confirmed(&shell, &it, (&question, consequence), ("treat", "Have it treated")))
}

/// `POST /risks/{id}/treat`
pub(super) async fn treat(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    risks::treat(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "treated"))
}

/// `GET /risks/{id}/accept`
pub(super) async fn ask_accept(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let it = risks::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::AcceptRisks, it.agency_id)?;
    let question = format!("Accept “{}”?", it.name);
    let left = it.content.level_left().map_or("not rated", |it| it.title()).to_lowercase();
    let open = it.content.tasks.iter().filter(|it| it.done_on.is_none()).count();
    let consequence = match open {
        0 => format!("What is left of it, {left}, is lived with until it is looked at again."),
        1 => format!("One task is not done. What is left of it, {left}, is lived with."),
        n => format!("{n} tasks are not done. What is left of it, {left}, is lived with."),
    };
    Ok(confirmed(&shell, &it, (&question, &consequence), ("accept", "Accept it")))
}

/// `POST /risks/{id}/accept`
pub(super) async fn accept(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    risks::accept(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "accepted"))
}

/// `POST /risks/{id}/reopen`
pub(super) async fn reopen(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(seen): Form<Seen>,
) -> Answer<Redirect> {
    risks::reopen(&shell.ctx, id, seen.version).await?;
    Ok(done(id, "reopened"))
}

/// A step that takes a reason: the end of its address, what it is called, and what is asked.
struct Reasoned {
    step: &'static str,
    title: &'static str,
    label: &'static str,
    hint: &'static str,
}

const RETURN: Reasoned = Reasoned {
    step: "return",
    title: "Send it back",
    label: "What is missing or wrong",
    hint: "Its author reads this.",
};

const CLOSE: Reasoned = Reasoned {
    step: "close",
    title: "Close it",
    label: "Why it is a risk no more",
    hint: "It can be opened again.",
};

/// `GET /risks/{id}/return`
pub(super) async fn ask_return(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let it = risks::show(&shell.ctx, id).await?;
    let may = |permission| shell.ctx.actor.may(permission, it.agency_id);
    if !may(Permission::AcceptRisks) && !may(Permission::WriteRisks) {
        return Err(Error::Forbidden(Permission::AcceptRisks).into());
    }
    Ok(reason_page(&shell, &it, &RETURN, (it.version, &Filled::default())))
}

/// `POST /risks/{id}/return`
pub(super) async fn send_back(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(sent): Form<Because>,
) -> Answer<Response> {
    match risks::send_back(&shell.ctx, id, sent.version, &sent.because).await {
        Ok(_) => Ok(done(id, "returned").into_response()),
        Err(error) => asked_again(&shell, id, (&RETURN, sent), error).await,
    }
}

/// `GET /risks/{id}/close`
pub(super) async fn ask_close(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let it = risks::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteRisks, it.agency_id)?;
    Ok(reason_page(&shell, &it, &CLOSE, (it.version, &Filled::default())))
}

/// `POST /risks/{id}/close`
pub(super) async fn close(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(sent): Form<Because>,
) -> Answer<Response> {
    match risks::close(&shell.ctx, id, sent.version, &sent.because).await {
        Ok(_) => Ok(done(id, "risk-closed").into_response()),
        Err(error) => asked_again(&shell, id, (&CLOSE, sent), error).await,
    }
}

/// The form for a reason once more, if that is what is wrong.
async fn asked_again(
    shell: &Shell,
    id: RiskId,
    (step, sent): (&Reasoned, Because),
    error: Error,
) -> Answer<Response> {
    let Error::Invalid(problems) = error else { return Err(error.into()) };
    let it = risks::show(&shell.ctx, id).await?;
    let typed = [("because".to_owned(), sent.because)].into();
    let filled = Filled::refused(typed, problems);
    let page = reason_page(shell, &it, step, (sent.version, &filled));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn reason_page(
    shell: &Shell,
    it: &Risk,
    step: &Reasoned,
    (seen, filled): (i64, &Filled),
) -> Markup {
    let path = risk_path(it.id);
    let crumbs = vec![("Risks".to_owned(), "/risks".to_owned()), (it.name.clone(), path.clone())];
    let field = filled.field("because", step.label).hint(step.hint).required();
    let main = html! {
        (Head { crumbs, title: step.title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/{}", step.step), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::textarea(&field, 4))
            (forms::buttons(step.title, &path))
        }))
    };
    shell.page(step.title, main)
}
