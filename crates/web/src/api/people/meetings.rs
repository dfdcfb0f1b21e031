//! Meetings, for programs: series, when they take place, and what was recorded.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{MeetingId, SeriesId};
use app::people::meetings::{self, Meeting, MeetingDocument, Query, Series, SeriesDocument, State};
use app::{Ctx, Error, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::Form;
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Cursor, Document, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

type SeriesForm = Form<SeriesDocument>;

fn operation(id: &str, summary: &str) -> Operation {
    Operation::new(id, "Meetings", summary)
}

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteMeetings);
    let list = operation("list_series", "List series of meetings").asks(parameters()).may_refuse();
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("SeriesList");
    let add = operation("add_series", "Add a series of meetings").takes("SeriesDocument");
    let add = add.answers(201, "It was added.").of("SeriesRecord").versioned();
    let show = operation("show_series", "Show a series of meetings");
    let show = show.answers(200, "The series.").of("SeriesRecord").versioned();
    let change = operation("change_series", "Change a series").takes("SeriesDocument");
    let change = change.needs_version().may_refuse().answers(200, "The series as it is now.");
    let retire = operation("retire_series", "Retire a series").needs_version().may_refuse();
    let retire = retire.answers(200, "The series, retired.").of("SeriesRecord").versioned();
    let held = operation("list_meetings", "List what was recorded, and what is to come");
    let held = held.answers(200, "The meetings of the series.").of("SeriesMeetings");
    Routes::new()
        .get("/api/v1/meetings", SignedIn, list_all)
        .described(list)
        .post("/api/v1/meetings", write, add_one)
        .described(add.located("/api/v1/meetings/{id}"))
        .get("/api/v1/meetings/{id}", SignedIn, show_one)
        .described(show)
        .put("/api/v1/meetings/{id}", write, change_one)
        .described(change.of("SeriesRecord").versioned())
        .delete("/api/v1/meetings/{id}", write, retire_one)
        .described(retire)
        .get("/api/v1/meetings/{id}/held", SignedIn, held_of)
        .described(held)
        .merge(of_meetings())
}

/// What is done with one meeting.
fn of_meetings() -> Routes {
    let write = Needs(Permission::WriteMeetings);
    let hold = operation("hold_meeting", "Open a meeting, to prepare or record it");
    let hold = hold.takes("MeetingTime").may_refuse().answers(200, "The meeting.");
    let show = operation("show_meeting", "Show a meeting");
    let show = show.answers(200, "The meeting.").of("MeetingRecord").versioned();
    let change = operation("change_meeting", "Change what a meeting says");
    let change = change.takes("MeetingDocument").needs_version().may_refuse();
    let change = change.answers(200, "The meeting as it is now.").of("MeetingRecord").versioned();
    let close = operation("close_meeting", "Close a meeting").needs_version().may_refuse();
    let close = close.answers(200, "The meeting, with who was absent.").of("MeetingRecord");
    Routes::new()
        .post("/api/v1/meetings/{id}/hold", write, hold_one)
        .described(hold.of("MeetingRecord").versioned())
        .get("/api/v1/meeting/{id}", SignedIn, show_meeting)
        .described(show)
        .put("/api/v1/meeting/{id}", write, change_meeting)
        .described(change)
        .post("/api/v1/meeting/{id}/close", write, close_meeting)
        .described(close.versioned())
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those that the agency with this code calls, or one below it.",
        ),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

/// A meeting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MeetingForm {
    /// Its id.
    id: Uuid,
    /// How often it was saved: what `If-Match` is compared with.
    version: i64,
    /// Of which series.
    series: Uuid,
    /// When it begins.
    starts_at: Timestamp,
    /// How far it is.
    state: State,
    /// The agencies that were invited, by code.
    invited: Vec<String>,
    /// Those of them from which nobody came.
    absent: Vec<String>,
    /// What it says: the only part that can be sent back.
    document: MeetingDocument,
}

/// The meetings of a series.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct HeldForm {
    /// When it takes place within the next year.
    to_come: Vec<Timestamp>,
    /// What was prepared or recorded, the newest first.
    held: Vec<MeetingForm>,
}

/// When a meeting begins.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TimeForm {
    /// The moment.
    starts_at: Timestamp,
}

/// `GET /api/v1/meetings`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<SeriesForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = meetings::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    let documents = meetings::documents(&ctx, &found).await?;
    let forms = found.iter().zip(documents).map(|(it, document)| form(it, document));
    Ok(api::list(forms.collect(), next))
}

