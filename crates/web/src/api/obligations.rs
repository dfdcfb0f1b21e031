//! Obligations, for programs: the register, and which plans answer which clause.

use std::collections::BTreeMap;

use app::Timestamp;
use app::actor::Permission;
use app::assure::obligations::{self, Obligation, ObligationDocument, PlanAnswers, Query};
use app::ids::ObligationId;
use app::plans::plan;
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

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteObligations));
    let operation = |id: &str, summary: &str| Operation::new(id, "Obligations", summary);
    let changed = |it: Operation| it.needs_version().may_refuse().versioned();
    let list = operation("list_obligations", "List obligations").asks(parameters());
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("add_obligation", "Add an obligation").takes("ObligationDocument");
    let add = add.answers(201, "It was added.").of("ObligationRecord").versioned();
    let show = operation("show_obligation", "Show an obligation");
    let show = show.answers(200, "The obligation.").of("ObligationRecord").versioned();
    let change = operation("change_obligation", "Change an obligation").takes("ObligationDocument");
    let change = change.answers(200, "The obligation as it is now.").of("ObligationRecord");
    let retire = operation("retire_obligation", "Retire an obligation: it can be brought back");
    let retire = retire.answers(200, "The obligation, retired.").of("ObligationRecord");
    let restore = operation("restore_obligation", "Bring a retired obligation back");
    let restore = restore.answers(200, "The obligation, in force again.").of("ObligationRecord");
    let plans = operation(
        "list_plans_of_obligation",
        "List the plans that an obligation asks something of, with what each answers",
    );
    let plans = plans.asks(plan_parameters()).may_refuse();
    let plans = plans.answers(200, "A stretch of the list, by title.");
    Routes::new()
        .get("/api/v1/obligations", read, list_all)
        .described(list.of("ObligationList"))
        .post("/api/v1/obligations", write, add_one)
        .described(add.located("/api/v1/obligations/{id}"))
        .get("/api/v1/obligations/{id}", read, show_one)
        .described(show)
        .put("/api/v1/obligations/{id}", write, change_one)
        .described(changed(change))
        .delete("/api/v1/obligations/{id}", write, retire_one)
        .described(changed(retire))
        .post("/api/v1/obligations/{id}/restore", write, restore_one)
        .described(changed(restore))
        .get("/api/v1/obligations/{id}/plans", read, list_plans)
        .described(plans.of("PlanAnswersList"))
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that have this in their words."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

fn plan_parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// An obligation.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ObligationForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with. 0: as it came with the program.
    version: i64,
    /// When it last changed. Null: as it came with the program.
    updated_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: ObligationDocument,
}

/// What a plan answers of an obligation.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PlanAnswers")]
struct PlanAnswersForm {
    /// The id of the plan.
    id: Uuid,
    /// Its code.
    code: String,
    /// What it is called.
    title: String,
    /// Which version was looked at: the one in force, or else the newest.
    number: u32,
    /// Whether that is in force.
    is_in_force: bool,
    /// How many of the clauses are satisfied, in basis points.
    score: u32,
    /// Each clause that plans of its type are asked.
    clauses: Vec<AnswerForm>,
}

/// How a plan answers a clause.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ClauseAnswer")]
struct AnswerForm {
    /// The number of the clause.
    clause: String,
    /// Whether the plan satisfies it.
    is_satisfied: bool,
    /// The key of the section that answers it, or of the one to add.
    section: String,
    /// The title of that section.
    section_title: String,
}

/// `GET /api/v1/obligations`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ObligationForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = obligations::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(api::list(found.into_iter().map(form).collect(), next))
}

/// `POST /api/v1/obligations`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<ObligationDocument>,
) -> Answer<Response> {
    let it = obligations::add(&ctx, &document).await?;
    Ok(api::added(&format!("/api/v1/obligations/{}", it.id), it.version, form(it)))
}

/// `GET /api/v1/obligations/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ObligationId>) -> Answer<Response> {
    Ok(answer(obligations::show(&ctx, id).await?))
}

/// `PUT /api/v1/obligations/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ObligationId>,
    Seen(version): Seen,
    Document(document): Document<ObligationDocument>,
) -> Answer<Response> {
    Ok(answer(obligations::change(&ctx, id, version, &document).await?))
}

/// `DELETE /api/v1/obligations/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<ObligationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    Ok(answer(obligations::retire(&ctx, id, version).await?))
}

/// `POST /api/v1/obligations/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<ObligationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    Ok(answer(obligations::restore(&ctx, id, version).await?))
}

/// `GET /api/v1/obligations/{id}/plans`
async fn list_plans(
    Caller(ctx): Caller,
    Path(id): Path<ObligationId>,
    address: Address,
) -> Answer<Json<List<PlanAnswersForm>>> {
    let asked = Asked::read(&address, &plan_parameters())?;
    let query = plan::Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        paging: asked.paging(),
        ..plan::Query::default()
    };
    let page = obligations::plans_of(&ctx, id, &query).await?;
    Ok(api::page(page, answered))
}

fn answered(it: PlanAnswers) -> PlanAnswersForm {
    let score = it.score();
    let PlanAnswers { plan, number, state, answers } = it;
    let answers = answers.into_iter().map(|it| AnswerForm {
        clause: it.number,
        is_satisfied: it.is_satisfied,
        section: it.section.key.clone(),
        section_title: it.section.title.clone(),
    });
    PlanAnswersForm {
        id: plan.id.into(),
        code: plan.code,
        title: plan.title,
        number,
        is_in_force: state == plan::VersionState::Active,
        score,
        clauses: answers.collect(),
    }
}

fn answer(it: Obligation) -> Response {
    api::record(it.version, form(it))
}

fn form(it: Obligation) -> ObligationForm {
    let Obligation { id, document, updated_at, version } = it;
    ObligationForm { id: id.into(), version, updated_at, document }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ObligationRecord", ObligationForm::json_schema(to).to_value());
    named(all, "PlanAnswersRecord", PlanAnswersForm::json_schema(to).to_value());
    list_of(all, "ObligationList", "ObligationRecord");
    list_of(all, "PlanAnswersList", "PlanAnswersRecord");
}
