//! The register of objectives: the target of each, what was measured last, and whether that suffices
//! (S1-32).

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::objectives::{self, Line, Query, Serves, Sort, Verdict};
use app::ids::AgencyId;
use app::people::agencies;
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::objective_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything, parsed, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::layout::states;
use crate::people::agencies::{agencies_asked, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[
    ("sort", |it| Sort::from_word(it).is_some()),
    ("agency", anything),
    ("serves", parsed::<Serves>),
    ("verdict", parsed::<Verdict>),
    ("retired", yes),
];

/// `GET /objectives`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let asked = query(ctx, &list).await?;
    let page = objectives::list(ctx, &asked).await?;
    let all = Query { paging: Paging { number: 1, size: 1 }, verdict: None, ..asked.clone() };
    let n_of = async |verdict| {
        let query = Query { verdict, ..all.clone() };
        app::Result::Ok(objectives::list(ctx, &query).await?.n_items)
    };
    let (n_all, n_reached) = (n_of(None).await?, n_of(Some(Verdict::Pass)).await?);
    let title = match n_all {
        0 => "No objectives yet".to_owned(),
        n => format!("{} of {} objectives are reached", grouped(n_reached), grouped(n)),
    };
    let ids = page.items.iter().map(|it| it.objective.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let mut filters = Vec::from_iter(agency_filter(&offered));
    filters.extend(own_filters());
    let may_write = ctx.actor.may_somewhere(Permission::WriteAssurance);
    let add =
        || html! { @if may_write { (parts::primary("Add an objective", "/objectives/new")) } };
    let lead = html! {
        "What continuity of operations and of government is to reach, what was measured last and \
         where that is known from. What follows from recovery analysis is true of today."
    };
    let head = Head { title: &title, lead: Some(lead), actions: Some(add()), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search objectives", &filters, lists::exports(&list, "/objectives")))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "objectives") {
            (beyond)
        } @else if page.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "objectives"))
        } @else if page.items.is_empty() {
            (lists::empty(
                "Nothing is to be reached yet",
                "Say what is to be reached, such as every essential function within 12 hours, and how \
                 that is measured.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Objectives", html! {
                    (lists::heading(&list, "name", "Objective"))
                    th scope="col" { "Agency" }
                    th scope="col" { "Target" }
                    th scope="col" { "Measured last" }
                    (lists::heading(&list, "measured", "On"))
                    (lists::heading(&list, "verdict", "Result"))
                }, html! { @for it in &page.items { (row(it, &names)) } }))
            }
            (lists::pages(&list, page.n_items, "objective", "objectives"))
        }
    };
    Ok(shell.page("Objectives", main))
}

fn row(it: &Line, names: &BTreeMap<AgencyId, String>) -> Markup {
    let objective = &it.objective;
    html! {
        tr {
            td data-label="Objective" {
                a href=(objective_path(objective.id)) { (objective.name) }
                br; small.quiet { (objective.content.serves.title()) }
            }
            td data-label="Agency" { (names.get(&objective.agency_id).map_or("", String::as_str)) }
            td data-label="Target" { (objective.content.target()) }
            td data-label="Measured last" {
                @match &it.last {
                    Some(last) => { (last.value) br; small.quiet { (last.source) } },
                    None => "–",
                }
            }
            td data-label="On" { @match &it.last { Some(last) => (Shell::date(last.on)), None => "–" } }
            td data-label="Result" { (states::verdict(it.verdict)) }
        }
    }
}

fn own_filters() -> [Filter<'static>; 3] {
    let serves = Serves::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let verdicts = Verdict::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let choices = [
        ("serves", "Serves", serves.collect()),
        ("verdict", "Result", verdicts.collect()),
        ("retired", "In use", vec![Choice::new("true", "Retired instead")]),
    ];
    choices.map(|(name, label, choices)| Filter { name, label, choices, ..Filter::default() })
}

async fn query(ctx: &Ctx, list: &List) -> Answer<Query> {
    let agencies = agencies_asked(ctx, list).await?;
    Ok(Query {
        text: list.text.clone(),
        agencies,
        serves: list.filter("serves").and_then(|it| it.parse().ok()),
        verdict: list.filter("verdict").and_then(|it| it.parse().ok()),
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    })
}

/// `GET /objectives.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("objectives", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /objectives.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("objectives", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 10] = [
    "code",
    "name",
    "agency",
    "serves",
    "target",
    "measured_by",
    "measured_on",
    "measured",
    "source",
    "result",
];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut query = query(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let mut table = Table::new("Objectives", COLUMNS.map(Column::text).into());
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = objectives::list(ctx, &query).await?;
        let documents = objectives::documents(ctx, &page.items).await?;
        table.rows.extend(page.items.iter().zip(documents).map(|(it, document)| {
            let last = it.last.as_ref();
            let cells: [String; 10] = [
                document.code,
                document.name,
                document.agency,
                document.content.serves.code().to_owned(),
                document.content.target(),
                document.content.by.code().to_owned(),
                last.map(|it| it.on.to_string()).unwrap_or_default(),
                last.map(|it| it.value.to_string()).unwrap_or_default(),
                last.map(|it| it.source.clone()).unwrap_or_default(),
                it.verdict.code().to_owned(),
            ];
            cells.map(Cell::from).into()
        }));
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
