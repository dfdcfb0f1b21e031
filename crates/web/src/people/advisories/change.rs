//! Writing and changing an advisory, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, typed, typed_of};
use app::people::agencies::Agency;
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::super::partners::{markings, writable};
use super::advisory_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("name", "What it is about"),
    ("agency", "Agency"),
    ("tlp", "Marking"),
    ("source", "Source"),
    ("body", "What partners should know"),
    ("partners", "Only for"),
];

/// `GET /advisories/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed = Typed::new();
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /advisories`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&sent) {
        Ok(document) => advisories::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(new_page(&shell, &Filled::refused(sent, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /advisories/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<AdvisoryId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePartners, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /advisories/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<AdvisoryId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let mut whole = stored.clone();
    whole.extend(sent);
    let changed = match typed(&whole) {
        Ok(document) => advisories::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            let filled = Filled::refused(whole, problems);
            Ok(again(edit_page(&shell, &it, seen, (&filled, &agencies))))
        }
        Err(Error::Stale(_)) => {
            let who = who_changed(&shell.ctx, id.uuid()).await?;
            let path = advisory_path(id);
            let conflict = Conflict {
                what: &it.name,
                who: &who,
                when: &shell.when(it.updated_at),
                action: &format!("{path}/edit"),
                version: it.version,
                fields: versions(&FIELDS, &stored, &whole),
                back: &path,
            };
            let page = shell.page("Changed meanwhile", conflict::conflict(&conflict));
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: AdvisoryId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", advisory_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: AdvisoryId) -> Answer<(Advisory, Typed)> {
    let it = advisories::show(ctx, id).await?;
    let documents = advisories::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Advisories".to_owned(), "/advisories".to_owned())];
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let main = html! {
        (Head { crumbs, title: "Write an advisory", ..Head::default() }.shown())
        (forms::form("/advisories", html! {
            (forms::error_summary(&filled.problems))
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
            (fields(filled, agencies))
            (forms::buttons("Keep it as a draft", "/advisories"))
        }))
    };
    shell.page("Write an advisory", main)
}

fn edit_page(
    shell: &Shell,
    it: &Advisory,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = advisory_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Advisories".to_owned(), "/advisories".to_owned()), (it.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::hidden("code", filled.value("code")))
            (forms::opened(&filled.typed))
            (fields(filled, agencies))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

fn fields(filled: &Filled, agencies: &[Agency]) -> Markup {
    let agency_choices = choices(agencies);
    html! {
        (forms::text(&filled.field("name", "What it is about").required()))
        (forms::select(&filled.field("agency", "Agency").hint("It reaches the partners that this agency keeps, or one below it.").required(), &agency_choices, "Choose"))
        (forms::select(&filled.field("tlp", "Marking")
            .hint("How far it may be passed on (Traffic Light Protocol 2.0)").required(), &markings(), "Choose"))
        (forms::text(&filled.field("source", "Source")))
        (forms::textarea(&filled.field("body", "What partners should know").hint("In Markdown"), 10))
        (forms::textarea(&filled.field("partners", "Only for")
            .hint("Codes of partners, one on each line. Empty: for all whose sharing level reaches the marking"), 4))
    }
}
