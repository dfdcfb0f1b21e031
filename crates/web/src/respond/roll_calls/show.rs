//! One roll call: everybody who is asked for, to be marked one by one or many at a time.

use std::collections::BTreeMap;

use app::FieldProblem;
use app::ids::{PersonId, RollCallId};
use app::people::persons;
use app::prepare::inventory;
use app::respond::disruptions;
use app::respond::roll_calls::{self, Called, Counts, PeopleQuery, PeopleSort, RollCall, Status};
use app::{Ctx, Paging, Timestamp};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::call_path;
use crate::error::Answer;
use crate::layout::forms::{self, Choice, Field};
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, parsed};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head, Tab};
use crate::layout::states::{Tone, state};
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::respond::disruptions::crumbs;
use crate::shell::Shell;

/// What the address may ask for.
pub(super) const KNOWN: &[Known] = &[
    ("sort", |it| PeopleSort::from_word(it).is_some()),
    ("status", parsed::<Status>),
    ("visitors", |it| matches!(it, "true" | "false")),
];

/// What the marks of a page belong to.
const MARKS: &str = "bulk";

/// `GET /roll-calls/{id}`
pub(super) async fn show(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Address(address): Address,
) -> Answer<Markup> {
    page(&shell, id, &address, &[]).await
}

/// The page, with what is wrong with what was sent.
pub(super) async fn page(
    shell: &Shell,
    id: RollCallId,
    address: &str,
    problems: &[FieldProblem],
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(address, "name").knowing(KNOWN);
    let (disruption, call, counts) = roll_calls::show(ctx, id).await?;
    let page = roll_calls::people(ctx, id, &query(&list)).await?;
    let by = page.items.iter().filter_map(|it| it.marked_by).collect();
    let names = persons::labels(ctx, &by).await?;
    let labels = inventory::labels(ctx, &[call.site_id]).await?;
    let site = labels.get(&call.site_id).map_or("A site", |it| it.name.as_str());
    let may_write = disruptions::may_write(ctx, &disruption) && call.closed_at.is_none();
    let title = format!("Roll call: {site}");
    let path = call_path(id);
    let actions = html! { @if disruptions::may_write(ctx, &disruption) { (actions(&call)) } };
    let exports = lists::exports(&list, &format!("{path}/people"));
    let main = html! {
        (Head { crumbs: crumbs(&disruption), title: &title, lead: Some(lead(shell, &call, &counts)), actions: Some(actions) }.shown())
        (forms::error_summary(&told(problems)))
        (parts::tabs("By what is known", &tabs(&list, &counts)))
        (lists::toolbar(&list, "Search by name", &filters(), exports))
        @if let Some(beyond) = lists::beyond(&list, page.n_items, "people") {
            (beyond)
        } @else if page.items.is_empty() {
            (lists::nothing_found(&list, "people"))
        } @else {
            section.panel {
                @if may_write { (bar(id, &list)) }
                (lists::table("People", html! {
                    @if may_write { (lists::pick_heading()) }
                    (lists::heading(&list, "name", "Name"))
                    (lists::heading(&list, "status", "Status"))
                    @if may_write { th scope="col" { span.unseen { "Mark" } } }
                    th scope="col" { "Note" }
                    (lists::heading(&list, "marked", "Last word"))
                }, html! {
                    @for it in &page.items { (row(shell, it, (may_write, &names))) }
                }))
            }
            (lists::pages(&list, page.n_items, "person", "people"))
        }
        @if may_write { (more(&path)) }
    };
    Ok(shell.page(&title, main))
}

fn told(problems: &[FieldProblem]) -> Vec<(String, String)> {
    // The fields stand in forms of their own: the summary only says what is wrong.
    problems.iter().map(|it| (String::new(), it.reason.to_string())).collect()
}

fn lead(shell: &Shell, call: &RollCall, counts: &Counts) -> Markup {
    let n_open = counts.of(Status::Unknown);
    html! {
        @match (call.closed_at, n_open, counts.of(Status::NeedsHelp)) {
            (Some(at), ..) => { (state(Tone::Idle, "Closed")) " " (shell.moment(at)) ". " },
            (None, 0, 0) => { (state(Tone::Good, "Everybody is accounted for")) " " },
            (None, unknown, help) => {
                @if 0 < help { (state(Tone::Bad, format!("{help} need help"))) " " }
                @if 0 < unknown { (state(Tone::Warn, format!("{} unknown", grouped(unknown)))) " " }
            },
        }
        "Started " (shell.moment(call.started_at)) ", " (grouped(counts.all())) " people."
    }
}

fn actions(call: &RollCall) -> Markup {
    let path = call_path(call.id);
    let (step, label) = match call.closed_at {
        None => ("close", "Close"),
        Some(_) => ("reopen", "Go on with it"),
    };
    html! {
        form method="post" action={ (path) "/" (step) } {
            (forms::hidden("version", &call.version.to_string()))
            button.button { (label) }
        }
    }
}

