//! How each agency stands.

use app::prove::readiness::{AgencyFigures, readiness};
use axum::response::Response;
use maud::{Markup, html};
use tables::{Cell, Column, Table};

use super::{OF_AGENCY, agency, top};
use crate::error::Answer;
use crate::layout::list::List;
use crate::layout::lists;
use crate::prove::files::{Form, download};
use crate::prove::readiness::agencies_table;
use crate::request::Address;
use crate::shell::Shell;

/// `GET /recovery/agencies`
pub(super) async fn show(shell: Shell, Address(address): Address) -> Answer<Markup> {
    let list = List::read(&address, "path").knowing(&[OF_AGENCY]);
    let ctx = &shell.ctx;
    let found = readiness(ctx, agency(&list), 1).await?;
    let lines: Vec<&AgencyFigures> =
        found.agencies.iter().filter(|it| 0 < it.figures.n_services).collect();
    let start = usize::try_from(list.offset()).unwrap_or(usize::MAX);
    let n_all = lines.len() as u64;
    let shown: Vec<&AgencyFigures> =
        lines.into_iter().skip(start).take(list.per as usize).collect();
    let late = found.agencies.iter().filter(|it| 0 < it.figures.n_missed).count();
    let title = format!("{late} of {n_all} agencies have services that recover too late");
    let lead = html! { "Each agency without those below it, in the order of the tree." };
    let main = html! {
        (top(ctx, &list, "/recovery/agencies", (&title, lead)).await?)
        div.toolbar { (lists::exports(&list, "/recovery/agencies")) }
        section.panel { (agencies_table(&shown)) }
        (lists::pages(&list, n_all, "agency", "agencies"))
    };
    Ok(shell.page("Readiness by agency", main))
}

/// `GET /recovery/agencies.csv`
pub(super) async fn csv(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("agencies", &table(&shell, &List::read(&address, "path")).await?, Form::Csv)
}

/// `GET /recovery/agencies.xlsx`
pub(super) async fn xlsx(shell: Shell, Address(address): Address) -> Answer<Response> {
    download("agencies", &table(&shell, &List::read(&address, "path")).await?, Form::Xlsx)
}

async fn table(shell: &Shell, list: &List) -> Answer<Table> {
    let found = readiness(&shell.ctx, agency(list), 1).await?;
    let counts = [
        "services",
        "met",
        "at_risk",
        "missed",
        "late_with_crews",
        "at_least",
        "unknown",
        "no_target",
        "analyzed",
        "proven",
        "contacts",
        "contacts_verified",
    ];
    let texts = ["code", "agency"].map(Column::text).into_iter();
    let columns = texts.chain(counts.map(Column::number)).collect();
    let mut table = Table::new("Agencies", columns);
    table.rows.extend(found.agencies.iter().map(|line| {
        let it = &line.figures;
        let counts = [
            it.n_services,
            it.n_met,
            it.n_at_risk,
            it.n_missed,
            it.n_late_with_crews,
            it.n_at_least,
            it.n_unknown,
            it.n_no_target,
            it.n_analyzed,
            it.n_proven,
            it.n_contacts,
            it.n_verified,
        ];
        let texts = [&line.code, &line.name].map(|it| Cell::Text(it.clone())).into_iter();
        texts.chain(counts.map(|it| Cell::Number(it as f64))).collect()
    }));
    Ok(table)
}
