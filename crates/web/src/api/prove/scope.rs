//! What the programme covers, for programs.

use std::collections::BTreeMap;

use app::Span;
use app::actor::Permission;
use app::prove::scope::{self, County, Distance, Integration, Provider, SiteLine};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::Routes;
use crate::api::inventory::{NamedForm, agency_asked};
use crate::api::{Asked, Caller};
use crate::error::Answer;
use crate::openapi::{Operation, Parameter, Shape, named};
use crate::request::{Address, Json};
use crate::routes::Access::Needs;

/// So many sites and distances are answered with.
const LINES_MAX: usize = 500;

const AGENCY: Parameter =
    Parameter::new("agency", Shape::Text, "Only the agency with this code, and those below it.");

pub(super) fn routes() -> Routes {
    let show = Operation::new("show_scope", "Readiness", "Count what the programme covers");
    let show = show.asks(vec![AGENCY]).may_refuse().answers(200, "The scope statement.");
    Routes::new()
        .get("/api/v1/scope", Needs(Permission::ReadReports), show_statement)
        .described(show.of("ScopeStatement"))
}

/// What the programme covers in an agency and below it, or wherever the caller may look.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ScopeForm {
    /// Which agency. Null for everything.
    agency: Option<Uuid>,
    /// How many agencies have something in it.
    n_agencies: u64,
    /// How many things there are, by kind.
    counts: BTreeMap<String, u64>,
    /// How many services run where. `unknown`: nobody has said.
    hosting: BTreeMap<String, u64>,
    /// How many services and processes need something technical.
    n_on_technology: u64,
    /// How many vendors services and processes depend on, directly or not.
    n_providers: u64,
    /// Those that most depend on.
    providers: Vec<ProviderForm>,
    /// Sites, those with most at them first: at most 500.
    sites: Vec<SiteForm>,
    /// Counties with sites.
    counties: Vec<CountyForm>,
    /// How far data centers and storage sites are apart: at most 500 pairs.
    distances: Vec<DistanceForm>,
    /// How many processes must be back within some time.
    n_critical: u64,
    /// The most integrated of them.
    integration: Vec<IntegrationForm>,
    /// The sum of the degrees of all of them.
    degree_sum: u64,
}

/// A vendor that services depend on.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScopeProvider")]
struct ProviderForm {
    /// Which.
    vendor: NamedForm,
    /// How many services and processes depend on it, directly or not.
    n_dependents: u64,
}

/// A site.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScopeSite")]
struct SiteForm {
    /// Which.
    site: NamedForm,
    /// How many services are there.
    n_services: u64,
    /// How many things of all kinds are there.
    n_items: u64,
}

/// A county with sites.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScopeCounty")]
struct CountyForm {
    /// Its five-digit FIPS code. Empty for sites without one.
    fips: String,
    /// How many sites are there.
    n_sites: u64,
    /// How many services are there.
    n_services: u64,
}

/// How far two sites are apart.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScopeDistance")]
struct DistanceForm {
    /// One of them.
    from: NamedForm,
    /// The other.
    to: NamedForm,
    /// In kilometers. Null if a position is not known.
    km: Option<f64>,
    /// What threatens both.
    shared_hazards: Vec<String>,
}

/// How integrated a process is.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ScopeIntegration")]
struct IntegrationForm {
    /// Which.
    process: NamedForm,
    /// How many things it needs, and how many need it.
    degree: u32,
    /// How soon it must be back.
    required: Span,
}

impl From<Provider> for ProviderForm {
    fn from(it: Provider) -> Self {
        ProviderForm { vendor: (&it.vendor).into(), n_dependents: it.n_dependents }
    }
}

impl From<SiteLine> for SiteForm {
    fn from(it: SiteLine) -> Self {
        let (n_services, n_items) = (it.n_services, it.n_items);
        SiteForm { site: (&it.site).into(), n_services, n_items }
    }
}

impl From<County> for CountyForm {
    fn from(it: County) -> Self {
        CountyForm { fips: it.fips, n_sites: it.n_sites, n_services: it.n_services }
    }
}

impl From<Distance> for DistanceForm {
    fn from(it: Distance) -> Self {
        let (from, to) = ((&it.from).into(), (&it.to).into());
        DistanceForm { from, to, km: it.km, shared_hazards: it.shared_hazards }
    }
}

impl From<Integration> for IntegrationForm {
    fn from(it: Integration) -> Self {
        let (degree, required) = (it.degree, it.required);
        IntegrationForm { process: (&it.process).into(), degree, required }
    }
}

/// `GET /api/v1/scope`
async fn show_statement(Caller(ctx): Caller, address: Address) -> Answer<Json<ScopeForm>> {
    let asked = Asked::read(&address, &[AGENCY])?;
    let agency = agency_asked(&ctx, &asked).await?;
    let found = scope::statement(&ctx, agency).await?;
    let counts = found.counts.into_iter().map(|(kind, n)| (kind.code().to_owned(), n));
    let hosting = found.hosting.into_iter().map(|(at, n)| {
        let at = at.map_or("unknown", |it| it.code());
        (at.to_owned(), n)
    });
    Ok(Json(ScopeForm {
        agency: found.agency.map(|(id, _)| id.into()),
        n_agencies: found.n_agencies,
        counts: counts.collect(),
        hosting: hosting.collect(),
        n_on_technology: found.n_on_technology,
        n_providers: found.n_providers,
        providers: found.providers.into_iter().map(Into::into).collect(),
        sites: found.sites.into_iter().take(LINES_MAX).map(Into::into).collect(),
        counties: found.counties.into_iter().map(Into::into).collect(),
        distances: found.distances.into_iter().take(LINES_MAX).map(Into::into).collect(),
        n_critical: found.n_critical,
        integration: found.integration.into_iter().map(Into::into).collect(),
        degree_sum: found.degree_sum,
    }))
}

pub(super) fn schemas(to: &mut SchemaGenerator, all: &mut BTreeMap<String, Value>) {
    named(all, "ScopeStatement", ScopeForm::json_schema(to).to_value());
}
