//! One series: when it takes place, and what was recorded.

use app::Timestamp;
use app::ids::SeriesId;
use app::people::agencies;
use app::people::meetings::{self, Meeting, OnHoliday, Series, State};
use maud::{Markup, html};

use super::{meeting_path, series_path};
use crate::error::Answer;
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::layout::{forms, lists};
use crate::people::form::Filled;
use crate::people::history::history_panel;
use crate::request::Path;
use crate::shell::Shell;

/// So many of the next meetings are shown.
const NEXT_MAX: usize = 6;

/// `GET /meetings/{id}`
pub(super) async fn show(shell: Shell, Path(id): Path<SeriesId>) -> Answer<Markup> {
    page(&shell, id, &Filled::default()).await
}

/// The page. `filled`: the time of a meeting that was typed, and what is wrong with it.
pub(super) async fn page(shell: &Shell, id: SeriesId, filled: &Filled) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let it = meetings::show(ctx, id).await?;
    let to_come = meetings::to_come(ctx, &it).await?;
    let recorded = meetings::meetings(ctx, id).await?;
    let agency = agencies::labels(ctx, &[it.agency_id].into()).await?;
    let agency = agency.into_values().next().unwrap_or_default();
    let may_write = meetings::may_write_at(ctx, &it);
    let path = series_path(id);
    let crumbs = vec![("Meetings".to_owned(), "/meetings".to_owned())];
    let lead = html! { (it.rule_in_words()) ", called by " (agency) "." };
    let actions = html! {
        (parts::button("Calendar file", &format!("{path}/calendar.ics")))
        @if may_write && it.retired_at.is_none() {
            (parts::button("Retire", &format!("{path}/retire")))
            (parts::primary("Edit", &format!("{path}/edit")))
        }
        @if may_write && it.retired_at.is_some() {
            form method="post" action={ (path) "/restore" } {
                (forms::hidden("version", &it.version.to_string()))
                button.button { "Bring back" }
            }
        }
    };
    let head = Head { crumbs, title: &it.name, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        (forms::error_summary(&filled.problems))
        @if it.retired_at.is_some() {
            (parts::notice(Tone::Idle, "Retired", html! { p { "It takes place no more." } }))
        }
        div.two {
            div.stack {
                (next(shell, &it, (&to_come, &recorded), may_write))
                @if may_write && it.retired_at.is_none() { (another(&it, filled)) }
                (recorded_panel(shell, &recorded))
            }
            div.stack {
                (parts::padded_panel("Facts", html! {}, facts(&it, &agency)))
                (history_panel(shell, id.uuid()).await?)
            }
        }
    };
    Ok(shell.page(&it.name, main))
}

fn next(
    shell: &Shell,
    it: &Series,
    (to_come, recorded): (&[Timestamp], &[Meeting]),
    may_write: bool,
) -> Markup {
    let held = |at: &Timestamp| recorded.iter().find(|it| it.starts_at == *at);
    html! {
        @if !to_come.is_empty() {
            (parts::panel("Next", html! {}, lists::table("Next", html! {
                th scope="col" { "When" } th scope="col" { "State" } th scope="col" { "Agenda" }
            }, html! {
                @for at in to_come.iter().take(NEXT_MAX) {
                    tr {
                        td data-label="When" { (shell.moment(*at)) }
                        td data-label="State" {
                            @match held(at) { Some(it) => (state(it.state)), None => "To come" }
                        }
                        td data-label="Agenda" {
                            @match held(at) {
                                Some(held) => { a href=(meeting_path(held.id)) { "Open it" } }
                                None if may_write => {
                                    form method="post" action={ (series_path(it.id)) "/hold" } {
                                        (forms::hidden("starts_at", &at.to_rfc3339()))
                                        button.button.small { "Prepare" }
                                    }
                                }
                                None => "–",
                            }
                        }
                    }
                }
            })))
        }
    }
}

/// A meeting at another time, such as one that took place already.
fn another(it: &Series, filled: &Filled) -> Markup {
    let when = filled
        .field("when", "When it took or takes place")
        .hint("A day and a time there, such as 2026-11-20 10:00")
        .required();
    parts::padded_panel(
        "Record another one",
        html! {},
        html! {
            form.form method="post" action={ (series_path(it.id)) "/hold" } novalidate {
                (forms::text(&when))
                div.buttons { button.button { "Open it" } }
            }
        },
    )
}

fn recorded_panel(shell: &Shell, recorded: &[Meeting]) -> Markup {
    html! {
        @if !recorded.is_empty() {
            (parts::panel("Recorded", html! {}, lists::table("Recorded", html! {
                th scope="col" { "When" } th scope="col" { "State" } th.num scope="col" { "Came" }
                th.num scope="col" { "Absent" }
            }, html! {
                @for it in recorded {
                    tr {
                        td data-label="When" { a href=(meeting_path(it.id)) { (shell.moment(it.starts_at)) } }
                        td data-label="State" { (state(it.state)) }
                        td.num data-label="Came" { (it.invited.len() - it.absent().len()) }
                        td.num data-label="Absent" {
                            @if it.state == State::Closed { (it.absent().len()) } @else { "–" }
                        }
                    }
                }
            })))
        }
    }
}

/// How far a meeting is.
pub(super) fn state(it: State) -> Markup {
    let tone = match it {
        State::Open => Tone::Warn,
        State::Closed => Tone::Good,
        State::Canceled => Tone::Idle,
    };
    states::state(tone, it.title())
}

fn facts(it: &Series, agency: &str) -> Markup {
    let on_holiday = OnHoliday::CHOICES.iter().find(|choice| choice.2 == it.on_holiday);
    let mut facts = vec![
        ("Called by", html! { (agency) }),
        ("Rule", html! { code { (it.rule) } }),
        ("First", html! { (it.first.format("%-d %b %Y, %H:%M")) " in " (it.zone.name()) }),
        ("Lasts", html! { (it.lasts) }),
    ];
    if !it.place.is_empty() {
        facts.push(("Where", html! { (it.place) }));
    }
    facts.push(("On a holiday", html! { (on_holiday.map_or("", |it| it.1)) }));
    let invited: Vec<&str> = it.invited.iter().map(String::as_str).collect();
    facts.push(("Invited", html! { (invited.join(", ")) }));
    if !it.agenda.is_empty() {
        facts.push(("Agenda", html! { ol { @for it in &it.agenda { li { (it) } } } }));
    }
    parts::facts(&facts)
}
