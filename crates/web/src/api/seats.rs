//! Work sites and the functions that count on them, for programs: seats, people, and who has none.

use std::collections::BTreeMap;

use app::actor::Permission;
use app::prove::seats::{self, Function, FunctionQuery, SeatStanding, SiteQuery, WorkSite};
use app::{Error, FieldProblem};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;

use crate::Routes;
use crate::api::inventory::{NamedForm, agencies_asked};
use crate::api::{self, Asked, Caller, List, Noun};
use crate::error::Answer;
use crate::openapi::{Parameter, Shape, list_of, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

const SITE: Noun = Noun { tag: "Work sites", name: "WorkSite" };
const FUNCTION: Noun = Noun { tag: "Work sites", name: "StaffedFunction" };

pub(super) fn routes() -> Routes {
    let sites = SITE.lists(
        ("list_work_sites", "List where people work when their site is lost, and who counts on it"),
        "A stretch of the list, by name.",
        site_parameters(),
    );
    let functions = FUNCTION.lists(
        ("list_staffed_functions", "List functions with the seats and the people they have"),
        "A stretch of the list, those first that are back first.",
        function_parameters(),
    );
    Routes::new()
        .get("/api/v1/work-sites", Needs(Permission::ReadInventory), list_sites)
        .described(sites)
        .get("/api/v1/staffing", Needs(seats::READ), list_functions)
        .described(functions)
}

fn scenario() -> Parameter {
    let only = "As if this scenario happened, by its code. As if all came at once if not said.";
    Parameter::new("scenario", Shape::Text, only)
}

fn site_parameters() -> Vec<Parameter> {
    let overbooked = "Only those on which more people count than there are seats.";
    api::filters(
        "Only those whose name contains this.",
        vec![
            scenario(),
            Parameter::new("ready", Shape::Flag, "Whether only the ready ones, or the others."),
            Parameter::new("overbooked", Shape::Flag, overbooked),
        ],
    )
}

fn function_parameters() -> Vec<Parameter> {
    let standings = SeatStanding::ALL.iter().map(|it| it.code()).collect();
    api::filters(
        "Only those whose name contains this.",
        vec![
            scenario(),
            Parameter::new("critical", Shape::Flag, "Only those that are critical."),
            Parameter::new("without", Shape::Flag, "Only those whose people have nowhere to go."),
            Parameter::new("short", Shape::Flag, "Only those with fewer people than they take."),
            Parameter::new("standing", Shape::OneOf(standings), "Only those that stand so."),
        ],
    )
}

/// A site at which people could work when theirs is lost.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct SiteForm {
    /// The site.
    site: NamedForm,
    /// Whose it is, by name. Empty: you may not know.
    agency: String,
    /// How many people can work there. Null: nobody has said.
    seats: Option<u32>,
    /// How many seats are counted on.
    asked: u32,
    /// How many are left. Negative: so many people have none.
    left: i64,
    /// By whom they are counted on, as far as you may know, the most first.
    agencies: Vec<ShareForm>,
    /// Whether others count on them of whom you may not know.
    has_others: bool,
    /// For how many functions.
    n_functions: u32,
    /// Whether the scenario takes it as well.
    is_lost: bool,
    /// Whether people could work there today: `ready`, `never_inspected`, `inspected_long_ago` or
    /// `lacks`.
    readiness: &'static str,
}

/// An agency that counts on seats.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "WorkSiteShare")]
struct ShareForm {
    /// Which, by name.
    agency: String,
    /// On how many.
    seats: u32,
}

