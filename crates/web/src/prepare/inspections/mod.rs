//! Inspections of a site over HTTP: what was found when, and the form of another.

mod add;
mod list;
mod panel;
mod withdraw;

pub(crate) use panel::panel;

use app::actor::Permission;
use app::ids::ItemId;
use app::prepare::inspections::SiteReadiness;
use maud::Markup;

use crate::Routes;
use crate::layout::states::{Tone, state};
use crate::routes::Access::Needs;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadInventory);
    let write = Needs(Permission::WriteInventory);
    Routes::new()
        .get("/sites/{id}/inspections", read, list::list)
        .get("/sites/{id}/inspections.csv", read, list::csv)
        .get("/sites/{id}/inspections.xlsx", read, list::xlsx)
        .get("/sites/{id}/inspections/new", write, add::new)
        .post("/sites/{id}/inspections", write, add::add)
        .get("/inspections/{id}/withdraw", write, withdraw::ask)
        .post("/inspections/{id}/withdraw", write, withdraw::withdraw)
}

/// The inspections of a site.
pub(crate) fn inspections_path(site: ItemId) -> String {
    format!("/sites/{site}/inspections")
}

/// Whether people could work at a site today.
pub(crate) fn readiness(it: &SiteReadiness) -> Markup {
    state(if it.is_ready() { Tone::Good } else { Tone::Bad }, it.words())
}
