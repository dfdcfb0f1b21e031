//! Agencies, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::AgencyId;
use app::people::agencies::{self, Agency, AgencyDocument, AgencyKind, Query};
use app::{Ctx, Error, FieldProblem};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

use crate::Routes;
use crate::api::{self, Asked, Caller, Cursor, Document, Form, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

type AgencyForm = Form<AgencyDocument>;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::WriteAgencies));
    let operation = |id: &str, summary: &str| Operation::new(id, "Agencies", summary);
    let list = operation("list_agencies", "List agencies").asks(parameters());
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("AgencyList");
    let add = operation("add_agency", "Add an agency").takes("AgencyDocument");
    let add = add
        .answers(201, "It was added.")
        .of("AgencyRecord")
        .versioned()
        .located("/api/v1/agencies/{id}");
    let show = operation("show_agency", "Show an agency");
    let show = show.answers(200, "The agency.").of("AgencyRecord").versioned();
    let change = operation("change_agency", "Change an agency").takes("AgencyDocument");
    let change = change.needs_version().answers(200, "The agency as it is now.");
    let retire = operation("retire_agency", "Retire an agency").needs_version().may_refuse();
    let retire = retire.answers(200, "The agency, retired.").of("AgencyRecord").versioned();
    let merge = operation("merge_agency", "Make an agency a further name of another");
    let merge = merge.takes("AgencyMerger").needs_version();
    let merge = merge.answers(200, "The other agency, with all that it has now.");
    Routes::new()
        .get("/api/v1/agencies", read, list_all)
        .described(list)
        .post("/api/v1/agencies", write, add_one)
        .described(add)
        .get("/api/v1/agencies/{id}", read, show_one)
        .described(show)
        .put("/api/v1/agencies/{id}", write, change_one)
        .described(change.of("AgencyRecord").versioned())
        .delete("/api/v1/agencies/{id}", write, retire_one)
        .described(retire)
        .post("/api/v1/agencies/{id}/merge", write, merge_one)
        .described(merge.of("AgencyRecord").versioned())
}

fn parameters() -> Vec<Parameter> {
    let kinds = AgencyKind::CHOICES.iter().map(|it| it.0).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those one of whose names contains this."),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
        Parameter::new("without_contact", Shape::Flag, "Only those that named nobody to call."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones too."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/agencies`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<AgencyForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        kind: asked.text("kind").and_then(AgencyKind::from_code),
        without_contact: asked.flag("without_contact"),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = agencies::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = agencies::documents(&ctx, &found).await?;
    let forms = found.into_iter().zip(documents).map(|(agency, it)| form(&agency, it));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/agencies`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<AgencyDocument>,
) -> Answer<Response> {
    let agency = agencies::add(&ctx, &document).await?;
    let path = format!("/api/v1/agencies/{}", agency.id);
    Ok(api::added(&path, agency.version, with_document(&ctx, agency).await?))
}

/// `GET /api/v1/agencies/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<AgencyId>) -> Answer<Response> {
    let agency = agencies::show(&ctx, id).await?;
    Ok(api::record(agency.version, with_document(&ctx, agency).await?))
}

/// `PUT /api/v1/agencies/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Seen(version): Seen,
    Document(document): Document<AgencyDocument>,
) -> Answer<Response> {
    let agency = agencies::change(&ctx, id, version, &document).await?;
    Ok(api::record(agency.version, with_document(&ctx, agency).await?))
}

/// `DELETE /api/v1/agencies/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let agency = agencies::retire(&ctx, id, version).await?;
    Ok(api::record(agency.version, with_document(&ctx, agency).await?))
}

/// `POST /api/v1/agencies/{id}/merge`
async fn merge_one(
    Caller(ctx): Caller,
    Path(id): Path<AgencyId>,
    Seen(version): Seen,
    Document(Merger { into }): Document<Merger>,
) -> Answer<Response> {
    agencies::show(&ctx, id).await?;
    let found = match agencies::by_code(&ctx, into.trim()).await {
        Ok(found) => found,
        Err(Error::NotFound(_)) => {
            let reason = format!("There is no agency called “{into}”.");
            return Err(FieldProblem::new("into", reason).into());
        }
        Err(error) => return Err(error.into()),
    };
    agencies::merge(&ctx, id, found.id, version).await?;
    let agency = agencies::show(&ctx, found.id).await?;
    Ok(api::record(agency.version, with_document(&ctx, agency).await?))
}

/// Into which agency another is merged.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Merger {
    /// By its code.
    into: String,
}

async fn with_document(ctx: &Ctx, agency: Agency) -> Answer<AgencyForm> {
    let document = agencies::document(ctx, agency.id).await?;
    Ok(form(&agency, document))
}

fn form(agency: &Agency, document: AgencyDocument) -> AgencyForm {
    let times = (agency.updated_at, agency.retired_at);
    Form::of((agency.id, agency.version), times, document)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "AgencyRecord", AgencyForm::json_schema(to).to_value());
    list_of(all, "AgencyList", "AgencyRecord");
    named(all, "AgencyMerger", Merger::json_schema(to).to_value());
}
