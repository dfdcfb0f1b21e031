//! Lessons, for programs: what was learned, and what became of it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, LessonDocument, Outcome, Query, State};
use app::ids::LessonId;
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
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
    let operation = |id: &str, summary: &str| Operation::new(id, "Lessons", summary);
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("LessonRecord").versioned()
    };
    let list = operation("list_lessons", "List lessons").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, by what was learned.");
    let add = operation("add_lesson", "Write a lesson down").takes("LessonDocument");
    let add = add.answers(201, "It was added.").of("LessonRecord").versioned();
    let show = operation("show_lesson", "Show a lesson");
    let show = show.answers(200, "The lesson.").of("LessonRecord").versioned();
    let change = step("change_lesson", "Change what a lesson says", "The lesson as it is now.");
    let close = step(
        "close_lesson",
        "Close a lesson by a version of its plan, or by a rejection",
        "It is closed.",
    );
    let reopen = step("reopen_lesson", "Open a closed lesson again", "It is open.");
    Routes::new()
        .get("/api/v1/lessons", read, list_all)
        .described(list.of("LessonList"))
        .post("/api/v1/lessons", write, add_one)
        .described(add.located("/api/v1/lessons/{id}"))
        .get("/api/v1/lessons/{id}", read, show_one)
        .described(show)
        .put("/api/v1/lessons/{id}", write, change_one)
        .described(change.takes("LessonDocument"))
        .post("/api/v1/lessons/{id}/close", write, close_one)
        .described(close.takes("LessonOutcomeDocument"))
        .post("/api/v1/lessons/{id}/reopen", write, reopen_one)
        .described(reopen)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those that have this in their words."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
        Parameter::new("overdue", Shape::Flag, "Only those that are open, and past their day."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A lesson.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LessonForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// How far it is: `open`, `heeded` or `rejected`.
    state: &'static str,
    /// What it says: the only part that can be sent back.
    document: LessonDocument,
}

/// `GET /api/v1/lessons`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<LessonForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        state: asked.text("state").and_then(State::from_code),
        overdue: asked.flag("overdue"),
        paging: asked.paging(),
        ..Query::default()
    };
    let page = lessons::list(&ctx, &query).await?;
    let documents = lessons::documents(&ctx, &page.items).await?;
    let n_items = page.n_items;
    let forms = page.items.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::page(query.paging.of(forms.collect(), n_items), |it| it))
}

/// `POST /api/v1/lessons`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<LessonDocument>,
) -> Answer<Response> {
    let it = lessons::add(&ctx, &document).await?;
    let path = format!("/api/v1/lessons/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/lessons/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<LessonId>) -> Answer<Response> {
    answer(&ctx, &lessons::show(&ctx, id).await?).await
}

/// `PUT /api/v1/lessons/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
    Document(document): Document<LessonDocument>,
) -> Answer<Response> {
    answer(&ctx, &lessons::change(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/lessons/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
    Document(outcome): Document<Outcome>,
) -> Answer<Response> {
    answer(&ctx, &lessons::close(&ctx, id, version, &outcome).await?).await
}

/// `POST /api/v1/lessons/{id}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &lessons::reopen(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Lesson) -> Answer<Response> {
    Ok(api::record(it.version, with_document(ctx, it).await?))
}

async fn with_document(ctx: &Ctx, it: &Lesson) -> Answer<LessonForm> {
    let documents = lessons::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("lesson"))?;
    Ok(form(it, document))
}

fn form(it: &Lesson, document: LessonDocument) -> LessonForm {
    LessonForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        state: it.state().code(),
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "LessonRecord", LessonForm::json_schema(to).to_value());
    named(all, "LessonOutcomeDocument", Outcome::json_schema(to).to_value());
    list_of(all, "LessonList", "LessonRecord");
}