/// A function with its seats and its people.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "StaffedFunction")]
pub(super) struct FunctionForm {
    /// The process.
    process: NamedForm,
    /// Whose it is, by name. Empty: you may not know.
    agency: String,
    /// How soon it comes back, by importance.
    tier: Option<u8>,
    /// Whether it must go on within 12 hours, or comes back first of all.
    is_critical: bool,
    /// Where it works.
    home: Option<NamedForm>,
    /// How many seats it needs elsewhere. Null: nobody has said.
    seats: Option<u32>,
    /// Where it has some.
    seats_at: Vec<SeatsForm>,
    /// How it stands with them, such as `no_seat`.
    standing: &'static str,
    /// How many people it takes at least. Null: nobody has said.
    people_min: Option<u32>,
    /// Who can do it, of those who still work here, by code of the person.
    people: Vec<String>,
    /// By how many people it is short.
    n_short: u32,
}

/// Seats at a site.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "SeatsAtSite")]
struct SeatsForm {
    /// The site.
    site: NamedForm,
    /// How many.
    seats: u32,
}

impl From<WorkSite> for SiteForm {
    fn from(it: WorkSite) -> Self {
        let left = it.left();
        let share = |(_, agency, seats)| ShareForm { agency, seats };
        SiteForm {
            site: (&it.site).into(),
            agency: it.agency.1,
            seats: it.seats,
            asked: it.asked,
            left,
            agencies: it.agencies.into_iter().map(share).collect(),
            has_others: it.has_others,
            n_functions: it.n_functions,
            is_lost: it.is_lost,
            readiness: it.readiness.code(),
        }
    }
}

impl From<Function> for FunctionForm {
    fn from(it: Function) -> Self {
        let n_short = it.short();
        let at = it.seats_at.iter().map(|it| SeatsForm { site: (&it.0).into(), seats: it.1 });
        FunctionForm {
            process: (&it.process).into(),
            agency: it.agency.1,
            tier: it.tier,
            is_critical: it.is_critical,
            home: it.home.as_ref().map(Into::into),
            seats: it.seats,
            seats_at: at.collect(),
            standing: it.standing.code(),
            people_min: it.people_min,
            people: it.people,
            n_short,
        }
    }
}

/// `GET /api/v1/work-sites`
async fn list_sites(Caller(ctx): Caller, address: Address) -> Answer<Json<List<SiteForm>>> {
    let asked = Asked::read(&address, &site_parameters())?;
    let query = SiteQuery {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        scenario: asked.text("scenario").map(str::to_owned),
        is_ready: asked.value("ready"),
        is_overbooked: asked.flag("overbooked"),
        paging: asked.paging(),
        ..SiteQuery::default()
    };
    let found = of_scenario(&asked, seats::work_sites(&ctx, &query).await)?;
    Ok(api::page(found.page, Into::into))
}

/// `GET /api/v1/staffing`
async fn list_functions(Caller(ctx): Caller, address: Address) -> Answer<Json<List<FunctionForm>>> {
    let asked = Asked::read(&address, &function_parameters())?;
    let query = FunctionQuery {
        text: asked.text("text").unwrap_or_default().to_owned(),
        agencies: agencies_asked(&ctx, &asked).await?,
        scenario: asked.text("scenario").map(str::to_owned),
        is_critical: asked.flag("critical"),
        is_without: asked.flag("without"),
        is_short: asked.flag("short"),
        standing: asked.text("standing").and_then(SeatStanding::from_code),
        paging: asked.paging(),
        ..FunctionQuery::default()
    };
    let found = of_scenario(&asked, seats::functions(&ctx, &query).await)?;
    Ok(api::page(found.page, Into::into))
}

/// What was found, or that there is no such scenario: nothing else is named that may be missing.
fn of_scenario<T>(asked: &Asked, found: app::Result<T>) -> Answer<T> {
    match (found, asked.text("scenario")) {
        (Err(Error::NotFound(_)), Some(code)) => {
            let reason = format!("There is no scenario called “{code}”.");
            Err(FieldProblem::new("scenario", reason).into())
        }
        (found, _) => Ok(found?),
    }
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "WorkSite", SiteForm::json_schema(to).to_value());
    list_of(all, "WorkSiteList", "WorkSite");
    list_of(all, "StaffedFunctionList", "StaffedFunction");
}
