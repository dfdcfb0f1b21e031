//! Adding and changing an investment, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::InvestmentId;
use app::prove::investments::{self, Investment, ROWS, typed, typed_of};
use app::{Ctx, Error};
use axum::response::Response;
use maud::Markup;

use super::form::fields;
use super::investment_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Rows, Versions};
use crate::layout::list::List;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Typed, done, row_fields, version, versions};
use crate::request::{Address, Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteInvestments;

/// Where they are listed.
const LIST: ListAt = ("Investments", "/investments");

/// The fields of the form, with their labels, beside the rows.
const FIELDS: [(&str, &str); 4] =
    [("name", "Name"), ("agency", "Agency"), ("cost", "Cost"), ("description", "What it is")];

/// What has numbered rows.
const CHANGES: Rows = Rows { prefix: "changes.", label: "What it makes better" };

/// What the fields of a row are called.
const ROW_LABELS: [&str; 5] =
    ["what is done", "what", "back within", "site of the copy", "how many more"];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Add an investment", "Add the investment"),
    write: WRITE,
    fields,
    versions: both,
};

/// `GET /investments/new`
pub(super) async fn new(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let typed: Typed = List::read(&address, "").extra.into_iter().collect();
    FORM.new_page(&shell, typed).await
}

/// `POST /investments`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let (shown, document) = typed(&sent);
    let added = match document {
        Ok(document) => investments::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&investment_path(it.id), "added"));
    FORM.added(&shell, shown, added).await
}

/// `GET /investments/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<InvestmentId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /investments/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<InvestmentId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    // What the form does not have stays as it is. Rows are all there, or none.
    let has_rows = sent.keys().any(|it| it.starts_with("changes."));
    let mut whole: Typed = stored.clone();
    whole.retain(|name, _| !has_rows || !name.starts_with("changes."));
    whole.extend(sent);
    let (shown, document) = typed(&whole);
    let changed = match document {
        Ok(document) => investments::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, shown), changed).await
}

fn edited(it: &Investment) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: investment_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: InvestmentId) -> Answer<(Investment, Typed)> {
    let it = investments::show(ctx, id).await?;
    let documents = investments::documents(ctx, std::slice::from_ref(&it)).await?;
    let typed = documents.first().map(typed_of).unwrap_or_default();
    Ok((it, typed))
}

/// What both say, field by field and row by row.
fn both(theirs: &Typed, yours: &Typed) -> Vec<Versions> {
    let rows = row_fields(("changes", "item", "Better"), (&ROWS, &ROW_LABELS), [theirs, yours]);
    let mut all = versions(&FIELDS, theirs, yours);
    all.extend(versions(&rows, theirs, yours));
    conflict::with_lists(all, &[CHANGES])
}
