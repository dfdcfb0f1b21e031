//! What is found and said about plans, and who is told of them.

use std::collections::{BTreeMap, BTreeSet};

use app::Timestamp;
use app::actor::Permission;
use app::ids::{CommentId, PlanId};
use app::plans::checks::{self, Finding};
use app::plans::plan::{self, AskQuery, Comment, Content, Remark, Thread};
use app::{Ctx, Paging};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::operation;
use crate::Routes;
use crate::api::{self, Caller, Document, Seen};
use crate::error::Answer;
use crate::openapi::{named, refine};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadPlans), Needs(Permission::WritePlans));
    let drafts = Needs(Permission::ReadDrafts);
    let found = operation("check_plan", "Find what is wrong if a plan said this, saving nothing");
    let found = found.takes("PlanContent").may_refuse();
    let readers = operation("show_plan_readers", "Show who is told of a plan, and who read it");
    let readers = readers.answers(200, "The list.").of("PlanReaders").versioned();
    let change = operation("change_plan_readers", "Change who is told of a plan");
    let change = change.takes("PlanReaderList").needs_version().may_refuse();
    let change = change.answers(200, "The list as it is now.").of("PlanReaders").versioned();
    let comments = operation("list_plan_comments", "List what is said about a version");
    let comments = comments.answers(200, "The threads, the oldest first.").of("PlanComments");
    let comment = operation("comment_on_plan", "Comment on a section of a draft");
    let comment = comment.takes("PlanRemark").may_refuse();
    let comment = comment.answers(200, "What is said now.").of("PlanComments");
    let settled = |id: &str, summary: &str| {
        let it = operation(id, summary).needs_version().may_refuse();
        it.answers(200, "The comment.").of("PlanComment").versioned()
    };
    Routes::new()
        .post("/api/v1/plans/{id}/findings", drafts, find)
        .described(found.answers(200, "The findings, the worst first.").of("PlanFindings"))
        .get("/api/v1/plans/{id}/readers", read, show_readers)
        .described(readers)
        .put("/api/v1/plans/{id}/readers", write, change_readers)
        .described(change)
        .get("/api/v1/plans/{id}/versions/{number}/comments", drafts, list_comments)
        .described(comments)
        // Who reviews, approves or writes says something: the use case asks.
        .post("/api/v1/plans/{id}/versions/{number}/comments", drafts, comment_one)
        .described(comment)
        .post("/api/v1/plans/{id}/comments/{comment}/resolve", drafts, resolve_one)
        .described(settled("resolve_plan_comment", "Say that a comment is settled"))
        .post("/api/v1/plans/{id}/comments/{comment}/reopen", drafts, reopen_one)
        .described(settled("reopen_plan_comment", "Say that a comment is not settled"))
}

/// What is found in a plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct FindingsForm {
    /// The findings, the worst first.
    findings: Vec<Finding>,
    /// Whether the plan could be carried out tonight.
    workable: bool,
}

/// Who is told of a plan.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ReadersForm {
    /// Everybody on the list, as `person:jane` or `team:network`.
    readers: BTreeSet<String>,
    /// Who was asked to acknowledge what counts now, at most 500.
    asked: Vec<AskForm>,
}

/// Somebody who was asked to acknowledge something.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PlanAsk")]
struct AskForm {
    /// Who, by id.
    person: Uuid,
    /// What they are called.
    name: String,
    /// What they were asked: `version`, that they read it, or `roles`, their part in messages.
    about: String,
    /// About which version.
    number: u32,
    /// When.
    asked_at: Timestamp,
    /// When they acknowledged it.
    acknowledged_at: Option<Timestamp>,
}

/// Who is to be told of a plan.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReaderListForm {
    /// Everybody, as `person:jane` or `team:network`.
    readers: BTreeSet<String>,
}

/// What is said about a version.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CommentsForm {
    /// The comments that began a thread, the oldest first, each followed by what was said to it.
    comments: Vec<CommentForm>,
}

/// A comment on a draft.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CommentForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// The comment that began its thread.
    thread: Uuid,
    /// On which section: its key.
    section: String,
    /// On which line of its text, counted from 1.
    line: Option<u32>,
    /// What that line said then.
    quote: String,
    /// Who wrote it, by id.
    author: Uuid,
    /// What it says.
    text: String,
    /// Whether it must be put right before the version is handed in again.
    required: bool,
    /// When it was written.
    written_at: Timestamp,
    /// When it was resolved.
    resolved_at: Option<Timestamp>,
}

impl From<&Comment> for CommentForm {
    fn from(it: &Comment) -> Self {
        CommentForm {
            id: it.id.into(),
            version: it.version,
            thread: it.thread_id.into(),
            section: it.section.clone(),
            line: it.line,
            quote: it.quote.clone(),
            author: it.author_id.into(),
            text: it.text.clone(),
            required: it.is_required,
            written_at: it.written_at,
            resolved_at: it.resolved_at,
        }
    }
}

