//! Writing and changing an advisory, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, typed, typed_of};
use app::people::agencies::Agency;
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::super::partners::markings;
use super::advisory_path;
use crate::error::Answer;
use crate::layout::forms;
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, over, versions};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WritePartners;

/// Where they are listed.
const LIST: ListAt = ("Advisories", "/advisories");

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("name", "What it is about"),
    ("agency", "Agency"),
    ("tlp", "Marking"),
    ("source", "Source"),
    ("body", "What partners should know"),
    ("partners", "Only for"),
];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Write an advisory", "Keep it as a draft"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /advisories/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    FORM.new_page(&shell, Typed::new()).await
}

/// `POST /advisories`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&sent) {
        Ok(document) => advisories::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&advisory_path(it.id), "added"));
    FORM.added(&shell, sent, added).await
}

/// `GET /advisories/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<AdvisoryId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /advisories/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<AdvisoryId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, sent);
    let changed = match typed(&whole) {
        Ok(document) => advisories::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, whole), changed).await
}

fn edited(it: &Advisory) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: advisory_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: AdvisoryId) -> Answer<(Advisory, Typed)> {
    let it = advisories::show(ctx, id).await?;
    let documents = advisories::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        @if !is_new { (forms::opened(&filled.typed)) }
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
