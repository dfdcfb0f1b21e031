//! The stages of a programme as a file.

use app::Ctx;
use app::assure::stages::{self, Gate};
use app::people::persons;
use axum::response::Response;
use tables::{Cell, Column, Table};

use super::asked;
use crate::error::Answer;
use crate::prove::files::{Form, download};
use crate::request::Address;
use crate::shell::Shell;

/// `GET /programme.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("programme", &table(&shell.ctx, &address).await?, Form::Csv)
}

/// `GET /programme.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("programme", &table(&shell.ctx, &address).await?, Form::Xlsx)
}

/// The columns of the file.
const COLUMNS: [&str; 8] =
    ["agency", "stage", "is_open", "gate", "is_met", "because", "owner", "next"];

async fn table(ctx: &Ctx, address: &str) -> Answer<Table> {
    let mut table = Table::new("Programme", COLUMNS.map(Column::text).into());
    let Some(id) = asked(ctx, address).await?.1 else { return Ok(table) };
    let it = stages::programme(ctx, id).await?;
    let owners = it.records.values().filter_map(|it| it.owner_id).collect();
    let names = persons::labels(ctx, &owners).await?;
    for stage in &it.stages {
        table.rows.extend(stage.gates.iter().map(|gate| {
            let record = match gate.gate {
                Gate::Part(part) => it.records.get(&part),
                _ => None,
            };
            let owner = record.and_then(|it| it.owner_id).and_then(|id| names.get(&id)).cloned();
            let cells: [String; 8] = [
                it.agency.code.clone(),
                stage.stage.code().to_owned(),
                stage.is_open.to_string(),
                gate.gate.code().to_owned(),
                gate.is_met.to_string(),
                gate.because.clone(),
                owner.unwrap_or_default(),
                gate.next.map(|it| it.to_string()).unwrap_or_default(),
            ];
            cells.map(Cell::from).into()
        }));
    }
    Ok(table)
}
