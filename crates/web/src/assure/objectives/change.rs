//! Adding and changing an objective, and what happens when two people do so at once.

use app::actor::Permission;
use app::assure::objectives::{self, Measuring, Objective, Serves, typed, typed_of};
use app::ids::ObjectiveId;
use app::people::agencies::Agency;
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::objective_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, over, versions};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteAssurance;

/// Where they are listed.
const LIST: ListAt = ("Objectives", "/objectives");

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

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Add an objective", "Add the objective"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /objectives/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    FORM.new_page(&shell, Typed::new()).await
}

/// `POST /objectives`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&shell.ctx, &sent, &[]).await?;
    let added = match document {
        Ok(document) => objectives::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&objective_path(it.id), "added"));
    FORM.added(&shell, shown, added).await
}

/// `GET /objectives/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<ObjectiveId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /objectives/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<ObjectiveId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, sent);
    let (shown, document) = typed(&shell.ctx, &whole, &it.content.measurements).await?;
    let changed = match document {
        Ok(document) => objectives::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, shown), changed).await
}

fn edited(it: &Objective) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: objective_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: ObjectiveId) -> Answer<(Objective, Typed)> {
    let line = objectives::show(ctx, id).await?;
    let documents = objectives::documents(ctx, std::slice::from_ref(&line)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((line.objective, typed))
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let serves: Vec<Choice<'_>> =
        Serves::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let ways: Vec<Choice<'_>> =
        Measuring::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    let field = |name: &'static str, label: &'static str| filled.field(name, label);
    let items = field("items", "What it is about")
        .hint("One on each line, by name or as service:portal. Recovery analysis looks at these");
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
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
