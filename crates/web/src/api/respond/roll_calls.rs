//! Roll calls, for programs: who was at a site, whether they are safe, and who is left to do what must
//! go on.

use std::collections::{BTreeMap, BTreeSet};

use app::actor::Permission;
use app::ids::{CalledId, DisruptionId, ItemId, RollCallId};
use app::prepare::inventory;
use app::respond::roll_calls::{
    self, Called, Counts, PeopleQuery, RollCall, Staffing, Start, Status,
};
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::TAG;
use crate::Routes;
use crate::api::seats::FunctionForm;
use crate::api::{self, Asked, Caller, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, TAG, summary)
}

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let list = operation("list_roll_calls", "List the roll calls of a disruption");
    let list = list.answers(200, "All of them, the last first.").of("RollCallList");
    let start = operation("start_roll_call", "Ask for everybody at a site").takes("RollCallStart");
    let start = start.answers(201, "It was started.").of("RollCallRecord").versioned();
    let show = operation("show_roll_call", "Show a roll call");
    let show = show.answers(200, "The roll call.").of("RollCallRecord").versioned();
    let step = |id: &str, summary: &str, answer: &'static str| {
        let step = operation(id, summary).needs_version().may_refuse().answers(200, answer);
        step.of("RollCallRecord").versioned()
    };
    let close = step("close_roll_call", "Close a roll call", "The roll call, closed.");
    let reopen = step("reopen_roll_call", "Go on with a roll call", "The roll call, going on.");
    let staffing =
        operation("list_left_staff", "List who was found safe of those whom functions take");
    let staffing = staffing.answers(200, "The functions that say how many people they take.");
    Routes::new()
        .get("/api/v1/disruptions/{id}/roll-calls", read, list_all)
        .described(list)
        .post("/api/v1/disruptions/{id}/roll-calls", write, start_one)
        .described(start.located("/api/v1/roll-calls/{id}"))
        .get("/api/v1/disruptions/{id}/staffing", read, staffing_of)
        .described(staffing.of("LeftStaffList"))
        .get("/api/v1/roll-calls/{id}", read, show_one)
        .described(show)
        .post("/api/v1/roll-calls/{id}/close", write, close_one)
        .described(close)
        .post("/api/v1/roll-calls/{id}/reopen", write, reopen_one)
        .described(reopen)
        .merge(of_people())
}

/// What is said of those who are asked for. Several say so at once, so nobody has to have seen a version.
fn of_people() -> Routes {
    let read = Needs(Permission::ReadDisruptions);
    let write = Needs(Permission::WriteDisruptions);
    let list = operation("list_called", "List who is asked for in a roll call").asks(parameters());
    let list = list.answers(200, "A stretch of the list, by name.").of("CalledList");
    let join = operation("join_roll_call", "Add visitors to a roll call, and people");
    let join = join.takes("RollCallGuests").answers(200, "The roll call, with them.");
    let mark = operation("mark_roll_call", "Say what is known of up to 500 people");
    let mark = mark.takes("RollCallMark").answers(200, "The roll call, with that.");
    Routes::new()
        .get("/api/v1/roll-calls/{id}/people", read, list_people)
        .described(list)
        .post("/api/v1/roll-calls/{id}/people", write, join_one)
        .described(join.of("RollCallRecord").versioned())
        .post("/api/v1/roll-calls/{id}/mark", write, mark_some)
        .described(mark.of("RollCallRecord").versioned())
}

fn parameters() -> Vec<Parameter> {
    let statuses = Status::ALL.iter().map(|it| it.code()).collect();
    let mut all = vec![
        Parameter::new("text", Shape::Text, "Only those whose name contains this."),
        Parameter::new("status", Shape::OneOf(statuses), "Only those of whom this is known."),
        Parameter::new("visitors", Shape::Flag, "Whether only visitors, or only staff."),
    ];
    all.extend(Parameter::stretch());
    all
}

/// Asking for everybody at a site.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct RollCallForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with. Marking people does not count.
    version: i64,
    /// During which disruption.
    disruption: Uuid,
    /// At which site, by code.
    site: String,
    /// When it was started.
    started_at: Timestamp,
    /// When it was closed.
    closed_at: Option<Timestamp>,
    /// How many people are safe.
    n_safe: u64,
    /// How many need help.
    n_needs_help: u64,
    /// How many were not there.
    n_not_there: u64,
    /// Of how many nobody knows.
    n_unknown: u64,
}

/// Somebody who is asked for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CalledForm {
    /// The id by which they are marked.
    id: Uuid,
    /// The id of the person, if the platform knows them.
    person: Option<Uuid>,
    /// What they are called.
    name: String,
    /// Whether they only visit.
    is_visitor: bool,
    /// What is known of them.
    status: Status,
    /// Where they are, or what they need.
    note: String,
    /// When somebody last said so.
    marked_at: Option<Timestamp>,
}

impl From<Called> for CalledForm {
    fn from(it: Called) -> Self {
        CalledForm {
            id: it.id.into(),
            person: it.person_id.map(Into::into),
            name: it.name,
            is_visitor: it.is_visitor,
            status: it.status,
            note: it.note,
            marked_at: it.marked_at,
        }
    }
}

/// A function with how many of its people were found safe.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LeftForm {
    /// The function.
    function: FunctionForm,
    /// How many of those who can do it are safe.
    n_safe: u32,
    /// Of how many nobody knows.
    n_unknown: u32,
    /// By how many people it is short, if only those count who were found safe.
    n_short: u32,
}

impl From<Staffing> for LeftForm {
    fn from(it: Staffing) -> Self {
        let (n_safe, n_unknown, n_short) = (it.n_safe, it.n_unknown, it.short());
        LeftForm { function: it.function.into(), n_safe, n_unknown, n_short }
    }
}

