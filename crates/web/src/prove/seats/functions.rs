//! The list of functions: where their people would sit, and whether there are enough of them.

use app::prove::seats::{self, Function, FunctionQuery, FunctionSort, SeatStanding};
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
use crate::prove::files::{Form, download};
use crate::prove::link;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| FunctionSort::from_word(it).is_some()),
    ("agency", anything),
    ("scenario", anything),
    ("critical", yes),
    ("without", yes),
    ("short", yes),
    ("standing", |it| SeatStanding::from_code(it).is_some()),
];

/// `GET /staffing`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "tier").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = seats::functions(ctx, &query(ctx, &list).await?).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters: Vec<Filter<'_>> = agency_filter(&offered).into_iter().collect();
    filters.push(scenario_filter());
    let one = |name, label, words| {
        let choices = vec![Choice::new("true", words)];
        Filter { name, label, choices, ..Filter::default() }
    };
    filters.push(one("critical", "Functions", "Critical only"));
    filters.push(one("without", "Seats", "Without an alternate seat"));
    filters.push(one("short", "People", "Fewer than it takes"));
    let standings = SeatStanding::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    filters.push(Filter {
        name: "standing",
        label: "How it stands",
        choices: standings.collect(),
        ..Filter::default()
    });
    let title = match found.n_without {
        0 => "Every critical function has an alternate seat".to_owned(),
        1 => "1 critical function has no alternate seat".to_owned(),
        n => format!("{} critical functions have no alternate seat", grouped(n)),
    };
    let without = list.everything().with("critical", "true").with("without", "true");
    let lead = html! {
        "Critical is what must go on within 12 hours or is of tier 1: "
        (grouped(found.n_critical)) " of these. "
        @if 0 < found.n_without { a href=(without.link()) { "Show those without a seat" } ". " }
        (grouped(found.n_short)) " functions have fewer people than they take. "
        (who_moves(found.scenario.as_ref()))
    };
    let page = &found.page;
    let actions = parts::button("Work sites", &beside(&list, "/work-sites"));
    let main = html! {
        (Head { title: &title, lead: Some(lead), actions: Some(actions), ..Head::default() }.shown())
        (lists::toolbar(&list, "Search functions", &filters, lists::exports(&list, "/staffing")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "functions") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "functions"))
        } @else if page.items.is_empty() {
            (lists::empty("No business processes yet", "A process says how many people it takes, \
                who can do it, and where they sit when their site is lost.",
                parts::button("Business processes", "/processes")))
        } @else {
            section.panel {
                (lists::table("Functions", html! {
                    (lists::heading(&list, "name", "Function"))
                    th scope="col" { "Agency" }
                    (lists::number_heading(&list, "tier", "Tier"))
                    (lists::number_heading(&list, "seats", "Seats needed"))
                    th scope="col" { "Where" }
                    (lists::heading(&list, "standing", "Seats"))
                    (lists::heading(&list, "short", "People"))
                }, html! { @for it in &page.items { (row(it)) } }))
            }
            (lists::pages(&list, page.n_items, "function", "functions"))
        }
    };
    Ok(shell.page(&title, main))
}

fn row(it: &Function) -> Markup {
    html! {
        tr {
            td data-label="Function" {
                (link(&it.process))
                @if it.is_critical { br; small.quiet { "Critical" } }
            }
            td data-label="Agency" { (it.agency.1) }
            td.num data-label="Tier" { @match it.tier { Some(tier) => (tier), None => "–" } }
            td.num data-label="Seats needed" { @match it.seats { Some(n) => (n), None => "–" } }
            td data-label="Where" {
                ul.plain { @for (site, n) in &it.seats_at { li { (link(site)) ": " (n) } } }
            }
            td data-label="Seats" { (standing(it)) }
            td data-label="People" { (people(it)) }
        }
    }
}

fn standing(it: &Function) -> Markup {
    let tone = match it.standing {
        SeatStanding::Seated | SeatStanding::NotNeeded => Tone::Good,
        SeatStanding::NotSaid if !it.is_critical => Tone::Idle,
        it if it.is_without() => Tone::Bad,
        _ => Tone::Warn,
    };
    state(tone, it.standing.title())
}

/// How many there are, beside how many it takes (S3-29).
pub(crate) fn people(it: &Function) -> Markup {
    match it.people_min {
        None => state(Tone::Idle, "Nobody said how many it takes"),
        Some(least) if 0 < it.short() => {
            state(Tone::Bad, format!("{} of {least} there, {} short", it.n_people, it.short()))
        }
        Some(least) => state(Tone::Good, format!("{} there, {least} needed", it.n_people)),
    }
}

async fn query(ctx: &Ctx, list: &List) -> Answer<FunctionQuery> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(FunctionQuery {
        text: list.text.clone(),
        agencies,
        scenario: list.filter("scenario").map(str::to_owned),
        is_critical: list.filter("critical").is_some(),
        is_without: list.filter("without").is_some(),
        is_short: list.filter("short").is_some(),
        standing: list.filter("standing").and_then(SeatStanding::from_code),
        sort: FunctionSort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /staffing.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("people-and-seats", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /staffing.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("people-and-seats", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "tier").knowing(KNOWN)).await?;
    let words = |all: &[&str]| all.iter().map(|it| Column::text(*it)).collect::<Vec<_>>();
    let numbers = |all: &[&str]| all.iter().map(|it| Column::number(*it)).collect::<Vec<_>>();
    let columns = [
        words(&["process", "name", "agency"]),
        numbers(&["tier"]),
        words(&["critical", "site"]),
        numbers(&["seats_needed", "seats"]),
        words(&["seats_at", "standing"]),
        numbers(&["people_min", "people", "short"]),
    ];
    let mut table = Table::new("People and seats", columns.concat());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = seats::functions(ctx, &query).await?.page;
        let is_last = page.is_last();
        table.rows.extend(page.items.into_iter().map(cells));
        if is_last {
            break;
        }
    }
    Ok(table)
}

fn cells(it: Function) -> Vec<Cell> {
    let at: Vec<String> =
        it.seats_at.iter().map(|(site, n)| format!("{} {n}", site.code)).collect();
    let (n_seats, short) = (it.n_seats(), it.short());
    vec![
        it.process.code.into(),
        it.process.name.into(),
        it.agency.1.into(),
        it.tier.map(u32::from).into(),
        if it.is_critical { "yes" } else { "no" }.into(),
        it.home.map(|it| it.code).unwrap_or_default().into(),
        it.seats.into(),
        n_seats.into(),
        at.join("; ").into(),
        it.standing.code().into(),
        it.people_min.into(),
        it.n_people.into(),
        short.into(),
    ]
}
