//! The times that nobody has given, and for how many services each is missing.

use app::prove::readiness::{AwaitedTime, awaited_times};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{OF_AGENCY, agency, top};
use crate::error::Answer;
use crate::layout::frame::{counted, grouped};
use crate::layout::list::List;
use crate::layout::lists;
use crate::prepare::inventory::whom;
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// `GET /recovery/times`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "services").knowing(&[OF_AGENCY]);
    let ctx = &shell.ctx;
    let paging = Paging { number: list.page, size: list.per };
    let page = awaited_times(ctx, agency(&list), paging).await?;
    let title = match page.n_items {
        0 => "No service waits for a time that is missing".to_owned(),
        1 => "One missing time leaves services open".to_owned(),
        n => format!("{} missing times leave services open", grouped(n)),
    };
    let lead = html! {
        "Nobody has said how long these take to restore. Of the services above them it is only known \
         how long they take at least, or nothing at all. What misses its target without them already \
         is among the late services, and not counted here."
    };
    let main = html! {
        (top(ctx, &list, "/recovery/times", (&title, lead)).await?)
        @if page.n_items == 0 {
            (lists::empty(&title, "Every time that decides whether a service is back in time has been given.", html! {}))
        } @else {
            div.toolbar { (lists::exports(&list, "/recovery/times")) }
            section.panel {
                (lists::table("Missing times", html! {
                    th scope="col" { "What" } th scope="col" { "Kind" } th scope="col" { "Who gives it" }
                    th.num scope="col" { "Services" } th.num scope="col" { "Missing it alone" }
                }, html! { @for it in &page.items { (row(it)) } }))
            }
            (lists::pages(&list, page.n_items, "time", "times"))
        }
    };
    Ok(shell.page("Missing times", main))
}

fn row(it: &AwaitedTime) -> Markup {
    html! {
        tr {
            td data-label="What" { (link(&it.time.item)) }
            td data-label="Kind" { (it.time.item.kind.title()) }
            td data-label="Who gives it" { (whom(&it.time)) }
            td.num data-label="Services" { (grouped(it.n_services)) }
            td.num data-label="Missing it alone" { (grouped(it.n_alone)) }
        }
    }
}

/// The first of them in short, for the page Readiness.
pub(in crate::prove) fn first(times: &[AwaitedTime]) -> Markup {
    html! {
        ol.steps {
            @for (index, it) in times.iter().enumerate() {
                li {
                    span.n { (index + 1) }
                    span { (link(&it.time.item)) br; (whom(&it.time)) }
                    small { (counted(it.n_services, "service", "services")) }
                }
            }
        }
    }
}

/// `GET /recovery/times.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "services");
    download("missing-times", &table(&shell.ctx, &list).await?, Form::Csv)
}

/// `GET /recovery/times.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "services");
    download("missing-times", &table(&shell.ctx, &list).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, list: &List) -> Answer<Table> {
    let texts = ["kind", "code", "name", "agency", "given_by"].map(Column::text);
    let numbers = ["services", "services_alone"].map(Column::number);
    let mut table = Table::new("Missing times", texts.into_iter().chain(numbers).collect());
    let count = |n: u64| Cell::from(i64::try_from(n).unwrap_or(i64::MAX));
    for number in 1.. {
        let paging = Paging { number, size: Paging::SIZE_MAX };
        let page = awaited_times(ctx, agency(list), paging).await?;
        table.rows.extend(page.items.iter().map(|it| {
            let item = &it.time.item;
            vec![
                Cell::from(item.kind.code()),
                Cell::from(item.code.as_str()),
                Cell::from(item.name.as_str()),
                Cell::from(it.time.agency.as_str()),
                it.time.ask.as_ref().map_or(Cell::Empty, |it| Cell::from(it.1.as_str())),
                count(it.n_services),
                count(it.n_alone),
            ]
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
