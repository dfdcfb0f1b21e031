//! People, for programs.

use std::collections::BTreeMap;

use app::Ctx;
use app::actor::Permission;
use app::ids::PersonId;
use app::people::persons::{self, Person, PersonDocument, Query};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::Value;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, Form, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

type PersonForm = Form<PersonDocument>;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAgencies), Needs(Permission::WriteAgencies));
    let operation = |id: &str, summary: &str| Operation::new(id, "People", summary);
    let list = operation("list_people", "List people").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("PersonList");
    let add = operation("add_person", "Add a person").takes("PersonDocument");
    let add = add
        .answers(201, "They were added.")
        .of("PersonRecord")
        .versioned()
        .located("/api/v1/people/{id}");
    let show = operation("show_person", "Show a person");
    let show = show.answers(200, "The person.").of("PersonRecord").versioned();
    let change = operation("change_person", "Change a person, but not how to reach them")
        .takes("PersonDocument");
    let change = change.needs_version().answers(200, "The person as they are now.");
    let retire = operation("retire_person", "Note that a person left").needs_version().may_refuse();
    let retire = retire.answers(200, "The person, who left.").of("PersonRecord").versioned();
    Routes::new()
        .get("/api/v1/people", read, list_all)
        .described(list)
        .post("/api/v1/people", write, add_one)
        .described(add)
        .get("/api/v1/people/{id}", read, show_one)
        .described(show)
        .put("/api/v1/people/{id}", write, change_one)
        .described(change.of("PersonRecord").versioned())
        .delete("/api/v1/people/{id}", write, retire_one)
        .described(retire)
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("retired", Shape::Flag, "Whether to list those who left too."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/people`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<PersonForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let agencies = agencies_asked(&ctx, &asked).await?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies,
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = persons::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = persons::documents(&ctx, &found).await?;
    let forms = found.into_iter().zip(documents).map(|(person, it)| form(&person, it));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/people`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<PersonDocument>,
) -> Answer<Response> {
    let person = persons::add(&ctx, &document).await?;
    let path = format!("/api/v1/people/{}", person.id);
    Ok(api::added(&path, person.version, with_document(&ctx, person).await?))
}

/// `GET /api/v1/people/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<PersonId>) -> Answer<Response> {
    let person = persons::show(&ctx, id).await?;
    Ok(api::record(person.version, with_document(&ctx, person).await?))
}

/// `PUT /api/v1/people/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<PersonId>,
    Seen(version): Seen,
    Document(document): Document<PersonDocument>,
) -> Answer<Response> {
    let person = persons::change(&ctx, id, version, &document).await?;
    Ok(api::record(person.version, with_document(&ctx, person).await?))
}

/// `DELETE /api/v1/people/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<PersonId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let person = persons::retire(&ctx, id, version).await?;
    Ok(api::record(person.version, with_document(&ctx, person).await?))
}

async fn with_document(ctx: &Ctx, person: Person) -> Answer<PersonForm> {
    let document = persons::document(ctx, person.id).await?;
    Ok(form(&person, document))
}

fn form(person: &Person, document: PersonDocument) -> PersonForm {
    let times = (person.updated_at, person.retired_at);
    Form::of((person.id, person.version), times, document)
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PersonRecord", PersonForm::json_schema(to).to_value());
    list_of(all, "PersonList", "PersonRecord");
}
