//! Disruptions over HTTP: the list, one of them with all that hangs on it, and its form.

mod change;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::DisruptionId;
use app::respond::disruptions::Disruption;
use maud::Markup;

use crate::Routes;
use crate::layout::states::{Tone, state};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    Routes::new()
        .get("/disruptions", read, list::list)
        .get("/disruptions.csv", read, list::csv)
        .get("/disruptions.xlsx", read, list::xlsx)
        .get("/disruptions/new", write, change::new)
        .post("/disruptions", write, change::add)
        .get("/disruptions/{id}", read, show::show)
        .get("/disruptions/{id}/edit", write, change::edit)
        .post("/disruptions/{id}/edit", write, change::change)
        .get("/disruptions/{id}/end", write, steps::ask_end)
        .post("/disruptions/{id}/end", write, steps::end)
        .post("/disruptions/{id}/reopen", write, steps::reopen)
}

/// The page of one disruption.
pub(crate) fn disruption_path(id: DisruptionId) -> String {
    format!("/disruptions/{id}")
}

/// The way to the pages under the page of a disruption.
pub(crate) fn crumbs(it: &Disruption) -> Vec<(String, String)> {
    vec![
        ("Disruptions".to_owned(), "/disruptions".to_owned()),
        (it.name.clone(), disruption_path(it.id)),
    ]
}

/// Whether it goes on, and whether it is practiced.
fn standing(it: &Disruption) -> Markup {
    match (it.is_open(), it.is_exercise) {
        (true, false) => state(Tone::Bad, "Going on"),
        (true, true) => state(Tone::Warn, "Exercise going on"),
        (false, false) => state(Tone::Idle, "Over"),
        (false, true) => state(Tone::Idle, "Exercise, over"),
    }
}
