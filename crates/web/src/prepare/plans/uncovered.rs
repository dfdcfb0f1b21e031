//! The essential services that no plan in force is about (S0-01).

use std::collections::{BTreeMap, BTreeSet};

use app::Ctx;
use app::actor::Permission;
use app::ids::{AgencyId, ItemId};
use app::people::agencies;
use app::plans::plan;
use app::prepare::inventory::{Label, reference};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use tables::{Cell, Column, CsvStyle, Table};

use super::export::{cell, sheet};
use crate::error::Answer;
use crate::layout::frame::grouped;
use crate::layout::list::{Known, List, anything};
use crate::layout::lists;
use crate::layout::parts::{self, Head};
use crate::people::agencies::{agencies_below, agency_filter, offered_agencies};
use crate::prepare::inventory::item_path;
use crate::request::Address;
use crate::shell::Shell;

/// What the address may ask for.
const KNOWN: &[Known] = &[("agency", anything)];

/// `GET /plans/uncovered`
pub(super) async fn list(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "name").knowing(KNOWN);
    let ctx = &shell.ctx;
    let found = found(ctx, &list).await?;
    let names = names(ctx, &found).await?;
    let offered = offered_agencies(ctx).await?;
    let may_write = ctx.actor.may_somewhere(Permission::WritePlans);
    let n_found = found.len() as u64;
    let title = match n_found {
        0 => "Every essential service has a plan in force".to_owned(),
        1 => "1 essential service has no plan in force".to_owned(),
        n => format!("{} essential services have no plan in force", grouped(n)),
    };
    let lead = html! {
        "Of the services that are recorded as mission-essential, these are in no plan that people \
         would follow today. A plan counts from the day on which it is in force."
    };
    let crumbs = vec![("Plans".to_owned(), "/plans".to_owned())];
    let filters: Vec<_> = agency_filter(&offered).into_iter().collect();
    let (skipped, shown) = (list.offset().try_into().unwrap_or(usize::MAX), list.per as usize);
    let main = html! {
        (Head { crumbs, title: &title, lead: Some(lead), ..Head::default() }.shown())
        (toolbar(&list, &filters))
        @if let Some(beyond) = lists::beyond(&list, n_found, "services") {
            (beyond)
        } @else if found.is_empty() && list.is_filtered() {
            (lists::nothing_found(&list, "services"))
        } @else if found.is_empty() {
            (lists::empty("Nothing to do here", "Services become essential in their record.",
                parts::button("Services", "/services")))
        } @else {
            section.panel {
                (lists::table("Essential services without a plan", html! {
                    th scope="col" { "Service" } th scope="col" { "Agency" }
                    @if may_write { th scope="col" { span.unseen { "Actions" } } }
                }, html! {
                    @for (id, it) in found.iter().skip(skipped).take(shown) {
                        (row(ctx, (*id, it), names.get(&it.agency_id)))
                    }
                }))
            }
            (lists::pages(&list, n_found, "service", "services"))
        }
    };
    Ok(shell.page(&title, main))
}

/// Only the agency narrows this list.
fn toolbar(list: &List, filters: &[lists::Filter<'_>]) -> Markup {
    html! {
        div.toolbar {
            @if !filters.is_empty() {
                form method="get" data-filters {
                    @for filter in filters { (lists::select(list, filter)) }
                    button.button { "Show" }
                }
            }
            (lists::exports(list, "/plans/uncovered"))
        }
        (lists::chips(list, filters))
        (lists::misread(list))
    }
}

fn row(ctx: &Ctx, (id, it): (ItemId, &Label), agency: Option<&String>) -> Markup {
    let may_write = ctx.actor.may_somewhere(Permission::WritePlans);
    let may_here = ctx.actor.may(Permission::WritePlans, it.agency_id);
    html! {
        tr {
            td data-label="Service" { a href=(item_path(it.kind, id)) { (it.name) } }
            td data-label="Agency" { (agency.map_or("", String::as_str)) }
            @if may_write {
                td.actions {
                    @if may_here {
                        a href=(start_path(it)) aria-label={ "Start a plan for " (it.name) } { "Start a plan" }
                    }
                }
            }
        }
    }
}

/// Where a plan about something is started.
pub(super) fn start_path(it: &Label) -> String {
    let query = [("items.0", reference(it.kind, &it.code))];
    format!("/plans/new?{}", serde_urlencoded::to_string(query).unwrap_or_default())
}

async fn found(ctx: &Ctx, list: &List) -> Answer<Vec<(ItemId, Label)>> {
    let agencies = match list.filter("agency") {
        Some(named) => Some(agencies_below(ctx, named).await?),
        None => None,
    };
    let mut found = plan::uncovered(ctx, agencies.as_ref()).await?;
    if list.descending {
        found.reverse();
    }
    Ok(found)
}

async fn names(ctx: &Ctx, found: &[(ItemId, Label)]) -> Answer<BTreeMap<AgencyId, String>> {
    let ids: BTreeSet<AgencyId> = found.iter().map(|it| it.1.agency_id).collect();
    Ok(agencies::labels(ctx, &ids).await?)
}

/// `GET /plans/uncovered.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let table = table(&shell.ctx, &address).await?;
    let bytes = table.to_csv(CsvStyle::EXCEL).map_err(app::Error::internal)?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"services-without-a-plan.csv\""),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /plans/uncovered.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    sheet("services-without-a-plan.xlsx", &table(&shell.ctx, &address).await?)
}

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let found = found(ctx, &List::read(address, "name").knowing(KNOWN)).await?;
    let names = names(ctx, &found).await?;
    let columns = ["kind", "code", "name", "agency"].map(Column::text);
    let mut table = Table::new("Without a plan", columns.into());
    table.rows.extend(found.into_iter().map(|(_, it)| -> Vec<Cell> {
        let agency = names.get(&it.agency_id).cloned().unwrap_or_default();
        [it.kind.code().to_owned(), it.code, it.name, agency].map(cell).into()
    }));
    Ok(table)
}
