//! Special projects over HTTP: the list, one of them with its milestones, and its form.

mod change;
mod list;
mod show;

use app::actor::Permission;
use app::ids::ProjectId;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadAssurance);
    let write = Needs(Permission::WriteAssurance);
    Routes::new()
        .get("/projects", read, list::list)
        .get("/projects.csv", read, list::csv)
        .get("/projects.xlsx", read, list::xlsx)
        .get("/projects/new", write, change::new)
        .post("/projects", write, change::add)
        .get("/projects/{id}", read, show::show)
        .get("/projects/{id}/edit", write, change::edit)
        .post("/projects/{id}/edit", write, change::change)
        // Whoever leads a project says so, too: the use case asks.
        .post("/projects/{id}/reached", read, show::reached)
}

/// The page of one project.
pub(crate) fn project_path(id: ProjectId) -> String {
    format!("/projects/{id}")
}
