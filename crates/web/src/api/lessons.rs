//! Lessons, for programs: what was learned, and what became of it.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::lessons::{self, Lesson, LessonDocument, Outcome, Query, State};
use app::ids::LessonId;
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

const LESSON: Noun = Noun { tag: "Lessons", name: "Lesson" };

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let list = LESSON.lists(
        ("list_lessons", "List lessons"),
        "A stretch of the list, by what was learned.",
        parameters(),
    );
    let one = "/api/v1/lessons/{id}";
    let add = LESSON.adds(("add_lesson", "Write a lesson down"), "It was added.", one);
    let change =
        LESSON.changes(("change_lesson", "Change what a lesson says"), "The lesson as it is now.");
    let close = LESSON.step(
        ("close_lesson", "Close a lesson by a version of its plan, or by a rejection"),
        "It is closed.",
    );
    let reopen = LESSON.step(("reopen_lesson", "Open a closed lesson again"), "It is open.");
    Routes::new()
        .get("/api/v1/lessons", read, list_all)
        .described(list)
        .post("/api/v1/lessons", write, add_one)
        .described(add)
        .get(one, read, show_one)
        .described(LESSON.shows(("show_lesson", "Show a lesson"), "The lesson."))
        .put(one, write, change_one)
        .described(change)
        .post("/api/v1/lessons/{id}/close", write, close_one)
        .described(close.takes("LessonOutcomeDocument"))
        .post("/api/v1/lessons/{id}/reopen", write, reopen_one)
        .described(reopen)
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those that have this in their words.",
        vec![
            Parameter::new("state", Shape::OneOf(states), "Only those that are this far."),
            Parameter::new("overdue", Shape::Flag, "Only those that are open, and past their day."),
        ],
    )
}

/// A lesson.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct LessonForm {
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

impl Record for Lesson {
    type Form = LessonForm;

    const PATH: &'static str = "/api/v1/lessons";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Lesson]) -> Answer<Vec<LessonForm>> {
        let documents = lessons::documents(ctx, all).await?;
        let form = |(it, document): (&Lesson, LessonDocument)| LessonForm {
            id: it.id.into(),
            version: it.version,
            updated_at: it.updated_at,
            state: it.state().code(),
            document,
        };
        Ok(all.iter().zip(documents).map(form).collect())
    }
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
    api::answer_page(&ctx, lessons::list(&ctx, &query).await?).await
}

/// `POST /api/v1/lessons`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<LessonDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &lessons::add(&ctx, &document).await?).await
}

/// `GET /api/v1/lessons/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<LessonId>) -> Answer<Response> {
    api::answer_with(&ctx, &lessons::show(&ctx, id).await?).await
}

/// `PUT /api/v1/lessons/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
    Document(document): Document<LessonDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &lessons::change(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/lessons/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
    Document(outcome): Document<Outcome>,
) -> Answer<Response> {
    api::answer_with(&ctx, &lessons::close(&ctx, id, version, &outcome).await?).await
}

/// `POST /api/v1/lessons/{id}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path(id): Path<LessonId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &lessons::reopen(&ctx, id, version).await?).await
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    LESSON.schemas::<LessonForm>(to, all);
    named(all, "LessonOutcomeDocument", Outcome::json_schema(to).to_value());
}
