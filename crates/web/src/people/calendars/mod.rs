//! Business calendars over HTTP: the list, one with its year and what is due when, and its form.

mod change;
mod due;
mod list;
mod show;
mod steps;
mod why;

pub(crate) use show::hours_in_words;
pub(crate) use why::{WHY, calendar_named, why_put_right, why_this_day};

use app::actor::Permission;
use app::ids::CalendarId;

use crate::Routes;
use crate::routes::Access::{Needs, SignedIn};

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteSettings);
    Routes::new()
        .get("/calendars", SignedIn, list::list)
        .get("/calendars.csv", SignedIn, list::csv)
        .get("/calendars.xlsx", SignedIn, list::xlsx)
        .get("/calendars/new", write, change::new)
        .post("/calendars", write, change::add)
        .get("/calendars/{id}", SignedIn, show::show)
        .get("/calendars/{id}/edit", write, change::edit)
        .post("/calendars/{id}/edit", write, change::change)
        .post("/calendars/{id}/holidays", write, steps::import)
        .post("/calendars/{id}/normal", write, steps::make_normal)
        .get("/calendars/{id}/retire", write, steps::ask_retire)
        .post("/calendars/{id}/retire", write, steps::retire)
        .post("/calendars/{id}/restore", write, steps::restore)
}

/// The page of one calendar.
fn calendar_path(id: CalendarId) -> String {
    format!("/calendars/{id}")
}
