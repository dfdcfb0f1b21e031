//! Partners over HTTP: the register, one partner with its people, and its secret link.

mod change;
mod link;
mod list;
mod show;
mod steps;

use app::actor::Permission;
use app::ids::PartnerId;
use app::people::partners::Tlp;

use crate::Routes;
use crate::layout::forms::Choice;
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    Routes::new()
        .get("/partners", read, list::list)
        .get("/partners.csv", read, list::csv)
        .get("/partners.xlsx", read, list::xlsx)
        .get("/partners/new", write, change::new)
        .post("/partners", write, change::add)
        .get("/partners/{id}", read, show::show)
        .get("/partners/{id}/edit", write, change::edit)
        .post("/partners/{id}/edit", write, change::change)
        .post("/partners/{id}/link", write, link::make)
        .post("/partners/{id}/link/withdraw", write, link::take_back)
        .get("/partners/{id}/retire", write, steps::ask_retire)
        .post("/partners/{id}/retire", write, steps::retire)
        .post("/partners/{id}/restore", write, steps::restore)
}

/// The page of one partner.
pub(super) fn partner_path(id: PartnerId) -> String {
    format!("/partners/{id}")
}

/// The markings of the Traffic Light Protocol, to choose from.
pub(super) fn markings() -> Vec<Choice<'static>> {
    Tlp::ALL.iter().map(|it| Choice::new(it.code(), it.title())).collect()
}
