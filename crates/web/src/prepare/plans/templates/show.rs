//! One template: what belongs in a plan of its type, how it came to be, and which plans are written to
//! it by now.

use std::collections::BTreeSet;

use app::Ctx;
use app::ids::{AgencyId, PersonId};
use app::people::{agencies, persons};
use app::plans::plan::{self, Plan, Query};
use app::plans::templates::{self, SectionTemplate, TemplateVersion, updates};
use app::plans::updates::{self as plan_updates, Update};
use app::{Page, Paging};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::super::{plan_path, updates::standing};
use super::{crumbs, may_publish, template_path};
use crate::error::Answer;
use crate::layout::frame::counted;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_below, agency_filter, offered_agencies};
use crate::prove::files::{Form, download};
use crate::request::{Address, Path};
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("sort", |it| plan::Sort::from_word(it).is_some()), ("agency", anything)];

/// `GET /plans/templates/{code}`
pub(in crate::prepare::plans) async fn show(
    shell: Shell,
    Path(code): Path<String>,
    Address(address): Address,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let list = List::read(&address, "title").knowing(KNOWN);
    let versions = templates::versions(ctx, &code).await?;
    let current = versions.first().ok_or(app::Error::NotFound("template"))?;
    let found = found(ctx, &code, &list).await?;
    let of = &current.template;
    let path = template_path(&code);
    let title = format!("Template: {}", of.name);
    let lead = html! {
        (of.purpose) " Version " (current.number)
        @match current.published_at {
            Some(at) => { ", published " (shell.day(at)) "." }
            None => ", as it came with the program.",
        }
    };
    let actions = html! {
        @if may_publish(ctx) { (parts::primary("Change it", &format!("{path}/edit"))) }
    };
    let head = Head { crumbs: crumbs(), title: &title, lead: Some(lead), actions: Some(actions) };
    let main = html! {
        (head.shown())
        div.two {
            (parts::panel("What belongs in it", html! {
                small.quiet { (counted(of.sections.len() as u64, "section", "sections")) }
            }, lists::table("Sections", html! {
                th scope="col" { "Section" } th scope="col" { "What belongs there" }
                th scope="col" { "Asked for by" }
            }, html! { @for it in &of.sections { (section(it)) } })))
            (history(&shell, &versions).await?)
        }
        (plans(&shell, &list, &found, &path).await?)
    };
    Ok(shell.page(&title, main))
}

fn section(it: &SectionTemplate) -> Markup {
    let blocks: Vec<&str> = it.blocks.iter().map(|it| it.title()).collect();
    html! {
        tr {
            td data-label="Section" {
                (it.title) br; small.quiet { @if it.required { "Required" } @else { "Optional" } }
            }
            td data-label="What belongs there" {
                (it.guidance)
                @if !blocks.is_empty() { br; small.quiet { "With " (blocks.join(", ")) } }
            }
            td data-label="Asked for by" { small { (it.clauses.join(", ")) } }
        }
    }
}

/// Every version with its note, the newest first.
async fn history(shell: &Shell, versions: &[TemplateVersion]) -> Answer<Markup> {
    let ids: BTreeSet<PersonId> = versions.iter().filter_map(|it| it.published_by).collect();
    let names = persons::labels(&shell.ctx, &ids).await?;
    let older = versions.iter().skip(1).map(Some).chain([None]);
    let entries: Vec<(Markup, Markup)> = versions
        .iter()
        .zip(older)
        .map(|(it, older)| {
            let when = html! {
                "Version " (it.number)
                @if let Some(at) = it.published_at { br; (shell.day(at)) }
            };
            let who = it.published_by.and_then(|id| names.get(&id));
            let changes = older.map(|older| {
                updates(&older.template.sections, &it.template.sections)
            });
            let changes = changes.unwrap_or_default();
            (when, html! {
                (it.note)
                @if let Some(who) = who { " " span.quiet { "(" (who) ")" } }
                @if !changes.is_empty() {
                    ul.plain { @for it in &changes { li { small { (it.kind().title()) ": " (it.title()) } } } }
                }
            })
        })
        .collect();
    Ok(parts::padded_panel("Versions", html! {}, parts::log(&entries)))
}

