//! Investments, for programs.

mod worth;

use std::collections::BTreeMap;

use app::Ctx;
use app::actor::Permission;
use app::ids::InvestmentId;
use app::prepare::impact::Money;
use app::prove::investments::{self, Investment, InvestmentDocument, Query};
use axum::response::Response;
use schemars::SchemaGenerator;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, Form, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

type InvestmentForm = Form<InvestmentDocument>;

const INVESTMENT: Noun = Noun { tag: "Investments", name: "Investment" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadInvestments), Needs(Permission::WriteInvestments));
    let list = INVESTMENT.lists(
        ("list_investments", "List investments"),
        "A stretch of the list, in the order of ids.",
        parameters(),
    );
    let one = "/api/v1/investments/{id}";
    let add = INVESTMENT.adds(("add_investment", "Add an investment"), "It was added.", one);
    let show = INVESTMENT.shows(("show_investment", "Show an investment"), "The investment.");
    let change = INVESTMENT
        .changes(("change_investment", "Change an investment"), "The investment as it is now.");
    let retire = INVESTMENT.step(
        ("retire_investment", "Retire an investment: it can be brought back"),
        "The investment, retired.",
    );
    let restore = INVESTMENT.step(
        ("restore_investment", "Bring a retired investment back"),
        "The investment, weighed again.",
    );
    Routes::new()
        .get("/api/v1/investments", read, list_all)
        .described(list)
        .post("/api/v1/investments", write, add_one)
        .described(add)
        .get(one, read, show_one)
        .described(show)
        .put(one, write, change_one)
        .described(change)
        .delete(one, write, retire_one)
        .described(retire)
        .post("/api/v1/investments/{id}/restore", write, restore_one)
        .described(restore)
        .merge(worth::routes())
}

fn parameters() -> Vec<Parameter> {
    let cost_max = "Only those that cost at most so many US dollars.";
    api::filters(
        "Only those that this finds.",
        vec![
            Parameter::new("cost_max", Shape::Whole(0, u32::MAX), cost_max),
            Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
        ],
    )
}

impl Record for Investment {
    type Form = InvestmentForm;

    const PATH: &'static str = "/api/v1/investments";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Investment]) -> Answer<Vec<InvestmentForm>> {
        let documents = investments::documents(ctx, all).await?;
        Ok(Form::each(all, |it| (it.updated_at, it.retired_at), documents))
    }
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
    api::answer_found(&ctx, &asked, found).await
}

/// `POST /api/v1/investments`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<InvestmentDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &investments::add(&ctx, &document).await?).await
}

/// `GET /api/v1/investments/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<InvestmentId>) -> Answer<Response> {
    api::answer_with(&ctx, &investments::show(&ctx, id).await?).await
}

/// `PUT /api/v1/investments/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
    Document(document): Document<InvestmentDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &investments::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/investments/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &investments::retire(&ctx, id, version).await?).await
}

/// `POST /api/v1/investments/{id}/restore`
async fn restore_one(
    Caller(ctx): Caller,
    Path(id): Path<InvestmentId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &investments::restore(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    INVESTMENT.schemas::<InvestmentForm>(to, all);
    worth::schemas(to, all);
}
