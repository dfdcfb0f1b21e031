//! Partners, for programs: the register.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::PartnerId;
use app::people::partners::{self, Partner, PartnerDocument, PartnerKind, Query, Tlp};
use app::{Ctx, Error};
use axum::response::Response;
use schemars::{JsonSchema as _, SchemaGenerator};
use serde_json::Value;

use super::Form;
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

type PartnerForm = Form<PartnerDocument>;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Partners", summary)
}

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPartners), Needs(Permission::WritePartners));
    let list = operation("list_partners", "List partners").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("PartnerList");
    let add = operation("add_partner", "Add a partner").takes("PartnerDocument");
    let add = add.answers(201, "It was added.").of("PartnerRecord").versioned();
    let show = operation("show_partner", "Show a partner");
    let show = show.answers(200, "The partner.").of("PartnerRecord").versioned();
    let change = operation("change_partner", "Change a partner").takes("PartnerDocument");
    let change = change.needs_version().may_refuse().answers(200, "The partner as it is now.");
    let retire = operation("retire_partner", "Retire a partner").needs_version().may_refuse();
    let retire = retire.answers(200, "The partner, retired.").of("PartnerRecord").versioned();
    Routes::new()
        .get("/api/v1/partners", read, list_all)
        .described(list)
        .post("/api/v1/partners", write, add_one)
        .described(add.located("/api/v1/partners/{id}"))
        .get("/api/v1/partners/{id}", read, show_one)
        .described(show)
        .put("/api/v1/partners/{id}", write, change_one)
        .described(change.of("PartnerRecord").versioned())
        .delete("/api/v1/partners/{id}", write, retire_one)
        .described(retire)
}

fn parameters() -> Vec<Parameter> {
    let kinds = PartnerKind::ALL.iter().map(|it| it.code()).collect();
    let markings = Tlp::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those that the agency with this code keeps, or one below it.",
        ),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
        Parameter::new(
            "reached_by",
            Shape::OneOf(markings),
            "Only those with whom something marked so may be shared.",
        ),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
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
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = partners::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/partners`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<PartnerDocument>,
) -> Answer<Response> {
    let it = partners::add(&ctx, &document).await?;
    let path = format!("/api/v1/partners/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/partners/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PartnerId>) -> Answer<Response> {
    answer(&ctx, &partners::show(&ctx, id).await?).await
}

/// `PUT /api/v1/partners/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<PartnerId>,
    Seen(version): Seen,
    Document(document): Document<PartnerDocument>,
) -> Answer<Response> {
    answer(&ctx, &partners::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/partners/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<PartnerId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &partners::retire(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Partner) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Partner) -> Answer<PartnerForm> {
    let documents = partners::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("partner"))?;
    Ok(form(it, document))
}

fn form(it: &Partner, document: PartnerDocument) -> PartnerForm {
    Form {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        retired_at: it.retired_at,
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PartnerRecord", PartnerForm::json_schema(to).to_value());
    list_of(all, "PartnerList", "PartnerRecord");
}
