//! Investments, for programs.

mod worth;

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::InvestmentId;
use app::prepare::impact::Money;
use app::prove::investments::{self, Investment, InvestmentDocument, Query};
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

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadInvestments), Needs(Permission::WriteInvestments));
    let operation = |id: &str, summary: &str| Operation::new(id, "Investments", summary);
    let changed = |it: Operation| it.needs_version().may_refuse().versioned();
    let list = operation("list_investments", "List investments").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let add = operation("add_investment", "Add an investment").takes("InvestmentDocument");
    let add = add.answers(201, "It was added.").of("InvestmentRecord").versioned();
    let show = operation("show_investment", "Show an investment");
    let show = show.answers(200, "The investment.").of("InvestmentRecord").versioned();
    let change = operation("change_investment", "Change an investment");
    let change = change.takes("InvestmentDocument").answers(200, "The investment as it is now.");
    let retire = operation("retire_investment", "Retire an investment: it can be brought back");
    let retire = retire.answers(200, "The investment, retired.").of("InvestmentRecord");
    let restore = operation("restore_investment", "Bring a retired investment back");
    let restore = restore.answers(200, "The investment, weighed again.").of("InvestmentRecord");
    Routes::new()
        .get("/api/v1/investments", read, list_all)
        .described(list.of("InvestmentList"))
        .post("/api/v1/investments", write, add_one)
        .described(add.located("/api/v1/investments/{id}"))
        .get("/api/v1/investments/{id}", read, show_one)
        .described(show)
        .put("/api/v1/investments/{id}", write, change_one)
        .described(changed(change.of("InvestmentRecord")))
        .delete("/api/v1/investments/{id}", write, retire_one)
        .described(changed(retire))
        .post("/api/v1/investments/{id}/restore", write, restore_one)
        .described(changed(restore))
        .merge(worth::routes())
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that this finds."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new(
            "cost_max",
            Shape::Whole(0, u32::MAX),
            "Only those that cost at most so many US dollars.",
        ),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// An investment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct InvestmentForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// When it was retired, if it was.
    retired_at: Option<Timestamp>,
    /// What it says: the only part that can be sent back.
    document: InvestmentDocument,
}

/// `GET /api/v1/investments`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<InvestmentForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        cost_max: asked.value("cost_max").map(Money::from_dollars),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = investments::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = investments::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/investments`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<InvestmentDocument>,
) -> Answer<Response> {
    let it = investments::add(&ctx, &document).await?;
    let path = format!("/api/v1/investments/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/investments/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<InvestmentId>) -> Answer<Response> {
    answer(&ctx, &investments::show(&ctx, id).await?).await
}

/// `PUT /api/v1/investments/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
    Document(document): Document<InvestmentDocument>,
) -> Answer<Response> {
    answer(&ctx, &investments::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/investments/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &investments::retire(&ctx, id, version).await?).await
}

/// `POST /api/v1/investments/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &investments::restore(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Investment) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Investment) -> Answer<InvestmentForm> {
    let documents = investments::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("investment"))?;
    Ok(form(it, document))
}

fn form(it: &Investment, document: InvestmentDocument) -> InvestmentForm {
    InvestmentForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        retired_at: it.retired_at,
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "InvestmentRecord", InvestmentForm::json_schema(to).to_value());
    list_of(all, "InvestmentList", "InvestmentRecord");
    worth::schemas(to, all);
}
