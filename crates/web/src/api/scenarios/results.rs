//! What runs found out, for programs.

use app::ids::RunId;
use app::prepare::inventory::Kind;
use app::prove::scenarios::{self, BookingKind, Change, READ, RowQuery, RowSort, RowVerdict};

use super::compare_forms::{ChangedForm, ComparisonForm};
use super::operation;
use super::row_forms::ServiceForm;
use super::run_forms::{BookingForm, CurveForm, WorkForm};
use crate::Routes;
use crate::api::inventory::agencies_asked;
use crate::api::{Asked, Caller, List, page};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape};
use crate::request::{Address, Json, Path};
use crate::routes::Access::Needs;

pub(super) fn routes() -> Routes {
    let read = Needs(READ);
    let stretch = "A stretch of the list.";
    let of_run = |id: &str, summary: &str| operation(id, summary).may_refuse();
    let services = of_run("list_run_services", "List the services and processes that are down");
    let services = services.asks(service_parameters()).answers(200, stretch);
    let work = of_run("list_run_work", "List what is done by whom, in the order of restoration");
    let work = work.asks(work_parameters()).answers(200, stretch).of("RunWorkList");
    let curve = of_run("show_run_curve", "Show how much is back over time");
    let curve = curve.answers(200, "The curve.").of("RunCurve");
    let bookings = of_run("list_run_bookings", "List what several agencies count on at once");
    let bookings = bookings.asks(booking_parameters()).answers(200, stretch);
    let pair = |id: &str, summary: &str, asks: Vec<Parameter>| -> Operation {
        of_run(id, summary).asks(asks).may_miss()
    };
    let compare = pair("compare_runs", "Say how many fare otherwise in another run", two_runs());
    let compare = compare.answers(200, "How many, in each way.").of("RunComparison");
    let changed =
        pair("list_run_changes", "List who fares otherwise in another run", change_parameters());
    let changed = changed.answers(200, stretch).of("RunChangeList");
    Routes::new()
        .get("/api/v1/runs/{id}/services", read, list_services)
        .described(services.of("RunServiceList"))
        .get("/api/v1/runs/{id}/work", read, list_work)
        .described(work)
        .get("/api/v1/runs/{id}/curve", read, show_curve)
        .described(curve)
        .get("/api/v1/runs/{id}/bookings", read, list_bookings)
        .described(bookings.of("RunBookingList"))
        .get("/api/v1/runs/compare", read, compare_two)
        .described(compare)
        .get("/api/v1/runs/compare/services", read, list_changes)
        .described(changed)
}

fn service_parameters() -> Vec<Parameter> {
    let verdicts = RowVerdict::ALL.iter().map(|it| it.code()).collect();
    let kinds = vec![Kind::Service.code(), Kind::Process.code()];
    let sorts = vec!["position", "name", "tier", "back", "late", "chance"];
    let mut parameters = vec![
        Parameter::new("text", Shape::Text, "Only those whose name or code contains this."),
        Parameter::new("verdict", Shape::OneOf(verdicts), "Only those that fare so."),
        Parameter::new("tier", Shape::Whole(1, 4), "Only those of this tier."),
        Parameter::new("kind", Shape::OneOf(kinds), "Only services, or only processes."),
        Parameter::new(
            "past_mtd",
            Shape::Flag,
            "Only those past their MTD, as far as you read their impact analyses.",
        ),
        Parameter::new(
            "agency",
            Shape::Text,
            "Only those of the agency with this code, and of those below it.",
        ),
        Parameter::new(
            "sort",
            Shape::OneOf(sorts),
            "What decides the order. The order of restoration, if not said.",
        ),
        Parameter::new("descending", Shape::Flag, "From last to first."),
    ];
    parameters.extend(Parameter::stretch());
    parameters
}

fn work_parameters() -> Vec<Parameter> {
    let mut parameters = vec![Parameter::new(
        "crew",
        Shape::Id,
        "Only what this crew does, or what takes this equipment.",
    )];
    parameters.extend(Parameter::stretch());
    parameters
}

