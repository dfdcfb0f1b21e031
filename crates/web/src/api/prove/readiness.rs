//! How ready an agency is, or the state, for programs.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::prepare::inventory::{Proof, Standing};
use app::prove::readiness::{
    self, AgencyFigures, Behind, Counted, Figure, Figures, Late, SinglePoint,
};
use app::{Span, Timestamp};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::explanation::PartForm;
use crate::Routes;
use crate::api::inventory::{NamedForm, agency_asked};
use crate::api::{Asked, Caller, List, page};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

const AGENCY: Parameter =
    Parameter::new("agency", Shape::Text, "Only the agency with this code, and those below it.");

pub(super) fn routes() -> Routes {
    let read = Needs(Permission::ReadReports);
    let operation = |id: &str, summary: &str| Operation::new(id, "Readiness", summary).may_refuse();
    let show = operation("show_readiness", "Count the services that recover in time");
    let show = show.asks(vec![AGENCY]).answers(200, "The figures.").of("ReadinessReport");
    let late = operation("list_late_services", "List the services that would be back too late");
    let late = late.asks(parameters()).answers(200, "The worst first.").of("LateList");
    let services = operation("list_counted_services", "List the services behind a figure");
    let services = services.asks(of_figure()).answers(200, "The most important first.");
    let points = operation("list_single_points", "List single points of failure");
    let points = points.asks(parameters()).answers(200, "Those that take most with them first.");
    let gaps = operation("show_completeness", "Count what has not been said yet");
    let gaps = gaps.asks(vec![AGENCY]).answers(200, "What is missing.").of("MissingList");
    Routes::new()
        .get("/api/v1/readiness", read, show_figures)
        .described(show)
        .get("/api/v1/readiness/late", read, list_late)
        .described(late)
        .get("/api/v1/readiness/services", read, list_services)
        .described(services.of("CountedServiceList"))
        .get("/api/v1/readiness/missing", read, list_missing)
        .described(gaps)
        .get("/api/v1/single-points", read, list_points)
        .described(points.of("SinglePointList"))
}

fn parameters() -> Vec<Parameter> {
    let mut parameters = vec![AGENCY];
    parameters.extend(Parameter::stretch());
    parameters
}

fn of_figure() -> Vec<Parameter> {
    let figures = Figure::ALL.iter().map(|it| it.0).collect();
    let mut parameters = parameters();
    let what = "Only the services of this figure; otherwise all that are counted.";
    parameters.push(Parameter::new("figure", Shape::OneOf(figures), what));
    parameters
}

/// How many services stand how.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Figures")]
struct FiguresForm {
    /// All that are counted.
    n_services: u64,
    /// Those that can be back in time.
    n_met: u64,
    /// Those that can, with little time to spare.
    n_at_risk: u64,
    /// Those that cannot.
    n_missed: u64,
    /// Those that are in time as far as times are known, and of which some are not: when they are back
    /// is known as a least.
    n_at_least: u64,
    /// Those of which nothing is known.
    n_unknown: u64,
    /// Those that nobody has said how soon they must be back.
    n_no_target: u64,
    /// Those that are not late if each part has people of its own, and are with the crews there are, each
    /// as if they worked for it alone.
    n_late_with_crews: u64,
    /// Those of which that is not found out yet: the server goes through them after each change.
    n_not_tried: u64,
    /// Those of which it cannot be, because they rest on too much.
    n_too_large: u64,
    /// Those whose impact was analyzed, or that of a process that requires them.
    n_analyzed: u64,
    /// Those whose own recovery was seen to work in the last two years.
    n_proven: u64,
    /// People whom agencies have named to be called.
    n_contacts: u64,
    /// Those of them with a channel that is known to work.
    n_verified: u64,
}

