//! Plans that are followed, for programs: calling them, and what happens to them step by step.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::Permission;
use app::ids::{ActivationId, PlanId, TaskId};
use app::people::notices::Told;
use app::respond::activations::{
    self, Activation, Call, End, Extent, Notice, Opened, Query, State, Task, TaskState,
};
use app::{Span, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named, refine};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Activations", summary)
}

pub(super) fn routes() -> Routes {
    let (read, ask) = (Needs(Permission::ReadActivations), Needs(Permission::AskActivations));
    let list = operation("list_activations", "List plans that were called");
    let list = list.asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.");
    let call = operation("call_plan", "Put a plan on stand-by, or activate it at once");
    let call = call.takes("PlanCall").may_refuse().answers(201, "It was called.");
    let call = call.of("ActivationRecord").versioned().located("/api/v1/activations/{id}");
    let show = operation("show_activation", "Show a plan that was called, with its tasks");
    let show = show.answers(200, "The activation.").of("ActivationRecord").versioned();
    let task = operation("change_task", "Say how far a task is");
    let task = task.takes("TaskSaid").needs_version().may_refuse();
    let task = task.answers(200, "The task as it is now.").of("TaskRecord").versioned();
    Routes::new()
        .get("/api/v1/activations", read, list_all)
        .described(list.of("ActivationList"))
        .post("/api/v1/plans/{id}/activations", ask, call_one)
        .described(call)
        .get("/api/v1/activations/{id}", read, show_one)
        .described(show)
        // Who has a task says how far it is: the use case asks.
        .post("/api/v1/tasks/{id}", SignedIn, change_task)
        .described(task)
        .merge(steps())
}

/// What happens to an activation, step by step.
fn steps() -> Routes {
    let step = |id: &str, summary: &str| {
        let it = operation(id, summary).needs_version().may_refuse();
        it.answers(200, "The activation as it is now.").of("ActivationRecord").versioned()
    };
    let (ask, decide) = (Needs(Permission::AskActivations), Needs(Permission::DecideActivations));
    let activate = step("activate_plan", "Activate what is on stand-by, with the plans under it");
    Routes::new()
        .post("/api/v1/activations/{id}/activate", decide, activate_one)
        .described(activate.takes("ActivationExtent"))
        .post("/api/v1/activations/{id}/stand-by", decide, stand_by_one)
        .described(step("stand_by", "Put an activated plan back on stand-by"))
        .post("/api/v1/activations/{id}/recover", decide, recover_one)
        .described(step("recover", "Say that recovery has begun"))
        .post("/api/v1/activations/{id}/reconstitute", decide, reconstitute_one)
        .described(step("reconstitute", "Say that the return to the usual state has begun"))
        .post("/api/v1/activations/{id}/stand-down", decide, stand_down_one)
        .described(step("stand_down", "Declare the end").takes("ActivationEnd"))
        .post("/api/v1/activations/{id}/close", ask, close_one)
        .described(step("close_activation", "Close it with its report").takes("ActivationReport"))
        .post("/api/v1/activations/{id}/cancel", ask, cancel_one)
        .described(step("cancel_activation", "Say that it is not needed").takes("ActivationReason"))
}

fn parameters() -> Vec<Parameter> {
    let states = State::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those of plans whose titles have this in them."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new("state", Shape::OneOf(states), "Only those that are so far."),
        Parameter::new("running", Shape::Flag, "Whether only those that are not over."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A plan that was called.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ActivationForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// When it last changed.
    updated_at: Timestamp,
    /// Which plan, by id.
    plan: Uuid,
    /// Which version of that.
    number: u32,
    /// The activation that called it up.
    parent: Option<Uuid>,
    /// How far it is.
    state: State,
    /// How much of the plan is followed.
    extent: Extent,
    /// What has happened; or why it is not needed.
    because: String,
    /// When somebody asked for it.
    asked_at: Timestamp,
    /// When it was first activated.
    activated_at: Option<Timestamp>,
    /// When its end was declared.
    stood_down_at: Option<Timestamp>,
    /// When it was closed or canceled.
    ended_at: Option<Timestamp>,
    /// What is done. In a list, nothing stands here.
    tasks: Vec<TaskForm>,
    /// Who was to be told that it was activated, and whether they were. In a list, nothing stands here.
    notices: Vec<NoticeForm>,
}

/// Somebody who was to be told that a plan was activated.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct NoticeForm {
    /// Who, by id.
    person: Uuid,
    /// What they are called.
    name: String,
    /// Whether they were told by mail, or why not.
    told: Told,
}

