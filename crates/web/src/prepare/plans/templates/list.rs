//! The templates of plans: one for each type.

use app::plans::templates::{self, Query, Sort, TemplateVersion};
use app::{Ctx, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::template_path;
use crate::error::Answer;
use crate::layout::forms::Choice;
use crate::layout::list::{Known, List, yes};
use crate::layout::lists::{self, Filter};
use crate::layout::parts::Head;
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

const LEAD: &str = "What belongs in a plan of each type. The central team publishes new versions; the \
                    agencies see what is different, and take it over section by section or leave it.";

/// What the address may ask for.
const KNOWN: &[Known] = &[("sort", |it| Sort::from_word(it).is_some()), ("published", yes)];

/// `GET /plans/templates`
pub(in crate::prepare::plans) async fn list(
    shell: Shell,
    Address(address): Address,
) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let found = templates::list(&shell.ctx, &query(&list)).await?;
    let crumbs = vec![("Plans".to_owned(), "/plans".to_owned())];
    let lead = Some(html! { (LEAD) });
    let choices = vec![Choice::new("true", "Changed by the central team")];
    let filters = [Filter { name: "published", label: "Which", choices, ..Filter::default() }];
    let exports = lists::exports(&list, "/plans/templates");
    let main = html! {
        (Head { crumbs, title: "Templates", lead, ..Head::default() }.shown())
        (lists::toolbar(&list, "Search templates", &filters, exports))
        @if let Some(beyond) = lists::beyond(&list, found.n_items, "templates") {
            (beyond)
        } @else if found.items.is_empty() {
            (lists::nothing_found(&list, "templates"))
        } @else {
            section.panel {
                (lists::table("Templates", heading(&list), html! {
                    @for it in &found.items { (row(&shell, it)) }
                }))
            }
            (lists::pages(&list, found.n_items, "template", "templates"))
        }
    };
    Ok(shell.page("Templates", main))
}

fn query(list: &List) -> Query {
    Query {
        text: list.text.clone(),
        published: list.filter("published") == Some("true"),
        sort: Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
    }
}

fn heading(list: &List) -> Markup {
    html! {
        (lists::heading(list, "name", "Type of plan"))
        th scope="col" { "What it is for" }
        (lists::number_heading(list, "sections", "Sections"))
        th.num scope="col" { "Version" }
        (lists::heading(list, "published", "Published"))
    }
}

fn row(shell: &Shell, it: &TemplateVersion) -> Markup {
    let of = &it.template;
    html! {
        tr {
            td data-label="Type of plan" { a href=(template_path(&of.code)) { (of.name) } }
            td data-label="What it is for" { (of.purpose) }
            td.num data-label="Sections" { (of.sections.len()) }
            td.num data-label="Version" { (it.number) }
            td data-label="Published" {
                @match it.published_at { Some(at) => (shell.day(at)), None => "With the program" }
            }
        }
    }
}

/// `GET /plans/templates.csv`
pub(in crate::prepare::plans) async fn csv(
    shell: Shell,
    Address(address): Address,
) -> Answer<Response> {
    download("templates", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /plans/templates.xlsx`
pub(in crate::prepare::plans) async fn xlsx(
    shell: Shell,
    Address(address): Address,
) -> Answer<Response> {
    download("templates", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file: a row for each section.
const COLUMNS: [&str; 9] =
    ["type", "name", "version", "section", "title", "guidance", "required", "clauses", "blocks"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let list = List::read(address, "name").knowing(KNOWN);
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let found = templates::list(ctx, &Query { paging, ..query(&list) }).await?;
    let mut table = Table::new("Templates", COLUMNS.map(Column::text).into());
    for it in &found.items {
        let of = &it.template;
        table.rows.extend(of.sections.iter().map(|section| {
            let blocks: Vec<&str> = section.blocks.iter().map(|it| it.code()).collect();
            let cells: [String; 9] = [
                of.code.clone(),
                of.name.clone(),
                it.number.to_string(),
                section.key.clone(),
                section.title.clone(),
                section.guidance.clone(),
                section.required.to_string(),
                section.clauses.join("; "),
                blocks.join("; "),
            ];
            cells.map(Cell::from).into()
        }));
    }
    Ok(table)
}
