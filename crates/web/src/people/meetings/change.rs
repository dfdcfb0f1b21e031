//! Adding and changing a series, and what happens when two people do so at once.

use app::actor::{Permission, Scope};
use app::ids::SeriesId;
use app::people::agencies::{self, Agency};
use app::people::meetings::{self, OnHoliday, Series, typed, typed_of};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::series_path;
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
const FIELDS: [(&str, &str); 11] = [
    ("name", "Name"),
    ("agency", "Called by"),
    ("rule", "How it comes again"),
    ("from", "First on"),
    ("at", "At"),
    ("time_zone", "Time zone"),
    ("lasts", "Lasts"),
    ("place", "Where"),
    ("on_holiday", "On a holiday"),
    ("agenda", "Agenda"),
    ("invited", "Invited agencies"),
];

/// `GET /meetings/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let agencies = writable(&shell.ctx).await?;
    let mut typed: Typed = [
        ("time_zone".to_owned(), shell.general.time_zone.clone()),
        ("rule".to_owned(), "FREQ=MONTHLY;BYDAY=1WE".to_owned()),
        ("lasts".to_owned(), "1 h".to_owned()),
        ("at".to_owned(), "10:00".to_owned()),
        ("from".to_owned(), shell.today().to_string()),
    ]
    .into();
    if let [only] = agencies.as_slice() {
        typed.insert("agency".to_owned(), only.code.clone());
    }
    Ok(new_page(&shell, &Filled::of(typed), &agencies))
}

/// `POST /meetings`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&sent) {
        Ok(document) => meetings::add(&shell.ctx, &document).await,
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

/// `GET /meetings/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<SeriesId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteMeetings, it.agency_id)?;
    let agencies = writable(&shell.ctx).await?;
    Ok(edit_page(&shell, &it, it.version, (&Filled::of(stored), &agencies)))
}

/// `POST /meetings/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<SeriesId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let mut whole = stored.clone();
    whole.extend(sent);
    let changed = match typed(&whole) {
        Ok(document) => meetings::change(&shell.ctx, id, seen, &document).await,
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
            let path = series_path(id);
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

fn to(id: SeriesId, done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", series_path(id))).into_response()
}

async fn find(ctx: &Ctx, id: SeriesId) -> Answer<(Series, Typed)> {
    let it = meetings::show(ctx, id).await?;
    let documents = meetings::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

/// The agencies that may call meetings at the actor's hand.
async fn writable(ctx: &Ctx) -> Answer<Vec<Agency>> {
    let mut all = agencies::all(ctx).await?;
    if let Scope::Only { agencies, .. } = ctx.actor.scope(Permission::WriteMeetings) {
        all.retain(|it| agencies.contains(&it.id));
    }
    Ok(all)
}

fn new_page(shell: &Shell, filled: &Filled, agencies: &[Agency]) -> Markup {
    let crumbs = vec![("Meetings".to_owned(), "/meetings".to_owned())];
    let hint = "Short, unique, and never changed: lower-case letters, digits and hyphens.";
    let main = html! {
        (Head { crumbs, title: "Add a series", ..Head::default() }.shown())
        (forms::form("/meetings", html! {
            (forms::error_summary(&filled.problems))
            (forms::text(&filled.field("code", "Code").hint(hint).required()))
            (fields(filled, agencies))
            (forms::buttons("Add the series", "/meetings"))
        }))
    };
    shell.page("Add a series", main)
}

fn edit_page(
    shell: &Shell,
    it: &Series,
    seen: i64,
    (filled, agencies): (&Filled, &[Agency]),
) -> Markup {
    let path = series_path(it.id);
    let title = format!("Edit {}", it.name);
    let crumbs =
        vec![("Meetings".to_owned(), "/meetings".to_owned()), (it.name.clone(), path.clone())];
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
    let on_holiday: Vec<Choice<'_>> =
        OnHoliday::CHOICES.iter().map(|it| Choice::new(it.0, it.1)).collect();
    html! {
        (forms::text(&filled.field("name", "Name").required()))
        (forms::select(&filled.field("agency", "Called by").hint("It writes the minutes.").required(), &agency_choices, "Choose"))
        (forms::text(&filled.field("rule", "How it comes again")
            .hint("A rule of iCalendar: FREQ=MONTHLY;BYDAY=1WE is the first Wednesday of each month, \
                   FREQ=WEEKLY;BYDAY=TU each Tuesday").required()))
        (forms::group("First", true, html! {
            (forms::date(&filled.field("from", "On").told()))
            (forms::text(&filled.field("at", "At").hint("Such as 10:00").told()))
            (forms::text(&filled.field("time_zone", "In").told()))
        }))
        (forms::duration(&filled.field("lasts", "Lasts").required()))
        (forms::text(&filled.field("place", "Where")))
        (forms::select(&filled.field("on_holiday", "On a holiday").required(), &on_holiday, ""))
        (forms::textarea(&filled.field("agenda", "Agenda").hint("What is always talked about, one point on each line"), 5))
        (forms::textarea(&filled.field("invited", "Invited agencies")
            .hint("One on each line, by code or name: everybody who works there or below sees the meeting"), 6))
    }
}
