//! Partners, for programs: the register.

use std::collections::BTreeMap;

use app::Ctx;
use app::actor::Permission;
use app::ids::PartnerId;
use app::people::partners::{self, Partner, PartnerDocument, PartnerKind, Query, Tlp};
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

type PartnerForm = Form<PartnerDocument>;

const PARTNER: Noun = Noun { tag: "Partners", name: "Partner" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    let list = PARTNER.lists(
        ("list_partners", "List partners"),
        "A stretch of the list, in the order of ids.",
        parameters(),
    );
    let one = "/api/v1/partners/{id}";
    let add = PARTNER.adds(("add_partner", "Add a partner"), "It was added.", one);
    let change =
        PARTNER.changes(("change_partner", "Change a partner"), "The partner as it is now.");
    Routes::new()
        .get("/api/v1/partners", read, list_all)
        .described(list)
        .post("/api/v1/partners", write, add_one)
        .described(add)
        .get(one, read, show_one)
        .described(PARTNER.shows(("show_partner", "Show a partner"), "The partner."))
        .put(one, write, change_one)
        .described(change)
        .delete(one, write, retire_one)
        .described(PARTNER.step(("retire_partner", "Retire a partner"), "The partner, retired."))
}

fn parameters() -> Vec<Parameter> {
    let kinds = PartnerKind::ALL.iter().map(|it| it.code()).collect();
    let markings = Tlp::ALL.iter().map(|it| it.code()).collect();
    let reached = "Only those with whom something marked so may be shared.";
    api::filters(
        "Only those whose name or code contains this.",
        vec![
            Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
            Parameter::new("reached_by", Shape::OneOf(markings), reached),
            Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
        ],
    )
}

impl Record for Partner {
    type Form = PartnerForm;

    const PATH: &'static str = "/api/v1/partners";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Partner]) -> Answer<Vec<PartnerForm>> {
        let documents = partners::documents(ctx, all).await?;
        Ok(Form::each(all, |it| (it.updated_at, it.retired_at), documents))
    }
}

/// `GET /api/v1/partners`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<PartnerForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        kind: asked.text("kind").and_then(PartnerKind::from_code),
        reached_by: asked.text("reached_by").and_then(Tlp::from_code),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = partners::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    api::answer_found(&ctx, &asked, found).await
}

/// `POST /api/v1/partners`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<PartnerDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &partners::add(&ctx, &document).await?).await
}

/// `GET /api/v1/partners/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PartnerId>) -> Answer<Response> {
    api::answer_with(&ctx, &partners::show(&ctx, id).await?).await
}

/// `PUT /api/v1/partners/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<PartnerId>,
    Seen(version): Seen,
    Document(document): Document<PartnerDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &partners::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/partners/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<PartnerId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &partners::retire(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    PARTNER.schemas::<PartnerForm>(to, all);
}
