//! Risks over HTTP: the list, one of them, its form, and what happens to it.

mod change;
mod form;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::RiskId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadRisks);
    let write = Needs(Permission::WriteRisks);
    let accept = Needs(Permission::AcceptRisks);
    Routes::new()
        .get("/risks", read, list::list)
        .get("/risks.csv", read, list::csv)
        .get("/risks.xlsx", read, list::xlsx)
        .get("/risks/new", write, change::new)
        .post("/risks", write, change::add)
        .get("/risks/{id}", read, show::show)
        .get("/risks/{id}/edit", write, change::edit)
        .post("/risks/{id}/edit", write, change::change)
        .get("/risks/{id}/assess", write, steps::ask_assess)
        .post("/risks/{id}/assess", write, steps::assess)
        // Who decides sends back, and who writes takes back: the use case asks.
        .get("/risks/{id}/return", read, steps::ask_return)
        .post("/risks/{id}/return", read, steps::send_back)
        .get("/risks/{id}/treat", accept, steps::ask_treat)
        .post("/risks/{id}/treat", accept, steps::treat)
        .get("/risks/{id}/accept", accept, steps::ask_accept)
        .post("/risks/{id}/accept", accept, steps::accept)
        .get("/risks/{id}/close", write, steps::ask_close)
        .post("/risks/{id}/close", write, steps::close)
        .post("/risks/{id}/reopen", write, steps::reopen)
}

/// The page of one risk.
pub(crate) fn risk_path(id: RiskId) -> String {
    format!("/risks/{id}")
}
