//! Starting a roll call at a site.

use app::Error;
use app::actor::Permission;
use app::ids::DisruptionId;
use app::people::agencies;
use app::prepare::inventory::{self, Kind};
use app::respond::disruptions::{self, Disruption};
use app::respond::roll_calls::{self, Start};
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::call_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text};
use crate::request::{Form, Path};
use crate::respond::disruptions::{crumbs, disruption_path};
use crate::shell::Shell;

/// `GET /disruptions/{id}/roll-calls/new`
pub(super) async fn new(shell: Shell, Path(id): Path<DisruptionId>) -> Answer<Markup> {
    let it = writable(&shell, id).await?;
    let mut typed = Typed::new();
    if let Some(first) = it.sites.first() {
        typed.insert("site".to_owned(), first.clone());
    }
    let documents = disruptions::documents(&shell.ctx, std::slice::from_ref(&it)).await?;
    typed.extend(documents.into_iter().map(|it| ("agencies".to_owned(), it.agency)));
    Ok(page(&shell, &it, &Filled::of(typed)))
}

/// `POST /disruptions/{id}/roll-calls`
pub(super) async fn start(
    shell: Shell,
    Path(id): Path<DisruptionId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let it = writable(&shell, id).await?;
    let asked = read(&shell, &sent).await?;
    let started = match asked {
        Ok(asked) => roll_calls::start(&shell.ctx, id, &asked).await,
        Err(problem) => Err(problem.into()),
    };
    match started {
        Ok(call) => Ok(Redirect::to(&format!("{}?done=added", call_path(call.id))).into_response()),
        Err(Error::Invalid(problems)) => {
            Ok(again(page(&shell, &it, &Filled::refused(sent, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

async fn writable(shell: &Shell, id: DisruptionId) -> Answer<Disruption> {
    let it = disruptions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, it.agency_id)?;
    Ok(it)
}

/// Whom a form asks for. Whoever types a name means the one site or agency that is called so.
async fn read(shell: &Shell, sent: &Typed) -> Answer<Result<Start, app::FieldProblem>> {
    let site = match inventory::code_meant(&shell.ctx, Kind::Site, text(sent, "site")).await? {
        Ok(code) => code,
        Err(reason) => return Ok(Err(app::FieldProblem::new("site", reason))),
    };
    let lines = |field: &str| -> Vec<String> {
        let lines = text(sent, field).lines().map(|it| it.trim().to_owned());
        lines.filter(|it| !it.is_empty()).take(1_000).collect()
    };
    let mut codes = Vec::new();
    for line in lines("agencies") {
        codes.push(match agencies::meant(&shell.ctx, &line).await {
            Ok(agency) => agency.code,
            // The use case says that there is none.
            Err(Error::NotFound(_)) => line,
            Err(error) => return Err(error.into()),
        });
    }
    Ok(Ok(Start { site, agencies: codes, visitors: lines("visitors") }))
}

fn page(shell: &Shell, it: &Disruption, filled: &Filled) -> Markup {
    let path = disruption_path(it.id);
    let title = "Start a roll call";
    let main = html! {
        (Head { crumbs: crumbs(it), title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/roll-calls"), html! {
            (forms::error_summary(&filled.problems))
            (forms::lookup(&filled.field("site", "At which site").required()
                .hint("Type part of a name, and choose."), "/search.json?kind=site"))
            (forms::textarea(&filled.field("agencies", "Whose people were there")
                .hint("One agency on each line, by name or code: everybody who works for it or for \
                       one below it is asked for"), 3))
            (forms::textarea(&filled.field("visitors", "Visitors")
                .hint("One name on each line, as in the book at the door"), 4))
            (forms::buttons("Start it", &path))
        }))
    };
    shell.page(title, main)
}
