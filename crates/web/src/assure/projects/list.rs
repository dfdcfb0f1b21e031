//! The list of special projects: how far they are, and which milestones are late.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::projects::{self, Project, Query, Sort, Status};
use app::ids::AgencyId;
use app::people::agencies;
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::project_path;
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
    ("status", |it| Status::from_code(it).is_some()),
    ("late", yes),
];

/// `GET /projects`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let asked = query(ctx, &list).await?;
    let page = projects::list(ctx, &asked).await?;
    let late = Query { late: true, paging: Paging::default(), ..asked.clone() };
    let title = match projects::list(ctx, &late).await?.n_items {
        0 => "No project is late".to_owned(),
        1 => "1 project has a late milestone".to_owned(),
        n => format!("{} projects have late milestones", grouped(n)),
    };
    let ids = page.items.iter().map(|it| it.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteAssurance);
    let add = || html! { @if may_write { (parts::primary("Ask for a project", "/projects/new")) } };
    let lead = html! {
        "Special projects that agencies ask for or the continuity team takes on, each with what is \
         reached by when."
    };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search projects", &filters, lists::exports(&list, "/projects")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "projects") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "projects"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "There is no special project yet",
                "Ask for one: say what it is to bring, who leads it, and what is reached by when.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Special projects", html! {
                    (lists::heading(&list, "name", "Project"))
                    th scope="col" { "Agency" }
                    (lists::heading(&list, "status", "Status"))
                    th.num scope="col" { "Reached" }
                    (lists::heading(&list, "next", "Next milestone"))
                    (lists::number_heading(&list, "late", "Late"))
                }, html! { @for it in &page.items { (row(&shell, it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "project", "projects"))
        }
    };
    Ok(shell.page("Projects", main))
}

fn row(shell: &Shell, it: &Project, names: &BTreeMap<AgencyId, String>) -> Markup {
    let n_late = it.late(shell.today()).len();
    html! {
        tr {
            td data-label="Project" { a href=(project_path(it.id)) { (it.document.name) } }
            td data-label="Agency" { (names.get(&it.agency_id).map_or("", String::as_str)) }
            td data-label="Status" { (states::project(it.document.status)) }
            td.num data-label="Reached" { (it.n_reached()) " of " (it.document.milestones.len()) }
            td data-label="Next milestone" {
                @match it.next() {
                    Some(next) => { (next.name) br; small.quiet { (Shell::date(next.due)) } },
                    None => "–",
                }
            }
            td.num data-label="Late" {
                @if 0 < n_late { (states::state(Tone::Bad, n_late)) } @else { "–" }
            }
        }
    }
}

fn own_filters() -> [Filter<'static>; 2] {
    let statuses = Status::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("status", "Status", statuses.collect()),
        ("late", "Milestones", vec![Choice::new("true", "Some are late")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        status: list.filter("status").and_then(Status::from_code),
        late: list.filter("late") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /projects.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("projects", &table(&shell, &address).await?, Form::Csv)
}

/// `GET /projects.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("projects", &table(&shell, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 10] = [
    "code",
    "name",
    "agency",
    "scope",
    "owner",
    "status",
    "n_milestones",
    "n_reached",
    "n_late",
    "next_due",
];

async fn table(shell: &Shell, address: &str) -> Answer<Table> {
    let (ctx, today) = (&shell.ctx, shell.today());
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut table = Table::new("Projects", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = projects::list(ctx, &query).await?;
        let documents = projects::documents(ctx, &page.items).await?;
        table.rows.extend(page.items.iter().zip(documents).map(|(it, document)| {
            let cells: [String; 10] = [
                document.code.clone(),
                document.name.clone(),
                document.agency.clone(),
                document.scope.clone(),
                document.owner.clone().unwrap_or_default(),
                document.status.code().to_owned(),
                document.milestones.len().to_string(),
                it.n_reached().to_string(),
                it.late(today).len().to_string(),
                it.next().map(|it| it.due.to_string()).unwrap_or_default(),
            ];
            cells.map(Cell::from).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
