//! Adding and changing a policy, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::PolicyId;
use app::people::agencies::{self, Agency};
use app::people::policies::{self, AUDIENCES, Policy, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::policy_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::agencies::choices;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 9] = [
    ("name", "Name"),
    ("owner", "Who answers for it"),
    ("audience-employee", "Acknowledged by employees"),
    ("audience-contractor", "Acknowledged by contractors"),
    ("audience-vendor", "Acknowledged by third-party vendors"),
    ("audience-partner", "Acknowledged by partners"),
    ("review_months", "Reviewed after"),
    ("summary", "What is new"),
    ("body", "What it says"),
];

/// `GET /policies/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = [("review_months".to_owned(), "12".to_owned())].into();
    typed.insert("audience-employee".to_owned(), "true".to_owned());
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /policies`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&shell.ctx, &sent).await? {
        Ok(document) => policies::add(&shell.ctx, &document).await,
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

/// `GET /policies/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePolicies, it.agency_id)?;
    Ok(edit_page(&shell, &it, it.version, &Filled::of(stored)))
}

/// `POST /policies/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PolicyId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let mut whole = sent;
    // What the form does not have stays as it is; a box that is not ticked is not sent.
    for name in ["code", "agency", "body", "summary"] {
        if let Some(was) = stored.get(name) {
            whole.entry(name.to_owned()).or_insert_with(|| was.clone());
        }
    }
    let changed = match typed(&shell.ctx, &whole).await? {
        Ok(document) => policies::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            Ok(again(edit_page(&shell, &it, seen, &Filled::refused(whole, problems))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &stored, &whole).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: PolicyId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", policy_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: PolicyId) -> Answer<(Policy, Typed)> {
    let it = policies::show(ctx, id).await?;
    let documents = policies::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

/// The agencies for which the actor may write policies.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WritePolicies) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Policies".to_owned(), "/policies".to_owned())];
    let agency_choices = choices(agencies);
    let code = filled.field("code", "Code").required();
    let code =
        code.hint("Short, unique, and never changed: lower-case letters, digits and hyphens.");
    let agency = filled.field("agency", "Whom it binds").required();
    let agency = agency.hint("That agency and all below it. This does not change.");
    let main = html! {
        (Head { crumbs, title: "Add a policy", ..Head::default() }.shown())
        (forms::form("/policies", html! {
            (forms::error_summary(&filled.problems))
            (forms::text(&code))
            (forms::select(&agency, &agency_choices, "Choose"))
            (fields(filled, true))
            (forms::buttons("Add the policy", "/policies"))
        }))
    };
    shell.page("Add a policy", main)
}

fn edit_page(shell: &Shell, it: &Policy, seen: i64, filled: &Filled) -> Markup {
    let path = policy_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Policies".to_owned(), "/policies".to_owned()), (it.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(filled, it.open.is_some()))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

/// `has_text`: whether a version is being written, whose text can be changed.
fn fields(filled: &Filled, has_text: bool) -> Markup {
    html! {
        (forms::text(&filled.field("name", "Name").required()))
        (forms::lookup(&filled.field("owner", "Who answers for it"), "/search.json?kind=person"))
        (forms::group("Who must acknowledge it", true, html! {
            @for (kind, title) in AUDIENCES {
                @let name = format!("audience-{}", kind.code());
                (forms::checkbox(&Field::new(name.clone(), title).value("true"), filled.value(&name) == "true"))
            }
        }))
        (forms::number(&filled.field("review_months", "Reviewed after so many months").required()))
        @if has_text {
            (forms::text(&filled.field("summary", "What is new in this version")))
            (forms::textarea(&filled.field("body", "What it says")
                .needed_for("needed before it is open for comments")
                .hint("Markdown: # headings, - lists, **bold**, [links](https://…)"), 24))
        }
    }
}

async fn conflict_page(
    shell: &Shell,
    it: &Policy,
    theirs: &Typed,
    yours: &Typed,
) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = policy_path(it.id);
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
