//! Relationship managers over HTTP: the published list, and who is assigned to which agency.

mod change;
mod list;

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::AssignManagers));
    Routes::new()
        .get("/managers", read, list::list)
        .get("/managers.csv", read, list::csv)
        .get("/managers.xlsx", read, list::xlsx)
        .get("/managers/new", write, change::new)
        .post("/managers", write, change::assign)
        .get("/managers/{id}/edit", write, change::edit)
        .post("/managers/{id}/edit", write, change::change)
}

pub(crate) use list::panel;
