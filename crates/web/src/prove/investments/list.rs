//! The list of investments.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies;
use app::prepare::impact::Money;
use app::prove::investments::{self, Investment, Query, Sort};
use app::{Ctx, Paging};
use axum::response::Response;
use futures_util::TryFutureExt as _;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::investment_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("cost_max", parsed::<Money>),
    ("retired", yes),
];

/// `GET /investments`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = investments::list(ctx, &query(ctx, &list).await?).await?;
    let agency_ids = page.items.iter().map(|it| it.agency_id).collect();
    let (names, offered) =
        tokio::try_join!(agencies::labels(ctx, &agency_ids).err_into(), offered_agencies(ctx))?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    let costs = ["10000", "100000", "1000000"];
    let label = |it: &str| it.parse().map_or_else(|_| it.to_owned(), |it: Money| it.to_string());
    filters.push(Filter {
        name: "cost_max",
        label: "Costs at most",
        choices: costs.map(|it| Choice::new(it, label(it))).into(),
        ..Filter::default()
    });
    filters.push(Filter {
        name: "retired",
        label: "In question",
        choices: vec![Choice::new("true", "Retired instead")],
        ..Filter::default()
    });
    let may_write = ctx.actor.may_somewhere(Permission::WriteInvestments);
    let head = Head {
        title: "Investments",
        lead: Some(html! { "What could be bought to be back sooner, and what each of it costs." }),
        actions: Some(html! {
            (parts::button("Worth buying", "/worth-buying"))
            @if may_write { (parts::primary("Add an investment", "/investments/new")) }
        }),
        ..Head::default()
    };
    let exports = lists::exports(&list, "/investments");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search investments", &filters, exports))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "investments"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No investments yet",
                "Say what could be bought and what it would make faster: then you see what is worth \
                 its money.",
                html! { @if may_write { (parts::primary("Add an investment", "/investments/new")) } },
            ))
        } @else {
            section.panel {
                (lists::table("Investments", html! {
                    (lists::heading(&list, "name", "Name"))
                    th scope="col" { "Agency" }
                    (lists::number_heading(&list, "cost", "Cost"))
                    th.num scope="col" { "Makes better" }
                    (lists::heading(&list, "updated", "Changed"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "investment", "investments"))
        }
    };
    Ok(shell.page("Investments", main))
}

fn row(shell: &Shell, it: &Investment, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        tr {
            td data-label="Name" {
                a href=(investment_path(it.id)) { (it.name) }
                @if it.retired_at.is_some() { " " small { "(retired)" } }
            }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td.num data-label="Cost" { (it.cost) }
            td.num data-label="Makes better" { (grouped(it.changes.len() as u64)) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        cost_max: list.filter("cost_max").and_then(|it| it.parse().ok()),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /investments.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("investments", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /investments.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("investments", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let columns = ["code", "name", "agency", "cost", "currency", "makes_better", "description"];
    let mut table = Table::new("Investments", columns.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = investments::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = investments::documents(ctx, &page.items).await?;
        table.rows.extend(documents.into_iter().map(|it| {
            let change = |it: &investments::Improvement| {
                let site = it.site.as_ref().map(|it| format!(" at {it}")).unwrap_or_default();
                let within = it.within.map(|it| format!(" within {it}")).unwrap_or_default();
                let people = it.people.map(|it| format!(" +{it}")).unwrap_or_default();
                format!("{} {}{people}{site}{within}", it.kind, it.item)
            };
            let changes = it.changes.iter().map(change).collect::<Vec<_>>().join("; ");
            let cost = it.cost.cents();
            let cost = format!("{}.{:02}", cost / 100, cost % 100);
            [it.code, it.name, it.agency, cost, it.currency, changes, it.description]
                .map(Cell::from)
                .into()
        }));
        if is_last {
            break;
        }
    }
    Ok(table)
}
