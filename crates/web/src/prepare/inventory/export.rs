//! A list of items as a file: every row that the search and the filters leave.

use app::prepare::inventory::{self, Field, Input, Item, ItemDocument, Kind, Query, Typed, fields};
use app::{Ctx, Paging};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use chrono::{Datelike as _, NaiveDate};
use tables::{Cell, Column, Date, XlsxWriter};

use super::list::query;
use crate::download::{self, Stretch};
use crate::error::{Answer, Failure};
use crate::layout::list::List;
use crate::request::Address;
use crate::shell::Shell;

/// How many rows are read at a time: a file never holds the whole table in memory.
const ROWS: u32 = Paging::SIZE_MAX;

/// `GET /services.csv`
pub(super) async fn csv(kind: Kind, shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "name");
    let query = query(&shell.ctx, kind, &list).await?;
    let ctx = shell.ctx.clone();
    let name = format!("{}.csv", kind.plural());
    download::csv(&name, columns(kind), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move {
            let documents = rows(&ctx, &query, number).await?;
            let next = (documents.len() == ROWS as usize).then_some(number + 1);
            Ok(Stretch { rows: documents.iter().map(|it| cells(kind, it)).collect(), next })
        }
    })
    .await
}

/// `GET /services.xlsx`
pub(super) async fn xlsx(kind: Kind, shell: Shell, Address(address): Address) -> Answer<Response> {
    let list = List::read(&address, "name");
    let query = query(&shell.ctx, kind, &list).await?;
    let mut writer = XlsxWriter::new(kind.titles(), &columns(kind)).map_err(internal)?;
    for number in 1.. {
        let documents = rows(&shell.ctx, &query, number).await?;
        for document in &documents {
            writer.write(&cells(kind, document)).map_err(internal)?;
        }
        if documents.len() < ROWS as usize {
            break;
        }
    }
    let bytes = writer.finish().map_err(internal)?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let disposition = format!("attachment; filename=\"{}.xlsx\"", kind.plural());
    let headers = [(CONTENT_TYPE, media.to_owned()), (CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

async fn rows(ctx: &Ctx, query: &Query, number: u32) -> Answer<Vec<(Item, ItemDocument)>> {
    let query = Query { paging: Paging { number, size: ROWS }, ..query.clone() };
    let page = inventory::list(ctx, &query).await?;
    let documents = inventory::documents(ctx, &page.items).await?;
    Ok(page.items.into_iter().zip(documents).collect())
}

fn columns(kind: Kind) -> Vec<Column> {
    let column = |it: &Field| match it.input {
        Input::Span => Column::hours(it.key),
        Input::Number(..) | Input::Degrees => Column::number(it.key),
        Input::Date => Column::date(it.key),
        _ => Column::text(it.key),
    };
    let mut columns: Vec<Column> = fields(kind).iter().map(column).collect();
    if kind.is_restored() {
        // What recovery analysis found out. An import leaves these columns out.
        columns.extend(["required_rto", "achievable_rto", "late_by"].map(Column::hours));
        columns.extend(["standing", "achievable_is"].map(Column::text));
    }
    columns
}

fn cells(kind: Kind, (item, document): &(Item, ItemDocument)) -> Vec<Cell> {
    let mut typed: Typed = document.to_typed();
    let mut cells: Vec<Cell> = fields(kind)
        .iter()
        .map(|it| cell(it.input, typed.remove(it.key).unwrap_or_default()))
        .collect();
    if kind.is_restored() {
        let it = &item.outcome;
        cells.extend([it.required_rto, it.achievable_rto, it.gap].map(download::hours));
        cells.push(Cell::Text(it.standing.code().to_owned()));
        cells.push(download::bound(it.achievable_rto, it.is_complete));
    }
    cells
}

/// What a field says, as a sheet can count with it.
fn cell(input: Input, text: String) -> Cell {
    let counted = match input {
        Input::Span => text.parse().ok().map(|it| download::hours(Some(it))),
        Input::Number(..) | Input::Degrees => text.parse().ok().map(Cell::Number),
        Input::Date => text.parse().ok().and_then(day).map(Cell::Date),
        _ => None,
    };
    counted.unwrap_or_else(|| text.into())
}

fn day(date: NaiveDate) -> Option<Date> {
    Date::new(date.year(), date.month(), date.day())
}

fn internal(error: impl std::fmt::Display) -> Failure {
    app::Error::internal(error).into()
}
