//! Scenarios over HTTP: the list, one scenario and its form, its runs, and what they found out.

mod bookings;
mod change;
mod changes;
mod compare;
mod comparison;
mod curve;
mod export;
mod form;
mod list;
mod results;
mod retire;
mod run;
mod services;
mod show;
mod things;
mod typed;
mod usable;
mod work;

pub(crate) use services::{chance_words, verdict_words};

use std::collections::{BTreeMap, BTreeSet};

use app::Ctx;
use app::actor::Place;
use app::ids::{AgencyId, RunId, ScenarioId};
use app::people::agencies;
use app::prove::scenarios::{READ, Scenario, WRITE};

use crate::Routes;
use crate::error::Answer;
use crate::routes::Access::Needs;

/// The routes of its pages.
pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(READ), Needs(WRITE));
    Routes::new()
        .get("/scenarios", read, list::list)
        .get("/scenarios.csv", read, export::csv)
        .get("/scenarios.xlsx", read, export::xlsx)
        .get("/scenarios/new", write, change::new)
        .get("/scenarios/things.json", write, things::offers)
        .post("/scenarios", write, change::add)
        .get("/scenarios/{id}", read, show::show)
        .get("/scenarios/{id}/edit", write, change::edit)
        .post("/scenarios/{id}/edit", write, change::change)
        .get("/scenarios/{id}/retire", write, retire::ask)
        .post("/scenarios/{id}/retire", write, retire::retire)
        .post("/scenarios/{id}/restore", write, retire::restore)
        .post("/scenarios/{id}/runs", read, run::start)
        .post("/scenarios/{id}/comparison", read, run::compare)
        .get("/scenarios/runs/{id}", read, results::show)
        .get("/scenarios/runs/{id}/live", read, run::live)
        .get("/scenarios/runs/{id}/comparison", read, comparison::show)
        .get("/scenarios/runs/{id}/comparison/live", read, comparison::live)
        // Who started it gives it up, and who may change its scenario: the use case asks.
        .post("/scenarios/runs/{id}/cancel", read, run::cancel)
        .get("/scenarios/runs/{id}/curve.csv", read, curve::csv)
        .get("/scenarios/runs/{id}/services", read, services::show)
        .get("/scenarios/runs/{id}/services.csv", read, services::csv)
        .get("/scenarios/runs/{id}/services.xlsx", read, services::xlsx)
        .get("/scenarios/runs/{id}/work", read, work::show)
        .get("/scenarios/runs/{id}/work.csv", read, work::csv)
        .get("/scenarios/runs/{id}/work.xlsx", read, work::xlsx)
        .get("/scenarios/runs/{id}/bookings", read, bookings::show)
        .get("/scenarios/runs/{id}/bookings.csv", read, bookings::csv)
        .get("/scenarios/runs/{id}/bookings.xlsx", read, bookings::xlsx)
        .get("/scenarios/runs/{id}/compare", read, compare::choose)
        .get("/scenarios/runs/{id}/compare/{other}", read, compare::show)
        .get("/scenarios/runs/{id}/compare/{other}/changes.csv", read, compare::csv)
}

/// The page of one scenario.
pub(crate) fn scenario_path(id: ScenarioId) -> String {
    format!("/scenarios/{id}")
}

/// The page of one run.
pub(crate) fn run_path(id: RunId) -> String {
    format!("/scenarios/runs/{id}")
}

/// Where a run without what a scenario assumes is followed, and the one with it after it, until both
/// are compared.
pub(crate) fn comparison_path(id: RunId) -> String {
    comparison::comparison_path(id)
}

/// Whether the actor may change a scenario.
fn may_write(ctx: &Ctx, scenario: &Scenario) -> bool {
    ctx.actor.may(WRITE, Place::Record(scenario.agency_id, scenario.id.into()))
}

/// What the agencies of some rows are called.
async fn agency_names(
    ctx: &Ctx,
    ids: impl IntoIterator<Item = AgencyId>,
) -> Answer<BTreeMap<AgencyId, String>> {
    let ids: BTreeSet<AgencyId> = ids.into_iter().collect();
    Ok(agencies::labels(ctx, &ids).await?)
}
