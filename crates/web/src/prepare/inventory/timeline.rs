//! How an item is brought back, as a file.

use app::Error;
use app::ids::ItemId;
use app::prove::recovery::{self, Explanation};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use tables::{Cell, Column, CsvStyle, Table};

use super::crews;
use crate::error::Answer;
use crate::layout::list::List;
use crate::request::{Address, Path};
use crate::shell::Shell;

/// `GET /services/{id}/timeline.csv`; with `?crews=true` as its crews bring it back.
pub(super) async fn csv(
    shell: Shell,
    Path(id): Path<ItemId>,
    Address(address): Address,
) -> Answer<Response> {
    let explanation = recovery::explain(&shell.ctx, id).await?;
    let with_crews = List::read(&address, "").filter("crews").is_some();
    let table = match explanation.with_crews.as_ref().filter(|_| with_crews) {
        Some(it) => crews::table(it),
        None => timeline_table(&explanation),
    };
    let bytes = table.to_csv(CsvStyle::EXCEL).map_err(Error::internal)?;
    let kind = (CONTENT_TYPE, "text/csv; charset=utf-8");
    let name = (CONTENT_DISPOSITION, "attachment; filename=\"timeline.csv\"");
    Ok(([kind, name], bytes).into_response())
}

fn timeline_table(explanation: &Explanation) -> Table {
    let columns = [
        Column::text("name"),
        Column::text("kind"),
        Column::text("code"),
        Column::number("start_s"),
        Column::number("finish_s"),
        Column::number("slack_s"),
        Column::text("binds"),
    ];
    let mut table = Table::new("Timeline", columns.to_vec());
    for row in &explanation.rows {
        let item = &row.part.item;
        table.rows.push(vec![
            Cell::Text(item.name.clone()),
            Cell::Text(item.kind.to_string()),
            Cell::Text(item.code.clone()),
            Cell::from(row.start.secs()),
            Cell::from(row.finish.secs()),
            row.slack.map_or(Cell::Empty, |it| Cell::from(it.secs())),
            Cell::Text(if row.binds { "yes" } else { "no" }.to_owned()),
        ]);
    }
    table
}
