//! Business calendars, for programs, and what is due when.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::ids::CalendarId;
use app::people::agencies::WhyDue;
use app::people::calendars::{self, Calendar, CalendarDocument, DayLine, Line, Pause, Query};
use app::{FieldProblem, Span, Timestamp};
use axum::response::Response;
use chrono::NaiveDate;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::Routes;
use crate::api::{self, Asked, Caller, Cursor, Document, Form, List, Seen};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json, Path};
use crate::routes::Access::{Needs, SignedIn};

type CalendarForm = Form<CalendarDocument>;

pub(super) fn routes() -> Routes {
    let write = Needs(Permission::WriteSettings);
    let operation = |id: &str, summary: &str| Operation::new(id, "Calendars", summary);
    let list = operation("list_calendars", "List business calendars").asks(parameters());
    let list = list.answers(200, "A stretch of the list, in the order of ids.").of("CalendarList");
    let add = operation("add_calendar", "Add a calendar").takes("CalendarDocument");
    let add = add.answers(201, "It was added.").of("CalendarRecord").versioned();
    let show = operation("show_calendar", "Show a calendar");
    let show = show.answers(200, "The calendar.").of("CalendarRecord").versioned();
    let change = operation("change_calendar", "Change a calendar").takes("CalendarDocument");
    let change = change.needs_version().may_refuse().answers(200, "The calendar as it is now.");
    let retire = operation("retire_calendar", "Retire a calendar").needs_version().may_refuse();
    let retire = retire.answers(200, "The calendar, retired.").of("CalendarRecord").versioned();
    let due = operation("count_business_time", "Say when something is due, and why")
        .asks(counted())
        .may_refuse();
    let due = due.answers(200, "When it is due, interval by interval.").of("CalendarDue");
    Routes::new()
        .get("/api/v1/calendars", SignedIn, list_all)
        .described(list)
        .post("/api/v1/calendars", write, add_one)
        .described(add.located("/api/v1/calendars/{id}"))
        .get("/api/v1/calendars/{id}", SignedIn, show_one)
        .described(show)
        .put("/api/v1/calendars/{id}", write, change_one)
        .described(change.of("CalendarRecord").versioned())
        .delete("/api/v1/calendars/{id}", write, retire_one)
        .described(retire)
        .get("/api/v1/calendars/{id}/due", SignedIn, due_one)
        .described(due)
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new("retired", Shape::Flag, "Whether to list the retired ones instead."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

fn counted() -> Vec<Parameter> {
    vec![
        Parameter::new("start", Shape::Moment, "From when on.").required(),
        Parameter::new("target", Shape::Text, "How much business time it takes: `PT1H`.")
            .required(),
    ]
}

/// When something is due.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CalendarDue")]
struct DueForm {
    /// When: the earliest moment by which so much business time has passed.
    due: Timestamp,
    /// What counted and what did not, in order.
    lines: Vec<LineForm>,
}

/// A step of the counting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "CalendarLine")]
struct LineForm {
    /// The day, as clocks show it where the calendar is.
    day: NaiveDate,
    /// From when time counted. Null if nothing of the day did.
    from: Option<Timestamp>,
    /// Until when.
    to: Option<Timestamp>,
    /// How much counted.
    counted: Span,
    /// Why nothing of the day counted: `closed`, `holiday` or `over`.
    why: Option<&'static str>,
    /// What the holiday is called.
    holiday: Option<String>,
}

/// Why something is due on its day.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WhyDue")]
pub(crate) struct WhyDueForm {
    /// The calendar by which it was counted, by code. Null: nobody made one, and it was counted from
    /// Monday to Friday.
    calendar: Option<String>,
    /// In which time zone.
    time_zone: String,
    /// Every day that was looked at, in order. Null: the calendar or the setting was changed since, and
    /// the day stays as it was promised.
    days: Option<Vec<DayForm>>,
}

/// A day of the counting.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WhyDueDay")]
struct DayForm {
    /// The day, as clocks show it where the calendar is.
    day: NaiveDate,
    /// When somebody is there. None: the day does not count.
    open: Vec<OpenForm>,
    /// Why it does not count, if it does not: `closed` or `holiday`.
    why: Option<&'static str>,
    /// What the holiday is called.
    holiday: Option<String>,
    /// How many business days are still to be counted afterwards.
    left: u32,
}

/// When somebody is there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "OpenTime")]
struct OpenForm {
    /// From when.
    from: Timestamp,
    /// Until when.
    to: Timestamp,
}

impl WhyDueForm {
    /// What programs are told.
    pub(crate) fn of(why: WhyDue) -> WhyDueForm {
        WhyDueForm {
            calendar: why.calendar.map(|it| it.code),
            time_zone: why.opening.zone.name().to_owned(),
            days: why.lines.map(|it| it.into_iter().map(day_form).collect()),
        }
    }
}

fn day_form(it: DayLine) -> DayForm {
    let (why, holiday) = it.why.map(in_code).unzip();
    let open = it.open.into_iter().map(|(from, to)| OpenForm { from, to }).collect();
    DayForm { day: it.day, open, why, holiday: holiday.flatten(), left: it.left }
}

fn in_code(why: Pause) -> (&'static str, Option<String>) {
    match why {
        Pause::Closed => ("closed", None),
        Pause::Over => ("over", None),
        Pause::Holiday(name) => ("holiday", Some(name)),
    }
}

/// `GET /api/v1/calendars`
async fn list_all(Caller(ctx): Caller, address: Address) -> Answer<Json<List<CalendarForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let query = Query {
        text: asked.text("text").unwrap_or_default().to_owned(),
        retired: asked.flag("retired"),
        ..Query::default()
    };
    let found = calendars::list_after(&ctx, &query, asked.after(), asked.n_max()).await?;
    let (found, next) = api::stretch(&asked, found, |it| Cursor(it.id.into()));
    Ok(api::list(found.iter().map(form).collect(), next))
}

/// `POST /api/v1/calendars`
async fn add_one(
    Caller(ctx): Caller,
    Document(document): Document<CalendarDocument>,
) -> Answer<Response> {
    let it = calendars::add(&ctx, &document).await?;
    Ok(api::added(&format!("/api/v1/calendars/{}", it.id), it.version, form(&it)))
}

/// `GET /api/v1/calendars/{id}`
async fn show_one(Caller(ctx): Caller, Path(id): Path<CalendarId>) -> Answer<Response> {
    let it = calendars::show(&ctx, id).await?;
    Ok(api::record(it.version, form(&it)))
}

/// `PUT /api/v1/calendars/{id}`
async fn change_one(
    Caller(ctx): Caller,
    Path(id): Path<CalendarId>,
    Seen(version): Seen,
    Document(document): Document<CalendarDocument>,
) -> Answer<Response> {
    let it = calendars::change(&ctx, id, version, &document).await?;
    Ok(api::record(it.version, form(&it)))
}

/// `DELETE /api/v1/calendars/{id}`
async fn retire_one(
    Caller(ctx): Caller,
    Path(id): Path<CalendarId>,
    Seen(version): Seen,
) -> Answer<Response> {
    let it = calendars::retire(&ctx, id, version).await?;
    Ok(api::record(it.version, form(&it)))
}

/// `GET /api/v1/calendars/{id}/due`
async fn due_one(
    Caller(ctx): Caller,
    Path(id): Path<CalendarId>,
    address: Address,
) -> Answer<Json<DueForm>> {
    let asked = Asked::read(&address, &counted())?;
    let zone = calendars::show(&ctx, id).await?.opening.zone;
    let start: Timestamp = asked.value("start").unwrap_or(ctx.now);
    let target = asked.text("target").unwrap_or_default().parse::<Span>();
    let target = target.map_err(|it| FieldProblem::new("target", it.to_string()))?;
    let due = calendars::due(&ctx, Some(id), (start, target)).await?;
    let line = |it: Line| match it {
        Line::Counted { from, to, .. } => LineForm {
            day: from.with_timezone(&zone).date_naive(),
            from: Some(from),
            to: Some(to),
            counted: Span::from_secs((to - from).num_seconds()),
            why: None,
            holiday: None,
        },
        Line::Skipped { day, why } => {
            let (why, holiday) = in_code(why);
            let (from, to, counted) = (None, None, Span::ZERO);
            LineForm { day, from, to, counted, why: Some(why), holiday }
        }
    };
    Ok(Json(DueForm { due: due.at, lines: due.lines.into_iter().map(line).collect() }))
}

fn form(it: &Calendar) -> CalendarForm {
    Form::of((it.id, it.version), (it.updated_at, it.retired_at), CalendarDocument::of(it))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "CalendarRecord", CalendarForm::json_schema(to).to_value());
    list_of(all, "CalendarList", "CalendarRecord");
    named(all, "CalendarDue", DueForm::json_schema(to).to_value());
}
