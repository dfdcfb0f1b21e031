//! Analyses as files: the list, and the figures behind the charts.

use app::Paging;
use app::ids::AnalysisId;
use app::prepare::impact::{self, Query, Summary};
use app::prepare::inventory::Label;
use app::{Ctx, Timestamp};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, CsvStyle, Table};

use super::charts::curve_end;
use super::list::query;
use crate::download::{self, Stretch};
use crate::error::{Answer, Failure};
use crate::layout::list::List;
use crate::request::{Address, Path};
use crate::shell::Shell;

const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /analyses.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = query(&ctx, &List::read(&address, "name")).await?;
    download::csv("impact-analyses.csv", COLUMNS.map(Column::text).into(), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move { rows(&ctx, query, number).await }
    })
    .await
}

/// `GET /analyses.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let query = query(&shell.ctx, &List::read(&address, "name")).await?;
    let mut table = Table::new("Impact analyses", COLUMNS.map(Column::text).into());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = rows(&shell.ctx, query.clone(), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    let bytes = table.to_xlsx().map_err(internal)?;
    Ok(file("impact-analyses.xlsx", XLSX, bytes))
}

const COLUMNS: [&str; 13] = [
    "kind",
    "code",
    "name",
    "number",
    "state",
    "mtd",
    "rto",
    "rpo",
    "score",
    "missing",
    "approved_at",
    "review_due",
    "updated_at",
];

/// The rows of page `number` of those that the search and the filters leave.
async fn rows(ctx: &Ctx, query: Query, number: u32) -> Answer<Stretch<u32>> {
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = impact::list(ctx, &Query { paging, ..query }).await?;
    let next = (!page.is_last()).then_some(number + 1);
    Ok(Stretch { rows: page.items.into_iter().map(cells).collect(), next })
}

fn cells(it: Summary) -> Vec<Cell> {
    let Label { kind, code, name, .. } = it.item;
    let time = |at: Option<Timestamp>| {
        at.map(|it| it.format("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
    };
    let span = |it: Option<app::Span>| it.map_or_else(String::new, |it| it.to_string());
    let row = [
        kind.code().to_owned(),
        code,
        name,
        it.number.to_string(),
        it.state.code().to_owned(),
        span(it.mtd),
        span(it.rto),
        span(it.rpo),
        it.score.to_string(),
        it.n_missing.to_string(),
        time(it.approved_at),
        time(it.review_due),
        time(Some(it.updated_at)),
    ];
    row.into_iter().map(cell).collect()
}

fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// `GET /analyses/{id}/impacts.csv`
pub(super) async fn impacts(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, _) = impact::show(&shell.ctx, id).await?;
    let columns = ["type", "after", "level", "note"].map(Column::text);
    let mut table = Table::new("Impacts", columns.into());
    for it in analysis.content.impacts {
        let row = [it.on, it.after.to_string(), it.level.to_string(), it.note];
        table.rows.push(row.into_iter().map(cell).collect());
    }
    Ok(file("impacts.csv", CSV, table.to_csv(CsvStyle::EXCEL).map_err(internal)?))
}

/// `GET /analyses/{id}/cost.csv`
pub(super) async fn cost(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, _) = impact::show(&shell.ctx, id).await?;
    let content = &analysis.content;
    let mut table =
        Table::new("Cost of downtime", ["gone_for", "cost_usd"].map(Column::text).into());
    for (gone, cost) in content.cost.curve(curve_end(content)) {
        let amount = format!("{}.{:02}", cost.cents() / 100, cost.cents() % 100);
        table.rows.push(vec![cell(gone.to_string()), cell(amount)]);
    }
    Ok(file("cost-of-downtime.csv", CSV, table.to_csv(CsvStyle::EXCEL).map_err(internal)?))
}

fn file(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

fn internal(error: impl std::fmt::Display) -> Failure {
    app::Error::internal(error).into()
}
