//! Adding and changing a risk, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::RiskId;
use app::prepare::risks::{self, IMPACTS, Risk, TASK, typed, typed_of};
use app::{Ctx, Error};
use axum::response::Response;
use maud::Markup;

use super::form::fields;
use super::risk_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Rows, Versions};
use crate::layout::list::List;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Typed, done, row_fields, version, versions};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteRisks;

/// Where they are listed.
const LIST: ListAt = ("Risks", "/risks");

/// The fields of the form, with their labels, beside the ratings and the rows.
const FIELDS: [(&str, &str); 11] = [
    ("name", "Name"),
    ("agency", "Agency"),
    ("hazard", "What may happen"),
    ("kind", "Kind of hazard"),
    ("description", "How it would come about"),
    ("affects", "What it would hit"),
    ("treatment", "What is to be done with it"),
    ("owner", "Who answers for it"),
    ("workshop_on", "Talked over on"),
    ("participants", "Who took part"),
    ("review_due", "Look at it again by"),
];

/// What has numbered rows.
const TASKS: Rows = Rows { prefix: "tasks.", label: "Tasks" };

/// What the fields of a task are called.
const TASK_LABELS: [&str; 4] = ["what is done", "by whom", "by when", "done on"];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Add a risk", "Add the risk"),
    write: WRITE,
    fields,
    versions: both,
};

/// `GET /risks/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    FORM.new_page(&shell, typed).await
}

/// `POST /risks`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&shell.ctx, &sent).await?;
    let added = match document {
        Ok(document) => risks::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&risk_path(it.id), "added"));
    FORM.added(&shell, shown, added).await
}

/// `GET /risks/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<RiskId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /risks/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<RiskId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("tasks."));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with("tasks."));
    whole.extend(sent);
    let (shown, document) = typed(&shell.ctx, &whole).await?;
    let changed = match document {
        Ok(document) => risks::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, shown), changed).await
}

fn edited(it: &Risk) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: risk_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: RiskId) -> Answer<(Risk, Typed)> {
    let it = risks::show(ctx, id).await?;
    let documents = risks::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

/// What both say, field by field and row by row.
fn both(theirs: &Typed, yours: &Typed) -> Vec<Versions> {
    let mut rest = Vec::new();
    for (part, when) in [("inherent", "untreated"), ("residual", "what is left")] {
        rest.push((format!("{part}.likelihood"), format!("Likelihood, {when}")));
        rest.extend(IMPACTS.iter().map(|(name, label)| {
            (format!("{part}.{name}"), format!("Impact on {}, {when}", label.to_lowercase()))
        }));
    }
    rest.extend(row_fields(("tasks", "what", "Task"), (&TASK, &TASK_LABELS), [theirs, yours]));
    let mut all = versions(&FIELDS, theirs, yours);
    all.extend(versions(&rest, theirs, yours));
    conflict::with_lists(all, &[TASKS])
}
