//! Inspections of sites, for programs: what was found when, and whether people could work there today.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{InspectionId, ItemId};
use app::prepare::inspections::{self, Check, Inspection, InspectionDocument};
use app::{Ctx, Timestamp};
use axum::http::StatusCode;
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{self, Caller, Document, List, Noun, Record};
use crate::error::Answer;
use crate::openapi::{Operation, named};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

const INSPECTION: Noun = Noun { tag: "Work sites", name: "Inspection" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadInventory), Needs(Permission::WriteInventory));
    let operation = |id: &str, summary: &str| -> Operation { INSPECTION.operation(id, summary) };
    let list = operation("list_inspections", "List the inspections of a site");
    let list = list.answers(200, "All of them, the last first.").of("InspectionList");
    let add = INSPECTION.adds(
        ("add_inspection", "Write down what somebody found at a site"),
        "It was written down.",
        "/api/v1/inspections/{id}",
    );
    let show = operation("show_inspection", "Show an inspection");
    let show = show.answers(200, "The inspection.").of("InspectionRecord").versioned();
    let ready = operation("show_site_readiness", "Show whether people could work at a site today");
    let ready = ready.answers(200, "Whether they could, as far as inspections tell.");
    let withdraw = operation("withdraw_inspection", "Take back an inspection made by mistake");
    let withdraw = withdraw.answers(204, "The one before it counts again.");
    Routes::new()
        .get("/api/v1/sites/{id}/inspections", read, list_all)
        .described(list)
        .post("/api/v1/sites/{id}/inspections", write, add_one)
        .described(add)
        .get("/api/v1/sites/{id}/readiness", read, readiness_of)
        .described(ready.of("SiteReadiness"))
        .get("/api/v1/inspections/{id}", read, show_one)
        .described(show)
        .post("/api/v1/inspections/{id}/withdraw", write, withdraw_one)
        .described(withdraw)
}

/// What somebody found at a site on a day.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct InspectionForm {
    /// Its id.
    id: Uuid,
    /// When it was written down.
    recorded_at: Timestamp,
    /// What was missing.
    missing: Vec<Check>,
    /// What it says. It never changes: who looks again writes another.
    document: InspectionDocument,
}

/// Whether people could work at a site today, as far as inspections tell.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ReadinessForm {
    /// Whether they could.
    is_ready: bool,
    /// Why, or why not: `ready`, `never_inspected`, `inspected_long_ago` or `lacks`.
    readiness: &'static str,
    /// The same in words.
    words: String,
    /// How many days an inspection holds.
    days_max: u32,
}

impl Record for Inspection {
    type Form = InspectionForm;

    const PATH: &'static str = "/api/v1/inspections";

    /// It is saved once.
    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), 1)
    }

    async fn forms(ctx: &Ctx, all: &[Inspection]) -> Answer<Vec<InspectionForm>> {
        let documents = inspections::documents(ctx, all).await?;
        let form = |(it, document): (&Inspection, InspectionDocument)| InspectionForm {
            id: it.id.into(),
            recorded_at: it.recorded_at,
            missing: it.missing(),
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
}

/// `GET /api/v1/sites/{id}/inspections`
async fn list_all(
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
) -> Answer<Json<List<InspectionForm>>> {
    let sheet = inspections::sheet(&ctx, id).await?;
    Ok(Json(List::whole(Inspection::forms(&ctx, &sheet.inspections).await?)))
}

/// `POST /api/v1/sites/{id}/inspections`
async fn add_one(
    Caller(ctx): Caller,
    Path(id): Path<ItemId>,
    Document(document): Document<InspectionDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &inspections::add(&ctx, id, &document).await?).await
}

/// `GET /api/v1/sites/{id}/readiness`
async fn readiness_of(Caller(ctx): Caller, Path(id): Path<ItemId>) -> Answer<Json<ReadinessForm>> {
    let sheet = inspections::sheet(&ctx, id).await?;
    Ok(Json(ReadinessForm {
        is_ready: sheet.readiness.is_ready(),
        readiness: sheet.readiness.code(),
        words: sheet.readiness.words(),
        days_max: sheet.limit.days_max,
    }))
}

/// `GET /api/v1/inspections/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<InspectionId>) -> Answer<Response> {
    api::answer_with(&ctx, &inspections::show(&ctx, id).await?.1).await
}

/// `POST /api/v1/inspections/{id}/withdraw`
async fn withdraw_one(Caller(ctx): Caller, Path(id): Path<InspectionId>) -> Answer<StatusCode> {
    inspections::withdraw(&ctx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    INSPECTION.schemas::<InspectionForm>(to, all);
    named(all, "SiteReadiness", ReadinessForm::json_schema(to).to_value());
}
