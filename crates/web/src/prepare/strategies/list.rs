//! The list of strategies, and which of them wait for money.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{AgencyId, ItemId};
use app::people::agencies;
use app::prepare::inventory::{Item, Kind};
use app::prepare::strategies::{self, Funding, Query, Sort, State, Strategy, Total};
use app::{Ctx, Paging};
use axum::response::Response;
use futures_util::TryFutureExt as _;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::strategy_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prepare::inventory::item_path;
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("kind", |it| kind(it).is_some()),
    ("funding", |it| Funding::from_word(it).is_some()),
];

fn kind(word: &str) -> Option<Kind> {
    word.parse().ok().filter(|it| matches!(it, Kind::Process | Kind::Service))
}

/// `GET /strategies`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = strategies::list(ctx, &query).await?;
    let items = strategies::items(ctx, &page.items).await?;
    let agency_ids = items.values().map(|it| it.agency_id).collect();
    let (names, offered, unfunded) = tokio::try_join!(
        agencies::labels(ctx, &agency_ids).err_into(),
        offered_agencies(ctx),
        strategies::unfunded(ctx, query.agencies.clone()).err_into(),
    )?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteStrategies);
    let add = html! { @if may_write { (parts::primary("Add a strategy", "/strategies/new")) } };
    let is_unfunded = query.funding == Some(Funding::Unfunded);
    let title = if is_unfunded { "Unfunded strategies" } else { "Strategies" };
    let head =
        Head { title, lead: Some(lead(unfunded)), actions: Some(add.clone()), ..Head::default() };
    let exports = lists::exports(&list, "/strategies");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search strategies", &filters, exports))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "strategies"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "No strategies yet",
                "Weigh the ways to keep a process or a service going, or to bring it back, and choose \
                 one of them.",
                add,
            ))
        } @else {
            section.panel {
                (lists::table("Strategies", html! {
                    (lists::heading(&list, "name", "Strategy"))
                    th scope="col" { "For" }
                    (lists::heading(&list, "state", "State"))
                    (lists::number_heading(&list, "rto", "Back within"))
                    (lists::number_heading(&list, "capital", "Once"))
                    (lists::number_heading(&list, "yearly", "Each year"))
                    th scope="col" { "Money" }
                    (lists::heading(&list, "updated", "Changed"))
                }, html! {
                    @for it in &page.items { (row(&shell, it, (&items, &names))) }
                }))
            }
            (lists::pages(&list, page.n_items, "strategy", "strategies"))
        }
    };
    Ok(shell.page(title, main))
}

/// How much money is missing.
fn lead(unfunded: Total) -> Markup {
    html! {
        "How processes and services are kept going or brought back, and what that costs. "
        @if 0 < unfunded.n {
            a href="/strategies?funding=unfunded" {
                (counted(unfunded.n, "strategy waits", "strategies wait")) " for money"
            }
            ": " (unfunded.capital) " once and " (unfunded.yearly) " each year."
        }
    }
}

fn own_filters() -> [Filter<'static>; 3] {
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let kinds = [Kind::Process, Kind::Service].map(|it| Choice::new(it.code(), it.title()));
    let funding = [Choice::new("unfunded", "Not granted"), Choice::new("funded", "Granted")];
    let choices = [
        ("state", "State", states.collect()),
        ("kind", "For", Vec::from(kinds)),
        ("funding", "Money", Vec::from(funding)),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

fn row(
    shell: &Shell,
    it: &Strategy,
    (items, names): (&BTreeMap<ItemId, Item>, &BTreeMap<AgencyId, String>),
) -> Markup {
    let item = items.get(&it.item_id);
    let agency = item.and_then(|it| names.get(&it.agency_id)).map_or("", String::as_str);
    let (capital, yearly) = it.content.cost();
    html! {
        tr {
            td data-label="Strategy" { a href=(strategy_path(it.id)) { (it.name) } }
            td data-label="For" {
                @if let Some(item) = item {
                    @let may_open = app::prepare::inventory::reads(&shell.ctx, item);
                    @if may_open { a href=(item_path(item.kind(), item.id)) { (item.name) } } @else { (item.name) }
                    " " small { (item.kind().title()) ", " (agency) }
                }
            }
            td data-label="State" { (states::strategy(it.state)) }
            td.num data-label="Back within" {
                @match it.content.chosen_way().and_then(|it| it.rto) { Some(it) => (it), None => "–" }
            }
            td.num data-label="Once" { (capital) }
            td.num data-label="Each year" { (yearly) }
            td data-label="Money" { (money(it)) }
            td data-label="Changed" { (shell.day(it.updated_at)) }
        }
    }
}

/// Whether the money for a strategy is there.
pub(super) fn money(it: &Strategy) -> Markup {
    let (capital, yearly) = it.content.cost();
    let is_free = capital.cents() == 0 && yearly.cents() == 0;
    match (it.funded, it.state.is_wanted()) {
        (true, _) => states::state(Tone::Good, "Granted"),
        (false, true) if is_free => states::state(Tone::Good, "None needed"),
        (false, true) => states::state(Tone::Bad, "Not granted"),
        (false, false) => states::state(Tone::Idle, "Not asked for"),
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        states: list.filter("state").and_then(State::from_code).into_iter().collect(),
        agencies,
        kind: list.filter("kind").and_then(kind),
        item_id: None,
        funding: list.filter("funding").and_then(Funding::from_word),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /strategies.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("strategies", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /strategies.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("strategies", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 13] = [
    "code",
    "name",
    "target",
    "state",
    "chosen",
    "kind",
    "rto",
    "rpo",
    "capital",
    "yearly",
    "funded",
    "budget_line",
    "rationale",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut table = Table::new("Strategies", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = strategies::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = strategies::documents(ctx, &page.items).await?;
        table.rows.extend(documents.into_iter().map(|it| {
            let way = it.content.chosen_way();
            let span = |it: Option<app::Span>| it.map(|it| it.to_string()).unwrap_or_default();
            let (capital, yearly) = it.content.cost();
            let cents = |it: i64| format!("{}.{:02}", it / 100, it % 100);
            [
                it.code.clone(),
                it.name.clone(),
                it.target.clone(),
                it.state.code().to_owned(),
                it.content.chosen.clone().unwrap_or_default(),
                way.map_or("", |it| it.kind.code()).to_owned(),
                span(way.and_then(|it| it.rto)),
                span(way.and_then(|it| it.rpo)),
                cents(capital.cents()),
                cents(yearly.cents()),
                it.funded.to_string(),
                it.content.budget_line.clone(),
                it.content.rationale,
            ]
            .map(Cell::from)
            .into()
        }));
        if is_last {
            break;
        }
    }
    Ok(table)
}
