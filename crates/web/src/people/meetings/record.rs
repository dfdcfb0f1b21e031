//! Preparing and recording a meeting, and what happens when two people do so at once.

use app::actor::Permission;
use app::ids::MeetingId;
use app::people::meetings::{self, ACTION, Meeting, Series, typed_meeting, typed_of_meeting};
use app::{Ctx, Error};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use maud::{Markup, html};

use super::{meeting_path, series_path};
use crate::error::Answer;
use crate::layout::conflict::{self, Conflict, Rows, Versions};
use crate::layout::forms::{self, Field};
use crate::layout::parts::Head;
use crate::people::form::{Filled, Typed, again, version, versions};
use crate::people::history::who_changed;
use crate::request::{Form, Path};
use crate::shell::Shell;

/// How many rows for actions a form offers beside those that are filled in.
const ROWS_MORE: usize = 3;

/// What has numbered rows.
const ACTIONS: Rows = Rows { prefix: "actions.", label: "Actions" };

/// `GET /meeting/{id}/edit`
pub(super) async fn edit(shell: Shell, Path(id): Path<MeetingId>) -> Answer<Markup> {
    let (series, it) = meetings::meeting(&shell.ctx, id).await?;
    shell.ctx.require(Permission::WriteMeetings, series.agency_id)?;
    let filled = Filled::of(stored(&shell.ctx, &it).await?);
    Ok(page(&shell, (&series, &it), it.version, &filled))
}

/// `POST /meeting/{id}/edit`
pub(super) async fn change(
    shell: Shell,
    Path(id): Path<MeetingId>,
    Form(sent): Form<Typed>,
) -> Answer<Response> {
    let (series, it) = meetings::meeting(&shell.ctx, id).await?;
    let sent = conflict::chosen(sent);
    let seen = version(&sent);
    let path = meeting_path(id);
    let changed = match typed_meeting(&shell.ctx, &sent).await? {
        Ok(document) => meetings::change_meeting(&shell.ctx, id, seen, &document).await,
        Err(problems) => Err(Error::Invalid(problems)),
    };
    match changed {
        Ok(next) if next.version == it.version => {
            Ok(Redirect::to(&format!("{path}?done=unchanged")).into_response())
        }
        Ok(_) => Ok(Redirect::to(&format!("{path}?done=saved")).into_response()),
        Err(Error::Invalid(problems)) => {
            let filled = Filled::refused(sent, problems);
            Ok(again(page(&shell, (&series, &it), seen, &filled)))
        }
        Err(Error::Stale(_)) => {
            let page = conflict_page(&shell, &it, &sent).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn stored(ctx: &Ctx, it: &Meeting) -> Answer<Typed> {
    Ok(typed_of_meeting(&meetings::meeting_document(ctx, it).await?))
}

fn n_rows(typed: &Typed) -> usize {
    let is_there = |n: &usize| typed.contains_key(&format!("actions.{n}.what"));
    (0..).take_while(is_there).count()
}

fn page(shell: &Shell, (series, it): (&Series, &Meeting), seen: i64, filled: &Filled) -> Markup {
    let path = meeting_path(it.id);
    let title = format!("Record {}", series.name);
    let crumbs = vec![
        ("Meetings".to_owned(), "/meetings".to_owned()),
        (series.name.clone(), series_path(series.id)),
    ];
    let field = |name: String, label: String| {
        Field::new(name.clone(), label)
            .value(filled.value(&name).to_owned())
            .problem_in(&filled.problems)
            .told()
    };
    let action = |n: usize| {
        let name = |it: &str| format!("actions.{n}.{it}");
        html! {
            (forms::group(&format!("Action {}", n + 1), true, html! {
                (forms::text(&field(name("what"), "What".to_owned())))
                (forms::lookup(&field(name("owner"), "Who".to_owned()), "/search.json?kind=person"))
                (forms::date(&field(name("due"), "By when".to_owned())))
                (forms::date(&field(name("done_on"), "Done on".to_owned())))
            }))
        }
    };
    let main = html! {
        (Head { crumbs, title: &title, ..Head::default() }.shown())
        (forms::form(&format!("{path}/edit"), html! {
            (forms::error_summary(&filled.problems))
            (forms::hidden("version", &seen.to_string()))
            (forms::opened(&filled.typed))
            (forms::textarea(&filled.field("agenda", "Agenda").hint("One point on each line"), 5))
            @if !it.invited.is_empty() {
                (forms::group("Who came, by agency: names, or empty if nobody did", true, html! {
                    @for code in &it.invited { (forms::text(&field(format!("came.{code}"), code.clone()))) }
                }))
            }
            (forms::textarea(&filled.field("minutes", "Minutes")
                .needed_for("needed before it is closed").hint("Markdown"), 14))
            @for n in 0..n_rows(&filled.typed) + ROWS_MORE { (action(n)) }
            (forms::buttons("Save", &path))
        }))
    };
    shell.page(&title, main)
}

async fn conflict_page(shell: &Shell, it: &Meeting, yours: &Typed) -> Answer<Markup> {
    let theirs = stored(&shell.ctx, it).await?;
    let who = who_changed(&shell.ctx, it.id.uuid()).await?;
    let path = meeting_path(it.id);
    let mut fields = versions(&[("agenda", "Agenda"), ("minutes", "Minutes")], &theirs, yours);
    let value = |typed: &Typed, name: &str| typed.get(name).cloned().unwrap_or_default();
    let named = |name: String, label: String| Versions {
        theirs: value(&theirs, &name),
        yours: value(yours, &name),
        label,
        name,
        ..Versions::default()
    };
    fields.extend(
        it.invited.iter().map(|code| named(format!("came.{code}"), format!("From {code}"))),
    );
    for n in 0..n_rows(&theirs).max(n_rows(yours)) {
        let labels = ["what", "who", "by when", "done on"];
        fields.extend(ACTION.iter().zip(labels).map(|(field, label)| {
            named(format!("actions.{n}.{field}"), format!("Action {}: {label}", n + 1))
        }));
    }
    let conflict = Conflict {
        what: "The meeting",
        who: &who,
        when: &shell.when(it.updated_at),
        action: &format!("{path}/edit"),
        version: it.version,
        fields: conflict::with_lists(fields, &[ACTIONS]),
        back: &path,
    };
    Ok(shell.page("Changed meanwhile", conflict::conflict(&conflict)))
}
