//! Impact analyses over HTTP: the list, one analysis, its form, and what happens to it.

mod change;
mod charts;
mod compare;
mod export;
mod form;
mod labels;
mod list;
mod show;
mod start;
mod steps;

use app::Ctx;
use app::actor::{Permission, Place};
use app::ids::AnalysisId;
use app::prepare::inventory::Item;

use crate::Routes;
use crate::routes::Access::Needs;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadAnalyses);
    let write = Needs(Permission::WriteAnalyses);
    let approve = Needs(Permission::ApproveAnalyses);
    Routes::new()
        .get("/analyses", read, list::list)
        .get("/analyses.csv", read, export::csv)
        .get("/analyses.xlsx", read, export::xlsx)
        .get("/analyses/new", write, start::new)
        .post("/analyses", write, start::start)
        .get("/analyses/of/{item_id}", read, start::of_item)
        .get("/analyses/{id}", read, show::show)
        .get("/analyses/{id}/impacts.csv", read, export::impacts)
        .get("/analyses/{id}/cost.csv", read, export::cost)
        .get("/analyses/{id}/compare", read, compare::compare)
        .get("/analyses/{id}/edit", write, change::edit)
        .post("/analyses/{id}/edit", write, change::save)
        .get("/analyses/{id}/submit", write, steps::ask_submit)
        .post("/analyses/{id}/submit", write, steps::submit)
        // Who approves sends back, and who writes takes back: the use case asks.
        .get("/analyses/{id}/return", read, steps::ask_return)
        .post("/analyses/{id}/return", read, steps::send_back)
        .get("/analyses/{id}/approve", approve, steps::ask_approve)
        .post("/analyses/{id}/approve", approve, steps::approve)
        .post("/analyses/{id}/tier", Needs(Permission::WriteInventory), steps::set_tier)
}

/// The page of one analysis.
pub(crate) fn analysis_path(id: AnalysisId) -> String {
    format!("/analyses/{id}")
}

/// Whether the actor may do something with the analyses of `item`.
fn may(ctx: &Ctx, permission: Permission, item: &Item) -> bool {
    ctx.actor.may(permission, Place::Record(item.agency_id, item.id.into()))
}
