//! One meeting: who came, who was absent, what was said, and who does what by when.

use std::collections::BTreeMap;

use app::ids::MeetingId;
use app::people::meetings::{self, ActionDocument, Meeting, MeetingDocument, Series, State};
use app::people::{agencies, persons};
use app::{Ctx, Error};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::show::state;
use super::{meeting_path, series_path};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::history::history_panel;
use crate::people::policies::prose;
use crate::request::Path;
use crate::shell::Shell;

/// `GET /meeting/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<MeetingId>) -> Answer<Markup> {
    let (series, it) = meetings::meeting(&shell.ctx, id).await?;
    page(&shell, (&series, &it), &[]).await
}

/// The page. `problems` says why it could not be closed.
pub(super) async fn page(
    shell: &Shell,
    (series, it): (&Series, &Meeting),
    problems: &[(String, String)],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let document = meetings::meeting_document(ctx, it).await?;
    let names = names(ctx, it).await?;
    let may_write = meetings::may_write_at(ctx, series);
    let crumbs = vec![
        ("Meetings".to_owned(), "/meetings".to_owned()),
        (series.name.clone(), series_path(series.id)),
    ];
    let when = it.starts_at.with_timezone(&series.zone).format("%-d %b %Y").to_string();
    let title = format!("{}, {when}", series.name);
    let lead = html! { (state(it.state)) " " (shell.moment(it.starts_at)) };
    let actions = html! { @if may_write { (actions(it)) } };
    let head = Head { crumbs, title: &title, lead: Some(lead), actions: Some(actions) };
    let absent = it.absent();
    let main = html! {
        (head.shown())
        (forms::error_summary(problems))
        @if it.state == State::Closed && !absent.is_empty() {
            (parts::notice(Tone::Warn, "Absent", html! {
                p { (absent.iter().map(|it| called(&names, it)).collect::<Vec<_>>().join(", ")) }
            }))
        }
        div.two {
            div.stack {
                (parts::padded_panel("Minutes", html! {}, html! {
                    @if it.minutes.trim().is_empty() { p.quiet { "Nothing was written down yet." } }
                    @else { (prose(&it.minutes)) }
                }))
                (todo(shell, it, (&document, may_write)).await?)
            }
            div.stack {
                @if !it.agenda.is_empty() {
                    (parts::padded_panel("Agenda", html! {}, html! { ol { @for it in &it.agenda { li { (it) } } } }))
                }
                (came(it, &names))
                (history_panel(shell, it.id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&title, main))
}

fn actions(it: &Meeting) -> Markup {
    let path = meeting_path(it.id);
    let step = |step: &str, words: &str, class: &str| {
        html! {
            form method="post" action={ (path) "/" (step) } {
                (forms::hidden("version", &it.version.to_string()))
                button class=(class) { (words) }
            }
        }
    };
    html! {
        @if it.state == State::Open {
            (step("cancel", "Cancel it", "button"))
            (parts::button("Edit", &format!("{path}/edit")))
            (step("close", "Close it", "button primary"))
        } @else {
            (step("reopen", "Open again", "button"))
        }
    }
}

/// What the agencies are called that were invited, by code.
async fn names(ctx: &Ctx, it: &Meeting) -> Answer<BTreeMap<String, String>> {
    let mut names = BTreeMap::new();
    for code in &it.invited {
        match agencies::by_code(ctx, code).await {
            Ok(agency) => {
                names.insert(code.clone(), agency.name);
            }
            // Who may not see it reads its code, which stands in the minutes anyway.
            Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(names)
}

fn called<'a>(names: &'a BTreeMap<String, String>, code: &'a str) -> &'a str {
    names.get(code).map_or(code, String::as_str)
}

fn came(it: &Meeting, names: &BTreeMap<String, String>) -> Markup {
    let people = |code: &str| {
        let found = it.attendance.iter().find(|it| it.agency == code);
        found.map_or("", |it| it.people.trim()).to_owned()
    };
    let file = html! { a href={ (meeting_path(it.id)) "/attendance.csv" } { "CSV" } };
    html! {
        @if !it.invited.is_empty() {
            (parts::panel("Attendance", file, lists::table("Attendance", html! {
                th scope="col" { "Agency" } th scope="col" { "Who came" }
            }, html! {
                @for code in &it.invited {
                    @let people = people(code);
                    tr {
                        td data-label="Agency" { (called(names, code)) }
                        td data-label="Who came" {
                            @if !people.is_empty() { (people) }
                            @else if it.state == State::Closed { (states::state(Tone::Bad, "Absent")) }
                            @else { "–" }
                        }
                    }
                }
            })))
        }
    }
}

async fn todo(
    shell: &Shell,
    it: &Meeting,
    (document, may_write): (&MeetingDocument, bool),
) -> Answer<Markup> {
    let mut owners = BTreeMap::new();
    let codes = document.actions.iter().filter_map(|it| it.owner.as_deref());
    for code in codes {
        if let Ok(person) = persons::by_code(&shell.ctx, code).await {
            owners.insert(code, person);
        }
    }
    let row = |n: usize, action: &ActionDocument| {
        let owner = action.owner.as_deref();
        let person = owner.and_then(|it| owners.get(it));
        let is_own = person.is_some_and(|it| shell.ctx.actor.is(it.id));
        let is_late = action.due.is_some_and(|due| due < shell.today()) && action.done_on.is_none();
        html! {
            tr {
                td data-label="What" { (action.what) }
                td data-label="Who" { (person.map_or(owner.unwrap_or("–"), |it| it.name.as_str())) }
                td data-label="By when" {
                    @match action.due {
                        Some(due) if is_late => (states::state(Tone::Bad, Shell::date_words(due))),
                        Some(due) => (Shell::date(due)),
                        None => "–",
                    }
                }
                td data-label="Done" {
                    @match action.done_on {
                        Some(on) => (states::state(Tone::Good, Shell::date_words(on))),
                        None if is_own || may_write => {
                            form method="post" action={ (meeting_path(it.id)) "/done" } {
                                (forms::hidden("number", &n.to_string()))
                                button.button.small aria-label={ "Done: " (action.what) } { "Done" }
                            }
                        }
                        None => "Not yet",
                    }
                }
            }
        }
    };
    Ok(html! {
        @if !document.actions.is_empty() {
            (parts::panel("Actions", html! {}, lists::table("Actions", html! {
                th scope="col" { "What" } th scope="col" { "Who" } th scope="col" { "By when" }
                th scope="col" { "Done" }
            }, html! { @for (n, it) in document.actions.iter().enumerate() { (row(n, it)) } })))
        }
    })
}

/// `GET /meeting/{id}/attendance.csv`
pub(super) async fn attendance(shell: Shell, Path(id): Path<MeetingId>) -> Answer<Response> {
    let (_, it) = meetings::meeting(&shell.ctx, id).await?;
    let names = names(&shell.ctx, &it).await?;
    let rows = it.invited.iter().map(|code| {
        let found = it.attendance.iter().find(|it| it.agency == *code);
        let people = found.map_or("", |it| it.people.trim()).to_owned();
        let came = if people.is_empty() { "no" } else { "yes" }.to_owned();
        vec![code.clone(), called(&names, code).to_owned(), came, people]
    });
    let columns = ["agency", "name", "came", "people"];
    file(Format::Csv, "attendance", &columns, rows.collect())
}