/// A tab for each status, with how many people it has.
fn tabs(list: &List, counts: &Counts) -> Vec<Tab<'static>> {
    let chosen = list.filter("status");
    let all = Tab {
        label: "All",
        href: list.without("status").link(),
        count: Some(counts.all()),
        current: chosen.is_none(),
    };
    let of = |it: &Status| Tab {
        label: it.title(),
        href: list.with("status", it.code()).link(),
        count: Some(counts.of(*it)),
        current: chosen == Some(it.code()),
    };
    std::iter::once(all).chain(Status::ALL.iter().rev().map(of)).collect()
}

fn filters() -> Vec<Filter<'static>> {
    let statuses = Status::ALL.iter().map(|it| Choice::new(it.code(), it.title()));
    let visitors = vec![Choice::new("true", "Visitors"), Choice::new("false", "Staff")];
    vec![
        Filter {
            name: "status",
            label: "Status",
            choices: statuses.collect(),
            ..Filter::default()
        },
        Filter { name: "visitors", label: "Who", choices: visitors, ..Filter::default() },
    ]
}

/// What can be said of all who are picked. It stands above them, so that the form is there before
/// the last row arrives over a poor line.
fn bar(id: RollCallId, list: &List) -> Markup {
    let note = Field::new("note", "Note").told();
    lists::bulk_bar(
        &format!("{}/mark", call_path(id)),
        html! {
            (forms::hidden("query", &list.query()))
            (forms::text(&note))
            @for it in Status::ALL {
                button.button.primary[*it == Status::Safe] name="status" value=(it.code()) { (it.title()) }
            }
        },
    )
}

fn row(
    shell: &Shell,
    it: &Called,
    (may_write, names): (bool, &BTreeMap<PersonId, String>),
) -> Markup {
    let id = it.id.to_string();
    html! {
        tr {
            @if may_write { (lists::pick(&id, &it.name)) }
            td data-label="Name" { (it.name) @if it.is_visitor { " " small.quiet { "Visitor" } } }
            td data-label="Status" { (status(it.status)) }
            @if may_write {
                td.actions {
                    @for (of, label) in [(Status::Safe, "Safe"), (Status::NeedsHelp, "Help")] {
                        @if it.status != of {
                            button.button.small name="one" value={ (id) " " (of.code()) } form=(MARKS)
                                aria-label={ (it.name) ": " (of.title()) } { (label) }
                            " "
                        }
                    }
                }
            }
            td data-label="Note" { (it.note) }
            td data-label="Last word" {
                @if let Some(at) = it.marked_at {
                    (shell.moment(at)) ", "
                    (it.marked_by.and_then(|it| names.get(&it)).map_or("somebody", String::as_str))
                }
            }
        }
    }
}

fn status(it: Status) -> Markup {
    let tone = match it {
        Status::Safe => Tone::Good,
        Status::NeedsHelp => Tone::Bad,
        Status::Unknown => Tone::Warn,
        Status::NotThere => Tone::Idle,
    };
    state(tone, it.title())
}

/// Others who were there.
fn more(path: &str) -> Markup {
    let visitors = Field::new("visitors", "Visitors").hint("One name on each line");
    let person = Field::new("person", "Somebody known").hint("Type part of a name, and choose.");
    parts::padded_panel(
        "Somebody else was there",
        html! {},
        forms::form(
            &format!("{path}/people"),
            html! {
                (forms::textarea(&visitors, 2))
                (forms::lookup(&person, "/search.json?kind=person"))
                button.button { "Add them" }
            },
        ),
    )
}

fn query(list: &List) -> PeopleQuery {
    PeopleQuery {
        text: list.text.clone(),
        status: list.filter("status").and_then(|it| it.parse().ok()),
        is_visitor: list.filter("visitors").map(|it| it == "true"),
        sort: PeopleSort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

/// `GET /roll-calls/{id}/people.csv`
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Address(address): Address,
) -> Answer<Response> {
    download("roll-call", &table(&shell.ctx, id, &address).await?, Form::Csv)
}

/// `GET /roll-calls/{id}/people.xlsx`
pub(super) async fn xlsx(
    shell: Shell,
    Path(id): Path<RollCallId>,
    Address(address): Address,
) -> Answer<Response> {
    download("roll-call", &table(&shell.ctx, id, &address).await?, Form::Xlsx)
}

async fn table(ctx: &Ctx, id: RollCallId, address: &str) -> Answer<Table> {
    let mut query = query(&List::read(address, "name").knowing(KNOWN));
    let columns = ["name", "visitor", "status", "note", "marked_at", "marked_by"];
    let mut table = Table::new("Roll call", columns.map(Column::text).into());
    let time = |at: Timestamp| at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = roll_calls::people(ctx, id, &query).await?;
        let is_last = page.is_last();
        let by = page.items.iter().filter_map(|it| it.marked_by).collect();
        let names = persons::labels(ctx, &by).await?;
        table.rows.extend(page.items.into_iter().map(|it| {
            let by = it.marked_by.and_then(|it| names.get(&it).cloned());
            [
                it.name,
                if it.is_visitor { "yes" } else { "no" }.to_owned(),
                it.status.code().to_owned(),
                it.note,
                it.marked_at.map(time).unwrap_or_default(),
                by.unwrap_or_default(),
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
