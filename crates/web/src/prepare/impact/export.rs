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
use crate::download::{self, Stretch, hours};
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
    download::csv("impact-analyses.csv", columns(), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move { rows(&ctx, query, number).await }
    })
    .await
}

/// `GET /analyses.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let query = query(&shell.ctx, &List::read(&address, "name")).await?;
    let mut table = Table::new("Impact analyses", columns());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = rows(&shell.ctx, query.clone(), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    let bytes = table.to_xlsx().map_err(internal)?;
    Ok(file("impact-analyses.xlsx", XLSX, bytes))
}

fn columns() -> Vec<Column> {
    let first = ["kind", "code", "name"].map(Column::text).into_iter();
    let spans = ["mtd", "rto", "rpo"].map(Column::hours);
    let times = ["approved_at", "review_due", "updated_at"].map(Column::text);
    first
        .chain([Column::number("number"), Column::text("state")])
        .chain(spans)
        .chain([Column::number("score"), Column::number("missing")])
        .chain(times)
        .collect()
}

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
    vec![
        cell(kind.code().to_owned()),
        cell(code),
        cell(name),
        Cell::from(it.number),
        cell(it.state.code().to_owned()),
        hours(it.mtd),
        hours(it.rto),
        hours(it.rpo),
        Cell::from(it.score),
        Cell::from(it.n_missing),
        cell(time(it.approved_at)),
        cell(time(it.review_due)),
        cell(time(Some(it.updated_at))),
    ]
}

fn cell(text: String) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// `GET /analyses/{id}/impacts.csv`
pub(super) async fn impacts(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, _) = impact::show(&shell.ctx, id).await?;
    let columns = vec![
        Column::text("type"),
        Column::hours("after"),
        Column::number("level"),
        Column::text("note"),
    ];
    let mut table = Table::new("Impacts", columns);
    for it in analysis.content.impacts {
        let level = Cell::from(u32::from(it.level));
        table.rows.push(vec![cell(it.on), hours(Some(it.after)), level, cell(it.note)]);
    }
    Ok(file("impacts.csv", CSV, table.to_csv(CsvStyle::EXCEL).map_err(internal)?))
}

/// `GET /analyses/{id}/cost.csv`
pub(super) async fn cost(shell: Shell, Path(id): Path<AnalysisId>) -> Answer<Response> {
    let (analysis, _) = impact::show(&shell.ctx, id).await?;
    let content = &analysis.content;
    let columns = vec![Column::hours("gone_for"), Column::number("cost_usd")];
    let mut table = Table::new("Cost of downtime", columns);
    for (gone, cost) in content.cost.curve(curve_end(content)) {
        let amount = format!("{}.{:02}", cost.cents() / 100, cost.cents() % 100);
        table.rows.push(vec![hours(Some(gone)), cell(amount)]);
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