async fn plans(
    shell: &Shell,
    list: &List,
    found: &Page<(Plan, Update)>,
    path: &str,
) -> Answer<Markup> {
    let ctx = &shell.ctx;
    let ids: BTreeSet<AgencyId> = found.items.iter().map(|it| it.0.agency_id).collect();
    let names = agencies::labels(ctx, &ids).await?;
    let offered = offered_agencies(ctx).await?;
    let filters: Vec<_> = agency_filter(&offered).into_iter().collect();
    Ok(html! {
        h2 { "Plans of this type" }
        (lists::toolbar(list, "Search these plans", &filters, lists::exports(list, &format!("{path}/plans"))))
        @if let Some(beyond) = lists::beyond(list, found.n_items, "plans") {
            (beyond)
        } @else if found.items.is_empty() && list.is_filtered() {
            (lists::nothing_found(list, "plans"))
        } @else if found.items.is_empty() {
            (lists::empty("No plan of this type yet", "Whoever starts one begins with this template.", html! {}))
        } @else {
            section.panel {
                (lists::table("Plans of this type", html! {
                    (lists::heading(list, "title", "Plan"))
                    th scope="col" { "Agency" } th scope="col" { "Template" }
                }, html! {
                    @for (plan, update) in &found.items {
                        tr {
                            td data-label="Plan" { a href=(plan_path(plan.id)) { (plan.title) } }
                            td data-label="Agency" { (names.get(&plan.agency_id).map_or("", String::as_str)) }
                            td data-label="Template" {
                                @if update.sections.is_empty() {
                                    (standing(update))
                                } @else {
                                    a href={ (plan_path(plan.id)) "/template" } { (standing(update)) }
                                }
                            }
                        }
                    }
                }))
            }
            (lists::pages(list, found.n_items, "plan", "plans"))
        }
    })
}

/// The plans of this type that are asked for, each with what the template has that it has not.
async fn found(ctx: &Ctx, code: &str, list: &List) -> Answer<Page<(Plan, Update)>> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    let query = Query {
        text: list.text.clone(),
        agencies,
        plan_type: Some(code.to_owned()),
        sort: plan::Sort::from_word(&list.sort).unwrap_or_default(),
        descending: list.descending,
        paging: Paging { number: list.page, size: list.per },
        ..Query::default()
    };
    let page = plan::list(ctx, &query).await?;
    let updates = plan_updates::of_plans(ctx, &page.items).await?;
    let items = page.items.into_iter().zip(updates).collect();
    Ok(query.paging.of(items, page.n_items))
}

/// `GET /plans/templates/{code}/plans.csv`
pub(in crate::prepare::plans) async fn plans_csv(
    shell: Shell,
    Path(code): Path<String>,
    Address(address): Address,
) -> Answer<Response> {
    download("plans-by-template", &table(&shell.ctx, &code, &address).await?, Form::Csv)
}

/// `GET /plans/templates/{code}/plans.xlsx`
pub(in crate::prepare::plans) async fn plans_xlsx(
    shell: Shell,
    Path(code): Path<String>,
    Address(address): Address,
) -> Answer<Response> {
    download("plans-by-template", &table(&shell.ctx, &code, &address).await?, Form::Xlsx)
}

const COLUMNS: [&str; 6] = ["plan", "title", "agency", "template", "is_dismissed", "sections"];

async fn table(ctx: &Ctx, code: &str, address: &str) -> Answer<Table> {
    let mut list = List::read(address, "title").knowing(KNOWN);
    list.per = Paging::SIZE_MAX;
    let mut table = Table::new("Plans", COLUMNS.map(Column::text).into());
    for number in 1.. {
        list.page = number;
        let page = found(ctx, code, &list).await?;
        let ids: BTreeSet<AgencyId> = page.items.iter().map(|it| it.0.agency_id).collect();
        let names = agencies::labels(ctx, &ids).await?;
        for (plan, update) in &page.items {
            let sections = update.sections.iter();
            let sections = sections.map(|it| format!("{}: {}", it.kind().code(), it.key()));
            let cells: [String; 6] = [
                plan.code.clone(),
                plan.title.clone(),
                names.get(&plan.agency_id).cloned().unwrap_or_default(),
                update.current.number.to_string(),
                update.is_dismissed().to_string(),
                sections.collect::<Vec<_>>().join("; "),
            ];
            table.rows.push(cells.map(Cell::from).into());
        }
        if page.is_last() {
            break;
        }
    }
    Ok(table)
}
