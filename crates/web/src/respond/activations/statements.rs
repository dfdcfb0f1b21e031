//! Writing drafts of what is said while a plan is followed.

use app::Error;
use app::actor::Permission;
use app::ids::{ActivationId, StatementId};
use app::respond::activations::{self, Opened};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::activation_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, text, version};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// `GET /activations/{id}/statements/new`
pub(super) async fn new(shell: Shell, Path(id): Path<ActivationId>) -> Answer<Markup> {
    let it = find(&shell, id).await?;
    Ok(page(&shell, &it, None, &Filled::default()))
}

/// `POST /activations/{id}/statements/new`
pub(super) async fn add(
    shell: Shell,
    Path(id): Path<ActivationId>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    save(&shell, id, None, typed).await
}

/// `GET /activations/{id}/statements/{statement}`
pub(super) async fn edit(
    shell: Shell,
    Path((id, statement)): Path<(ActivationId, StatementId)>,
) -> Answer<Markup> {
    let it = find(&shell, id).await?;
    let found = it.statements.iter().find(|it| it.id == statement);
    let found = found.ok_or(Error::NotFound("statement"))?;
    let typed = Typed::from([
        ("version".to_owned(), found.version.to_string()),
        ("title".to_owned(), found.title.clone()),
        ("text".to_owned(), found.text.clone()),
    ]);
    Ok(page(&shell, &it, Some(statement), &Filled::of(typed)))
}

/// `POST /activations/{id}/statements/{statement}`
pub(super) async fn change(
    shell: Shell,
    Path((id, statement)): Path<(ActivationId, StatementId)>,
    Form(typed): Form<Typed>,
) -> Answer<Response> {
    save(&shell, id, Some(statement), typed).await
}

async fn find(shell: &Shell, id: ActivationId) -> Answer<Opened> {
    let it = activations::open(&shell.ctx, id).await?;
    if !activations::may_act(&shell.ctx, Permission::AskActivations, &it.activation) {
        return Err(Error::Forbidden(Permission::AskActivations).into());
    }
    Ok(it)
}

async fn save(
    shell: &Shell,
    id: ActivationId,
    statement: Option<StatementId>,
    typed: Typed,
) -> Answer<Response> {
    let draft = statement.map(|it| (it, version(&typed)));
    let said = (text(&typed, "title"), text(&typed, "text"));
    let filled = match activations::write_statement(&shell.ctx, id, draft, said).await {
        Ok(_) => {
            let to = format!("{}?done=saved", activation_path(id));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Invalid(problems)) => Filled::refused(typed, problems),
        Err(Error::Refused(refusal)) => {
            let problems = vec![("title".to_owned(), refusal.reason.into_owned())];
            Filled { typed, problems }
        }
        // What was typed stays on the page, beside what somebody else saved meanwhile.
        Err(Error::Stale(_)) => {
            let it = find(shell, id).await?;
            let theirs = it.statements.iter().find(|it| Some(it.id) == statement);
            let said = theirs.map(|it| format!("{}\n\n{}", it.title, it.text)).unwrap_or_default();
            let mut typed = typed;
            typed.extend(theirs.map(|it| ("version".to_owned(), it.version.to_string())));
            let reason = "Somebody else saved this draft meanwhile. Their text stands below: put \
                          both together, and save.";
            let problems = vec![("text".to_owned(), reason.to_owned())];
            let page = form(shell, &it, (statement, &said), &Filled { typed, problems });
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let it = find(shell, id).await?;
    Ok(again(page(shell, &it, statement, &filled)))
}

fn page(shell: &Shell, it: &Opened, statement: Option<StatementId>, filled: &Filled) -> Markup {
    form(shell, it, (statement, ""), filled)
}

fn form(
    shell: &Shell,
    it: &Opened,
    (statement, theirs): (Option<StatementId>, &str),
    filled: &Filled,
) -> Markup {
    let path = activation_path(it.activation.id);
    let action = match statement {
        Some(id) => format!("{path}/statements/{id}"),
        None => format!("{path}/statements/new"),
    };
    let crumbs = vec![
        ("Activations".to_owned(), "/activations".to_owned()),
        (it.title.clone(), path.clone()),
    ];
    let lead = html! { "A draft: nothing is said by saving it." };
    let head = Head { crumbs, title: "Draft of a statement", lead: Some(lead), ..Head::default() };
    let main = html! {
        (head.shown())
        (forms::form(&action, html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", filled.value("version")))
            (forms::text(&filled.field("title", "What it is called").required()))
            (forms::textarea(&filled.field("text", "What it says"), 12))
            (forms::buttons("Save", &path))
        }))
        @if !theirs.is_empty() { h2 { "What somebody else saved" } pre tabindex="0" { (theirs) } }
    };
    shell.page("Draft of a statement", main)
}
