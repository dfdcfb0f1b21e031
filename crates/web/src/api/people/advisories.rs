//! Advisories, for programs: written, shared and withdrawn. Partners open them with a browser.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AdvisoryId;
use app::people::advisories::{self, Advisory, AdvisoryDocument, Query, State};
use app::people::partners::Tlp;
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const ADVISORY: Noun = Noun { tag: "Partners", name: "Advisory" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    let list = ADVISORY.lists(
        ("list_advisories", "List advisories"),
        "A stretch of the list, in the order of ids.",
        parameters(),
    );
    let one = "/api/v1/advisories/{id}";
    let add =
        ADVISORY.adds(("add_advisory", "Write an advisory"), "It was added, as a draft.", one);
    let change =
        ADVISORY.changes(("change_advisory", "Change an advisory"), "The advisory as it is now.");
    let withdraw =
        ADVISORY.step(("withdraw_advisory", "Withdraw an advisory"), "The advisory, withdrawn.");
    Routes::new()
        .get("/api/v1/advisories", read, list_all)
        .described(list)
        .post("/api/v1/advisories", write, add_one)
        .described(add)
        .get(one, read, show_one)
        .described(ADVISORY.shows(("show_advisory", "Show an advisory"), "The advisory."))
        .put(one, write, change_one)
        .described(change)
        .post("/api/v1/advisories/{id}/share", write, share_one)
        .described(ADVISORY.step(("share_advisory", "Share an advisory"), "The advisory, shared."))
        .post("/api/v1/advisories/{id}/withdraw", write, withdraw_one)
        .described(withdraw)
}

fn parameters() -> Vec<Parameter> {
    let markings = Tlp::ALL.iter().map(|it| it.code()).collect();
    let states = State::CHOICES.iter().map(|it| it.0).collect();
    api::filters(
        "Only those whose name or code contains this.",
        vec![
            Parameter::new("tlp", Shape::OneOf(markings), "Only those with this marking."),
            Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
        ],
    )
}

/// An advisory.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct AdvisoryForm {
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

impl Record for Advisory {
    type Form = AdvisoryForm;

    const PATH: &'static str = "/api/v1/advisories";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Advisory]) -> Answer<Vec<AdvisoryForm>> {
        let documents = advisories::documents(ctx, all).await?;
        let form = |(it, document): (&Advisory, AdvisoryDocument)| AdvisoryForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            state: it.state,
            shared_at: it.shared_at,
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
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
    api::answer_found(&ctx, &asked, found).await
}

/// `POST /api/v1/advisories`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<AdvisoryDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &advisories::add(&ctx, &document).await?).await
}

/// `GET /api/v1/advisories/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<AdvisoryId>) -> Answer<Response> {
    api::answer_with(&ctx, &advisories::show(&ctx, id).await?).await
}

/// `PUT /api/v1/advisories/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
    Document(document): Document<AdvisoryDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &advisories::change(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/advisories/{id}/share`
async fn share_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &advisories::share(&ctx, id, version).await?).await
}

/// `POST /api/v1/advisories/{id}/withdraw`
async fn withdraw_one(
    Caller(ctx): Caller,
    Path(id): Path<AdvisoryId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &advisories::withdraw(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    ADVISORY.schemas::<AdvisoryForm>(to, all);
}
