//! The programme of an agency, for programs: its stages, and the parts that are written down.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::assure::stages::{self, DoneDocument, Part, PartDocument, Programme, Stage};
use app::ids::AgencyId;
use app::{Ctx, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::{self, Caller, Document, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, named};
use crate::request::{Json, Path};
use crate::routes::Access::Needs;

/// One agency and one part of its programme.
type Key = (AgencyId, Part);

/// Where a part of a programme is.
const ONE: &str = "/api/v1/programmes/{agency}/parts/{name}";
const DONE: &str = "/api/v1/programmes/{agency}/parts/{name}/done";

pub(super) fn routes() -> Routes {
    let (read, write) = (Needs(Permission::ReadAssurance), Needs(Permission::WriteAssurance));
    let operation = |id: &str, summary: &str| Operation::new(id, "Programmes", summary);
    let whole = operation("show_programme", "Show the stages of the programme of an agency");
    let whole = whole.answers(200, "Each stage with what it asks for.").of("ProgrammeRecord");
    let show = operation("show_programme_part", "Show a part of the programme of an agency");
    let show = show.answers(200, "The part.").of("ProgrammePartRecord").versioned();
    let put = operation("change_programme_part", "Write down a part of a programme");
    let put = put.needs_version().takes("ProgrammePartDocument").may_refuse();
    let put = put.answers(200, "The part as it is now.").of("ProgrammePartRecord").versioned();
    let done = operation("do_programme_activity", "Note that an activity was done");
    let done = done.needs_version().takes("ActivityDoneDocument").may_refuse();
    let done = done.answers(200, "Its next date moved on.").of("ProgrammePartRecord").versioned();
    Routes::new()
        .get("/api/v1/programmes/{agency}", read, show_all)
        .described(whole)
        .get(ONE, read, show_one)
        .described(show)
        .put(ONE, write, put_one)
        .described(put)
        // Whoever answers for an activity says so, too: the use case asks.
        .post(DONE, read, done_one)
        .described(done)
}

/// The programme of an agency.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ProgrammeForm {
    /// The agency, by code.
    agency: String,
    /// The four stages, in order.
    stages: Vec<StageForm>,
    /// The benefits of which neither a value nor a note is said.
    benefits_unsaid: Vec<Part>,
}

/// A stage of a programme.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct StageForm {
    /// Which stage.
    stage: Stage,
    /// Whether all that the stages before it ask for is there.
    is_open: bool,
    /// Whether all that it asks for is there.
    is_met: bool,
    /// Whether an activity has no date ahead.
    is_red: bool,
    /// What it asks for.
    gates: Vec<GateForm>,
}

/// Something that a stage asks for.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct GateForm {
    /// What it is: a part of the programme, or `impact_analyses`, `risks`, `strategies`,
    /// `plans_in_force` or `plans_tested`.
    gate: &'static str,
    /// Whether it is there.
    is_met: bool,
    /// What shows it, or what is missing.
    because: String,
    /// When an activity is due next.
    next: Option<NaiveDate>,
}

/// A part of the programme of an agency.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PartForm {
    /// The id of the agency.
    agency_id: Uuid,
    /// Which part.
    part: Part,
    /// How often it was saved: what `If-Match` is compared with. 0: nothing is written down yet.
    version: i64,
    /// When it last changed.
    updated_at: Option<Timestamp>,
    /// When an activity is due next.
    next: Option<NaiveDate>,
    /// Whether that day is past.
    is_past: bool,
    /// What is written down: the only part that can be sent back.
    document: PartDocument,
}

/// `GET /api/v1/programmes/{agency}`
async fn show_all(
    Caller(ctx): Caller,
    Path(agency): Path<AgencyId>,
) -> Answer<Json<ProgrammeForm>> {
    Ok(Json(programme(&stages::programme(&ctx, agency).await?)))
}

fn programme(it: &Programme) -> ProgrammeForm {
    let gate = |it: &stages::Standing| GateForm {
        gate: it.gate.code(),
        is_met: it.is_met,
        because: it.because.clone(),
        next: it.next,
    };
    let stage = |it: &stages::StageState| StageForm {
        stage: it.stage,
        is_open: it.is_open,
        is_met: it.is_met(),
        is_red: it.is_red(),
        gates: it.gates.iter().map(gate).collect(),
    };
    ProgrammeForm {
        agency: it.agency.code.clone(),
        stages: it.stages.iter().map(stage).collect(),
        benefits_unsaid: it.unsaid(),
    }
}

/// `GET /api/v1/programmes/{agency}/parts/{name}`
async fn show_one(Caller(ctx): Caller, Path(key): Path<Key>) -> Answer<Response> {
    answer(&ctx, key).await
}

/// `PUT /api/v1/programmes/{agency}/parts/{name}`
async fn put_one(
    Caller(ctx): Caller,
    Path(key): Path<Key>,
    Seen(version): Seen,
    Document(document): Document<PartDocument>,
) -> Answer<Response> {
    stages::put(&ctx, key, version, &document).await?;
    answer(&ctx, key).await
}

/// `POST /api/v1/programmes/{agency}/parts/{name}/done`
async fn done_one(
    Caller(ctx): Caller,
    Path(key): Path<Key>,
    Seen(version): Seen,
    Document(done): Document<DoneDocument>,
) -> Answer<Response> {
    stages::done(&ctx, key, version, &done).await?;
    answer(&ctx, key).await
}

async fn answer(ctx: &Ctx, key: Key) -> Answer<Response> {
    let (agency, it) = stages::show(ctx, key).await?;
    let form = PartForm {
        agency_id: agency.id.into(),
        part: it.part,
        version: it.version,
        updated_at: it.updated_at,
        next: it.next(),
        is_past: it.is_past(ctx.now.date_naive()),
        document: it.document,
    };
    Ok(api::record(form.version, form))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ProgrammeRecord", ProgrammeForm::json_schema(to).to_value());
    named(all, "ProgrammePartRecord", PartForm::json_schema(to).to_value());
    named(all, "ActivityDoneDocument", DoneDocument::json_schema(to).to_value());
}