/// `POST /api/v1/meetings`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<SeriesDocument>,
) -> Answer<Response> {
    let it = meetings::add(&ctx, &document).await?;
    let path = format!("/api/v1/meetings/{}", it.id);
    Ok(api::added(&path, it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/meetings/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<SeriesId>) -> Answer<Response> {
    let it = meetings::show(&ctx, id).await?;
    Ok(api::record(it.version, with_document(&ctx, &it).await?))
}

/// `PUT /api/v1/meetings/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<SeriesId>,
    Seen(version): Seen,
    Document(document): Document<SeriesDocument>,
) -> Answer<Response> {
    let it = meetings::change(&ctx, id, version, &document).await?;
    Ok(api::record(it.version, with_document(&ctx, &it).await?))
}

/// `DELETE /api/v1/meetings/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<SeriesId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let it = meetings::retire(&ctx, id, version).await?;
    Ok(api::record(it.version, with_document(&ctx, &it).await?))
}

/// `GET /api/v1/meetings/{id}/held`
async fn held_of(Caller(ctx): Caller, Path(id): Path<SeriesId>) -> Answer<Json<HeldForm>> {
    let series = meetings::show(&ctx, id).await?;
    let mut held = Vec::new();
    for it in meetings::meetings(&ctx, id).await? {
        held.push(of_meeting(&ctx, &it).await?);
    }
    Ok(Json(HeldForm { to_come: meetings::to_come(&ctx, &series).await?, held }))
}

/// `POST /api/v1/meetings/{id}/hold`
async fn hold_one(
    Caller(ctx): Caller,
    Path(id): Path<SeriesId>,
    Document(sent): Document<TimeForm>,
) -> Answer<Response> {
    answer(&ctx, &meetings::hold(&ctx, id, sent.starts_at).await?).await
}

/// `GET /api/v1/meeting/{id}`
async fn show_meeting(Caller(ctx): Caller, Path(id): Path<MeetingId>) -> Answer<Response> {
    answer(&ctx, &meetings::meeting(&ctx, id).await?.1).await
}

/// `PUT /api/v1/meeting/{id}`
async fn change_meeting(
    Caller(ctx): Caller,
    Path(id): Path<MeetingId>,
    Seen(version): Seen,
    Document(document): Document<MeetingDocument>,
) -> Answer<Response> {
    answer(&ctx, &meetings::change_meeting(&ctx, id, version, &document).await?).await
}

/// `POST /api/v1/meeting/{id}/close`
async fn close_meeting(
    Caller(ctx): Caller,
    Path(id): Path<MeetingId>,
    Seen(version): Seen,
) -> Answer<Response> {
    answer(&ctx, &meetings::close(&ctx, id, version).await?).await
}

async fn answer(ctx: &Ctx, it: &Meeting) -> Answer<Response> {
    Ok(api::record(it.version, of_meeting(ctx, it).await?))
}

async fn of_meeting(ctx: &Ctx, it: &Meeting) -> Answer<MeetingForm> {
    Ok(MeetingForm {
        id: it.id.into(),
        version: it.version,
        series: it.series_id.into(),
        starts_at: it.starts_at,
        state: it.state,
        invited: it.invited.iter().cloned().collect(),
        absent: it.absent().into_iter().map(str::to_owned).collect(),
        document: meetings::meeting_document(ctx, it).await?,
    })
}

async fn with_document(ctx: &Ctx, it: &Series) -> Answer<SeriesForm> {
    let documents = meetings::documents(ctx, std::slice::from_ref(it)).await?;
    let document = documents.into_iter().next().ok_or(Error::NotFound("series"))?;
    Ok(form(it, document))
}

fn form(it: &Series, document: SeriesDocument) -> SeriesForm {
    Form {
        id: it.id.into(),
        version: it.version,
        updated_at: it.updated_at,
        retired_at: it.retired_at,
        document,
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "SeriesRecord", SeriesForm::json_schema(to).to_value());
    list_of(all, "SeriesList", "SeriesRecord");
    named(all, "MeetingRecord", MeetingForm::json_schema(to).to_value());
    named(all, "SeriesMeetings", HeldForm::json_schema(to).to_value());
    named(all, "MeetingTime", TimeForm::json_schema(to).to_value());
}
