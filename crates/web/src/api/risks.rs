//! Risks, for programs: writing them down, handing them in, and deciding about them.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::RiskId;
use app::prepare::risks::{self, Content, HazardKind, Level, Query, Risk, RiskDocument, State};
use app::{Ctx, Error, FieldProblem, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, refine};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Risks", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadRisks), Needs(Permission::WriteRisks));
    let list = operation("list_risks", "List risks").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("add_risk", "Write a risk down").takes("RiskDocument");
    let add = add.answers(201, "It was added, as a draft.").of("RiskRecord").versioned();
    let show = operation("show_risk", "Show a risk");
    let show = show.answers(200, "The risk.").of("RiskRecord").versioned();
    let change = operation("change_risk", "Change what a risk says").takes("RiskDocument");
    let change = change.answers(200, "The risk as it is now.").of("RiskRecord");
    let change = change.needs_version().may_refuse().versioned();
    Routes::new()
        .get("/api/v1/risks", read, list_all)
        .described(list.of("RiskList"))
        .post("/api/v1/risks", write, add_one)
        .described(add.located("/api/v1/risks/{id}"))
        .get("/api/v1/risks/{id}", read, show_one)
        .described(show)
        .put("/api/v1/risks/{id}", write, change_one)
        .described(change)
        .merge(steps())
}

/// What happens to a risk, step by step.
fn steps() -> Routes {
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("RiskRecord").versioned()
    };
    let assess = step("assess_risk", "Hand a risk in as assessed", "It waits for a decision.");
    let back = step("return_risk", "Send a risk back that waits", "It was sent back.");
    let treat = step("treat_risk", "Decide that a risk is treated", "Its tasks go on.");
    let accept = step(
        "accept_risk",
        "Accept what is left of a risk: above the tolerance, the agency above must",
        "It is lived with.",
    );
    let close = step("close_risk", "Close what is a risk no more", "It can be opened again.");
    let reopen = step("reopen_risk", "Look at a risk again", "It is a draft again.");
    let (read, write) = (Needs(Permission::ReadRisks), Needs(Permission::WriteRisks));
    let decide = Needs(Permission::AcceptRisks);
    Routes::new()
        .post("/api/v1/risks/{id}/assess", write, assess_one)
        .described(assess)
        // Who decides sends back, and who writes takes back: the use case asks.
        .post("/api/v1/risks/{id}/return", read, return_one)
        .described(back.takes("RiskReason"))
        .post("/api/v1/risks/{id}/treat", decide, treat_one)
        .described(treat)
        .post("/api/v1/risks/{id}/accept", decide, accept_one)
        .described(accept)
        .post("/api/v1/risks/{id}/close", write, close_one)
        .described(close.takes("RiskReason"))
        .post("/api/v1/risks/{id}/reopen", write, reopen_one)
        .described(reopen)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let kinds = HazardKind::ALL.iter().map(|it| it.code()).collect();
    let levels = Level::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new(
            "state",
            Shape::OneOf(states),
            "Only those that are this far. If not said, all but the closed.",
        ),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those of hazards of this kind."),
        Parameter::new("level", Shape::OneOf(levels), "Only those of which so much is left."),
        Parameter::new("item", Shape::Text, "Only those that would hit this: `service:portal`."),
        Parameter::new("due", Shape::Flag, "Only those whose review is past its day."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A risk.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RiskForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it says: the only part that can be sent back.
    document: RiskDocument,
    /// What follows from that.
    outcome: OutcomeForm,
}

/// What follows from what a risk says.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RiskOutcome")]
struct OutcomeForm {
    /// How bad it is if nothing is done, once all of it was rated: likelihood and worst impact.
    level: Option<Level>,
    /// How bad it is with what is done about it.
    level_left: Option<Level>,
    /// What must be said before it can be handed in.
    missing: Vec<MissingForm>,
}

/// Something that must still be said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "RiskMissing")]
struct MissingForm {
    /// The field.
    field: String,
    /// What is missing, in a sentence for people.
    reason: String,
}

/// Why something is done with a risk.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReasonForm {
    /// In at most 1,000 characters.
    because: String,
}

/// `GET /api/v1/risks`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<RiskForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        states: asked.text("state").and_then(State::from_code).into_iter().collect(),
        agencies: agencies_asked(&ctx, &asked).await?,
        kind: asked.value("kind"),
        level_min: asked.text("level").and_then(Level::from_code),
        item: asked.text("item").map(str::to_owned),
        due_by: asked.flag("due").then(|| ctx.now.date_naive()),
        ..Query::default()
    };
    let found = risks::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = risks::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/risks`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<RiskDocument>,
) -> Answer<Response> {
    let it = risks::add(&ctx, &document).await?;
    let path = format!("/api/v1/risks/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/risks/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<RiskId>) -> Answer<Response> {
    answer(&ctx, &risks::show(&ctx, id).await?).await
}

/// `PUT /api/v1/risks/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
    Document(document): Document<RiskDocument>,
) -> Answer<Response> {
    answer(&ctx, &risks::change(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/risks/{id}/assess`
async fn assess_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &risks::assess(&ctx, id, version).await?).await
}

/// `POST /api/v1/risks/{id}/return`
async fn return_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    answer(&ctx, &risks::send_back(&ctx, id, version, &sent.because).await?).await
}

/// `POST /api/v1/risks/{id}/treat`
async fn treat_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &risks::treat(&ctx, id, version).await?).await
}

/// `POST /api/v1/risks/{id}/accept`
async fn accept_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &risks::accept(&ctx, id, version).await?).await
}

/// `POST /api/v1/risks/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    answer(&ctx, &risks::close(&ctx, id, version, &sent.because).await?).await
}

/// `POST /api/v1/risks/{id}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path(id): Path<RiskId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &risks::reopen(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Risk) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Risk) -> Answer<RiskForm> {
    let documents = risks::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("risk"))?;
    Ok(form(it, document))
}

fn form(it: &Risk, document: RiskDocument) -> RiskForm {
    RiskForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        outcome: outcome(&it.content),
        document,
    }
}

fn outcome(it: &Content) -> OutcomeForm {
    let missing = |it: FieldProblem| MissingForm {
        field: it.field.into_owned(),
        reason: it.reason.into_owned(),
    };
    OutcomeForm {
        level: it.level(),
        level_left: it.level_left(),
        missing: it.missing().into_iter().map(missing).collect(),
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "RiskRecord", RiskForm::json_schema(to).to_value());
    let mut reason = ReasonForm::json_schema(to).to_value();
    refine(&mut reason, "because", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "RiskReason", reason);
    list_of(all, "RiskList", "RiskRecord");
}
