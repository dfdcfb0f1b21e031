//! Writing an entry down and changing it, and what happens when two people do so at once.

use app::Error;
use app::actor::Permission;
use app::ids::{DisruptionId, EntryId};
use app::respond::disruptions::{self, Disruption};
use app::respond::entries::{self, Entry, EntryKind, PHOTOS_MAX};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::fields::{LABELS, fields, read, typed_of};
use super::{FORM, entry_path, list_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, local_minute, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::respond::disruptions::crumbs;
use crate::sent::Sent;
use crate::shell::Shell;

/// What the form of another entry is called.
const fn title(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Damage => "Write down damage",
        EntryKind::Cost => "Write down a cost",
        EntryKind::Access => "Give temporary access",
    }
}

/// `GET /disruptions/{id}/damage/new` and its like
pub(super) async fn new(
    kind: EntryKind,
    shell: Shell,
    Path(id): Path<DisruptionId>,
) -> Answer<Markup> {
    let it = writable(&shell, id).await?;
    let mut typed: Typed = [("at".to_owned(), local_minute(shell.ctx.now, shell.zone()))].into();
    if let [only] = it.sites.as_slice() {
        typed.insert("site".to_owned(), only.clone());
    }
    Ok(new_page(&shell, (kind, &it), &Filled::of(typed)))
}

/// `POST /disruptions/{id}/damage` and its like. Of a picture that cannot be kept the form tells, with
/// all that was typed standing in the rain, and nothing is saved: sent again, it is written down once.
pub(super) async fn add(
    kind: EntryKind,
    shell: Shell,
    Path(id): Path<DisruptionId>,
    request: Request,
) -> Answer<Response> {
    let disruption = writable(&shell, id).await?;
    let Sent { typed, file: photo } = Sent::read(request, &FORM).await?;
    let added = match (read(&shell, kind, &typed, None).await?, photo) {
        (Ok(document), None) => entries::add(&shell.ctx, id, &document).await,
        (Ok(document), Some(photo)) => {
            entries::add_with_photo(&shell.ctx, id, &document, photo).await
        }
        (Err(problems), _) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(entry) => Ok(to(entry.id, "added")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(typed, problems);
            Ok(again(new_page(&shell, (kind, &disruption), &filled)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /entries/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<EntryId>) -> Answer<Markup> {
    let (disruption, it) = entries::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, disruption.agency_id)?;
    let filled = Filled::of(typed_of(&shell, &it.document));
    Ok(edit_page(&shell, (&disruption, &it), (it.version, &filled)))
}

/// `POST /entries/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<EntryId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (disruption, it) = entries::show(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let changed = match read(&shell, it.kind(), &sent, Some(&it.document)).await? {
        Ok(document) => entries::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(sent, problems);
            Ok(again(edit_page(&shell, (&disruption, &it), (seen, &filled))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &sent).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: EntryId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", entry_path(id))).into_response()
}

async fn writable(shell: &Shell, id: DisruptionId) -> Answer<Disruption> {
    let it = disruptions::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteDisruptions, it.agency_id)?;
    Ok(it)
}

fn new_page(shell: &Shell, (kind, it): (EntryKind, &Disruption), filled: &Filled) -> Markup {
    let path = list_path(it.id, kind);
    let inside = html! {
        (fields(kind, filled))
        @if kind == EntryKind::Damage { (photo_field(&filled.problems)) }
        (forms::buttons(title(kind), &path))
    };
    let main = html! {
        (Head { crumbs: crumbs(it), title: title(kind), ..Head::default() }.shown())
        @if kind == EntryKind::Damage { (forms::upload(&path, inside)) }
        @else { (forms::form(&path, inside)) }
    };
    shell.page(title(kind), main)
}

/// The field for a picture, with what is wrong with one that was sent.
pub(super) fn photo_field(problems: &[(String, String)]) -> Markup {
    let hint = format!(
        "JPEG, PNG or WebP of at most 12 MB, up to {PHOTOS_MAX} pictures. Only what it shows is \
         kept, not where it was taken."
    );
    let field = Field::new("photo", "Picture").hint(hint).problem_in(problems);
    forms::file(&field, "image/jpeg,image/png,image/webp", false)
}

fn edit_page(
    shell: &Shell,
    (disruption, it): (&Disruption, &Entry),
    (seen, filled): (i64, &Filled),
) -> Markup {
    let path = entry_path(it.id);
    let title = format!("Edit {}", it.document.what);
    let mut crumbs = crumbs(disruption);
    crumbs.push((it.document.what.clone(), path.clone()));
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(it.kind(), filled))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(shell: &Shell, it: &Entry, yours: &Typed) -> Answer<Markup> {
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = entry_path(it.id);
    let theirs = typed_of(shell, &it.document);
    let own: Vec<(&str, &str)> =
        LABELS.iter().copied().filter(|label| theirs.contains_key(label.0)).collect();
    let conflict = Conflict {
        what: &it.document.what,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: versions(&own, &theirs, yours),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
