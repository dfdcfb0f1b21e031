//! The register of obligations.

use app::actor::{Permission, Place};
use app::assure::obligations::{self, Obligation, ObligationDocument, Query, Sort};
use app::people::agencies::{self, AgencyKind};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::obligation_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, anything, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "The laws, orders and standards that agencies must keep to, clause by clause, and \
                    which sections of plans answer each clause.";

/// What the address may ask for.
const KNOWN: &[Known] =
    &[("sort", |it| Sort::from_word(it).is_some()), ("agency", anything), ("retired", yes)];

/// `GET /obligations`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "citation").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = match query(ctx, &list).await? {
        Some(query) => obligations::list(ctx, &query).await?,
        None => Paging::default().of(Vec::new(), 0),
    };
    let offered = offered_agencies(ctx).await?;
    let may_write = ctx.actor.may(Permission::WriteObligations, Place::State);
    let add =
        || html! { @if may_write { (parts::primary("Add an obligation", "/obligations/new")) } };
    let actions = html! { (parts::button("Compliance of agencies", "/compliance")) (add()) };
    let lead = Some(html! { (LEAD) });
    let head = Head { title: "Obligations", lead, actions: Some(actions), ..Head::default() };
    let main = html! {
        (head.shown())
        (lists::toolbar(&list, "Search obligations", &filters(&offered), lists::exports(&list, "/obligations")))
        @if let Some(beyond) = lists::beyond(&list, found.n_items, "obligations") {
            (beyond)
        } @else if found.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "obligations"))
        } @else if found.items.is_empty() {
            (lists::empty(
                "No obligations",
                "Write down a law, an order or a standard with its clauses, and say which sections \
                 of plans answer them. Every plan is then checked against it.",
                add(),
            ))
        } @else {
            section.panel {
                (lists::table("Obligations", heading(&list), html! {
                    @for it in &found.items { (row(&shell, it)) }
                }))
            }
            (lists::pages(&list, found.n_items, "obligation", "obligations"))
        }
    };
    Ok(shell.page("Obligations", main))
}

fn filters(offered: &crate::people::agencies::Offered) -> Vec<Filter<'_>> {
    let mut filters: Vec<Filter<'_>> = agency_filter(offered).into_iter().collect();
    if let Some(first) = filters.first_mut() {
        first.label = "Holds for";
    }
    let choices = vec![Choice::new("true", "Retired instead")];
    filters.push(Filter { name: "retired", label: "In force", choices, ..Filter::default() });
    filters
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "citation", "Obligation"))
        (lists::heading(list, "title", "Title"))
        th scope="col" { "Holds for" }
        (lists::number_heading(list, "clauses", "Clauses"))
        (lists::heading(list, "updated", "Changed"))
    }
}

fn row(shell: &Shell, it: &Obligation) -> Markup {
    html! {
        tr {
            td data-label="Obligation" { a href=(obligation_path(it.id)) { (it.document.citation) } }
            td data-label="Title" { (it.document.title) }
            td data-label="Holds for" { (holds_for(&it.document)) }
            td.num data-label="Clauses" { (it.document.clauses.len()) }
            td data-label="Changed" {
                @match it.updated_at { Some(at) => (shell.day(at)), None => "–" }
            }
        }
    }
}

/// For whom an obligation holds, in words.
pub(super) fn holds_for(it: &ObligationDocument) -> String {
    if it.kinds.is_empty() && it.agencies.is_empty() {
        return "Every agency".to_owned();
    }
    let kinds = it.kinds.iter().map(|it| AgencyKind::title(*it).to_owned());
    let mut parts: Vec<String> = kinds.collect();
    match it.agencies.len() {
        0 => {}
        1 => parts.push("1 agency by name".to_owned()),
        n => parts.push(format!("{n} agencies by name")),
    }
    parts.join(", ")
}

/// What the address asks for. None: it names an agency that is not there, so nothing holds for it.
async fn query(ctx: &Ctx, list: &List) -> Answer<Option<Query>> {
    let agency = match list.filter("agency") {
        None => None,
        Some(named) => match agencies::meant(ctx, named).await {
            Ok(agency) => Some(agency),
            Err(app::Error::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        },
    };
    Ok(Some(Query {
        text: list.text.clone(),
        agency,
        retired: list.filter("retired") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }))
}

/// `GET /obligations.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("obligations", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /obligations.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("obligations", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file: a row for each clause.
const COLUMNS: [&str; 7] =
    ["code", "citation", "title", "holds_for", "clause", "asks_for", "answered_in"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let list = List::read(address, "citation").knowing(KNOWN);
    let mut table = Table::new("Obligations", COLUMNS.map(Column::text).into());
    let Some(mut query) = query(ctx, &list).await? else { return Ok(table) };
    for number in 1.. {
        query.paging = Paging { number, size: Paging::SIZE_MAX };
        let page = obligations::list(ctx, &query).await?;
        for it in &page.items {
            let document = &it.document;
            table.rows.extend(document.clauses.iter().map(|clause| {
                let answered = clause.answered_in().into_iter();
                let answered = answered.map(|(of, it)| format!("{}:{}", of.code, it.key));
                let cells: [String; 7] = [
                    document.code.clone(),
                    document.citation.clone(),
                    document.title.clone(),
                    holds_for(document),
                    clause.number.clone(),
                    clause.text.clone(),
                    answered.collect::<Vec<_>>().join("; "),
                ];
                cells.map(Cell::from).into()
            }));
        }
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
