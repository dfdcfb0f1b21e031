//! The list of lessons: what was learned, and what became of it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, Query, Sort, State};
use app::ids::AgencyId;
use app::people::agencies;
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::lesson_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states::{self, Tone};
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("state", |it| State::from_code(it).is_some()),
    ("overdue", yes),
];

/// `GET /lessons`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "title").knowing(KNOWN);
    let ctx = &shell.ctx;
    let asked = query(ctx, &list).await?;
    let page = lessons::list(ctx, &asked).await?;
    let open = Query { state: Some(State::Open), paging: Paging::default(), ..asked.clone() };
    let title = match lessons::list(ctx, &open).await?.n_items {
        0 => "No lesson is open".to_owned(),
        1 => "1 lesson is open".to_owned(),
        n => format!("{} lessons are open", grouped(n)),
    };
    let ids = page.items.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteAssurance);
    let add =
        || html! { @if may_write { (parts::primary("Write a lesson down", "/lessons/new")) } };
    let lead = html! {
        "What exercises, tests and events have taught. A lesson is closed by a version of its plan \
         that heeds it, or by a rejection with its reason."
    };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search lessons", &filters, lists::exports(&list, "/lessons")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "lessons") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "lessons"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "Nothing was learned yet",
                "After an exercise, a test or an event, write down what is to change, and in which \
                 plan.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Lessons", html! {
                    (lists::heading(&list, "title", "Lesson"))
                    th scope="col" { "Agency" }
                    (lists::heading(&list, "on", "Learned"))
                    (lists::heading(&list, "state", "State"))
                    (lists::heading(&list, "due", "Due"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "lesson", "lessons"))
        }
    };
    Ok(shell.page("Lessons", main))
}

fn row(shell: &Shell, it: &Lesson, names: &BTreeMap<AgencyId, String>) -> Markup {
    let is_overdue = it.is_overdue(shell.today());
    html! {
        tr {
            td data-label="Lesson" {
                a href=(lesson_path(it.id)) { (it.document.title) }
                br; small.quiet { (it.document.source) }
            }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="Learned" { (Shell::date(it.document.on)) }
            td data-label="State" { (states::lesson(it.state())) }
            td data-label="Due" {
                @match it.document.due {
                    Some(due) if is_overdue => (states::state(Tone::Bad, Shell::date_words(due))),
                    Some(due) => (Shell::date(due)),
                    None => "–",
                }
            }
        }
    }
}

fn own_filters() -> [Filter<'static>; 2] {
    let states = State::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("state", "State", states.collect()),
        ("overdue", "Day", vec![Choice::new("true", "Past, and open")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        state: list.filter("state").and_then(State::from_code),
        overdue: list.filter("overdue") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /lessons.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("lessons", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /lessons.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("lessons", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 11] = [
    "code",
    "title",
    "agency",
    "source",
    "learned_on",
    "plan",
    "owner",
    "due",
    "state",
    "version",
    "rejected",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "title").knowing(KNOWN)).await?;
    let mut table = Table::new("Lessons", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = lessons::list(ctx, &query).await?;
        let documents = lessons::documents(ctx, &page.items).await?;
        table.rows.extend(page.items.iter().zip(documents).map(|(it, document)| {
            let outcome = document.outcome.as_ref();
            let version = outcome.and_then(|it| it.version);
            let cells: [String; 11] = [
                document.code.clone(),
                document.title.clone(),
                document.agency.clone(),
                document.source.clone(),
                document.on.to_string(),
                document.plan.clone().unwrap_or_default(),
                document.owner.clone().unwrap_or_default(),
                document.due.map(|it| it.to_string()).unwrap_or_default(),
                it.state().code().to_owned(),
                version.map(|it| it.to_string()).unwrap_or_default(),
                outcome.and_then(|it| it.rejected.clone()).unwrap_or_default(),
            ];
            cells.map(Cell::from).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