/// Something that is done under a plan that is followed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TaskForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// Its place: the first is 1.
    number: u32,
    /// What is done.
    text: String,
    /// Who does it, by id.
    owner: Option<Uuid>,
    /// How long it takes, as planned.
    takes: Option<Span>,
    /// How far it is.
    state: TaskState,
    /// What was said to that.
    note: String,
    /// When it last changed.
    changed_at: Option<Timestamp>,
}

impl From<&Task> for TaskForm {
    fn from(it: &Task) -> Self {
        TaskForm {
            id: it.id.into(),
            version: it.version,
            number: it.number,
            text: it.text.clone(),
            owner: it.owner_id.map(Into::into),
            takes: it.takes,
            state: it.state,
            note: it.note.clone(),
            changed_at: it.changed_at,
        }
    }
}

/// An activation, with all that belongs to it where it was opened.
fn form(it: &Activation, opened: Option<&Opened>) -> ActivationForm {
    let tasks = opened.map_or(&[][..], |it| it.tasks.as_slice());
    let notices: Option<Vec<NoticeForm>> = opened.map(|opened| {
        let named = |it: &Notice| NoticeForm {
            person: it.person_id.into(),
            name: opened.names.get(&it.person_id).cloned().unwrap_or_default(),
            told: it.told,
        };
        it.notices.iter().map(named).collect()
    });
    ActivationForm {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        plan: it.plan_id.into(),
        number: it.number,
        parent: it.parent_id.map(Into::into),
        state: it.state,
        extent: it.extent,
        because: it.because.clone(),
        asked_at: it.asked_at,
        activated_at: it.activated_at,
        stood_down_at: it.stood_down_at,
        ended_at: it.ended_at,
        tasks: tasks.iter().map(TaskForm::from).collect(),
        notices: notices.unwrap_or_default(),
    }
}

/// How a plan is called.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CallForm {
    /// What has happened.
    because: String,
    /// To which extent it is activated. If not said, it is put on stand-by.
    #[serde(default)]
    extent: Option<Extent>,
    /// The plans under it, by id, that it does not call by rule.
    #[serde(default)]
    also: BTreeSet<PlanId>,
}

/// To which extent a plan is activated.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ExtentForm {
    /// How much of it.
    extent: Extent,
    /// The plans under it, by id, that it does not call by rule.
    #[serde(default)]
    also: BTreeSet<PlanId>,
}

/// How an end is declared.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct EndForm {
    /// Which tests showed that the usual state holds.
    validation: String,
    /// How the end is declared.
    declaration: String,
    /// Whether the tasks that are not done are closed as not done. Without, an end with such tasks is
    /// refused.
    #[serde(default)]
    leaves_tasks: bool,
}

/// The report afterward.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReportForm {
    /// What it found, or where it is.
    report: String,
    /// Of which day it is.
    on: NaiveDate,
}

/// Why a plan is not needed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ReasonForm {
    /// The reason.
    because: String,
}

/// How far a task is.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SaidForm {
    /// How far.
    state: TaskState,
    /// What there is to say. Of one that is blocked: what keeps it from being done.
    #[serde(default)]
    note: String,
}

