//! The list of calendars.

use app::actor::{Permission, Place};
use app::people::calendars::{self, Calendar, CalendarDocument, Query, Sort};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::super::file::{Format, file};
use super::calendar_path;
use super::show::hours_in_words;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("sort", |it| Sort::from_word(it).is_some()), ("retired", yes)];

/// `GET /calendars`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = calendars::list(ctx, &query(&list)).await?;
    let normal = calendars::normal_code(ctx).await?;
    let retired = vec![Choice::new("true", "Retired ones")];
    let filters =
        [Filter { name: "retired", label: "In use", choices: retired, ..Filter::default() }];
    let may_write = ctx.actor.may(Permission::WriteSettings, Place::State);
    let add = html! { @if may_write { (parts::primary("Add a calendar", "/calendars/new")) } };
    let lead = html! {
        "When somebody is there: open hours, time zones and holidays. What is due within business \
         time is counted by them."
    };
    let head = Head {
        title: "Calendars",
        lead: Some(lead),
        actions: Some(add.clone()),
        ..Head::default()
    };
    let sentence = "Until there is one, business time is Monday to Friday from 08:00 to 17:30, \
                    without holidays.";
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search calendars", &filters, lists::exports(&list, "/calendars")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "calendars") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "calendars"))
        } @else if page.items.is_empty() {
            (lists::empty("No calendars yet", sentence, add))
        } @else {
            section.panel {
                (lists::table("Calendars", html! {
                    (lists::heading(&list, "name", "Calendar"))
                    th scope="col" { "Hours" } th scope="col" { "Time zone" }
                    th.num scope="col" { "Holidays to come" }
                    (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(&shell, it, normal.as_deref())) } }))
            }
            (lists::pages(&list, page.n_items, "calendar", "calendars"))
        }
    };
    Ok(shell.page("Calendars", main))
}

fn row(shell: &Shell, it: &Calendar, normal: Option<&str>) -> Markup {
    html! {
        tr {
            td data-label="Calendar" {
                a href=(calendar_path(it.id)) { (it.name) }
                @if normal == Some(it.code.as_str()) { " " (states::state(Tone::Good, "The normal one")) }
            }
            td data-label="Hours" { (hours_in_words(&it.opening)) }
            td data-label="Time zone" { (it.opening.zone.name()) }
            td.num data-label="Holidays to come" { (it.opening.holidays.range(shell.today()..).count()) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

fn query(list: &List) -> Query {
    Query {
        text: list.text.clone(),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

/// `GET /calendars.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /calendars.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(&List::read(address, "name").knowing(KNOWN));
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = calendars::list(ctx, &query).await?;
        let is_last = page.is_last();
        rows.extend(page.items.iter().map(|it| {
            let hours = hours_in_words(&it.opening);
            let it = CalendarDocument::of(it);
            let holidays = it.holidays.iter().map(|(day, name)| format!("{day} {name}"));
            let holidays = holidays.collect::<Vec<_>>().join("; ");
            vec![it.code, it.name, it.time_zone, hours, holidays]
        }));
        if is_last {
            break;
        }
    }
    file(format, "calendars", &["code", "name", "time_zone", "hours", "holidays"], rows)
}
