//! Obligations over HTTP: the register, one of them with the plans that answer it, and its form.

mod change;
mod form;
mod list;
mod plans;
mod retire;
mod show;

pub(crate) use plans::answers;

use app::actor::Permission;
use app::ids::ObligationId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteObligations);
    Routes::new()
        .get("/obligations", read, list::list)
        .get("/obligations.csv", read, list::csv)
        .get("/obligations.xlsx", read, list::xlsx)
        .get("/obligations/new", write, change::new)
        .post("/obligations", write, change::add)
        .get("/obligations/{id}", read, show::show)
        .get("/obligations/{id}/plans.csv", read, plans::csv)
        .get("/obligations/{id}/plans.xlsx", read, plans::xlsx)
        .get("/obligations/{id}/edit", write, change::edit)
        .post("/obligations/{id}/edit", write, change::change)
        .get("/obligations/{id}/retire", write, retire::ask)
        .post("/obligations/{id}/retire", write, retire::retire)
        .post("/obligations/{id}/restore", write, retire::restore)
}

/// The page of one obligation.
pub(crate) fn obligation_path(id: ObligationId) -> String {
    format!("/obligations/{id}")
}