/// `GET /api/v1/disruptions/{id}/roll-calls`
async fn list_all(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
) -> Answer<Json<List<RollCallForm>>> {
    let calls = roll_calls::list(&ctx, id).await?;
    Ok(Json(List::whole(forms(&ctx, &calls).await?)))
}

/// `POST /api/v1/disruptions/{id}/roll-calls`
async fn start_one(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
    Document(asked): Document<Start>,
) -> Answer<Response> {
    let call = roll_calls::start(&ctx, id, &asked).await?;
    let form = told(&ctx, call.id).await?;
    Ok(api::added(&format!("/api/v1/roll-calls/{}", call.id), call.version, form))
}

/// `GET /api/v1/disruptions/{id}/staffing`
async fn staffing_of(
    Caller(ctx): Caller,
    Path(id): Path<DisruptionId>,
) -> Answer<Json<List<LeftForm>>> {
    let staffing = roll_calls::staffing(&ctx, id).await?;
    Ok(Json(List::whole(staffing.into_iter().map(Into::into).collect())))
}

/// `GET /api/v1/roll-calls/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<RollCallId>) -> Answer<Response> {
    answer(&ctx, id).await
}

/// `POST /api/v1/roll-calls/{id}/close`
async fn close_one(
    Caller(ctx): Caller,
    Path(id): Path<RollCallId>,
    Seen(version): Seen,
) -> Answer<Response> {
    roll_calls::close(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `POST /api/v1/roll-calls/{id}/reopen`
async fn reopen_one(
    Caller(ctx): Caller,
    Path(id): Path<RollCallId>,
    Seen(version): Seen,
) -> Answer<Response> {
    roll_calls::reopen(&ctx, id, version).await?;
    answer(&ctx, id).await
}

/// `GET /api/v1/roll-calls/{id}/people`
async fn list_people(
    Caller(ctx): Caller,
    Path(id): Path<RollCallId>,
    address: Address,
) -> Answer<Json<List<CalledForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = PeopleQuery {
        text: asked.text("text").unwrap_or_default().to_owned(),
        status: asked.value("status"),
        is_visitor: asked.value("visitors"),
        paging: asked.paging(),
        ..PeopleQuery::default()
    };
    Ok(api::page(roll_calls::people(&ctx, id, &query).await?, Into::into))
}

/// Who else was there.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Guests {
    /// Who visits, by name.
    #[serde(default)]
    visitors: Vec<String>,
    /// Who else works here, by code of the person.
    #[serde(default)]
    people: Vec<String>,
}

/// `POST /api/v1/roll-calls/{id}/people`
async fn join_one(
    Caller(ctx): Caller,
    Path(id): Path<RollCallId>,
    Document(Guests { visitors, people }): Document<Guests>,
) -> Answer<Response> {
    roll_calls::join(&ctx, id, &visitors, &people).await?;
    answer(&ctx, id).await
}

/// What is known of some people.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Mark {
    /// Of whom, by the ids in the list of who is asked for.
    #[schemars(length(min = 1, max = 500))]
    ids: Vec<CalledId>,
    /// What.
    status: Status,
    /// Where they are, or what they need.
    #[serde(default)]
    #[schemars(length(max = 1_000))]
    note: String,
}

/// `POST /api/v1/roll-calls/{id}/mark`
async fn mark_some(
    Caller(ctx): Caller,
    Path(id): Path<RollCallId>,
    Document(Mark { ids, status, note }): Document<Mark>,
) -> Answer<Response> {
    roll_calls::mark(&ctx, id, &ids, (status, &note)).await?;
    answer(&ctx, id).await
}

async fn answer(ctx: &Ctx, id: RollCallId) -> Answer<Response> {
    let form = told(ctx, id).await?;
    Ok(api::record(form.version, form))
}

async fn told(ctx: &Ctx, id: RollCallId) -> Answer<RollCallForm> {
    let (_, call, counts) = roll_calls::show(ctx, id).await?;
    let forms = forms(ctx, &[(call, counts)]).await?;
    Ok(forms.into_iter().next().ok_or(app::Error::NotFound("roll call"))?)
}

async fn forms(ctx: &Ctx, all: &[(RollCall, Counts)]) -> Answer<Vec<RollCallForm>> {
    let sites: BTreeSet<ItemId> = all.iter().map(|it| it.0.site_id).collect();
    let sites: Vec<ItemId> = sites.into_iter().collect();
    let sites = inventory::labels(ctx, &sites).await?;
    let form = |(it, counts): &(RollCall, Counts)| RollCallForm {
        id: it.id.into(),
        version: it.version,
        disruption: it.disruption_id.into(),
        site: sites.get(&it.site_id).map(|it| it.code.clone()).unwrap_or_default(),
        started_at: it.started_at,
        closed_at: it.closed_at,
        n_safe: counts.of(Status::Safe),
        n_needs_help: counts.of(Status::NeedsHelp),
        n_not_there: counts.of(Status::NotThere),
        n_unknown: counts.of(Status::Unknown),
    };
    Ok(all.iter().map(form).collect())
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "RollCallRecord", RollCallForm::json_schema(to).to_value());
    list_of(all, "RollCallList", "RollCallRecord");
    named(all, "RollCallStart", Start::json_schema(to).to_value());
    named(all, "RollCallGuests", Guests::json_schema(to).to_value());
    named(all, "RollCallMark", Mark::json_schema(to).to_value());
    named(all, "CalledRecord", CalledForm::json_schema(to).to_value());
    list_of(all, "CalledList", "CalledRecord");
    named(all, "LeftStaff", LeftForm::json_schema(to).to_value());
    list_of(all, "LeftStaffList", "LeftStaff");
}
