//! How services are doing, for programs of their clients.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::ItemId;
use app::prepare::inventory::ProofSource;
use app::respond::status::{self, Query, ServiceStatus};
use app::{Span, Timestamp};
use axum::response::IntoResponse as _;
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{self, Asked, Caller, List};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Service status", summary)
}

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadStatus);
    let list = operation("list_service_status", "List how the services that one uses are doing");
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by name.").of("ServiceStatusList");
    let show = operation("show_service_status", "Show how a service that one uses is doing");
    let show = show.answers(200, "How it is doing.").of("ServiceStatusRecord");
    Routes::new()
        .get("/api/v1/service-status", read, list_all)
        .described(list)
        .get("/api/v1/service-status/{id}", read, show_one)
        .described(show)
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new("tier", Shape::Whole(1, 4), "Only those of this tier."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A time during which a service did not work.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ServiceOutage {
    /// Since when.
    started_at: Timestamp,
    /// Until when. Null: it goes on.
    ended_at: Option<Timestamp>,
}

/// How a service is doing.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct StatusForm {
    /// The id of the service.
    id: Uuid,
    /// What it is called.
    name: String,
    /// What it is, in a sentence or two.
    description: String,
    /// Since when it is out, if it is.
    out_since: Option<Timestamp>,
    /// How much of the last 365 days it was there, in hundredths of a percent.
    available: u32,
    /// When it did not work within the last year, the newest first.
    outages: Vec<ServiceOutage>,
    /// The recovery time that is agreed on.
    agreed: Option<Span>,
    /// In what time its own restoration is promised, once all that it needs is back.
    promised: Option<Span>,
    /// In what time it was seen to be back.
    proved: Option<Span>,
    /// When its recovery was seen last.
    tested_on: Option<NaiveDate>,
    /// How: in a test, or in a real event.
    tested_by: Option<ProofSource>,
}

/// `GET /api/v1/service-status`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<StatusForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        tier: asked.value("tier"),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = status::list(&ctx, &query).await?;
    Ok(api::page(page, |it| form(it, ctx.now)))
}

/// `GET /api/v1/service-status/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ItemId>) -> Answer<Response> {
    let it = status::show(&ctx, id).await?;
    Ok(Json(form(it, ctx.now)).into_response())
}

fn form(it: ServiceStatus, now: Timestamp) -> StatusForm {
    StatusForm {
        id: it.id.into(),
        out_since: it.out_since(),
        available: it.availability(now),
        outages: it
            .outages
            .iter()
            .map(|it| ServiceOutage { started_at: it.started_at, ended_at: it.ended_at })
            .collect(),
        name: it.name,
        description: it.description,
        agreed: it.agreed,
        promised: it.promised,
        proved: it.proved,
        tested_on: it.tested_on,
        tested_by: it.tested_by,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ServiceStatusRecord", StatusForm::json_schema(to).to_value());
    list_of(all, "ServiceStatusList", "ServiceStatusRecord");
}
