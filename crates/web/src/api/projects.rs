//! Special projects, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::projects::{self, Project, ProjectDocument, Query, Status};
use app::ids::ProjectId;
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const PROJECT: Noun = Noun { tag: "Projects", name: "Project" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let list = PROJECT.lists(
        ("list_projects", "List special projects"),
        "A stretch of the list, by what they are called.",
        parameters(),
    );
    let one = "/api/v1/projects/{id}";
    let add = PROJECT.adds(("add_project", "Ask for a special project"), "It was added.", one);
    let change = PROJECT
        .changes(("change_project", "Change a special project"), "The project as it is now.");
    let reach =
        PROJECT.step(("reach_milestone", "Note that a milestone is reached"), "It is reached.");
    Routes::new()
        .get("/api/v1/projects", read, list_all)
        .described(list)
        .post("/api/v1/projects", write, add_one)
        .described(add)
        .get(one, read, show_one)
        .described(PROJECT.shows(("show_project", "Show a special project"), "The project."))
        .put(one, write, change_one)
        .described(change)
        // Whoever leads a project says so, too: the use case asks.
        .post("/api/v1/projects/{id}/reached", read, reach_one)
        .described(reach.takes("MilestoneReached"))
}

fn parameters() -> Vec<Parameter> {
    let statuses = Status::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those that have this in their words.",
        vec![
            Parameter::new("status", Shape::OneOf(statuses), "Only those that are this far."),
            Parameter::new("late", Shape::Flag, "Only those with a milestone that is late."),
        ],
    )
}

/// A special project.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ProjectForm {
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

impl Record for Project {
    type Form = ProjectForm;

    const PATH: &'static str = "/api/v1/projects";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Project]) -> Answer<Vec<ProjectForm>> {
        let documents = projects::documents(ctx, all).await?;
        let today = ctx.now.date_naive();
        let form = |(it, document): (&Project, ProjectDocument)| ProjectForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            n_late: u32::try_from(it.late(today).len()).unwrap_or(u32::MAX),
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
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
    api::answer_page(&ctx, projects::list(&ctx, &query).await?).await
}

/// `POST /api/v1/projects`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<ProjectDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &projects::add(&ctx, &document).await?).await
}

/// `GET /api/v1/projects/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ProjectId>) -> Answer<Response> {
    api::answer_with(&ctx, &projects::show(&ctx, id).await?).await
}

/// `PUT /api/v1/projects/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<ProjectId>,
    Seen(version): Seen,
    Document(document): Document<ProjectDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &projects::change(&ctx, id, version, &document).await?).await
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
    api::answer_with(&ctx, &projects::reach(&ctx, id, version, it.number.into()).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    PROJECT.schemas::<ProjectForm>(to, all);
    named(all, "MilestoneReached", MilestoneReached::json_schema(to).to_value());
}
