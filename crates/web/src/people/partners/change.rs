//! Adding and changing a partner, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::PartnerId;
use app::people::agencies::Agency;
use app::people::partners::{self, Partner, PartnerKind, lines, typed, typed_of};
use app::people::persons;
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::{markings, partner_path};
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, over, versions};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WritePartners;

/// Where they are listed.
const LIST: ListAt = ("Partners", "/partners");

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 6] = [
    ("name", "Name"),
    ("agency", "Kept by"),
    ("kind", "What it is"),
    ("purpose", "Partner for"),
    ("level", "Shared up to"),
    ("people", "People"),
];

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Add a partner", "Add the partner"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /partners/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let typed: Typed = [("level".to_owned(), "clear".to_owned())].into();
    FORM.new_page(&shell, typed).await
}

/// `POST /partners`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let sent = with_codes(&shell.ctx, sent).await?;
    let added = match typed(&sent) {
        Ok(document) => partners::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&partner_path(it.id), "added"));
    FORM.added(&shell, sent, added).await
}

/// `GET /partners/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /partners/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PartnerId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, with_codes(&shell.ctx, sent).await?);
    let changed = match typed(&whole) {
        Ok(document) => partners::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, whole), changed).await
}

/// What was typed, with the codes of the people in the place of their names, as far as one is meant.
async fn with_codes(ctx: &Ctx, mut sent: Typed) -> Answer<Typed> {
    if !sent.contains_key("people") {
        return Ok(sent);
    }
    let mut codes = Vec::new();
    for line in lines(&sent, "people") {
        codes.push(persons::code_meant(ctx, &line).await?.unwrap_or(line));
    }
    sent.insert("people".to_owned(), codes.join("\n"));
    Ok(sent)
}

fn edited(it: &Partner) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: partner_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: PartnerId) -> Answer<(Partner, Typed)> {
    let it = partners::show(ctx, id).await?;
    let documents = partners::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let kinds: Vec<Choice<'_>> =
        PartnerKind::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        @if !is_new { (forms::opened(&filled.typed)) }
        (forms::text(&filled.field("name", "Name").required()))
        (forms::select(&filled.field("agency", "Kept by").hint("Its agency keeps the entry, and shares advisories.").required(), &agency_choices, "Choose"))
        (forms::select(&filled.field("kind", "What it is").required(), &kinds, "Choose"))
        (forms::textarea(&filled.field("purpose", "Partner for").hint("Such as mutual aid, power, threat reports"), 3))
        (forms::select(&filled.field("level", "Shared up to")
            .hint("The most confidential marking of the Traffic Light Protocol that it may receive").required(), &markings(), ""))
        (forms::textarea(&filled.field("people", "People")
            .hint("One on each line, by code or name: whom to call, and who may open what is shared"), 4))
    }
}