impl From<&Figures> for FiguresForm {
    fn from(it: &Figures) -> Self {
        FiguresForm {
            n_services: it.n_services,
            n_met: it.n_met,
            n_at_risk: it.n_at_risk,
            n_missed: it.n_missed,
            n_at_least: it.n_at_least,
            n_unknown: it.n_unknown,
            n_no_target: it.n_no_target,
            n_late_with_crews: it.n_late_with_crews,
            n_not_tried: it.n_not_tried,
            n_too_large: it.n_too_large,
            n_analyzed: it.n_analyzed,
            n_proven: it.n_proven,
            n_contacts: it.n_contacts,
            n_verified: it.n_verified,
        }
    }
}

/// The figures of one agency, without those below it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "AgencyFigures")]
struct AgencyForm {
    /// Its id.
    id: Uuid,
    /// Its short name.
    code: String,
    /// What it is called.
    name: String,
    /// The codes from the state down to it.
    path: String,
    /// What was counted.
    figures: FiguresForm,
}

impl From<&AgencyFigures> for AgencyForm {
    fn from(it: &AgencyFigures) -> Self {
        AgencyForm {
            id: it.id.into(),
            code: it.code.clone(),
            name: it.name.clone(),
            path: it.path.clone(),
            figures: (&it.figures).into(),
        }
    }
}

/// What holds services back.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Reason")]
struct ReasonForm {
    /// What adds most to their recovery.
    item: NamedForm,
    /// How many services miss their target because of it.
    n_services: u64,
}

/// How ready an agency is, with all below it, or everything that the caller may see.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ReadinessForm {
    /// The last event that it knows of.
    seq: i64,
    /// When it was computed.
    computed_at: Timestamp,
    /// Which services are counted.
    counted: String,
    /// All of them together.
    total: FiguresForm,
    /// Each agency alone, in the order of the tree.
    agencies: Vec<AgencyForm>,
    /// What holds them back most often.
    reasons: Vec<ReasonForm>,
}

/// A service that would be back too late, or barely in time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct LateForm {
    /// Which.
    service: NamedForm,
    /// Whose it is: name of the agency.
    agency: String,
    /// How soon it must be back, by importance.
    tier: Option<u8>,
    /// How it stands.
    standing: Standing,
    /// How soon it must be back.
    required: Span,
    /// How soon it can be.
    achievable: Span,
    /// How much too late it would be.
    over: Span,
    /// Whether all times behind it are known.
    is_complete: bool,
    /// What adds most to that, if it is something else.
    held_by: Option<NamedForm>,
    /// What stands behind its own recovery time.
    proof: Option<Proof>,
}

impl From<Late> for LateForm {
    fn from(it: Late) -> Self {
        LateForm {
            over: it.over(),
            service: (&it.service).into(),
            agency: it.agency,
            tier: it.tier,
            standing: it.standing,
            required: it.required,
            achievable: it.achievable,
            is_complete: it.is_complete,
            held_by: it.held_by.as_ref().map(Into::into),
            proof: it.proof,
        }
    }
}

/// A service that is counted, and how it stands.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct CountedForm {
    /// Which.
    service: NamedForm,
    /// Whose it is: name of the agency.
    agency: String,
    /// How soon it must be back, by importance.
    tier: Option<u8>,
    /// How it stands if each part has people of its own.
    standing: Standing,
    /// How soon it must be back.
    required: Option<Span>,
    /// How soon it can be, if each part has people of its own.
    achievable: Option<Span>,
    /// Whether all times behind it are known.
    is_complete: bool,
    /// When it is back with the crews there are, if that is known by now and later.
    with_crews: Option<ByCrewsForm>,
    /// What stands behind its own recovery time.
    proof: Option<Proof>,
}

/// When something is back with the crews there are, each as if they worked for it alone.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ByCrews")]
struct ByCrewsForm {
    /// After how long. Null: never, because a crew has nobody.
    finish: Option<Span>,
    /// Whether all that it waits for is known. If not, that is the least.
    is_complete: bool,
}

impl From<Counted> for CountedForm {
    fn from(it: Counted) -> Self {
        CountedForm {
            service: (&it.service).into(),
            agency: it.agency,
            tier: it.tier,
            standing: it.outcome.standing,
            required: it.outcome.required_rto,
            achievable: it.outcome.achievable_rto,
            is_complete: it.outcome.is_complete,
            with_crews: it
                .with_crews
                .map(|it| ByCrewsForm { finish: it.finish, is_complete: it.is_complete }),
            proof: it.proof,
        }
    }
}

