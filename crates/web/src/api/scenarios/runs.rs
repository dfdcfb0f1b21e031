//! Starting, watching and canceling runs, for programs.

use app::Ctx;
use app::ids::{RunId, ScenarioId};
use app::prove::scenarios::{self, READ, Run, RunState, Scenario, Which};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};

use super::operation;
use super::run_forms::RunForm;
use crate::Routes;
use crate::api::{Asked, Caller, Cursor, List, list, stretch};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(READ);
    let all = operation("list_runs", "List the runs of a scenario").asks(Parameter::stretch());
    let all = all.answers(200, "A stretch of the list, in the order of ids.").of("RunList");
    let start = operation("start_run", "Run a scenario").asks(start_parameters()).may_refuse();
    let start = start.answers(202, "It goes on by itself: ask for the run to see how far it is.");
    let show = operation("show_run", "Show a run, and in short what it found out");
    let show = show.answers(200, "The run.").of("RunRecord");
    let cancel = operation("cancel_run", "Give up a run that is not over").may_refuse();
    let cancel = cancel.answers(200, "It is given up.").of("RunRecord");
    Routes::new()
        .get("/api/v1/scenarios/{id}/runs", read, list_all)
        .described(all)
        .post("/api/v1/scenarios/{id}/runs", read, start_one)
        .described(start.of("RunRecord"))
        .get("/api/v1/runs/{id}", read, show_one)
        .described(show)
        // Who started it cancels it, or who may change its scenario: the use case asks.
        .post("/api/v1/runs/{id}/cancel", read, cancel_one)
        .described(cancel)
}

/// `GET /api/v1/scenarios/{id}/runs`
async fn list_all(
    Caller(ctx): Caller,
    Path(id): Path<ScenarioId>,
    address: Address,
) -> Answer<Json<List<RunForm>>> {
    let asked = Asked::read(&address, &Parameter::stretch())?;
    let found = scenarios::runs_after(&ctx, id, asked.after(), asked.n_max()).await?;
    let (found, next) = stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(list(found.into_iter().map(|it| form(&ctx, it)).collect(), next))
}

fn start_parameters() -> Vec<Parameter> {
    let told = "Whether to set aside what the scenario assumes to be better, to compare with.";
    vec![Parameter::new("without_changes", Shape::Flag, told)]
}

/// `POST /api/v1/scenarios/{id}/runs`
async fn start_one(
    Caller(ctx): Caller,
    Path(id): Path<ScenarioId>,
    address: Address,
) -> Answer<Response> {
    let asked = Asked::read(&address, &start_parameters())?;
    let which = match asked.flag("without_changes") {
        true => Which::WithoutChanges,
        false => Which::AsSaid,
    };
    let run = scenarios::start_which(&ctx, id, which).await?;
    let shown = whole(&ctx, scenarios::show_run(&ctx, run.id).await?).await?;
    Ok((StatusCode::ACCEPTED, Json(shown)).into_response())
}

/// `GET /api/v1/runs/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<RunId>) -> Answer<Json<RunForm>> {
    Ok(Json(whole(&ctx, scenarios::show_run(&ctx, id).await?).await?))
}

/// `POST /api/v1/runs/{id}/cancel`
async fn cancel_one(Caller(ctx): Caller, Path(id): Path<RunId>) -> Answer<Json<RunForm>> {
    scenarios::cancel_run(&ctx, id).await?;
    Ok(Json(whole(&ctx, scenarios::show_run(&ctx, id).await?).await?))
}

/// The run, with what it found out.
async fn whole(ctx: &Ctx, (run, scenario): (Run, Scenario)) -> Answer<RunForm> {
    let found = match run.state {
        RunState::Done => Some(scenarios::findings(ctx, run.id).await?),
        _ => None,
    };
    let things_changed = scenarios::things_changed(ctx, &run, &scenario).await?;
    Ok(form(ctx, run).with(things_changed, found))
}

/// The run, with how far the work on it is.
fn form(ctx: &Ctx, run: Run) -> RunForm {
    let progress = scenarios::watch_run(ctx, &run).map(|it| *it.borrow());
    let so_far = scenarios::so_far(ctx, &run);
    RunForm::of(run, progress.map(|it| (it, so_far)))
}
