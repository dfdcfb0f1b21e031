//! Retiring an agency, and merging it into another because they are the same.

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::{Error, FieldProblem};
use axum::response::Response;
use maud::{Markup, html};

use super::super::form::{Filled, Typed, again, text, version};
use super::super::sign_in::to;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::{self, Head};
use crate::layout::records::{self, Confirm};
use crate::layout::states::Tone;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /agencies/{id}/retire`
pub(super) async fn ask_to_retire(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    let agency = agencies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAgencies, id)?;
    let question = format!("Retire “{}”?", agency.name);
    let ask = Confirm {
        question: &question,
        consequence: "It is left out of lists and of the tree. Its records stay where they are. If \
                      it is another agency under a second name, merge it instead.",
        action: &format!("/agencies/{id}/retire"),
        button: "Retire it",
        back: &format!("/agencies/{id}"),
        fields: vec![("version".to_owned(), agency.version.to_string())],
    };
    Ok(shell.page(&question, records::confirm(&ask)))
}

/// `POST /agencies/{id}/retire`
pub(super) async fn retire(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    agencies::retire(&shell.ctx, id, version(&typed)).await?;
    Ok(to(&format!("/agencies/{id}?done=ended")))
}

/// `GET /agencies/{id}/merge`
pub(super) async fn ask(shell: Shell, Path(id): Path<AgencyId>) -> Answer<Markup> {
    page(&shell, id, &Filled::default()).await
}

/// `POST /agencies/{id}/merge`
pub(super) async fn merge(
    shell: Shell,
    Path(id): Path<AgencyId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    let merged = match agencies::meant(&shell.ctx, text(&typed, "into")).await {
        Ok(into) => {
            agencies::merge(&shell.ctx, id, into.id, version(&typed)).await.map(|_| into.id)
        }
        Err(_) => Err(FieldProblem::new("into", "There is no such agency. Choose one.").into()),
    };
    let problems = match merged {
        Ok(into) => return Ok(to(&format!("/agencies/{into}?done=merged"))),
        Err(Error::Invalid(problems)) => problems,
        Err(Error::Refused(it)) => vec![FieldProblem::new("into", it.reason)],
        Err(error) => return Err(error.into()),
    };
    Ok(again(page(&shell, id, &Filled::refused(typed, problems)).await?))
}

async fn page(shell: &Shell, id: AgencyId, filled: &Filled) -> Answer<Markup> {
    let agency = agencies::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAgencies, id)?;
    let path = format!("/agencies/{id}");
    let title = format!("Merge {}", agency.name);
    let crumbs =
        vec![("Agencies".to_owned(), "/agencies".to_owned()), (agency.name.clone(), path.clone())];
    let into = filled.field("into", "Into which agency").hint("Type part of its name, and choose.");
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (parts::notice(Tone::Warn, "This cannot be taken back", html! {
            p {
                "The names of " strong { (agency.name) } " become further names of the other \
                 agency. Its people, inventory, analyses and roles move there, and it is retired. Roles that are not yours to give there, and \
                 your own, end instead."
            }
        }))
        (forms::form(&format!("{path}/merge"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &agency.version.to_string()))
            (forms::lookup(&into.required(), "/search.json?kind=agency"))
            (forms::buttons("Merge them", &path))
        }))
    };
    Ok(shell.page(&title, main))
}