/// Something that has not been said, and of how many.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct MissingForm {
    /// What.
    what: &'static str,
    /// Of how many it has not been said.
    n_missing: u64,
    /// Of how many it should have been.
    n_all: u64,
}

/// Something whose loss takes others down, with nothing to take its place.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct PointForm {
    /// What.
    part: PartForm,
    /// Whose: name of the agency.
    agency: String,
    /// How many items with a target go down with it.
    n_down: u32,
    /// How long its own restoration takes, if anybody has said.
    restore: Option<Span>,
}

impl From<SinglePoint> for PointForm {
    fn from(it: SinglePoint) -> Self {
        let part = (&it.part).into();
        PointForm { part, agency: it.agency, n_down: it.n_down, restore: it.restore }
    }
}

/// `GET /api/v1/readiness`
async fn show_figures(Caller(ctx): Caller, address: Address) -> Answer<Json<ReadinessForm>> {
    let asked = Asked::read(&address, &[AGENCY])?;
    let agency = agency_asked(&ctx, &asked).await?;
    let found = readiness::readiness(&ctx, agency, 1).await?;
    let reasons = found.reasons.iter();
    Ok(Json(ReadinessForm {
        seq: found.seq,
        computed_at: found.computed_at,
        counted: found.basis.title().to_owned(),
        total: (&found.total).into(),
        agencies: found.agencies.iter().map(Into::into).collect(),
        reasons: reasons
            .map(|it| ReasonForm { item: (&it.item).into(), n_services: it.n_services })
            .collect(),
    }))
}

/// `GET /api/v1/readiness/late`
async fn list_late(Caller(ctx): Caller, address: Address) -> Answer<Json<List<LateForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let agency = agency_asked(&ctx, &asked).await?;
    Ok(page(readiness::late(&ctx, agency, asked.paging()).await?, LateForm::from))
}

/// `GET /api/v1/readiness/services`
async fn list_services(Caller(ctx): Caller, address: Address) -> Answer<Json<List<CountedForm>>> {
    let asked = Asked::read(&address, &of_figure())?;
    let agency = agency_asked(&ctx, &asked).await?;
    let figure = asked.text("figure").and_then(Figure::from_word).unwrap_or_default();
    let behind = Behind { figure, agency, ..Behind::default() };
    Ok(page(readiness::behind(&ctx, behind, asked.paging()).await?, CountedForm::from))
}

/// `GET /api/v1/readiness/missing`
async fn list_missing(Caller(ctx): Caller, address: Address) -> Answer<Json<List<MissingForm>>> {
    let asked = Asked::read(&address, &[AGENCY])?;
    let agency = agency_asked(&ctx, &asked).await?;
    let (gaps, _) = readiness::completeness(&ctx, agency).await?;
    let forms = gaps.iter().map(|it| MissingForm {
        what: it.kind.title(),
        n_missing: it.n_missing,
        n_all: it.n_all,
    });
    Ok(Json(List::whole(forms.collect())))
}

/// `GET /api/v1/single-points`
async fn list_points(Caller(ctx): Caller, address: Address) -> Answer<Json<List<PointForm>>> {
    let asked = Asked::read(&address, &parameters())?;
    let agency = agency_asked(&ctx, &asked).await?;
    Ok(page(readiness::single_points(&ctx, agency, asked.paging()).await?, PointForm::from))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ReadinessReport", ReadinessForm::json_schema(to).to_value());
    named(all, "LateService", LateForm::json_schema(to).to_value());
    list_of(all, "LateList", "LateService");
    named(all, "CountedService", CountedForm::json_schema(to).to_value());
    list_of(all, "CountedServiceList", "CountedService");
    named(all, "MissingCount", MissingForm::json_schema(to).to_value());
    list_of(all, "MissingList", "MissingCount");
    named(all, "SinglePoint", PointForm::json_schema(to).to_value());
    list_of(all, "SinglePointList", "SinglePoint");
}
