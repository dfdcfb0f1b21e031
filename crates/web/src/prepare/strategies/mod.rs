//! Strategies over HTTP: the list, one of them, its form, and what happens to it.

mod change;
mod form;
mod list;
mod show;
mod steps;

use app::Ctx;
use app::actor::{Permission, Place};
use app::ids::StrategyId;
use app::prepare::inventory::Item;

use crate::Routes;
use crate::routes::Access::Needs;

pub(crate) fn routes() -> Routes {
    let read = Needs(Permission::ReadStrategies);
    let write = Needs(Permission::WriteStrategies);
    let approve = Needs(Permission::ApproveStrategies);
    Routes::new()
        .get("/strategies", read, list::list)
        .get("/strategies.csv", read, list::csv)
        .get("/strategies.xlsx", read, list::xlsx)
        .get("/strategies/new", write, change::new)
        .post("/strategies", write, change::add)
        .get("/strategies/{id}", read, show::show)
        .get("/strategies/{id}/edit", write, change::edit)
        .post("/strategies/{id}/edit", write, change::change)
        .get("/strategies/{id}/propose", write, steps::ask_propose)
        .post("/strategies/{id}/propose", write, steps::propose)
        // Who approves sends back, and who writes takes back: the use case asks.
        .get("/strategies/{id}/return", read, steps::ask_return)
        .post("/strategies/{id}/return", read, steps::send_back)
        .get("/strategies/{id}/approve", approve, steps::ask_approve)
        .post("/strategies/{id}/approve", approve, steps::approve)
        .post("/strategies/{id}/fund", approve, steps::fund)
        .get("/strategies/{id}/retire", write, steps::ask_retire)
        .post("/strategies/{id}/retire", write, steps::retire)
}

/// The page of one strategy.
pub(crate) fn strategy_path(id: StrategyId) -> String {
    format!("/strategies/{id}")
}

/// Whether the actor may do something with the strategies for `item`.
fn may(ctx: &Ctx, permission: Permission, item: &Item) -> bool {
    ctx.actor.may(permission, Place::Record(item.agency_id, item.id.into()))
}
