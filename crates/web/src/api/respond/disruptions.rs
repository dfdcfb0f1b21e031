//! Disruptions, for programs: declared, changed, ended, and what they come to.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::DisruptionId;
use app::prepare::impact::Money;
use app::respond::disruptions::{self, Disruption, DisruptionDocument, DisruptionKind, Query};
use app::respond::entries::{self, Category, Severity};
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::TAG;
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const DISRUPTION: Noun = Noun { tag: TAG, name: "Disruption" };

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let list = DISRUPTION.lists(
        ("list_disruptions", "List disruptions"),
        "A stretch of the list, by when they began.",
        parameters(),
    );
    let add = DISRUPTION.adds(
        ("declare_disruption", "Declare a disruption"),
        "It was declared.",
        "/api/v1/disruptions/{id}",
    );
    let show = DISRUPTION.shows(("show_disruption", "Show a disruption"), "The disruption.");
    let change = DISRUPTION.changes(
        ("change_disruption", "Change what a disruption says"),
        "The disruption as it is now.",
    );
    let end = DISRUPTION
        .step(("end_disruption", "Say that a disruption is over"), "The disruption, over.");
    let reopen = DISRUPTION.step(
        ("reopen_disruption", "Say that a disruption goes on after all"),
        "The disruption, going on.",
    );
    let totals = DISRUPTION.operation("show_disruption_totals", "Show what a disruption comes to");
    let totals = totals.answers(200, "Damage by severity, and costs by category.");
    Routes::new()
        .get("/api/v1/disruptions", read, list_all)
        .described(list)
        .post("/api/v1/disruptions", write, declare_one)
        .described(add)
        .get("/api/v1/disruptions/{id}", read, show_one)
        .described(show)
        .put("/api/v1/disruptions/{id}", write, change_one)
        .described(change)
        .post("/api/v1/disruptions/{id}/end", write, end_one)
        .described(end.takes("DisruptionEnd"))
        .post("/api/v1/disruptions/{id}/reopen", write, reopen_one)
        .described(reopen)
        .get("/api/v1/disruptions/{id}/totals", read, totals_of)
        .described(totals.of("DisruptionTotals"))
}

fn parameters() -> Vec<Parameter> {
    let kinds = DisruptionKind::ALL.iter().map(|it| it.code()).collect();
    let open = "Whether only those that go on, or only those that are over.";
    let exercise = "Whether only what is practiced, or only what really struck.";
    api::filters(
        "Only those whose name or code contains this.",
        vec![
            Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
            Parameter::new("open", Shape::Flag, open),
            Parameter::new("exercise", Shape::Flag, exercise),
        ],
    )
}

/// Something that struck.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::api) struct DisruptionForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// What it says: the only part that can be sent back. Its end is said by a step alone.
    document: DisruptionDocument,
}

/// What a disruption comes to, in US dollars.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TotalsForm {
    /// How much damage of each severity there is, and what it takes to put right as far as anybody
    /// estimated.
    damage: Vec<TotalForm>,
    /// How much damage nobody put a figure on.
    n_not_estimated: u64,
    /// What all damage takes together.
    damage_amount: Money,
    /// How many costs of each category there are, and what they come to.
    costs: Vec<TotalForm>,
    /// What all costs come to.
    cost_amount: Money,
    /// How often access for a time was given.
    n_access: u64,
}

/// How many there are of one sort, and what they come to.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "DisruptionTotal")]
struct TotalForm {
    /// Which sort: a severity, or a category.
    word: &'static str,
    /// How many.
    n: u64,
    /// How much.
    amount: Money,
}

impl Record for Disruption {
    type Form = DisruptionForm;

    const PATH: &'static str = "/api/v1/disruptions";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Disruption]) -> Answer<Vec<DisruptionForm>> {
        let documents = disruptions::documents(ctx, all).await?;
        let form = |(it, document): (&Disruption, DisruptionDocument)| DisruptionForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
}

/// `GET /api/v1/disruptions`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<DisruptionForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        kind: asked.value("kind"),
        is_open: asked.value("open"),
        is_exercise: asked.value("exercise"),
        paging: asked.paging(),
        ..Query::default()
    };
    api::answer_page(&ctx, disruptions::list(&ctx, &query).await?).await
}

/// `POST /api/v1/disruptions`
async fn declare_one(
    Caller(ctx): Caller,
    Document(document): Document<DisruptionDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &disruptions::declare(&ctx, &document).await?).await
}

/// `GET /api/v1/disruptions/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<DisruptionId>) -> Answer<Response> {
    api::answer_with(&ctx, &disruptions::show(&ctx, id).await?).await
}

/// `PUT /api/v1/disruptions/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    Seen(version): Seen,
    Document(document): Document<DisruptionDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &disruptions::change(&ctx, id, version, &document).await?).await
}

/// Since when a disruption is over.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct End {
    /// The moment. Null: now.
    #[serde(default)]
    ended_at: Option<Timestamp>,
}

/// `POST /api/v1/disruptions/{id}/end`
async fn end_one(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    Seen(version): Seen,
    Document(End { ended_at }): Document<End>,
) -> Answer<Response> {
    api::answer_with(&ctx, &disruptions::end(&ctx, id, version, ended_at).await?).await
}

/// `POST /api/v1/disruptions/{id}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &disruptions::reopen(&ctx, id, version).await?).await
}

/// `GET /api/v1/disruptions/{id}/totals`
async fn totals_of(Caller(ctx): Caller, Path(id): Path<DisruptionId>) -> Answer<Json<TotalsForm>> {
    let totals = entries::totals(&ctx, id).await?;
    let (damage_amount, cost_amount) = (totals.all_damage().1, totals.all_costs().1);
    Ok(Json(TotalsForm {
        damage: of_words(totals.damage, Severity::code),
        n_not_estimated: totals.n_not_estimated,
        damage_amount,
        costs: of_words(totals.costs, Category::code),
        cost_amount,
        n_access: totals.n_access,
    }))
}

fn of_words<W>(all: BTreeMap<W, (u64, Money)>, code: fn(W) -> &'static str) -> Vec<TotalForm> {
    let total = |(word, (n, amount))| TotalForm { word: code(word), n, amount };
    all.into_iter().map(total).collect()
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    DISRUPTION.schemas::<DisruptionForm>(to, all);
    named(all, "DisruptionEnd", End::json_schema(to).to_value());
    named(all, "DisruptionTotals", TotalsForm::json_schema(to).to_value());
}
