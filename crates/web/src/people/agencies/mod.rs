//! Agencies over HTTP: the tree, one agency, adding, changing, retiring and merging.

mod change;
mod contacts;
mod filter;
mod list;
mod merge;
mod show;

pub(crate) use change::{choices, writable};
pub(crate) use contacts::UNCALLABLE;
pub(crate) use filter::{
    Offered, agencies_asked, agencies_below, agencies_with, agency_filter, agency_or_nobody,
    choose_only, offered_agencies,
};

use app::actor::Permission;

use crate::Routes;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::WriteAgencies));
    Routes::new()
        .get("/agencies", read, list::list)
        .get("/agencies.csv", read, list::csv)
        .get("/agencies.xlsx", read, list::xlsx)
        .get("/agencies/without-contact", read, contacts::moved)
        .get("/agencies/without-contact.csv", read, contacts::moved)
        .get("/agencies/without-contact.xlsx", read, contacts::moved)
        .get("/agencies/new", write, change::new)
        .post("/agencies", write, change::add)
        .get("/agencies/{id}", read, show::show)
        .get("/agencies/{id}/edit", write, change::edit)
        .post("/agencies/{id}/edit", write, change::change)
        .get("/agencies/{id}/retire", write, merge::ask_to_retire)
        .post("/agencies/{id}/retire", write, merge::retire)
        .get("/agencies/{id}/merge", write, merge::ask)
        .post("/agencies/{id}/merge", write, merge::merge)
}
