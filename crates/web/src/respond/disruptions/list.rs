//! The list of disruptions.

use app::actor::Permission;
use app::people::agencies;
use app::respond::disruptions::{self, Disruption, DisruptionKind, Query, Sort};
use app::{Ctx, Paging, Timestamp};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{disruption_path, standing};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, parsed};
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
    ("type", parsed::<DisruptionKind>),
    ("open", |it| matches!(it, "true" | "false")),
    ("exercise", |it| matches!(it, "true" | "false")),
];

/// `GET /disruptions`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "ended").knowing(KNOWN);
    let ctx = &shell.ctx;
    let page = disruptions::list(ctx, &query(ctx, &list).await?).await?;
    let names = agencies::labels(ctx, &page.items.iter().map(|it| it.agency_id).collect()).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteDisruptions);
    let add =
        html! { @if may_write { (parts::primary("Declare a disruption", "/disruptions/new")) } };
    let lead = html! {
        "What struck, or is practiced. Damage, costs, temporary access and roll calls hang on it."
    };
    let head = Head {
        title: "Disruptions",
        lead: Some(lead),
        actions: Some(add.clone()),
        ..Head::default()
    };
    let exports = lists::exports(&list, "/disruptions");
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search disruptions", &filters, exports))
        @if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "disruptions"))
        } @else if page.items.is_empty() {
            (lists::empty("No disruptions", "When something strikes, declare it here, and write down \
                what is damaged, what it costs and who is safe. An exercise is written down in the \
                same way.", add))
        } @else {
            section.panel {
                (lists::table("Disruptions", html! {
                    (lists::heading(&list, "name", "Disruption"))
                    th scope="col" { "Agency" } th scope="col" { "What it is" }
                    (lists::heading(&list, "started", "Began"))
                    (lists::heading(&list, "ended", "Standing"))
                }, html! {
                    @for it in &page.items {
                        (row(&shell, it, names.get(&it.agency_id).map_or("", String::as_str)))
                    }
                }))
            }
            (lists::pages(&list, page.n_items, "disruption", "disruptions"))
        }
    };
    Ok(shell.page("Disruptions", main))
}

fn own_filters() -> [Filter<'static>; 3] {
    let kinds = DisruptionKind::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("type", "What it is", kinds.collect()),
        ("open", "Standing", vec![Choice::new("true", "Going on"), Choice::new("false", "Over")]),
        (
            "exercise",
            "Exercise",
            vec![Choice::new("true", "Exercises"), Choice::new("false", "Not practiced")],
        ),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

fn row(shell: &Shell, it: &Disruption, agency: &str) -> Markup {
    html! {
        tr {
            td data-label="Disruption" { a href=(disruption_path(it.id)) { (it.name) } }
            td data-label="Agency" { (agency) }
            td data-label="What it is" { (it.kind.title()) }
            td data-label="Began" { (shell.moment(it.started_at)) }
            td data-label="Standing" { (standing(it)) }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    let flag = |name: &str| list.filter(name).map(|it| it == "true");
    Ok(Query {
        text: list.text.clone(),
        agencies,
        kind: list.filter("type").and_then(|it| it.parse().ok()),
        is_open: flag("open"),
        is_exercise: flag("exercise"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /disruptions.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("disruptions", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /disruptions.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("disruptions", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

const COLUMNS: [&str; 9] = [
    "code",
    "name",
    "agency",
    "kind",
    "exercise",
    "sites",
    "started_at",
    "ended_at",
    "description",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "ended").knowing(KNOWN)).await?;
    let mut table = Table::new("Disruptions", COLUMNS.map(Column::text).into());
    let time = |at: Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = disruptions::list(ctx, &query).await?;
        let is_last = page.is_last();
        let documents = disruptions::documents(ctx, &page.items).await?;
        table.rows.extend(documents.into_iter().map(|it| {
            [
                it.code,
                it.name,
                it.agency,
                it.kind.code().to_owned(),
                if it.is_exercise { "yes" } else { "no" }.to_owned(),
                it.sites.join("; "),
                time(it.started_at),
                it.ended_at.map(time).unwrap_or_default(),
                it.description,
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
