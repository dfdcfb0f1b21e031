//! Meetings, for programs: series, when they take place, and what was recorded.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::{MeetingId, SeriesId};
use app::people::meetings::{self, Meeting, MeetingDocument, Query, Series, SeriesDocument, State};
use app::{Ctx, Timestamp};
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{self, Asked, Caller, Document, Form, List, Noun, Record, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

type SeriesForm = Form<SeriesDocument>;

const SERIES: Noun = Noun { tag: "Meetings", name: "Series" };

fn operation(id: &str, summary: &str) -> Operation {
    SERIES.operation(id, summary)
}

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteMeetings);
    let list = SERIES.lists(
        ("list_series", "List series of meetings"),
        "A stretch of the list, in the order of ids.",
        parameters(),
    );
    let one = "/api/v1/meetings/{id}";
    let add = SERIES.adds(("add_series", "Add a series of meetings"), "It was added.", one);
    let change = SERIES.changes(("change_series", "Change a series"), "The series as it is now.");
    let held = operation("list_meetings", "List what was recorded, and what is to come");
    let held = held.answers(200, "The meetings of the series.").of("SeriesMeetings");
    Routes::new()
        .get("/api/v1/meetings", SignedIn, list_all)
        .described(list)
        .post("/api/v1/meetings", write, add_one)
        .described(add)
        .get(one, SignedIn, show_one)
        .described(SERIES.shows(("show_series", "Show a series of meetings"), "The series."))
        .put(one, write, change_one)
        .described(change)
        .delete(one, write, retire_one)
        .described(SERIES.step(("retire_series", "Retire a series"), "The series, retired."))
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
    let retired = "Whether to list the retired ones instead.";
    api::filters(
        "Only those whose name or code contains this.",
        vec![Parameter::new("retired", Shape::Flag, retired)],
    )
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

impl Record for Series {
    type Form = SeriesForm;

    const PATH: &'static str = "/api/v1/meetings";

    fn key(&self) -> (Uuid, i64) {
        (self.id.into(), self.version)
    }

    async fn forms(ctx: &Ctx, all: &[Series]) -> Answer<Vec<SeriesForm>> {
        let documents = meetings::documents(ctx, all).await?;
        Ok(Form::each(all, |it| (it.updated_at, it.retired_at), documents))
    }
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
    api::answer_found(&ctx, &asked, found).await
}

/// `POST /api/v1/meetings`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<SeriesDocument>,
) -> Answer<Response> {
    api::answer_new(&ctx, &meetings::add(&ctx, &document).await?).await
}

/// `GET /api/v1/meetings/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<SeriesId>) -> Answer<Response> {
    api::answer_with(&ctx, &meetings::show(&ctx, id).await?).await
}

/// `PUT /api/v1/meetings/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<SeriesId>,
    Seen(version): Seen,
    Document(document): Document<SeriesDocument>,
) -> Answer<Response> {
    api::answer_with(&ctx, &meetings::change(&ctx, id, version, &document).await?).await
}

/// `DELETE /api/v1/meetings/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<SeriesId>,
    Seen(version): Seen,
) -> Answer<Response> {
    api::answer_with(&ctx, &meetings::retire(&ctx, id, version).await?).await
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

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    SERIES.schemas::<SeriesForm>(to, all);
    named(all, "MeetingRecord", MeetingForm::json_schema(to).to_value());
    named(all, "SeriesMeetings", HeldForm::json_schema(to).to_value());
    named(all, "MeetingTime", TimeForm::json_schema(to).to_value());
}
