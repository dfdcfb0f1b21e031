//! The list of work sites: how many seats there are, who counts on them, and which are ready.

use app::prove::seats::{self, SiteQuery, SiteSort, WorkSite};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{beside, scenario_filter, who_moves};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{Tone, state};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prepare::inspections::{inspections_path, readiness};
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| SiteSort::from_word(it).is_some()),
    ("agency", anything),
    ("scenario", anything),
    ("ready", |it| matches!(it, "true" | "false")),
    ("overbooked", yes),
];

/// `GET /work-sites`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = seats::work_sites(ctx, &query(ctx, &list).await?).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters: Vec<Filter<'_>> = agency_filter(&offered).into_iter().collect();
    filters.push(scenario_filter());
    let ready = vec![Choice::new("true", "Ready"), Choice::new("false", "Not ready")];
    filters.push(Filter { name: "ready", label: "Ready", choices: ready, ..Filter::default() });
    let booked = vec![Choice::new("true", "More than there are")];
    filters.push(Filter {
        name: "overbooked",
        label: "Counted on",
        choices: booked,
        ..Filter::default()
    });
    let lead = html! {
        "Where people work when their own site is lost: "
        strong { (grouped(found.n_overbooked)) } " on which more people count than there are seats, "
        strong { (grouped(found.n_not_ready)) } " not ready. " (who_moves(found.scenario.as_ref()))
    };
    let page = &found.page;
    let actions = parts::button("People and seats", &beside(&list, "/staffing"));
    let head =
        Head { title: "Work sites", lead: Some(lead), actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search work sites", &filters, lists::exports(&list, "/work-sites")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "work sites") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "work sites"))
        } @else if page.items.is_empty() {
            (lists::empty("No work sites yet", "A site is one if its role is alternate work site or \
                alternate data center, or if a business process counts on seats there.",
                parts::button("Sites", "/sites")))
        } @else {
            section.panel {
                (lists::table("Work sites", html! {
                    (lists::heading(&list, "name", "Site"))
                    th scope="col" { "Agency" }
                    (lists::number_heading(&list, "seats", "Seats"))
                    (lists::number_heading(&list, "asked", "Counted on"))
                    (lists::number_heading(&list, "left", "Left"))
                    th scope="col" { "By whom" } th scope="col" { "Ready" }
                }, html! { @for it in &page.items { (row(it)) } }))
            }
            (lists::pages(&list, page.n_items, "work site", "work sites"))
        }
    };
    Ok(shell.page("Work sites", main))
}

fn row(it: &WorkSite) -> Markup {
    html! {
        tr {
            td data-label="Site" {
                (link(&it.site))
                @if let Some(role) = it.role { br; small.quiet { (role.title()) } }
            }
            td data-label="Agency" { (it.agency.1) }
            td.num data-label="Seats" {
                @match it.seats { Some(n) => (grouped(n.into())), None => "Not said" }
            }
            td.num data-label="Counted on" { (grouped(it.asked.into())) }
            td.num data-label="Left" {
                @if it.is_lost { (state(Tone::Bad, "Lost")) }
                @else if it.is_overbooked() { (state(Tone::Bad, it.left())) }
                @else { (it.left()) }
            }
            td data-label="By whom" { (by_whom(it)) }
            td data-label="Ready" {
                @if it.site.may_open {
                    a href=(inspections_path(it.site.id)) { (readiness(&it.readiness)) }
                } @else { (readiness(&it.readiness)) }
            }
        }
    }
}

fn by_whom(it: &WorkSite) -> Markup {
    html! {
        @if it.is_double_booked() { (state(Tone::Bad, "Double booked")) }
        @if it.agencies.is_empty() && !it.has_others { span.quiet { "Nobody" } }
        ul.plain {
            @for (_, name, n) in &it.agencies { li { (name) ": " (grouped((*n).into())) } }
            @if it.has_others { li.quiet { "Others" } }
        }
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<SiteQuery> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(SiteQuery {
        text: list.text.clone(),
        agencies,
        scenario: list.filter("scenario").map(str::to_owned),
        is_ready: list.filter("ready").map(|it| it == "true"),
        is_overbooked: list.filter("overbooked").is_some(),
        sort: SiteSort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /work-sites.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("work-sites", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /work-sites.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("work-sites", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let words = |all: &[&str]| all.iter().map(|it| Column::text(*it)).collect::<Vec<_>>();
    let numbers = |all: &[&str]| all.iter().map(|it| Column::number(*it)).collect::<Vec<_>>();
    let columns = [
        words(&["site", "name", "agency", "role"]),
        numbers(&["seats", "counted_on", "left", "functions"]),
        words(&["by_whom", "readiness"]),
    ];
    let mut table = Table::new("Work sites", columns.concat());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = seats::work_sites(ctx, &query).await?.page;
        let is_last = page.is_last();
        table.rows.extend(page.items.into_iter().map(|it| -> Vec<Cell> {
            let mut by: Vec<String> =
                it.agencies.iter().map(|(_, name, n)| format!("{name}: {n}")).collect();
            by.extend(it.has_others.then(|| "others".to_owned()));
            let left = it.left();
            vec![
                it.site.code.into(),
                it.site.name.into(),
                it.agency.1.into(),
                it.role.map_or("", |it| it.code()).into(),
                it.seats.into(),
                it.asked.into(),
                left.into(),
                it.n_functions.into(),
                by.join("; ").into(),
                it.readiness.code().into(),
            ]
        }));
        if is_last {
            break;
        }
    }
    Ok(table)
}
