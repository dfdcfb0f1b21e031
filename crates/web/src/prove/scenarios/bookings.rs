//! What several agencies count on at once in a run.

use app::Paging;
use app::ids::RunId;
use app::prove::scenarios::{self, Booking, BookingKind, RunState};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::results::{Part, top};
use super::run::without_results;
use crate::download::hours;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List};
use crate::layout::lists::{self, Filter};
use crate::layout::states::{Tone, state};
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("kind", |it| BookingKind::from_code(it).is_some())];

/// `GET /scenarios/runs/{id}/bookings`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "").knowing(KNOWN);
    let (run, scenario) = scenarios::show_run(ctx, id).await?;
    if run.state != RunState::Done {
        return Ok(without_results(&shell, &run, &scenario));
    }
    let all = asked(&list, scenarios::bookings(ctx, id).await?);
    let n_short = all.iter().filter(|it| is_short(it)).count();
    let title = match (all.len(), n_short) {
        (0, _) => "Nothing is counted on twice".to_owned(),
        (n, 0) => format!("{n} are counted on by several, and suffice as far as anybody has said"),
        (n, 1) => format!("1 of {n} that several count on does not suffice"),
        (n, short) => format!("{short} of {n} that several count on do not suffice"),
    };
    let n_all = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let page = Paging { number: list.page, size: list.per }.part(all);
    let kinds = BookingKind::ALL.map(|it| Choice::new(it.code(), it.title()));
    let kind = Filter { name: "kind", label: "What", choices: kinds.into(), ..Filter::default() };
    let path = format!("{}/bookings", super::run_path(id));
    let main = html! {
        (top(&shell, (&run, &scenario), Part::Bookings, &title, Some(html! {
            "Crews, seats, vendors and equipment that more than one agency counts on at the same time."
        })))
        div.toolbar {
            form method="get" data-filters {
                (lists::select(&list, &kind))
                button.button { "Show" }
            }
            (lists::exports(&list, &path))
        }
        (lists::misread(&list))
        @if page.is_empty() {
            (lists::empty("No double bookings", "No two agencies that you may see count on the same at once.", html! {}))
        } @else {
            section.panel { (table(&page)) }
            (lists::pages(&list, n_all, "double booking", "double bookings"))
        }
    };
    Ok(shell.page(&run.scenario.name, main))
}

fn asked(list: &List, mut all: Vec<Booking>) -> Vec<Booking> {
    if let Some(kind) = list.filter("kind").and_then(BookingKind::from_code) {
        all.retain(|it| it.kind == kind);
    }
    all
}

/// Whether more is counted on than there is.
pub(super) fn is_short(it: &Booking) -> bool {
    it.there.is_some_and(|there| there < it.asked)
}

/// The table on a page.
pub(super) fn table(bookings: &[Booking]) -> Markup {
    let heading = html! {
        th scope="col" { "What" } th scope="col" { "Who counts on it" }
        th.num scope="col" { "Counted on" } th scope="col" { "There" } th.num scope="col" { "When" }
    };
    lists::table(
        "Counted on by several at once",
        heading,
        html! {
            @for it in bookings {
                tr {
                    td data-label="What" { (link(&it.item)) small { (it.kind.title()) } }
                    td data-label="Who counts on it" { (who(it)) }
                    td.num data-label="Counted on" { (it.asked) }
                    td data-label="There" { (there(it)) }
                    td.num data-label="When" {
                        (it.from)
                        @match it.until { Some(until) => { " to " (until) } None => " on" }
                    }
                }
            }
        },
    )
}

fn who(it: &Booking) -> Markup {
    html! {
        ul.plain {
            @for (_, agency, asked) in &it.agencies { li { (agency) ": " (asked) } }
            @if it.has_others { li.quiet { "Others that you may not see" } }
        }
    }
}

fn there(it: &Booking) -> Markup {
    match it.there {
        None => state(Tone::Idle, "Nobody has said"),
        Some(there) if there < it.asked => {
            state(Tone::Bad, format!("{there}: {} too few", it.asked - there))
        }
        Some(there) => state(Tone::Good, there),
    }
}

/// `GET /scenarios/runs/{id}/bookings.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    download("run-double-bookings", &file(&shell, id, &address).await?, Form::Csv)
}

/// `GET /scenarios/runs/{id}/bookings.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    download("run-double-bookings", &file(&shell, id, &address).await?, Form::Xlsx)
}

/// A row for each agency that counts on something.
async fn file(shell: &Shell, id: RunId, address: &str) -> Answer<Table> {
    let all = scenarios::bookings(&shell.ctx, id).await?;
    let all = asked(&List::read(address, "").knowing(KNOWN), all);
    let mut columns: Vec<Column> = ["kind", "code", "name", "agency"].map(Column::text).into();
    columns.push(Column::number("agency_counts_on"));
    columns.extend([Column::number("all_count_on"), Column::number("there")]);
    columns.extend(["from", "until"].map(Column::hours));
    let mut table = Table::new("Double bookings", columns);
    for it in &all {
        let mut row = |agency: Cell, n: Option<u32>| {
            table.rows.push(vec![
                Cell::from(it.kind.code()),
                Cell::from(it.item.code.as_str()),
                Cell::from(it.item.name.as_str()),
                agency,
                n.into(),
                it.asked.into(),
                it.there.into(),
                hours(Some(it.from)),
                hours(it.until),
            ]);
        };
        for (_, agency, n) in &it.agencies {
            row(Cell::from(agency.as_str()), Some(*n));
        }
        if it.has_others {
            row(Cell::from("others"), None);
        }
    }
    Ok(table)
}
