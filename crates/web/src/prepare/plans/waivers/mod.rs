//! Waivers of findings over HTTP: asking for one beside the finding, deciding, the list of all.

mod ask;
mod list;
mod panel;
mod show;

use app::Ctx;
use app::actor::Permission;
use app::ids::{PlanId, WaiverId};
use app::plans::waivers::{Standing, Waiver};
use chrono::NaiveDate;
use maud::Markup;

use super::plan_path;
use crate::Routes;
use crate::layout::states::{self, Tone};
use crate::routes::Access::Needs;

pub(super) use ask::link;
pub(super) use panel::panel;
pub(crate) use panel::waiting;

pub(super) fn routes() -> Routes {
    let drafts = Needs(Permission::ReadDrafts);
    let write = Needs(Permission::WritePlans);
    Routes::new()
        .get("/plans/waivers", drafts, list::list)
        .get("/plans/waivers.csv", drafts, list::csv)
        .get("/plans/waivers.xlsx", drafts, list::xlsx)
        .get("/plans/waivers/{id}", drafts, show::show)
        .post("/plans/waivers/{id}/decide", Needs(Permission::ApprovePlans), show::decide)
        // Who writes the plan withdraws, and who approves it: the use case asks.
        .post("/plans/waivers/{id}/withdraw", drafts, show::withdraw)
        .get("/plans/{id}/waivers/new", write, ask::new)
        .post("/plans/{id}/waivers", write, ask::ask)
}

/// The page of one waiver.
fn waiver_path(id: WaiverId) -> String {
    format!("/plans/waivers/{id}")
}

/// The waivers of one plan.
fn list_path(plan: PlanId) -> String {
    format!("/plans/waivers?plan={plan}")
}

/// Where a waiver for a plan is asked for.
fn new_path(plan: PlanId) -> String {
    format!("{}/waivers/new", plan_path(plan))
}

/// Which day it is for waivers, as for whatever else the rules look at.
fn today(ctx: &Ctx) -> NaiveDate {
    ctx.now.date_naive()
}

/// How a waiver stands.
fn standing(it: &Waiver, today: NaiveDate) -> Markup {
    let standing = it.standing(today);
    let tone = match standing {
        Standing::Asked => Tone::Warn,
        Standing::Granted => Tone::Good,
        Standing::Ended | Standing::Refused | Standing::Withdrawn => Tone::Idle,
    };
    states::state(tone, standing.title())
}
