//! Investments over HTTP: the list, one of them, its form, and what is worth buying.

mod change;
mod form;
mod list;
mod retire;
mod show;
mod worth;

use app::actor::Permission;
use app::ids::InvestmentId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadInvestments);
    let write = Needs(Permission::WriteInvestments);
    Routes::new()
        .get("/investments", read, list::list)
        .get("/investments.csv", read, list::csv)
        .get("/investments.xlsx", read, list::xlsx)
        .get("/investments/new", write, change::new)
        .post("/investments", write, change::add)
        .get("/investments/{id}", read, show::show)
        .get("/investments/{id}/edit", write, change::edit)
        .post("/investments/{id}/edit", write, change::change)
        .get("/investments/{id}/retire", write, retire::ask)
        .post("/investments/{id}/retire", write, retire::retire)
        .post("/investments/{id}/restore", write, retire::restore)
        .get("/worth-buying", read, worth::show)
        .get("/worth-buying.csv", read, worth::csv)
        .get("/worth-buying.xlsx", read, worth::xlsx)
        .get("/worth-buying/live", read, worth::live)
        .post("/worth-buying/cancel", read, worth::cancel)
}

/// The page of one investment.
pub(crate) fn investment_path(id: InvestmentId) -> String {
    format!("/investments/{id}")
}
