//! Special projects, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::projects::{self, Project, ProjectDocument, Query, Status};
use app::ids::ProjectId;
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let operation = |id: &str, summary: &str| Operation::new(id, "Projects", summary);
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("ProjectRecord").versioned()
    };
    let list = operation("list_projects", "List special projects").asks(parameters());
    let list = list.may_refuse().answers(200, "A stretch of the list, by what they are called.");
    let add = operation("add_project", "Ask for a special project").takes("ProjectDocument");
    let add = add.answers(201, "It was added.").of("ProjectRecord").versioned();
    let show = operation("show_project", "Show a special project");
    let show = show.answers(200, "The project.").of("ProjectRecord").versioned();
    let change = step("change_project", "Change a special project", "The project as it is now.");
    let reach = step("reach_milestone", "Note that a milestone is reached", "It is reached.");
    Routes::new()
        .get("/api/v1/projects", read, list_all)
        .described(list.of("ProjectList"))
        .post("/api/v1/projects", write, add_one)
        .described(add.located("/api/v1/projects/{id}"))
        .get("/api/v1/projects/{id}", read, show_one)
        .described(show)
        .put("/api/v1/projects/{id}", write, change_one)
        .described(change.takes("ProjectDocument"))
        // Whoever leads a project says so, too: the use case asks.
        .post("/api/v1/projects/{id}/reached", read, reach_one)
        .described(reach.takes("MilestoneReached"))
}

fn parameters() -> Vec<Parameter> {
    let statuses = Status::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that have this in their words."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("status", Shape::OneOf(statuses), "Only those that are this far."),
        Parameter::new("late", Shape::Flag, "Only those with a milestone that is late."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A special project.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ProjectForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How many of its milestones are late.
    n_late: u32,
    /// What it says: the only part that can be sent back.
    document: ProjectDocument,
}

/// `GET /api/v1/projects`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ProjectForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        status: asked.text("status").and_then(Status::from_code),
        late: asked.flag("late"),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = projects::list(&ctx, &query).await?;
    let documents = projects::documents(&ctx, &page.items).await?;
    let n_items = page.n_items;
    let forms = page.items.iter().zip(documents).map(|(it, document)| form(&ctx, it, document));
    Ok(api::page(query.paging.of(forms.collect(), n_items), |it| it))
}

/// `POST /api/v1/projects`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<ProjectDocument>,
) -> Answer<Response> {
    let it = projects::add(&ctx, &document).await?;
    let path = format!("/api/v1/projects/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/projects/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ProjectId>) -> Answer<Response> {
    answer(&ctx, &projects::show(&ctx, id).await?).await
}

/// `PUT /api/v1/projects/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ProjectId>,
    Seen(version): Seen,
    Document(document): Document<ProjectDocument>,
) -> Answer<Response> {
    answer(&ctx, &projects::change(&ctx, id, version, &document).await?).await
}

/// Which milestone is reached.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct MilestoneReached {
    /// Its place among the milestones: the first is 0.
    number: u16,
}

/// `POST /api/v1/projects/{id}/reached`
async fn reach_one(
    Caller(ctx): Caller,
    Path(id): Path<ProjectId>,
    Seen(version): Seen,
    Document(it): Document<MilestoneReached>,
) -> Answer<Response> {
    answer(&ctx, &projects::reach(&ctx, id, version, it.number.into()).await?).await
}

async fn answer(ctx: &Ctx, it: &Project) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Project) -> Answer<ProjectForm> {
    let documents = projects::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("project"))?;
    Ok(form(ctx, it, document))
}

fn form(ctx: &Ctx, it: &Project, document: ProjectDocument) -> ProjectForm {
    let n_late = it.late(ctx.now.date_naive()).len();
    ProjectForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        n_late: u32::try_from(n_late).unwrap_or(u32::MAX),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ProjectRecord", ProjectForm::json_schema(to).to_value());
    named(all, "MilestoneReached", MilestoneReached::json_schema(to).to_value());
    list_of(all, "ProjectList", "ProjectRecord");
}