fn booking_parameters() -> Vec<Parameter> {
    let kinds = BookingKind::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = vec![Parameter::new("kind", Shape::OneOf(kinds), "Only of this kind.")];
    parameters.extend(Parameter::stretch());
    parameters
}

fn two_runs() -> Vec<Parameter> {
    vec![
        Parameter::new("a", Shape::Id, "The run before.").required(),
        Parameter::new("b", Shape::Id, "The run that is compared with it.").required(),
    ]
}

fn change_parameters() -> Vec<Parameter> {
    let changes = Change::ALL.iter().map(|it| it.code()).collect();
    let mut parameters = two_runs();
    parameters.push(Parameter::new("change", Shape::OneOf(changes), "In which way.").required());
    parameters.extend(Parameter::stretch());
    parameters
}

/// `GET /api/v1/runs/{id}/services`
async fn list_services(
    Caller(ctx): Caller,
    Path(id): Path<RunId>,
    address: Address,
) -> Answer<Json<List<ServiceForm>>> {
    let asked = Asked::read(&address, &service_parameters())?;
    let query = RowQuery {
        text: asked.text("text").unwrap_or_default().to_owned(),
        verdict: asked.text("verdict").and_then(RowVerdict::from_code),
        tier: asked.value("tier"),
        kind: asked.value("kind"),
        is_past_mtd: asked.flag("past_mtd"),
        agencies: agencies_asked(&ctx, &asked).await?,
        sort: asked.text("sort").and_then(RowSort::from_word).unwrap_or_default(),
        descending: asked.flag("descending"),
        paging: asked.paging(),
    };
    Ok(page(scenarios::services(&ctx, id, &query).await?, ServiceForm::from))
}

/// `GET /api/v1/runs/{id}/work`
async fn list_work(
    Caller(ctx): Caller,
    Path(id): Path<RunId>,
    address: Address,
) -> Answer<Json<List<WorkForm>>> {
    let asked = Asked::read(&address, &work_parameters())?;
    let found = scenarios::work(&ctx, id, asked.value("crew"), asked.paging()).await?;
    Ok(page(found, WorkForm::from))
}

/// `GET /api/v1/runs/{id}/curve`
async fn show_curve(Caller(ctx): Caller, Path(id): Path<RunId>) -> Answer<Json<CurveForm>> {
    Ok(Json(scenarios::curve(&ctx, id).await?.into()))
}

/// `GET /api/v1/runs/{id}/bookings`
async fn list_bookings(
    Caller(ctx): Caller,
    Path(id): Path<RunId>,
    address: Address,
) -> Answer<Json<List<BookingForm>>> {
    let asked = Asked::read(&address, &booking_parameters())?;
    let kind = asked.text("kind").and_then(BookingKind::from_code);
    let mut found = scenarios::bookings(&ctx, id).await?;
    found.retain(|it| kind.is_none_or(|kind| it.kind == kind));
    let (paging, n) = (asked.paging(), u64::try_from(found.len()).unwrap_or(u64::MAX));
    Ok(page(paging.of(paging.part(found), n), BookingForm::from))
}

/// `GET /api/v1/runs/compare`
async fn compare_two(Caller(ctx): Caller, address: Address) -> Answer<Json<ComparisonForm>> {
    let asked = Asked::read(&address, &two_runs())?;
    let (before, after) = runs(&asked);
    Ok(Json(scenarios::compare(&ctx, before, after).await?.into()))
}

/// `GET /api/v1/runs/compare/services`
async fn list_changes(Caller(ctx): Caller, address: Address) -> Answer<Json<List<ChangedForm>>> {
    let asked = Asked::read(&address, &change_parameters())?;
    let change = asked.text("change").and_then(Change::from_code).unwrap_or(Change::Later);
    let found = scenarios::changed(&ctx, runs(&asked), change, asked.paging()).await?;
    Ok(page(found, ChangedForm::from))
}

/// The two runs that the address names. [`Asked::read`] has seen that it does.
fn runs(asked: &Asked) -> (RunId, RunId) {
    let id = |name: &str| asked.value(name).unwrap_or(RunId::FIRST);
    (id("a"), id("b"))
}
