//! Adding and changing a policy, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::PolicyId;
use app::people::agencies::Agency;
use app::people::policies::{self, AUDIENCES, Policy, typed, typed_of};
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::policy_path;
use crate::error::Answer;
use crate::layout::conflict;
use crate::layout::forms::{self, Field};
use crate::people::agencies::{agencies_with, choices, choose_only};
use crate::people::edited::{Edited, ListAt, add_page};
use crate::people::form::{Filled, Typed, again, code, done, version, versions};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WritePolicies;

/// Where they are listed.
const LIST: ListAt = ("Policies", "/policies");

/// What the page for a new one says, and its button.
const NEW: (&str, &str) = ("Add a policy", "Add the policy");

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
    let agencies = agencies_with(&shell.ctx, WRITE).await?;
    let mut typed: Typed = [("review_months".to_owned(), "12".to_owned())].into();
    typed.insert("audience-employee".to_owned(), "true".to_owned());
    choose_only(&mut typed, &agencies);
    Ok(add_page(&shell, LIST, NEW, &new_fields(&Filled::of(typed), &agencies)))
}

/// `POST /policies`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&shell.ctx, &sent).await? {
        Ok(document) => policies::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(done(&policy_path(it.id), "added")),
        Err(Error::Invalid(problems)) => {
            let agencies = agencies_with(&shell.ctx, WRITE).await?;
            let fields = new_fields(&Filled::refused(sent, problems), &agencies);
            Ok(again(add_page(&shell, LIST, NEW, &fields)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /policies/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PolicyId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    Ok(edited(&it).page(&shell, it.version, &edit_fields(&Filled::of(stored), &it)))
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
        Ok(next) => Ok(edited(&it).saved(next.version)),
        Err(Error::Invalid(problems)) => {
            let fields = edit_fields(&Filled::refused(whole, problems), &it);
            Ok(again(edited(&it).page(&shell, seen, &fields)))
        }
        Err(Error::Stale(_)) => {
            edited(&it).conflict(&shell, versions(&FIELDS, &stored, &whole)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn edited(it: &Policy) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: policy_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: PolicyId) -> Answer<(Policy, Typed)> {
    let it = policies::show(ctx, id).await?;
    let documents = policies::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

fn new_fields(filled: &Filled, agencies: &[Agency]) -> Markup {
    let agency_choices = choices(agencies);
    let agency = filled.field("agency", "Whom it binds").required();
    let agency = agency.hint("That agency and all below it. This does not change.");
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, true))
        (forms::select(&agency, &agency_choices, "Choose"))
        (fields(filled, true))
    }
}

fn edit_fields(filled: &Filled, it: &Policy) -> Markup {
    html! {
        (forms::error_summary(&filled.problems))
        (forms::opened(&filled.typed))
        (fields(filled, it.open.is_some()))
    }
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
