//! Adding and changing a calendar, and what happens when two people do so at once.

use app::Error;
use app::actor::{Permission, Place};
use app::ids::CalendarId;
use app::people::calendars::{self, Calendar, CalendarDocument, DAYS, typed, typed_of};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::calendar_path;
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// The fields of the form, with their labels.
const FIELDS: [(&str, &str); 11] = [
    ("name", "Name"),
    ("time_zone", "Time zone"),
    ("always", "Day and night"),
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
    ("holidays", "Holidays"),
];

/// `GET /calendars/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    shell.ctx.require(Permission::WriteSettings, Place::State)?;
    let mut typed: Typed = [("time_zone".to_owned(), shell.general.time_zone.clone())].into();
    for (field, ..) in DAYS.iter().take(5) {
        typed.insert((*field).to_owned(), "08:00-17:30".to_owned());
    }
    Ok(new_page(&shell, &Filled::of(typed)))
}

/// `POST /calendars`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&sent) {
        Ok(document) => calendars::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match added {
        Ok(it) => Ok(to(it.id, "added")),
        Err(Error::Invalid(problems)) => {
            Ok(again(new_page(&shell, &Filled::refused(sent, problems))))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /calendars/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<CalendarId>) -> Answer<Markup> {
    let it = calendars::show(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteSettings, Place::State)?;
    let filled = Filled::of(typed_of(&CalendarDocument::of(&it)));
    Ok(edit_page(&shell, &it, it.version, &filled))
}

/// `POST /calendars/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<CalendarId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let it = calendars::show(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let changed = match typed(&sent) {
        Ok(document) => calendars::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => Ok(to(id, "unchanged")),
        Ok(_) => Ok(to(id, "saved")),
        Err(Error::Invalid(problems)) => {
            Ok(again(edit_page(&shell, &it, seen, &Filled::refused(sent, problems))))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &sent).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn to(id: CalendarId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", calendar_path(id))).into_response()
}

fn new_page(shell: &Shell, filled: &Filled) -> Markup {
    let crumbs = vec![("Calendars".to_owned(), "/calendars".to_owned())];
    let main = html! {
        (Head { crumbs, title: "Add a calendar", ..Head::default() }.shown())
        (forms::form("/calendars", html! {
            (fields(filled, true))
            (forms::buttons("Add the calendar", "/calendars"))
        }))
    };
    shell.page("Add a calendar", main)
}

fn edit_page(shell: &Shell, it: &Calendar, seen: i64, filled: &Filled) -> Markup {
    let path = calendar_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Calendars".to_owned(), "/calendars".to_owned()), (it.name.clone(), path.clone())];
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (fields(filled, false))
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

fn fields(filled: &Filled, is_new: bool) -> Markup {
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let always = Field::new("always", "Somebody is there day and night, on holidays, too")
        .hint("Then leave the hours empty.")
        .value("true");
    html! {
        (forms::error_summary(&filled.problems))
        @if is_new {
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
        } @else {
            (forms::hidden("code", filled.value("code")))
        }
        (forms::text(&filled.field("name", "Name").required()))
        (forms::text(&filled.field("time_zone", "Time zone")
            .hint("Its IANA name, such as America/New_York. Hours are those that clocks show there.")
            .required()))
        (forms::checkbox(&always, filled.value("always") == "true"))
        (forms::group("Hours, such as 08:00-12:00, 13:00-17:30", true, html! {
            @for (field, _, title) in DAYS { (forms::text(&filled.field(field, title).told())) }
        }))
        @if filled.problems.iter().any(|it| it.0 == "hours") {
            p.problem id="f-hours" tabindex="-1" {
                (filled.problems.iter().find(|it| it.0 == "hours").map_or("", |it| it.1.as_str()))
            }
        }
        (forms::textarea(&filled.field("holidays", "Holidays")
            .hint("One on each line, the day first: 2026-12-25 Christmas Day"), 12))
    }
}

async fn conflict_page(shell: &Shell, it: &Calendar, yours: &Typed) -> Answer<Markup> {
    let theirs = typed_of(&CalendarDocument::of(it));
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = calendar_path(it.id);
    let mut fields = versions(&FIELDS, &theirs, yours);
    // Both versions must be whole: the code is not chosen, but sent along.
    fields.extend(versions(&[("code", "Code")], &theirs, &theirs));
    let conflict = Conflict {
        what: &it.name,
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields,
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
