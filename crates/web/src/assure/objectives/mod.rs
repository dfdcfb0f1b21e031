//! Objectives over HTTP: the register, one of them with what was measured, and its forms.

mod change;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::ObjectiveId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteAssurance);
    Routes::new()
        .get("/objectives", read, list::list)
        .get("/objectives.csv", read, list::csv)
        .get("/objectives.xlsx", read, list::xlsx)
        .get("/objectives/new", write, change::new)
        .post("/objectives", write, change::add)
        .get("/objectives/{id}", read, show::show)
        .get("/objectives/{id}/edit", write, change::edit)
        .post("/objectives/{id}/edit", write, change::change)
        .get("/objectives/{id}/measure", write, steps::ask_measure)
        .post("/objectives/{id}/measure", write, steps::measure)
        .get("/objectives/{id}/retire", write, steps::ask_retire)
        .post("/objectives/{id}/retire", write, steps::retire)
        .post("/objectives/{id}/restore", write, steps::restore)
}

/// The page of one objective.
fn objective_path(id: ObjectiveId) -> String {
    format!("/objectives/{id}")
}