/// `GET /api/v1/activations`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ActivationForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        state: asked.text("state").and_then(State::from_code),
        is_running: asked.flag("running"),
        ..Query::default()
    };
    let found = activations::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(api::list(found.iter().map(|it| form(it, None)).collect(), next))
}

/// `POST /api/v1/plans/{id}/activations`
async fn call_one(
    Caller(ctx): Caller,
    Path(id): Path<PlanId>,
    Document(sent): Document<CallForm>,
) -> Answer<Response> {
    let call = Call { because: sent.because, extent: sent.extent, also: sent.also };
    let it = activations::call(&ctx, id, &call).await?;
    let opened = activations::open(&ctx, it.id).await?;
    let path = format!("/api/v1/activations/{}", it.id);
    Ok(api::added(&path, it.version, form(&opened.activation, Some(&opened))))
}

/// `GET /api/v1/activations/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<ActivationId>) -> Answer<Response> {
    answer(&ctx, id).await
}

async fn answer(ctx: &app::Ctx, id: ActivationId) -> Answer<Response> {
    let opened = activations::open(ctx, id).await?;
    let it = &opened.activation;
    Ok(api::record(it.version, form(it, Some(&opened))))
}

/// `POST /api/v1/activations/{id}/activate`
async fn activate_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
    Document(sent): Document<ExtentForm>,
) -> Answer<Response> {
    activations::activate(&ctx, id, version, (sent.extent, &sent.also)).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/stand-by`
async fn stand_by_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    activations::stand_by(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/recover`
async fn recover_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    activations::recover(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/reconstitute`
async fn reconstitute_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
) -> Answer<Response> {
    activations::reconstitute(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/stand-down`
async fn stand_down_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
    Document(sent): Document<EndForm>,
) -> Answer<Response> {
    let end = End {
        validation: &sent.validation,
        declaration: &sent.declaration,
        leaves_tasks: sent.leaves_tasks,
    };
    activations::stand_down(&ctx, id, version, end).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
    Document(sent): Document<ReportForm>,
) -> Answer<Response> {
    activations::close(&ctx, id, version, (&sent.report, sent.on)).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/activations/{id}/cancel`
async fn cancel_one(
    Caller(ctx): Caller,
    Path(id): Path<ActivationId>,
    Seen(version): Seen,
    Document(sent): Document<ReasonForm>,
) -> Answer<Response> {
    activations::cancel(&ctx, id, version, &sent.because).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/tasks/{id}`
async fn change_task(
    Caller(ctx): Caller,
    Path(id): Path<TaskId>,
    Seen(version): Seen,
    Document(sent): Document<SaidForm>,
) -> Answer<Response> {
    let said = (sent.state, sent.note.as_str());
    let task = activations::change_task(&ctx, id, version, said).await?;
    Ok(api::record(task.version, TaskForm::from(&task)))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ActivationRecord", ActivationForm::json_schema(to).to_value());
    list_of(all, "ActivationList", "ActivationRecord");
    named(all, "TaskRecord", TaskForm::json_schema(to).to_value());
    let some = || json!({ "minLength": 1, "maxLength": 2_000 });
    let mut call = CallForm::json_schema(to).to_value();
    refine(&mut call, "because", some());
    named(all, "PlanCall", call);
    named(all, "ActivationExtent", ExtentForm::json_schema(to).to_value());
    let mut end = EndForm::json_schema(to).to_value();
    refine(&mut end, "validation", some());
    refine(&mut end, "declaration", some());
    named(all, "ActivationEnd", end);
    let mut report = ReportForm::json_schema(to).to_value();
    refine(&mut report, "report", some());
    named(all, "ActivationReport", report);
    let mut reason = ReasonForm::json_schema(to).to_value();
    refine(&mut reason, "because", some());
    named(all, "ActivationReason", reason);
    let mut said = SaidForm::json_schema(to).to_value();
    refine(&mut said, "note", json!({ "maxLength": 2_000 }));
    named(all, "TaskSaid", said);
}
