//! Advisories over HTTP: written and shared by agencies, and opened by partners.

mod change;
mod list;
mod shared;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::AdvisoryId;

pub(crate) use shared::way_in;

use crate::Routes;
use crate::routes::Access::{Needs, Public, SignedIn};

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    Routes::new()
        .get("/advisories", read, list::list)
        .get("/advisories.csv", read, list::csv)
        .get("/advisories.xlsx", read, list::xlsx)
        .get("/advisories/new", write, change::new)
        .post("/advisories", write, change::add)
        .get("/advisories/{id}", read, show::show)
        .get("/advisories/{id}/edit", write, change::edit)
        .post("/advisories/{id}/edit", write, change::change)
        .post("/advisories/{id}/share", write, steps::share)
        .get("/advisories/{id}/withdraw", write, steps::ask_withdraw)
        .post("/advisories/{id}/withdraw", write, steps::withdraw)
        // Whoever is one of the people of a partner opens what is shared with it: the use case asks.
        .get("/shared", SignedIn, shared::list)
        .get("/shared.csv", SignedIn, shared::csv)
        .get("/shared/{id}", SignedIn, shared::show)
        // The secret in the address is asked for.
        .get("/partner/{secret}", Public, shared::list_by_link)
        .get("/partner/{secret}/{id}", Public, shared::show_by_link)
}

/// The page of one advisory.
fn advisory_path(id: AdvisoryId) -> String {
    format!("/advisories/{id}")
}
