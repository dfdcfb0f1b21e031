//! Consultations, for programs: who asks for advice, who gives it, and what came of it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::consultations::{
    self, Area, AskDocument, Consultation, Query, Recommendation, RecordDocument, State, Told,
};
use app::ids::ConsultationId;
use app::{Ctx, Span, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

const CONSULTATION: Noun = Noun { tag: "Consultations", name: "Consultation" };

/// Whoever advises sees what they advise in, whatever their roles: the use case asks.
pub(super) fn routes() -> Routes {
    let ask = Needs(Permission::AskConsultations);
    let list = CONSULTATION.lists(
        ("list_consultations", "List consultations"),
        "A stretch of the list, by when they were asked for.",
        parameters(),
    );
    let add = CONSULTATION.adds(
        ("ask_for_consultation", "Ask the continuity team for advice"),
        "It was asked.",
        "/api/v1/consultations/{id}",
    );
    let show = CONSULTATION
        .shows(("show_consultation", "Show a consultation"), "The consultation, with its outcome.");
    let withdraw = CONSULTATION.step(
        ("withdraw_consultation", "Withdraw a question that needs no answer any more"),
        "The consultation, withdrawn.",
    );
    let resolve = CONSULTATION.step(
        ("resolve_recommendation", "Say what became of what was recommended"),
        "The consultation, with that.",
    );
    Routes::new()
        .get("/api/v1/consultations", SignedIn, list_all)
        .described(list)
        .post("/api/v1/consultations", ask, ask_one)
        .described(add)
        .get("/api/v1/consultations/{id}", SignedIn, show_one)
        .described(show)
        .post("/api/v1/consultations/{id}/withdraw", ask, withdraw_one)
        .described(withdraw)
        .post("/api/v1/consultations/{id}/resolve", ask, resolve_one)
        .described(resolve.takes("ConsultationResolution"))
        .merge(of_advisers())
}

/// What those do who advise.
fn of_advisers() -> Routes {
    let take = CONSULTATION.step(
        ("take_consultation", "Take a consultation on, or say who else advises"),
        "The consultation, taken on.",
    );
    let record = CONSULTATION.step(
        ("record_consultation", "Write down what came of a consultation"),
        "The consultation as it is now.",
    );
    let close = CONSULTATION.step(
        ("close_consultation", "Close a consultation: what is recommended is the agency's to do"),
        "The consultation, closed.",
    );
    Routes::new()
        .post("/api/v1/consultations/{id}/take", Needs(Permission::GiveConsultations), take_one)
        .described(take.takes("ConsultationAdvisers"))
        .put("/api/v1/consultations/{id}/outcome", SignedIn, record_one)
        .described(record.takes("ConsultationOutcome"))
        .post("/api/v1/consultations/{id}/close", SignedIn, close_one)
        .described(close)
}

fn parameters() -> Vec<Parameter> {
    let areas = Area::ALL.iter().map(|it| it.code()).collect();
    let states = State::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those that have this in their words.",
        vec![
            Parameter::new("area", Shape::OneOf(areas), "Only those in this field."),
            Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
            Parameter::new("mine", Shape::Flag, "Only those in which you advise."),
        ],
    )
}

/// Advice that somebody asks for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ConsultationForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How far it is: `asked`, `taken`, `closed` or `withdrawn`.
    state: &'static str,
    /// Who asked, by code of the person.
    asked_by: Option<String>,
    /// When.
    asked_at: Timestamp,
    /// Who advises, by code of the person.
    advisers: Vec<String>,
    /// When it was over.
    closed_at: Option<Timestamp>,
    /// When those concerned meet, or met.
    meets_at: Option<Timestamp>,
    /// How much time it took.
    spent: Span,
    /// What came of it.
    outcome: String,
    /// What was recommended, and what became of that.
    recommendations: Vec<Recommendation>,
    /// What was asked.
    document: AskDocument,
}

impl Record for Consultation {
    type Form = ConsultationForm;

    const PATH: &'static str = "/api/v1/consultations";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Consultation]) -> Answer<Vec<ConsultationForm>> {
        let told = consultations::told(ctx, all).await?;
        let form = |(it, told): (&Consultation, Told)| ConsultationForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            state: it.state.code(),
            asked_by: told.asked_by,
            asked_at: it.asked_at,
            advisers: told.advisers,
            closed_at: it.closed_at,
            meets_at: it.meets_at,
            spent: it.spent,
            outcome: it.outcome.clone(),
            recommendations: it.recommendations.clone(),
            document: told.asked,
        };
        Ok(all.iter().zip(told).map(form).collect())
    }
}

/// `GET /api/v1/consultations`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ConsultationForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        area: asked.text("area").and_then(Area::from_code),
        state: asked.text("state").and_then(State::from_code),
        mine: asked.flag("mine"),
        paging: asked.paging(),
        ..Query::default()
    };
    api::answer_page(&ctx, consultations::list(&ctx, &query).await?).await
}

/// `POST /api/v1/consultations`
async fn ask_one(
    Caller(ctx): Caller,
    Document(document): Document<AskDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &consultations::ask(&ctx, &document).await?).await
}

/// `GET /api/v1/consultations/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ConsultationId>) -> Answer<Response> {
    api::answer_with(&ctx, &consultations::show(&ctx, id).await?).await
}

/// Who advises.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Advisers {
    /// By code of the person. Empty: you.
    #[serde(default)]
    advisers: Vec<String>,
}

/// `POST /api/v1/consultations/{id}/take`
async fn take_one(
    Caller(ctx): Caller,
    Path(id): Path<ConsultationId>,
    Seen(version): Seen,
    Document(Advisers { advisers }): Document<Advisers>,
) -> Answer<Response> {
    api::answer_with(&ctx, &consultations::take(&ctx, id, version, &advisers).await?).await
}

/// `PUT /api/v1/consultations/{id}/outcome`
async fn record_one(
    Caller(ctx): Caller,
    Path(id): Path<ConsultationId>,
    Seen(version): Seen,
    Document(document): Document<RecordDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &consultations::record(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/consultations/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<ConsultationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &consultations::close(&ctx, id, version).await?).await
}

/// `POST /api/v1/consultations/{id}/withdraw`
async fn withdraw_one(
    Caller(ctx): Caller,
    Path(id): Path<ConsultationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &consultations::withdraw(&ctx, id, version).await?).await
}

/// What became of a recommendation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// Its place among the recommendations: the first is 0.
    number: u16,
    /// What was done, or why nothing is.
    #[schemars(length(min = 1, max = 1_000))]
    resolution: String,
}

/// `POST /api/v1/consultations/{id}/resolve`
async fn resolve_one(
    Caller(ctx): Caller,
    Path(id): Path<ConsultationId>,
    Seen(version): Seen,
    Document(it): Document<Resolution>,
) -> Answer<Response> {
    let said = (it.number.into(), it.resolution.as_str());
    api::answer_with(&ctx, &consultations::resolve(&ctx, id, version, said).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    CONSULTATION.schemas::<ConsultationForm>(to, all);
    named(all, "ConsultationAdvisers", Advisers::json_schema(to).to_value());
    named(all, "ConsultationOutcome", RecordDocument::json_schema(to).to_value());
    named(all, "ConsultationResolution", Resolution::json_schema(to).to_value());
}
