//! Adding and changing a series, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::SeriesId;
use app::people::agencies::Agency;
use app::people::meetings::{self, OnHoliday, Series, typed, typed_of};
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::series_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice};
use crate::people::agencies::choices;
use crate::people::edited::{Edited, ListAt, RecordForm};
use crate::people::form::{Filled, Typed, code, done, over, versions};
use crate::request::{Form, Path};
use crate::shell::Shell;

/// What it takes to write them.
const WRITE: Permission = Permission::WriteMeetings;

/// Where they are listed.
const LIST: ListAt = ("Meetings", "/meetings");

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

const FORM: RecordForm = RecordForm {
    list: LIST,
    new: ("Add a series", "Add the series"),
    write: WRITE,
    fields,
    versions: |theirs, yours| versions(&FIELDS, theirs, yours),
};

/// `GET /meetings/new`
pub(super) async fn new(shell: Shell) -> Answer<Markup> {
    let typed: Typed = [
        ("time_zone".to_owned(), shell.general.time_zone.clone()),
        ("rule".to_owned(), "FREQ=MONTHLY;BYDAY=1WE".to_owned()),
        ("lasts".to_owned(), "1 h".to_owned()),
        ("at".to_owned(), "10:00".to_owned()),
        ("from".to_owned(), shell.today().to_string()),
    ]
    .into();
    FORM.new_page(&shell, typed).await
}

/// `POST /meetings`
pub(super) async fn add(shell: Shell, Form(sent): Form<Typed>) -> Answer<Response> {
    let added = match typed(&sent) {
        Ok(document) => meetings::add(&shell.ctx, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let added = added.map(|it| done(&series_path(it.id), "added"));
    FORM.added(&shell, sent, added).await
}

/// `GET /meetings/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<SeriesId>) -> Answer<Markup> {
    let (it, stored) = find(&shell.ctx, id).await?;
    shell.ctx.require(WRITE, it.agency_id)?;
    FORM.edit_page(&shell, &edited(&it), stored).await
}

/// `POST /meetings/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<SeriesId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (it, stored) = find(&shell.ctx, id).await?;
    let (seen, whole) = over(&stored, sent);
    let changed = match typed(&whole) {
        Ok(document) => meetings::change(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    let changed = changed.map(|it| it.version);
    FORM.changed(&shell, &edited(&it), (seen, &stored, whole), changed).await
}

fn edited(it: &Series) -> Edited<'_> {
    Edited {
        list: LIST,
        id: it.id.uuid(),
        name: &it.name,
        path: series_path(it.id),
        version: it.version,
        updated_at: it.updated_at,
    }
}

async fn find(ctx: &Ctx, id: SeriesId) -> Answer<(Series, Typed)> {
    let it = meetings::show(ctx, id).await?;
    let documents = meetings::documents(ctx, std::slice::from_ref(&it)).await?;
    Ok((it, documents.first().map(typed_of).unwrap_or_default()))
}

fn fields(filled: &Filled, agencies: &[Agency], is_new: bool) -> Markup {
    let agency_choices = choices(agencies);
    let on_holiday: Vec<Choice<'_>> =
        OnHoliday::CHOICES.iter().map(|it| Choice::new(it.0, it.1)).collect();
    html! {
        (forms::error_summary(&filled.problems))
        (code(filled, is_new))
        @if !is_new { (forms::opened(&filled.typed)) }
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
