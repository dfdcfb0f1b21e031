//! Strategies, for programs: writing them, proposing, approving and paying for them.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::StrategyId;
use app::prepare::inventory::Kind;
use app::prepare::strategies::{self, Funding, Query, State, Strategy, StrategyDocument};
use app::{Ctx, Error, FieldProblem, Span, Timestamp};
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
    Operation::new(id, "Strategies", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadStrategies), Needs(Permission::WriteStrategies));
    let list = operation("list_strategies", "List strategies").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("add_strategy", "Add a strategy").takes("StrategyDocument");
    let add = add.answers(201, "It was added, as a draft.").of("StrategyRecord").versioned();
    let show = operation("show_strategy", "Show a strategy");
    let show = show.answers(200, "The strategy.").of("StrategyRecord").versioned();
    let grounds = operation("show_strategy_grounds", "Show what a strategy is approved upon");
    let grounds = grounds.answers(200, "What is known of what it is for.").of("StrategyGrounds");
    let change = operation("change_strategy", "Change what a strategy says");
    let change = change.takes("StrategyDocument").needs_version().may_refuse();
    let change = change.answers(200, "The strategy as it is now.").of("StrategyRecord");
    Routes::new()
        .get("/api/v1/strategies", read, list_all)
        .described(list.of("StrategyList"))
        .post("/api/v1/strategies", write, add_one)
        .described(add.located("/api/v1/strategies/{id}"))
        .get("/api/v1/strategies/{id}", read, show_one)
        .described(show)
        .put("/api/v1/strategies/{id}", write, change_one)
        .described(change.versioned())
        .get("/api/v1/strategies/{id}/grounds", read, grounds_of)
        .described(grounds)
        .merge(steps())
}

/// What happens to a strategy, step by step.
fn steps() -> Routes {
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("StrategyRecord").versioned()
    };
    let propose = step("propose_strategy", "Propose a strategy", "It waits for approval.");
    let back = step("return_strategy", "Send a strategy back that waits", "It was sent back.");
    let approve = step(
        "approve_strategy",
        "Approve a strategy: it takes an approved impact analysis and a decided risk assessment",
        "It holds from now on.",
    );
    let fund = step(
        "fund_strategy",
        "Grant the money for a strategy, or take it back",
        "The strategy as it is now.",
    );
    let retire = step("retire_strategy", "Retire a strategy", "It holds no more.");
    let (read, write) = (Needs(Permission::ReadStrategies), Needs(Permission::WriteStrategies));
    let decide = Needs(Permission::ApproveStrategies);
    Routes::new()
        .post("/api/v1/strategies/{id}/propose", write, propose_one)
        .described(propose)
        // Who approves sends back, and who writes takes back: the use case asks.
        .post("/api/v1/strategies/{id}/return", read, return_one)
        .described(back.takes("StrategyReturn"))
        .post("/api/v1/strategies/{id}/approve", decide, approve_one)
        .described(approve)
        .post("/api/v1/strategies/{id}/fund", decide, fund_one)
        .described(fund.takes("StrategyFunding"))
        .post("/api/v1/strategies/{id}/retire", write, retire_one)
        .described(retire)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let kinds = vec![Kind::Process.code(), Kind::Service.code()];
    let mut parameters = vec![
        Parameter::new(
            "text",
            Shape::Text,
            "Only those that this finds, by what they or what they are for is called.",
        ),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new(
            "state",
            Shape::OneOf(states),
            "Only those that are this far. If not said, all but the retired.",
        ),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those for items of this kind."),
        Parameter::new("item", Shape::Id, "Only those for this item."),
        Parameter::new(
            "funding",
            Shape::OneOf(vec!["unfunded", "funded"]),
            "Only those that cost something, and have the money or wait for it.",
        ),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A strategy.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct StrategyForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it says: the only part that can be sent back.
    document: StrategyDocument,
    /// What must be said before it can be proposed.
    missing: Vec<MissingForm>,
}

/// Something that must still be said.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "StrategyMissing")]
struct MissingForm {
    /// The field.
    field: String,
    /// What is missing, in a sentence for people.
    reason: String,
}

