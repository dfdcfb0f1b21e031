//! What the platform does by itself, for programs that watch over it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::JobId;
use app::jobs::{self, Job, Query, State};
use app::{Timestamp, runner};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Asked, Caller, Cursor, List, list, record, stretch};
use crate::Routes;
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadJobs), Needs(Permission::WriteJobs));
    let operation = |id: &str, summary: &str| Operation::new(id, "Jobs", summary);
    let listed = operation("list_jobs", "List what the platform does by itself");
    let listed = listed.asks(parameters()).answers(200, "A stretch of them, the oldest first.");
    let shown = operation("show_job", "Show a job").answers(200, "The job.").of("JobRecord");
    let retried = operation("retry_job", "Put a job in line again that failed or was canceled");
    let retried = retried.may_refuse().answers(200, "It is in line again.").of("JobRecord");
    let canceled = operation("cancel_job", "Cancel a job that waits or runs").may_refuse();
    let canceled = canceled.answers(200, "It is canceled.").of("JobRecord");
    Routes::new()
        .get("/api/v1/jobs", read, list_all)
        .described(listed.of("JobList"))
        .get("/api/v1/jobs/{id}", read, show_one)
        .described(shown.versioned())
        .post("/api/v1/jobs/{id}/retry", write, retry_one)
        .described(retried.versioned())
        .post("/api/v1/jobs/{id}/cancel", write, cancel_one)
        .described(canceled.versioned())
}

fn parameters() -> Vec<Parameter> {
    let states = State::CHOICES.iter().map(|it| it.0).collect();
    let kinds = runner::KINDS.iter().map(|it| it.0).collect();
    let mut parameters = vec![
        Parameter::new("state", Shape::OneOf(states), "Only those that are so far."),
        Parameter::new("kind", Shape::OneOf(kinds), "Only those of this kind."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// Something that the platform does by itself.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct JobForm {
    /// Its id.
    id: Uuid,
    /// What kind of work it is.
    kind: String,
    /// What it is about, for people.
    about: String,
    /// How far it is.
    state: State,
    /// When it is due.
    run_at: Timestamp,
    /// How often it was begun since somebody last put it in line.
    attempts: i32,
    /// Why the last attempt failed.
    last_error: Option<String>,
    /// When it was put in line.
    created_at: Timestamp,
    /// When it was done, given up or canceled.
    ended_at: Option<Timestamp>,
}

/// `GET /api/v1/jobs`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<JobForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        state: asked.text("state").and_then(State::from_code),
        kind: asked.text("kind").map(str::to_owned),
        ..Query::default()
    };
    let found = jobs::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(list(found.into_iter().map(form).collect(), next))
}

/// `GET /api/v1/jobs/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<JobId>) -> Answer<Response> {
    Ok(answered(jobs::show(&ctx, id).await?))
}

/// `POST /api/v1/jobs/{id}/retry`
async fn retry_one(Caller(ctx): Caller, Path(id): Path<JobId>) -> Answer<Response> {
    Ok(answered(jobs::retry(&ctx, id).await?))
}

/// `POST /api/v1/jobs/{id}/cancel`
async fn cancel_one(Caller(ctx): Caller, Path(id): Path<JobId>) -> Answer<Response> {
    Ok(answered(jobs::cancel(&ctx, id).await?))
}

fn answered(job: Job) -> Response {
    record(job.fence, form(job))
}

fn form(it: Job) -> JobForm {
    JobForm {
        id: it.id.into(),
        kind: it.kind,
        about: it.about,
        state: it.state,
        run_at: it.run_at,
        attempts: it.attempts,
        last_error: it.last_error,
        created_at: it.created_at,
        ended_at: it.ended_at,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "JobRecord", JobForm::json_schema(to).to_value());
    list_of(all, "JobList", "JobRecord");
}