/// What somebody says about a section.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RemarkForm {
    /// Which section, by key.
    section: String,
    /// Which line of its text, counted from 1.
    #[serde(default)]
    line: Option<u32>,
    /// What they say.
    text: String,
    /// Whether it must be put right: for those who review or approve.
    #[serde(default)]
    required: bool,
}

/// `POST /api/v1/plans/{id}/findings`
async fn find(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Document(content): Document<Content>,
) -> Answer<Json<FindingsForm>> {
    let problems = content.problems();
    if !problems.is_empty() {
        return Err(app::Error::Invalid(problems).into());
    }
    let findings = checks::of_content(&ctx, id, &content).await?;
    let workable = checks::workable(&findings);
    Ok(Json(FindingsForm { findings, workable }))
}

/// `GET /api/v1/plans/{id}/readers`
async fn show_readers(Caller(ctx): Caller, Path(id): Path<PlanId>) -> Answer<Response> {
    let version = plan::show(&ctx, id).await?.version;
    Ok(api::record(version, readers(&ctx, id).await?))
}

/// `PUT /api/v1/plans/{id}/readers`
async fn change_readers(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Seen(version): Seen,
    Document(form): Document<ReaderListForm>,
) -> Answer<Response> {
    let plan = plan::change_readers(&ctx, id, version, &form.readers).await?;
    Ok(api::record(plan.version, readers(&ctx, id).await?))
}

async fn readers(ctx: &Ctx, id: PlanId) -> Answer<ReadersForm> {
    let all = plan::readers(ctx, id).await?;
    let paging = Paging { number: 1, size: Paging::SIZE_MAX };
    let asked = plan::asks(ctx, id, &AskQuery { paging, ..AskQuery::default() }).await?;
    let form = |it: &plan::AskLine| AskForm {
        person: it.ask.person_id.into(),
        name: it.name.clone(),
        about: it.ask.about.code().to_owned(),
        number: it.ask.number,
        asked_at: it.ask.asked_at,
        acknowledged_at: it.ask.acked_at,
    };
    Ok(ReadersForm {
        readers: all.into_iter().map(|it| it.reference).collect(),
        asked: asked.items.iter().map(form).collect(),
    })
}

/// `GET /api/v1/plans/{id}/versions/{number}/comments`
async fn list_comments(
    Caller(ctx): Caller,
    Path((id, number)): Path<(PlanId, u32)>,
) -> Answer<Json<CommentsForm>> {
    Ok(Json(said(&plan::comments(&ctx, id, number).await?)))
}

fn said(threads: &[Thread]) -> CommentsForm {
    let all = threads.iter().flat_map(|it| std::iter::once(&it.first).chain(&it.replies));
    CommentsForm { comments: all.map(CommentForm::from).collect() }
}

/// `POST /api/v1/plans/{id}/versions/{number}/comments`
async fn comment_one(
    Caller(ctx): Caller,
    Path((id, number)): Path<(PlanId, u32)>,
    Document(form): Document<RemarkForm>,
) -> Answer<Json<CommentsForm>> {
    let remark = Remark {
        section: form.section,
        line: form.line,
        text: form.text,
        is_required: form.required,
    };
    plan::comment(&ctx, id, number, &remark).await?;
    Ok(Json(said(&plan::comments(&ctx, id, number).await?)))
}

/// `POST /api/v1/plans/{id}/comments/{comment}/resolve`
async fn resolve_one(
    Caller(ctx): Caller,
    Path((id, comment)): Path<(PlanId, CommentId)>,
    Seen(version): Seen,
) -> Answer<Response> {
    let it = plan::resolve(&ctx, id, comment, version).await?;
    Ok(api::record(it.version, CommentForm::from(&it)))
}

/// `POST /api/v1/plans/{id}/comments/{comment}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path((id, comment)): Path<(PlanId, CommentId)>,
    Seen(version): Seen,
) -> Answer<Response> {
    let it = plan::reopen(&ctx, id, comment, version).await?;
    Ok(api::record(it.version, CommentForm::from(&it)))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "PlanFindings", FindingsForm::json_schema(to).to_value());
    named(all, "PlanReaders", ReadersForm::json_schema(to).to_value());
    named(all, "PlanReaderList", ReaderListForm::json_schema(to).to_value());
    named(all, "PlanComments", CommentsForm::json_schema(to).to_value());
    named(all, "PlanComment", CommentForm::json_schema(to).to_value());
    let mut remark = RemarkForm::json_schema(to).to_value();
    refine(&mut remark, "text", json!({ "minLength": 1, "maxLength": 2_000 }));
    refine(&mut remark, "section", json!({ "minLength": 1 }));
    named(all, "PlanRemark", remark);
}
