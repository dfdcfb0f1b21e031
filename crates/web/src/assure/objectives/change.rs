//! Adding and changing an objective, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::assure::objectives::{self, Measuring, Objective, Serves, typed, typed_of};
use app::ids::ObjectiveId;
use app::people::agencies::{self, Agency};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::objective_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Choice};
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 8] = [
    ("name", "Name"),
    ("agency", "Agency"),
    ("serves", "What it serves"),
    ("about", "What is to be reached"),
    ("within", "Within"),
    ("at_least", "At least, in a hundred"),
    ("by", "How it is measured"),
    ("items", "What it is about"),
];

/// `GET /objectives/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed = Typed::new();
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /objectives`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&shell.ctx, &sent, &[]).await?;
    let added = match document {
        Ok(document) => objectives::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            Ok(again(new_page(&shell, &Filled::refused(shown, problems), &agencies)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /objectives/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ObjectiveId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteAssurance, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /objectives/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ObjectiveId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is.
    let mut whole: Typed = stored.clone();
    whole.extend(sent);
    let (shown, document) = typed(&shell.ctx, &whole, &it.content.measurements).await?;
    let changed = match document {
        Ok(document) => objectives::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let agencies = writable(&shell.ctx).await?;
            let filled = Filled::refused(shown, problems);
            Ok(again(edit_page(&shell, &it, seen, (&filled, &agencies))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &shown).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: ObjectiveId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", objective_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: ObjectiveId) -> Answer<(Objective, Typed)> {
    let line = objectives::show(ctx, id).await?;
    let documents = objectives::documents(ctx, std::slice::from_ref(&line)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((line.objective, typed))
}

/// The agencies for which the actor may write objectives.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteAssurance) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let serves: Vec<Choice<'_>> =
        Serves::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let ways: Vec<Choice<'_>> =
        Measuring::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let items = field("items", "What it is about")
        .hint("One on each line, by name or as service:portal. Recovery analysis looks at these");
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::text(&field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
        (forms::select(&field("agency", "Agency").required(), &agency_choices, "Choose"))
        (forms::text(&field("name", "Name").hint("Such as: restore essential functions within 12 h").required()))
        (forms::select(&field("serves", "What it serves").required(), &serves, ""))
        (forms::textarea(&field("about", "What is to be reached"), 3))
        (forms::group("Target: a time or a share", true, html! {
            (forms::duration(&field("within", "Within").told()))
            (forms::number(&field("at_least", "At least, in a hundred").told()))
        }))
        (forms::select(&field("by", "How it is measured").required(), &ways, ""))
        (forms::textarea(&items, 4))
    }
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Objectives".to_owned(), "/objectives".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add an objective", ..Head::default() }.shown())
        (forms::form("/objectives", html! {
            (fields(filled, agencies, true))
            (forms::buttons("Add the objective", "/objectives"))
        }))
    };
    shell.page("Add an objective", main)
}

fn edit_page(
    shell: &Shell,
    it: &Objective,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = objective_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Objectives".to_owned(), "/objectives".to_owned()), (it.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (fields(filled, agencies, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(
    shell: &Shell,
    it: &Objective,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = objective_path(it.id);
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: versions(&FIELDS, theirs, yours),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
