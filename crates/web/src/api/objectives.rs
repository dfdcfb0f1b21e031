//! Objectives, for programs: their targets, what was measured, and whether that suffices.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::objectives::{self, Line, Measurement, ObjectiveDocument, Query, Serves, Verdict};
use app::ids::ObjectiveId;
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let operation = |id: &str, summary: &str| Operation::new(id, "Objectives", summary);
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("ObjectiveRecord").versioned()
    };
    let list = operation("list_objectives", "List objectives").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by name.");
    let add = operation("add_objective", "Add an objective").takes("ObjectiveDocument");
    let add = add.answers(201, "It was added.").of("ObjectiveRecord").versioned();
    let show = operation("show_objective", "Show an objective");
    let show = show.answers(200, "The objective.").of("ObjectiveRecord").versioned();
    let change = step("change_objective", "Change an objective", "The objective as it is now.");
    let measure = step("measure_objective", "Write down what was measured", "It is noted.");
    let retire = step(
        "retire_objective",
        "Retire an objective: it can be brought back",
        "The objective, retired.",
    );
    let restore =
        step("restore_objective", "Bring a retired objective back", "The objective, in use again.");
    Routes::new()
        .get("/api/v1/objectives", read, list_all)
        .described(list.of("ObjectiveList"))
        .post("/api/v1/objectives", write, add_one)
        .described(add.located("/api/v1/objectives/{id}"))
        .get("/api/v1/objectives/{id}", read, show_one)
        .described(show)
        .put("/api/v1/objectives/{id}", write, change_one)
        .described(change.takes("ObjectiveDocument"))
        .delete("/api/v1/objectives/{id}", write, retire_one)
        .described(retire)
        .post("/api/v1/objectives/{id}/restore", write, restore_one)
        .described(restore)
        .post("/api/v1/objectives/{id}/measurements", write, measure_one)
        .described(measure.takes("ObjectiveMeasurement"))
}

fn parameters() -> Vec<Parameter> {
    let serves = Serves::ALL.iter().map(|it| it.code()).collect();
    let verdicts = Verdict::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that have this in their words."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("serves", Shape::OneOf(serves), "Only those that serve this."),
        Parameter::new("verdict", Shape::OneOf(verdicts), "Only those with this result."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// An objective.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ObjectiveForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// Whether it is reached, by what was measured last.
    verdict: Verdict,
    /// When that was.
    measured_on: Option<NaiveDate>,
    /// What was measured, in words: `9 h`, `95%`.
    measured: Option<String>,
    /// Where that is known from.
    source: Option<String>,
    /// What it says: the only part that can be sent back.
    document: ObjectiveDocument,
}

/// `GET /api/v1/objectives`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ObjectiveForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        serves: asked.value("serves"),
        verdict: asked.value("verdict"),
        retired: asked.flag("retired"),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = objectives::list(&ctx, &query).await?;
    let documents = objectives::documents(&ctx, &page.items).await?;
    let n_items = page.n_items;
    let forms = page.items.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::page(query.paging.of(forms.collect(), n_items), |it| it))
}

/// `POST /api/v1/objectives`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<ObjectiveDocument>,
) -> Answer<Response> {
    let it = objectives::add(&ctx, &document).await?;
    let path = format!("/api/v1/objectives/{}", it.id);
    Ok(api::added(&path, it.version, told(&ctx, it.id).await?))
}

/// `GET /api/v1/objectives/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ObjectiveId>) -> Answer<Response> {
    answer(&ctx, id).await
}

/// `PUT /api/v1/objectives/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ObjectiveId>,
    Seen(version): Seen,
    Document(document): Document<ObjectiveDocument>,
) -> Answer<Response> {
    objectives::change(&ctx, id, version, &document).await?;
    answer(&ctx, id).await
}

/// `DELETE /api/v1/objectives/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<ObjectiveId>,
    Seen(version): Seen,
) -> Answer<Response> {
    objectives::retire(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/objectives/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<ObjectiveId>,
    Seen(version): Seen,
) -> Answer<Response> {
    objectives::restore(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/objectives/{id}/measurements`
async fn measure_one(
    Caller(ctx): Caller,
    Path(id): Path<ObjectiveId>,
    Seen(version): Seen,
    Document(measurement): Document<Measurement>,
) -> Answer<Response> {
    objectives::measure(&ctx, id, version, &measurement).await?;
    answer(&ctx, id).await
}

async fn answer(ctx: &Ctx, id: ObjectiveId) -> Answer<Response> {
    let form = told(ctx, id).await?;
    Ok(api::record(form.version, form))
}

async fn told(ctx: &Ctx, id: ObjectiveId) -> Answer<ObjectiveForm> {
    let line = objectives::show(ctx, id).await?;
    let documents = objectives::documents(ctx, std::slice::from_ref(&line)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("objective"))?;
    Ok(form(&line, document))
}

fn form(it: &Line, document: ObjectiveDocument) -> ObjectiveForm {
    let last = it.last.as_ref();
    ObjectiveForm {
        id: it.objective.id.into(),
        version: it.objective.version,
        updated_at: it.objective.updated_at,
        verdict: it.verdict,
        measured_on: last.map(|it| it.on),
        measured: last.map(|it| it.value.to_string()),
        source: last.map(|it| it.source.clone()),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ObjectiveRecord", ObjectiveForm::json_schema(to).to_value());
    named(all, "ObjectiveMeasurement", Measurement::json_schema(to).to_value());
    list_of(all, "ObjectiveList", "ObjectiveRecord");
}
