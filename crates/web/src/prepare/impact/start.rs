//! Starting an analysis.

use app::actor::Permission;
use app::ids::ItemId;
use app::prepare::impact;
use app::prepare::inventory::{self, Item, Kind};
use app::{Ctx, Error, FieldProblem};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use serde::Deserialize;

use super::change::pairs;
use super::{analysis_path, may};
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::list::List;
use crate::layout::parts::Head;
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

#[derive(Debug, Default, Deserialize)]
pub(super) struct About {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    item: String,
}

/// `GET /analyses/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Markup {
    let list = List::read(&address, "");
    let text = |name| list.filter(name).unwrap_or_default().to_owned();
    page(&shell, &About { kind: text("kind"), item: text("item") }, &[])
}

/// `POST /analyses`
pub(super) async fn start(shell: Shell, Form(about): Form<About>) -> Answer<Response> {
    let started = match about.kind.parse::<Kind>() {
        Ok(kind) => match meant(&shell.ctx, kind, &about.item).await {
            Ok(item) => impact::start(&shell.ctx, item.id).await,
            Err(error) => Err(error),
        },
        Err(()) => Err(FieldProblem::new("kind", "Choose what it is about.").into()),
    };
    let problems = match started {
        Ok(analysis) => {
            let path = analysis_path(analysis.id);
            return Ok(Redirect::to(&format!("{path}/edit")).into_response());
        }
        Err(Error::Invalid(problems)) => pairs(problems),
        Err(Error::Refused(refusal)) => vec![("item".to_owned(), refusal.reason.into_owned())],
        Err(error) => return Err(error.into()),
    };
    let page = page(&shell, &about, &problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The item that was typed, by code or by its whole name.
async fn meant(ctx: &Ctx, kind: Kind, text: &str) -> app::Result<Item> {
    let problem = |reason: String| FieldProblem::new("item", reason);
    let code = inventory::code_meant(ctx, kind, text).await?.map_err(problem)?;
    match inventory::by_code(ctx, kind, code.trim()).await {
        Err(Error::NotFound(_)) => {
            let kind = kind.title().to_lowercase();
            Err(problem(format!("There is no {kind} called “{}”.", text.trim())).into())
        }
        found => found,
    }
}

/// `GET /analyses/of/{item_id}`: to its newest analysis, or to where one is started.
pub(super) async fn of_item(shell: Shell, Path(item_id): Path<ItemId>) -> Answer<Redirect> {
    let all = impact::of_item(&shell.ctx, item_id).await?;
    if let Some(newest) = all.first() {
        return Ok(Redirect::to(&analysis_path(newest.id)));
    }
    let item = inventory::show(&shell.ctx, item_id).await?;
    if !may(&shell.ctx, Permission::WriteAnalyses, &item) {
        return Ok(Redirect::to(&format!("/analyses?item={item_id}")));
    }
    let query = [("kind", item.kind().code()), ("item", &item.code)];
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    Ok(Redirect::to(&format!("/analyses/new?{query}")))
}

fn page(shell: &Shell, about: &About, problems: &[(String, String)]) -> Markup {
    let kinds = [Kind::Process, Kind::Service];
    let choices = kinds.map(|it| Choice::new(it.code(), it.title()));
    let chosen = if about.kind.is_empty() { "process" } else { &about.kind };
    let crumbs = vec![("Impact analysis".to_owned(), "/analyses".to_owned())];
    let lead = html! { "It starts with what the last analysis says, if there is one." };
    let title = "Start an impact analysis";
    let lookup = match chosen {
        "service" => "/search.json?kind=service",
        _ => "/search.json?kind=process",
    };
    let main = html! {
        (Head { crumbs, title, lead: Some(lead), ..Head::default() }.shown())
        (forms::form("/analyses", html! {
            (forms::error_summary(problems))
            (forms::select(&Field::new("kind", "About a").value(chosen).problem_in(problems).required(), &choices, ""))
            (forms::lookup(&Field::new("item", "Which").value(about.item.as_str())
                .hint("By name or code. Type part of it, and choose.").problem_in(problems).required(), lookup))
            (forms::buttons("Start", "/analyses"))
        }))
    };
    shell.page(title, main)
}
