//! Plans as files: the list, with what each is about.

use app::actor::Permission;
use app::plans::plan::{self, Plan, PlanDocument, Query};
use app::{Ctx, Paging, Timestamp};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, Table};

use super::list::{KNOWN, query};
use super::may;
use crate::download::{self, Stretch};
use crate::error::Answer;
use crate::layout::list::List;
use crate::request::Address;
use crate::shell::Shell;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /plans.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = query(&ctx, &List::read(&address, "title").knowing(KNOWN)).await?;
    download::csv("plans.csv", columns(), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move { rows(&ctx, query, number).await }
    })
    .await
}

/// `GET /plans.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let query = query(&shell.ctx, &List::read(&address, "title").knowing(KNOWN)).await?;
    let mut table = Table::new("Plans", columns());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = rows(&shell.ctx, query.clone(), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    sheet("plans.xlsx", &table)
}

/// A table as a file for spreadsheets.
pub(super) fn sheet(name: &str, table: &Table) -> Answer<Response> {
    let bytes = table.to_xlsx().map_err(app::Error::internal)?;
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, XLSX.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes)
        .into_response())
}

fn columns() -> Vec<Column> {
    let first = ["code", "title", "type", "agency", "owner", "parent", "items"];
    let rest =
        ["standing", "because", "in_force", "draft", "review_due", "tested_on", "updated_at"];
    first.into_iter().chain(rest).map(Column::text).collect()
}

/// The rows of page `number` of those that the search and the filters leave.
async fn rows(ctx: &Ctx, query: Query, number: u32) -> Answer<Stretch<u32>> {
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = plan::list(ctx, &Query { paging, ..query }).await?;
    let next = (!page.is_last()).then_some(number + 1);
    let documents = plan::heads(ctx, &page.items).await?;
    let rows = page.items.iter().zip(documents).map(|(plan, it)| cells(ctx, plan, it));
    Ok(Stretch { rows: rows.collect(), next })
}

fn cells(ctx: &Ctx, plan: &Plan, it: PlanDocument) -> Vec<Cell> {
    let time = |at: Option<Timestamp>| {
        at.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    };
    let items: Vec<String> = it.items.into_iter().collect();
    let tested_on = it.test.and_then(|it| it.on).map(|it| it.to_string()).unwrap_or_default();
    let draft = plan.draft_state.filter(|_| may(ctx, Permission::ReadDrafts, plan));
    let all = [
        it.code,
        it.title,
        it.plan_type,
        it.agency,
        it.owner.unwrap_or_default(),
        it.parent.unwrap_or_default(),
        items.join("; "),
        it.standing.code().to_owned(),
        it.because,
        plan.in_force.map(|it| it.to_string()).unwrap_or_default(),
        draft.map(|it| it.code().to_owned()).unwrap_or_default(),
        time(plan.review_due),
        tested_on,
        time(Some(plan.updated_at)),
    ];
    all.into_iter().map(cell).collect()
}

/// A cell with a text, or nothing in it.
pub(super) fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}
