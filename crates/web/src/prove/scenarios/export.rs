//! The list of scenarios as a file: every row that the search and the filters leave.

use app::prove::scenarios::{self, Query};
use app::{Ctx, Paging, Timestamp};
use axum::response::Response;
use tables::{Cell, Column, Table};

use super::list::query;
use crate::download::{self, Stretch, hours};
use crate::error::Answer;
use crate::layout::list::List;
use crate::prove::files::{Form, download as whole};
use crate::request::Address;
use crate::shell::Shell;

/// `GET /scenarios.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    let ctx = shell.ctx.clone();
    let query = query(&ctx, &List::read(&address, "name")).await?;
    download::csv("scenarios.csv", columns(), 1, move |number| {
        let (ctx, query) = (ctx.clone(), query.clone());
        async move { rows(&ctx, query, number).await }
    })
    .await
}

/// `GET /scenarios.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    let query = query(&shell.ctx, &List::read(&address, "name")).await?;
    let mut table = Table::new("Scenarios", columns());
    let mut next = Some(1);
    while let Some(number) = next {
        let stretch = rows(&shell.ctx, query.clone(), number).await?;
        table.rows.extend(stretch.rows);
        next = stretch.next;
    }
    whole("scenarios", &table, Form::Xlsx)
}

fn columns() -> Vec<Column> {
    let texts = ["code", "name", "agency", "description", "lost", "alone", "areas", "strikes_at"];
    let last = [Column::hours("people_back"), Column::text("updated_at")];
    texts.map(Column::text).into_iter().chain(last).collect()
}

async fn rows(ctx: &Ctx, query: Query, number: u32) -> Answer<Stretch<u32>> {
    let paging = Paging { number, size: Paging::SIZE_MAX };
    let page = scenarios::list(ctx, &Query { paging, ..query }).await?;
    let documents = scenarios::documents(ctx, &page.items).await?;
    let next = (!page.is_last()).then_some(number + 1);
    let rows = page.items.iter().zip(documents).map(|(scenario, it)| {
        let areas: Vec<&str> = it.areas.iter().map(|it| it.name.as_str()).collect();
        let lost: Vec<&str> = it.lost.iter().chain(&it.gone).map(String::as_str).collect();
        vec![
            Cell::Text(it.code),
            Cell::Text(it.name),
            Cell::Text(it.agency),
            Cell::from(it.description),
            Cell::from(lost.join(", ")),
            Cell::from(it.alone.unwrap_or_default()),
            Cell::from(areas.join(", ")),
            Cell::from(it.strikes_at.map(machine).unwrap_or_default()),
            hours(it.people_back),
            Cell::Text(machine(scenario.updated_at)),
        ]
    });
    Ok(Stretch { rows: rows.collect(), next })
}

/// A moment for programs.
fn machine(at: Timestamp) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
