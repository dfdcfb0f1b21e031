//! Advisories, for programs: written, shared and withdrawn. Partners open them with a browser.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, AdvisoryDocument, Query, State};
use app::people::partners::Tlp;
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Partners", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    let list = operation("list_advisories", "List advisories").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("AdvisoryList");
    let add = operation("add_advisory", "Write an advisory").takes("AdvisoryDocument");
    let add = add.answers(201, "It was added, as a draft.").of("AdvisoryRecord").versioned();
    let show = operation("show_advisory", "Show an advisory");
    let show = show.answers(200, "The advisory.").of("AdvisoryRecord").versioned();
    let change = operation("change_advisory", "Change an advisory").takes("AdvisoryDocument");
    let change = change.needs_version().may_refuse().answers(200, "The advisory as it is now.");
    let share = operation("share_advisory", "Share an advisory").needs_version().may_refuse();
    let share = share.answers(200, "The advisory, shared.").of("AdvisoryRecord").versioned();
    let withdraw = operation("withdraw_advisory", "Withdraw an advisory");
    let withdraw = withdraw.needs_version().may_refuse().answers(200, "The advisory, withdrawn.");
    Routes::new()
        .get("/api/v1/advisories", read, list_all)
        .described(list)
        .post("/api/v1/advisories", write, add_one)
        .described(add.located("/api/v1/advisories/{id}"))
        .get("/api/v1/advisories/{id}", read, show_one)
        .described(show)
        .put("/api/v1/advisories/{id}", write, change_one)
        .described(change.of("AdvisoryRecord").versioned())
        .post("/api/v1/advisories/{id}/share", write, share_one)
        .described(share)
        .post("/api/v1/advisories/{id}/withdraw", write, withdraw_one)
        .described(withdraw.of("AdvisoryRecord").versioned())
}

fn parameters() -> Vec<Parameter> {
    let markings = Tlp::ALL.iter().map(|it| it.code()).collect();
    let states = State::CHOICES.iter().map(|it| it.0).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, or of one below it.",
        ),
        Parameter::new("tlp", Shape::OneOf(markings), "Only those with this marking."),
        Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// An advisory.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct AdvisoryForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How far it is.
    state: State,
    /// When it was shared last.
    shared_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: AdvisoryDocument,
}

/// `GET /api/v1/advisories`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<AdvisoryForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        tlp: asked.text("tlp").and_then(Tlp::from_code),
        state: asked.text("state").and_then(State::from_code),
        ..Query::default()
    };
    let found = advisories::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = advisories::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/advisories`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<AdvisoryDocument>,
) -> Answer<Response> {
    let it = advisories::add(&ctx, &document).await?;
    let path = format!("/api/v1/advisories/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/advisories/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<AdvisoryId>) -> Answer<Response> {
    answer(&ctx, &advisories::show(&ctx, id).await?).await
}

/// `PUT /api/v1/advisories/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
    Document(document): Document<AdvisoryDocument>,
) -> Answer<Response> {
    answer(&ctx, &advisories::change(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/advisories/{id}/share`
async fn share_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &advisories::share(&ctx, id, version).await?).await
}

/// `POST /api/v1/advisories/{id}/withdraw`
async fn withdraw_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &advisories::withdraw(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Advisory) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Advisory) -> Answer<AdvisoryForm> {
    let documents = advisories::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("advisory"))?;
    Ok(form(it, document))
}

fn form(it: &Advisory, document: AdvisoryDocument) -> AdvisoryForm {
    AdvisoryForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        state: it.state,
        shared_at: it.shared_at,
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "AdvisoryRecord", AdvisoryForm::json_schema(to).to_value());
    list_of(all, "AdvisoryList", "AdvisoryRecord");
}
