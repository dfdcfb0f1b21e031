//! The list of consultations, by field, and the hours that they took.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::consultations::{self, Area, Consultation, Query, Sort, State};
use app::ids::AgencyId;
use app::people::{agencies, persons};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};

use super::{consultation_path, state};
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::people::file::{Format, file};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("area", |it| Area::from_code(it).is_some()),
    ("state", |it| State::from_code(it).is_some()),
    ("mine", yes),
];

/// `GET /consultations`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "asked").knowing(KNOWN);
    let ctx = &shell.ctx;
    let query = query(ctx, &list).await?;
    let page = consultations::list(ctx, &query).await?;
    let asked = Query { state: Some(State::Asked), paging: Paging::default(), ..query.clone() };
    let title = match consultations::list(ctx, &asked).await?.n_items {
        0 => "Nobody waits for advice".to_owned(),
        n => counted(n, "question waits for advice", "questions wait for advice"),
    };
    let ids = page.items.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_ask = ctx.actor.may_somewhere(Permission::AskConsultations);
    let add = || {
        html! { @if may_ask { (parts::primary("Ask the continuity team", "/consultations/new")) } }
    };
    let lead = html! {
        "Who asks the continuity team for advice, about what, and what came of it. What is \
         recommended stays on the agency's list of tasks until somebody says what became of it."
    };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let search = "Search consultations";
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, search, &filters, lists::exports(&list, "/consultations")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "consultations") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "consultations"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "Nobody has asked for advice yet",
                "Ask about a plan, a risk or an impact analysis, or about anything that keeps an \
                 agency going.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Consultations", html! {
                    (lists::heading(&list, "topic", "About"))
                    th scope="col" { "Agency" }
                    (lists::heading(&list, "area", "Area"))
                    (lists::heading(&list, "state", "State"))
                    (lists::heading(&list, "asked", "Asked"))
                    th.num scope="col" { "Time spent" }
                    th.num scope="col" { "To resolve" }
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "consultation", "consultations"))
        }
    };
    Ok(shell.page("Consultations", main))
}

fn row(shell: &Shell, it: &Consultation, names: &BTreeMap<AgencyId, String>) -> Markup {
    html! {
        tr {
            td data-label="About" { a href=(consultation_path(it.id)) { (it.topic) } }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="Area" { (it.area.title()) }
            td data-label="State" { (state(it.state)) }
            td data-label="Asked" { (shell.day(it.asked_at)) }
            td.num data-label="Time spent" { (it.spent) }
            td.num data-label="To resolve" { (it.n_open()) }
        }
    }
}

fn own_filters() -> [Filter<'static>; 3] {
    let areas = Area::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("area", "Area", areas.collect::<Vec<_>>()),
        ("state", "State", states.collect()),
        ("mine", "Adviser", vec![Choice::new("true", "You")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        area: list.filter("area").and_then(Area::from_code),
        state: list.filter("state").and_then(State::from_code),
        mine: list.filter("mine") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /consultations.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Csv).await
}

/// `GET /consultations.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download(&shell.ctx, &address, Format::Xlsx).await
}

async fn download(ctx: &Ctx, address: &str, format: Format) -> Answer<Response> {
    let mut query = query(ctx, &List::read(address, "asked").knowing(KNOWN)).await?;
    let mut rows = Vec::new();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = consultations::list(ctx, &query).await?;
        let agencies =
            agencies::labels(ctx, &page.items.iter().map(|it| it.agency_id).collect()).await?;
        let ids = page.items.iter().flat_map(|it| it.advisers.keys().copied()).collect();
        let people = persons::labels(ctx, &ids).await?;
        rows.extend(page.items.iter().map(|it| {
            let advisers = it.advisers.keys().filter_map(|id| people.get(id).map(String::as_str));
            let minutes = it.spent.secs() / 60;
            vec![
                it.topic.clone(),
                agencies.get(&it.agency_id).cloned().unwrap_or_default(),
                it.area.code().to_owned(),
                it.state.code().to_owned(),
                it.asked_at.to_rfc3339(),
                advisers.collect::<Vec<_>>().join("; "),
                minutes.to_string(),
                it.recommendations.len().to_string(),
                it.n_open().to_string(),
                it.outcome.clone(),
            ]
        }));
        if page.is_last() {
            break;
        }
    }
    let columns = [
        "topic",
        "agency",
        "area",
        "state",
        "asked_at",
        "advisers",
        "minutes_spent",
        "recommendations",
        "unresolved",
        "outcome",
    ];
    file(format, "consultations", &columns, rows)
}
