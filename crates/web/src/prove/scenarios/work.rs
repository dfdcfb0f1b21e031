//! The work of a run in its order: what is restored, by whom, from when until when.

use std::collections::BTreeMap;

use app::ids::{AgencyId, ItemId, RunId};
use app::prove::scenarios::{self, Run, RunState, WorkRow};
use app::{Ctx, Paging, Span};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::agency_names;
use super::results::{Part, top};
use super::run::without_results;
use super::show::clock;
use crate::download::{self, Stretch, hours};
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, parsed};
use crate::layout::lists;
use crate::prove::files::{Form, download as whole};
use crate::prove::link;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("crew", parsed::<ItemId>)];

/// `GET /scenarios/runs/{id}/work`
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
    let paging = Paging { number: list.page, size: list.per };
    let page = scenarios::work(ctx, id, crew(&list), paging).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.agency_id)).await?;
    let title = match page.n_items {
        0 => "There is nothing to restore".to_owned(),
        n => format!("{} bring everything back", counted(n, "step", "steps")),
    };
    let path = format!("{}/work", super::run_path(id));
    let main = html! {
        (top(&shell, (&run, &scenario), Part::Work, &title, Some(html! {
            "In the order of the whole state, each with the people and the equipment that it takes. "
            @if crew(&list).is_some() { "Only what one crew does, or what takes one equipment. " a href=(list.without("crew").link()) { "Show all of it" } }
        })))
        div.toolbar { (lists::exports(&list, &path)) }
        (lists::misread(&list))
        @if page.items.is_empty() {
            (lists::empty("No work that you may see", "What was lost needs no restoring, or nobody is there to restore it.", html! {}))
        } @else {
            section.panel { (rows(&shell, &run, &page.items, &names)) }
            (lists::pages(&list, page.n_items, "step", "steps"))
        }
    };
    Ok(shell.page(&run.scenario.name, main))
}

fn crew(list: &List) -> Option<ItemId> {
    list.filter("crew").and_then(|it| it.parse().ok())
}

/// The table on a page.
pub(super) fn rows(
    shell: &Shell,
    run: &Run,
    rows: &[WorkRow],
    names: &BTreeMap<AgencyId, String>,
) -> Markup {
    let heading = html! {
        th scope="col" { "What is restored" } th.num scope="col" { "Order" }
        th scope="col" { "Agency" } th scope="col" { "By" }
        th.num scope="col" { "From" } th.num scope="col" { "Until" }
    };
    // When it strikes at a time, each step has a time of its own.
    let at = |after: Span| {
        let struck = run.scenario.strikes_at;
        let at = struck.map(|it| it + chrono::TimeDelta::seconds(after.secs()));
        html! {
            div { (after) @if let Some(at) = at { br; small.quiet { (clock(shell, at)) } } }
        }
    };
    lists::table(
        "Work in order",
        heading,
        html! {
            @for it in rows {
                tr {
                    td data-label="What is restored" { (link(&it.item)) small { (it.item.kind.title()) } }
                    td.num data-label="Order" { (it.position) }
                    td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
                    td data-label="By" { (by(it)) }
                    td.num data-label="From" { (at(it.from)) }
                    td.num data-label="Until" { (at(it.until)) }
                }
            }
        },
    )
}

/// The same in short, for the page of the run: it stands beside others there.
pub(super) fn first_rows(rows: &[WorkRow], names: &BTreeMap<AgencyId, String>) -> Markup {
    let heading = html! {
        th scope="col" { "What is restored" } th scope="col" { "By" }
        th.num scope="col" { "From" } th.num scope="col" { "Until" }
    };
    lists::table(
        "What is restored first",
        heading,
        html! {
            @for it in rows {
                tr {
                    td data-label="What is restored" {
                        (it.position) ". " (link(&it.item))
                        small.quiet { (it.item.kind.title()) @if let Some(agency) = names.get(&it.agency_id) { ", " (agency) } }
                    }
                    td data-label="By" { (by(it)) }
                    td.num data-label="From" { (it.from) }
                    td.num data-label="Until" { (it.until) }
                }
            }
        },
    )
}

fn by(it: &WorkRow) -> Markup {
    html! {
        div {
            @match &it.crew {
                Some(crew) => { (link(crew)) br; small.quiet { (counted(it.people.into(), "person", "people")) } }
                None => span.quiet { "Nobody has said" },
            }
            @if let Some(equipment) = &it.equipment {
                br; (link(equipment)) br; small.quiet { (counted(it.units.into(), "unit", "units")) }
            }
        }
    }
}

/// `GET /scenarios/runs/{id}/work.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let crew = crew(&List::read(&address, "").knowing(KNOWN));
    download::csv("run-work.csv", columns(), 1, move |number| {
        let ctx = ctx.clone();
        async move { stretch(&ctx, (id, crew), number).await }
    })
    .await
}

/// `GET /scenarios/runs/{id}/work.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<RunId>,
    Address(address): Address,
) -> Answer<Response> {
    let crew = crew(&List::read(&address, "").knowing(KNOWN));
    let mut table = Table::new("Work in order", columns());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = stretch(&shell.ctx, (id, crew), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    whole("run-work", &table, Form::Xlsx)
}

fn columns() -> Vec<Column> {
    let texts = ["kind", "code", "name", "agency", "crew"].map(Column::text);
    let first = std::iter::once(Column::number("position")).chain(texts);
    let spans = ["from", "until"].map(Column::hours);
    let last = [Column::text("equipment"), Column::number("units")];
    first.chain([Column::number("people")]).chain(spans).chain(last).collect()
}

async fn stretch(
    ctx: &Ctx,
    (id, crew): (RunId, Option<ItemId>),
    number: u32,
) -> Answer<Stretch<u32>> {
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = scenarios::work(ctx, id, crew, paging).await?;
    let names = agency_names(ctx, page.items.iter().map(|it| it.agency_id)).await?;
    let next = (!page.is_last()).then_some(number + 1);
    let rows = page.items.iter().map(|it| {
        vec![
            it.position.into(),
            Cell::from(it.item.kind.code()),
            Cell::from(it.item.code.as_str()),
            Cell::from(it.item.name.as_str()),
            Cell::from(names.get(&it.agency_id).map_or("", String::as_str)),
            it.crew.as_ref().map_or(Cell::Empty, |it| Cell::from(it.name.as_str())),
            it.people.into(),
            hours(Some(it.from)),
            hours(Some(it.until)),
            it.equipment.as_ref().map_or(Cell::Empty, |it| Cell::from(it.name.as_str())),
            it.units.into(),
        ]
    });
    Ok(Stretch { rows: rows.collect(), next })
}
