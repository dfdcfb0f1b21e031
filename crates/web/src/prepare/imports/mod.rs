//! Imports over HTTP: upload, map, check, commit.

mod list;
mod live;
mod map;
mod show;
mod steps;
mod upload;
mod verdicts;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::Needs;

/// The routes of imports.
pub(crate) fn routes() -> Routes {
    let write = Needs(Permission::WriteInventory);
    Routes::new()
        .get("/imports", write, list::list)
        .get("/imports/new", write, upload::new)
        .post("/imports", write, upload::upload)
        .get("/imports/{id}", write, show::show)
        .get("/imports/{id}/map", write, map::form)
        .post("/imports/{id}/map", write, map::map)
        .post("/imports/{id}/check", write, steps::check)
        .post("/imports/{id}/commit", write, steps::commit)
        .post("/imports/{id}/cancel", write, steps::cancel)
        .get("/imports/{id}/live", write, live::live)
        .get("/imports/{id}/verdicts.csv", write, live::verdicts)
}

/// The page of an import.
fn path(id: app::ids::ImportId) -> String {
    format!("/imports/{id}")
}
