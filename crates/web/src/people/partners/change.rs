//! Adding and changing a partner, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::PartnerId;
use app::people::agencies::{self, Agency};
use app::people::partners::{self, Partner, PartnerKind, lines, typed, typed_of};
use app::people::persons;
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{markings, partner_path};
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
const FIELDS: [(&str, &str); 6] = [
    ("name", "Name"),
    ("agency", "Kept by"),
    ("kind", "What it is"),
    ("purpose", "Partner for"),
    ("level", "Shared up to"),
    ("people", "People"),
];

/// `GET /partners/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = [("level".to_owned(), "clear".to_owned())].into();
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /partners`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let sent = with_codes(&shell.ctx, sent).await?;
    let added = match typed(&sent) {
        Ok(document) => partners::add(&shell.ctx, &document).await,
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

/// `GET /partners/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<PartnerId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WritePartners, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /partners/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<PartnerId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = with_codes(&shell.ctx, conflict::chosen(sent)).await?;
    let seen = version(&sent);
    let mut whole = stored.clone();
    whole.extend(sent);
    let changed = match typed(&whole) {
        Ok(document) => partners::change(&shell.ctx, id, seen, &document).await,
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
            let path = partner_path(id);
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

fn to(id: PartnerId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", partner_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: PartnerId) -> Answer<(Partner, Typed)> {
    let it = partners::show(ctx, id).await?;
    let documents = partners::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

/// The agencies for which the actor keeps partners.
pub(in crate::people) async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WritePartners) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Partners".to_owned(), "/partners".to_owned())];
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let main = html! {
        (Head { crumbs, title: "Add a partner", ..Head::default() }.shown())
        (forms::form("/partners", html! {
            (forms::error_summary(&filled.problems))
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
            (fields(filled, agencies))
            (forms::buttons("Add the partner", "/partners"))
        }))
    };
    shell.page("Add a partner", main)
}

fn edit_page(
    shell: &Shell,
    it: &Partner,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = partner_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Partners".to_owned(), "/partners".to_owned()), (it.name.clone(), path.clone())];
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
    let kinds: Vec<Choice<'_>> =
        PartnerKind::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect();
    html! {
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