/// What a strategy is approved upon.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct GroundsForm {
    /// Whether there is an approved impact analysis of what it is for.
    is_analyzed: bool,
    /// Whether a risk assessment covers that which somebody decided about.
    is_covered: bool,
    /// How soon that must be back.
    required_rto: Option<Span>,
    /// How much work may be lost.
    required_rpo: Option<Span>,
    /// Why it cannot be approved yet.
    refusals: Vec<RefusalForm>,
    /// What whoever approves it should know.
    remarks: Vec<String>,
}

/// Why a strategy cannot be approved yet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "StrategyRefusal")]
struct RefusalForm {
    /// Its name for programs.
    code: String,
    /// One sentence for people.
    reason: String,
}

/// Why a strategy is sent back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReturnForm {
    /// In at most 1,000 characters.
    because: String,
}

/// Whether the money for a strategy is granted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FundingForm {
    /// Whether it is.
    funded: bool,
}

/// `GET /api/v1/strategies`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<StrategyForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        states: asked.text("state").and_then(State::from_code).into_iter().collect(),
        agencies: agencies_asked(&ctx, &asked).await?,
        kind: asked.value("kind"),
        item_id: asked.value("item"),
        funding: asked.text("funding").and_then(Funding::from_word),
        ..Query::default()
    };
    let found = strategies::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = strategies::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/strategies`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<StrategyDocument>,
) -> Answer<Response> {
    let it = strategies::add(&ctx, &document).await?;
    let path = format!("/api/v1/strategies/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/strategies/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<StrategyId>) -> Answer<Response> {
    answer(&ctx, &strategies::show(&ctx, id).await?.0).await
}

/// `PUT /api/v1/strategies/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
    Document(document): Document<StrategyDocument>,
) -> Answer<Response> {
    answer(&ctx, &strategies::change(&ctx, id, version, &document).await?).await
}

/// `GET /api/v1/strategies/{id}/grounds`
async fn grounds_of(Caller(ctx): Caller, Path(id): Path<StrategyId>) -> Answer<Json<GroundsForm>> {
    let (it, _) = strategies::show(&ctx, id).await?;
    let grounds = strategies::grounds(&ctx, &it).await?;
    let refusal =
        |it: app::Refusal| RefusalForm { code: it.code.to_owned(), reason: it.reason.into_owned() };
    Ok(Json(GroundsForm {
        is_analyzed: grounds.is_analyzed,
        is_covered: grounds.is_covered,
        required_rto: grounds.required_rto,
        required_rpo: grounds.required_rpo,
        refusals: grounds.refusals().into_iter().map(refusal).collect(),
        remarks: grounds.remarks(),
    }))
}

/// `POST /api/v1/strategies/{id}/propose`
async fn propose_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &strategies::propose(&ctx, id, version).await?).await
}

/// `POST /api/v1/strategies/{id}/return`
async fn return_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
    Document(sent): Document<ReturnForm>,
) -> Answer<Response> {
    answer(&ctx, &strategies::send_back(&ctx, id, version, &sent.because).await?).await
}

/// `POST /api/v1/strategies/{id}/approve`
async fn approve_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &strategies::approve(&ctx, id, version).await?).await
}

/// `POST /api/v1/strategies/{id}/fund`
async fn fund_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
    Document(sent): Document<FundingForm>,
) -> Answer<Response> {
    answer(&ctx, &strategies::fund(&ctx, id, version, sent.funded).await?).await
}

/// `POST /api/v1/strategies/{id}/retire`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<StrategyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &strategies::retire(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Strategy) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Strategy) -> Answer<StrategyForm> {
    let documents = strategies::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("strategy"))?;
    Ok(form(it, document))
}

fn form(it: &Strategy, document: StrategyDocument) -> StrategyForm {
    let missing = |it: FieldProblem| MissingForm {
        field: it.field.into_owned(),
        reason: it.reason.into_owned(),
    };
    StrategyForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        missing: it.content.missing().into_iter().map(missing).collect(),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "StrategyRecord", StrategyForm::json_schema(to).to_value());
    named(all, "StrategyGrounds", GroundsForm::json_schema(to).to_value());
    named(all, "StrategyFunding", FundingForm::json_schema(to).to_value());
    let mut back = ReturnForm::json_schema(to).to_value();
    refine(&mut back, "because", json!({ "minLength": 1, "maxLength": 1_000 }));
    named(all, "StrategyReturn", back);
    list_of(all, "StrategyList", "StrategyRecord");
}
