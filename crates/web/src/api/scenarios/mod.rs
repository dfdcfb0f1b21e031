//! Scenarios and their runs, for programs: keeping them, running them, and what came out.

mod compare_forms;
mod forms;
mod progress_forms;
mod results;
mod row_forms;
mod run_forms;
mod runs;

use std::collections::BTreeMap;

use app::Ctx;
use app::ids::ScenarioId;
use app::prove::scenarios::{self, Area, Query, READ, Scenario, ScenarioDocument, WRITE};
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::SchemaGenerator;
use serde_json::Value;

use super::imports::is_file;
use super::inventory::agencies_asked;
use super::{Asked, Caller, Cursor, Document, List, Seen};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;
use forms::{LossesForm, ScenarioForm};

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Scenarios", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(READ), Needs(WRITE));
    let list = operation("list_scenarios", "List scenarios").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("ScenarioList");
    let add = operation("add_scenario", "Add a scenario").takes("ScenarioDocument");
    let add = add
        .answers(201, "It was added.")
        .of("ScenarioRecord")
        .versioned()
        .located("/api/v1/scenarios/{id}");
    let show = operation("show_scenario", "Show a scenario");
    let show = show.answers(200, "The scenario.").of("ScenarioRecord").versioned();
    let change = operation("change_scenario", "Change a scenario").takes("ScenarioDocument");
    let change = change.needs_version().answers(200, "The scenario as it is now.");
    let losses = operation("show_losses", "Say what would be lost in a scenario today");
    let losses = losses.answers(200, "What is lost, by name.").of("ScenarioLosses");
    let retire = operation("retire_scenario", "Take a scenario out of use: its runs stay");
    let retire = retire.needs_version().may_refuse().answers(200, "It is out of use.");
    let restore = operation("restore_scenario", "Bring a retired scenario back into use");
    let restore = restore.needs_version().may_refuse().answers(200, "It is in use again.");
    let area = operation(
        "read_area",
        "Read an area from GeoJSON or from a CAP alert, to put it into a scenario",
    );
    let area = area.asks(area_parameters()).takes_file().answers(200, "The area.").of("Area");
    Routes::new()
        .get("/api/v1/scenarios", read, list_all)
        .described(list)
        .post("/api/v1/scenarios", write, add_one)
        .described(add)
        .get("/api/v1/scenarios/{id}", read, show_one)
        .described(show)
        .put("/api/v1/scenarios/{id}", write, change_one)
        .described(change.of("ScenarioRecord").versioned())
        .get("/api/v1/scenarios/{id}/losses", read, show_losses)
        .described(losses)
        .post("/api/v1/scenarios/{id}/retire", write, retire_one)
        .described(retire.of("ScenarioRecord").versioned())
        .post("/api/v1/scenarios/{id}/restore", write, restore_one)
        .described(restore.of("ScenarioRecord").versioned())
        .post("/api/v1/areas", read, read_area)
        .described(area)
        .merge(runs::routes())
        .merge(results::routes())
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("retired", Shape::Flag, "Those that are retired, instead of those in use."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

fn area_parameters() -> Vec<Parameter> {
    vec![Parameter::new("name", Shape::Text, "What to call it. Otherwise, what the file calls it.")]
}

/// `GET /api/v1/scenarios`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ScenarioForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = scenarios::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = super::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(super::list(forms_of(&ctx, found).await?, next))
}

/// `POST /api/v1/scenarios`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<ScenarioDocument>,
) -> Answer<Response> {
    let scenario = scenarios::add(&ctx, &document).await?;
    let path = format!("/api/v1/scenarios/{}", scenario.id);
    let form = form(&ctx, scenario).await?;
    Ok(super::added(&path, form.version, form))
}

/// `GET /api/v1/scenarios/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ScenarioId>) -> Answer<Response> {
    let scenario = scenarios::show(&ctx, id).await?;
    record(&ctx, scenario).await
}

/// `PUT /api/v1/scenarios/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ScenarioId>,
    Seen(version): Seen,
    Document(document): Document<ScenarioDocument>,
) -> Answer<Response> {
    let scenario = scenarios::change(&ctx, id, version, &document).await?;
    record(&ctx, scenario).await
}

/// `GET /api/v1/scenarios/{id}/losses`
async fn show_losses(Caller(ctx): Caller, Path(id): Path<ScenarioId>) -> Answer<Json<LossesForm>> {
    let scenario = scenarios::show(&ctx, id).await?;
    Ok(Json(scenarios::losses(&ctx, &scenario).await?.into()))
}

/// `POST /api/v1/scenarios/{id}/retire`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<ScenarioId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let scenario = scenarios::retire(&ctx, id, version).await?;
    record(&ctx, scenario).await
}

/// `POST /api/v1/scenarios/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<ScenarioId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let scenario = scenarios::restore(&ctx, id, version).await?;
    record(&ctx, scenario).await
}

/// `POST /api/v1/areas`
async fn read_area(
    _: Caller,
    address: Address,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer<Json<Area>> {
    let asked = Asked::read(&address, &area_parameters())?;
    is_file(&headers)?;
    Ok(Json(Area::read(asked.text("name").unwrap_or_default(), &bytes)?))
}

async fn record(ctx: &Ctx, scenario: Scenario) -> Answer<Response> {
    let form = form(ctx, scenario).await?;
    Ok(super::record(form.version, form))
}

async fn form(ctx: &Ctx, scenario: Scenario) -> Answer<ScenarioForm> {
    let document = scenarios::document(ctx, &scenario).await?;
    Ok(ScenarioForm::of(&scenario, document))
}

async fn forms_of(ctx: &Ctx, found: Vec<Scenario>) -> Answer<Vec<ScenarioForm>> {
    let documents = scenarios::documents(ctx, &found).await?;
    Ok(found.iter().zip(documents).map(|(it, document)| ScenarioForm::of(it, document)).collect())
}

/// The schemas of all of them.
pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    forms::schemas(to, all);
    run_forms::schemas(to, all);
}
