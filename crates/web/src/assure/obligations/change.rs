//! Adding and changing an obligation, and what happens when two people do so at once.

use app::actor::{Permission, Place};
use app::assure::obligations::{self, CLAUSE, Obligation, typed, typed_of};
use app::ids::ObligationId;
use app::people::agencies::AgencyKind;
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::form::fields;
use super::obligation_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows};
use crate::layout::forms;
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, row_fields, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels, beside the boxes and the rows.
const FIELDS: [(&str, &str); 6] = [
    ("citation", "How it is cited"),
    ("title", "Title"),
    ("about", "What it is about"),
    ("agencies", "Agencies"),
    ("due", "To be attested first by"),
    ("renew_months", "Months until it is attested again"),
];

/// What has numbered rows.
const CLAUSES: Rows = Rows { prefix: "clauses.", label: "Clauses" };

/// What the fields of a clause are called.
const CLAUSE_LABELS: [&str; 3] = ["number", "what it asks for", "sections"];

/// `GET /obligations/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteObligations, Place::State)?;
    let typed = [("renew_months".to_owned(), "12".to_owned())].into();
    Ok(new_page(&shell, &Filled::of(typed)))
}

/// `POST /obligations`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&sent);
    let added = match document {
        Ok(document) => obligations::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(shown, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /obligations/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ObligationId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    Ok(edit_page(&shell, &it, it.version, &Filled::of(stored)))
}

/// `POST /obligations/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ObligationId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("clauses."));
    let has_kinds = sent.contains_key("has_kinds");
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| {
        !(has_rows && name.starts_with("clauses.") || has_kinds && name.starts_with("kind."))
    });
    whole.extend(sent);
    let (shown, document) = typed(&whole);
    let changed = match document {
        Ok(document) => obligations::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(shown, problems);
            Ok(again(edit_page(&shell, &it, seen, &filled)))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: ObligationId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", obligation_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: ObligationId) -> Answer<(Obligation, Typed)> {
    ctx.require(Permission::WriteObligations, Place::State)?;
    let it = obligations::show(ctx, id).await?;
    let typed = typed_of(&it.document);
    Ok((it, typed))
}

fn crumbs() -> Vec<(String, String)> {
    vec![("Obligations".to_owned(), "/obligations".to_owned())]
}

fn new_page(shell: &Shell, filled: &Filled) -> Markup {
    let main = html! {
        (Head { crumbs: crumbs(), title: "Add an obligation", ..Head::default() }.shown())
        (forms::form("/obligations", html! {
            (fields(filled, true))
            (forms::buttons("Add the obligation", "/obligations"))
        }))
    };
    shell.page("Add an obligation", main)
}

fn edit_page(shell: &Shell, it: &Obligation, seen: i64, filled: &Filled) -> Markup {
    let path = obligation_path(it.id);
    let title = format!("Edit {}", it.document.citation);
    let mut crumbs = crumbs();
    crumbs.push((it.document.citation.clone(), path.clone()));
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Obligation,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = obligation_path(it.id);
    let kinds = AgencyKind::CHOICES.iter();
    let mut rest: Vec<(String, String)> = kinds
        .map(|(code, title)| (format!("kind.{code}"), format!("Holds for: {title}")))
        .collect();
    let clause = (CLAUSE.as_slice(), CLAUSE_LABELS.as_slice());
    rest.extend(row_fields(("clauses", "number", "Clause"), clause, [theirs, yours]));
    let mut all = versions(&FIELDS, theirs, yours);
    all.extend(versions(&rest, theirs, yours));
    let when = it.updated_at.map(|at| shell.when(at)).unwrap_or_default();
    let conflict = Conflict {
        what: &it.document.citation,
        who: &who,
        when: &when,
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(all, &[CLAUSES]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
