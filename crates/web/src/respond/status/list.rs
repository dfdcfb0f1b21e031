//! How the services are doing of which somebody is a client.

use app::respond::status::{self, Query, ServiceStatus, Sort};
use app::{Ctx, Paging, Span};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{LIST, percent, status_path};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::Head;
use crate::layout::states::{self, Tone};
use crate::people::advisories::way_in;
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("sort", |it| Sort::from_word(it).is_some()), ("tier", is_tier)];

const TITLE: &str = "Service status";

fn is_tier(text: &str) -> bool {
    text.parse().is_ok_and(|it: u8| (1..=4).contains(&it))
}

/// `GET /service-status`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let page = status::list(&shell.ctx, &query(&list)).await?;
    let shared = way_in(&shell.ctx).await?;
    let lead = html! {
        "Whether the services that you use are there, and in what time they would be back. Availability is \
         that of the last 365 days."
    };
    let tiers = ["1", "2", "3", "4"].map(|it| Choice::new(it, format!("Tier {it}")));
    let filter = Filter { name: "tier", label: "Tier", choices: tiers.into(), ..Filter::default() };
    let main = html! {
        (Head { title: TITLE, lead: Some(lead), ..Head::default() }.shown())
        (shared)
        (lists::toolbar(&list, "Search services", &[filter], lists::exports(&list, LIST)))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "services") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "services"))
        } @else if page.items.is_empty() {
            (lists::empty("No services yet", "The services of which you are a client stand here. Whoever \
                gave you access can add more.", html! {}))
        } @else {
            section.panel {
                (lists::table("Services", html! {
                    (lists::heading(&list, "name", "Service")) th scope="col" { "Now" }
                    th.num scope="col" { "Available" } th scope="col" { "Last seen to recover" }
                    th.num scope="col" { "Promised" } th.num scope="col" { "Proved" }
                }, html! { @for it in &page.items { (row(&shell, it)) } }))
            }
            (lists::pages(&list, page.n_items, "service", "services"))
        }
    };
    Ok(shell.page(TITLE, main))
}

fn row(shell: &Shell, it: &ServiceStatus) -> Markup {
    html! {
        tr {
            td data-label="Service" { a href=(status_path(it.id)) { (it.name) } }
            td data-label="Now" { (now(shell, it)) }
            td.num data-label="Available" { (percent(it.availability(shell.ctx.now))) }
            td data-label="Last seen to recover" {
                @match it.tested_on { Some(on) => (Shell::date(on)), None => "Never" }
            }
            td.num data-label="Promised" { @match it.promised { Some(it) => (it), None => "–" } }
            td.num data-label="Proved" { @match it.proved { Some(it) => (it), None => "–" } }
        }
    }
}

/// Whether a service is there.
pub(super) fn now(shell: &Shell, it: &ServiceStatus) -> Markup {
    match it.out_since() {
        Some(since) => html! {
            (states::state(Tone::Bad, "Out")) " since " (shell.moment(since))
        },
        None => states::state(Tone::Good, "No outage known"),
    }
}

fn query(list: &List) -> Query {
    Query {
        text: list.text.clone(),
        tier: list.filter("tier").and_then(|it| it.parse().ok()),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

/// `GET /service-status.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("service-status", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /service-status.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("service-status", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 7] =
    ["service", "out_since", "available", "tested_on", "agreed", "promised", "proved"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(&List::read(address, "name").knowing(KNOWN));
    let mut table = Table::new(TITLE, COLUMNS.map(Column::text).into());
    let span = |it: Option<Span>| it.map(|it| it.to_string()).unwrap_or_default();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = status::list(ctx, &query).await?;
        table.rows.extend(page.items.iter().map(|it| {
            let cells: [String; 7] = [
                it.name.clone(),
                it.out_since().map(|it| it.to_rfc3339()).unwrap_or_default(),
                percent(it.availability(ctx.now)),
                it.tested_on.map(|it| it.to_string()).unwrap_or_default(),
                span(it.agreed),
                span(it.promised),
                span(it.proved),
            ];
            cells.map(Cell::from).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
