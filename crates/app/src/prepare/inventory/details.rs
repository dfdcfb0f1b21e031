//! What only one kind of item has.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Kind, off_hours};
use crate::{FieldProblem, Span};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($choice:ident = $code:literal $title:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $(#[doc = $title] #[serde(rename = $code)] $choice,)*
        }

        impl $name {
            /// Every choice, with its name for programs and for people.
            pub const CHOICES: &[(&str, &str)] = &[$(($code, $title),)*];

            /// Its name for programs.
            pub const fn code(self) -> &'static str {
                match self { $($name::$choice => $code,)* }
            }

            /// Its name for people.
            pub const fn title(self) -> &'static str {
                match self { $($name::$choice => $title,)* }
            }
        }
    )*};
}

choices! {
    /// What kind of facility a service is.
    ServiceType {
        Application = "application" "Application",
        ComputerSystem = "computer_system" "Computer system",
        Network = "network" "Network",
        Telecommunications = "telecommunications" "Telecommunications",
        TechnicalSupport = "technical_support" "Technical support",
        ServiceDesk = "service_desk" "Service desk",
        DataService = "data_service" "Data service",
        Facility = "facility" "Facility",
    }
    /// How much the state depends on a service.
    Importance {
        Essential = "essential" "Mission essential",
        Important = "important" "Important",
        Supporting = "supporting" "Supporting",
    }
    /// Where a service runs.
    Hosting {
        StateDataCenter = "state_data_center" "State data center",
        AgencySite = "agency_site" "Agency site",
        Cloud = "cloud" "Cloud",
        Saas = "saas" "Software as a service",
        Vendor = "vendor" "Vendor",
    }
    /// What would happen if it were lost (FIPS 199).
    ImpactLevel {
        Low = "low" "Low",
        Moderate = "moderate" "Moderate",
        High = "high" "High",
    }
    /// What an asset is.
    AssetType {
        Server = "server" "Server",
        VirtualMachine = "virtual_machine" "Virtual machine",
        Mainframe = "mainframe" "Mainframe",
        Database = "database" "Database",
        Storage = "storage" "Storage",
        NetworkDevice = "network_device" "Network device",
        Circuit = "circuit" "Circuit",
        Identity = "identity" "Identity system",
        Software = "software" "Software",
        Backup = "backup" "Backup system",
        Power = "power" "Power supply",
        Radio = "radio" "Radio system",
        Endpoint = "endpoint" "Workplace equipment",
        Other = "other" "Other",
    }
    /// What an asset is for.
    Environment {
        Production = "production" "Production",
        Recovery = "recovery" "Recovery",
        Test = "test" "Test",
    }
    /// How sensitive data are.
    Classification {
        Public = "public" "Public",
        Restricted = "restricted" "Restricted",
        HighlyRestricted = "highly_restricted" "Highly restricted",
    }
    /// What a site is for.
    SiteRole {
        PrimaryDataCenter = "primary_data_center" "Primary data center",
        AlternateDataCenter = "alternate_data_center" "Alternate data center",
        AlternateStorage = "alternate_storage" "Alternate storage",
        Office = "office" "Office",
        AlternateOffice = "alternate_office" "Alternate work site",
        Hub = "hub" "Network hub",
    }
    /// How ready a site stands by.
    Readiness {
        Cold = "cold" "Cold",
        Warm = "warm" "Warm",
        Hot = "hot" "Hot",
        Mirrored = "mirrored" "Mirrored",
    }
    /// How the members of a redundancy group share the work.
    Arrangement {
        ActiveActive = "active_active" "Active/active: all of them work",
        ActivePassive = "active_passive" "Active/passive: others stand by",
        SpareOne = "n_plus_one" "N+1: one more than it takes",
        Cluster = "cluster" "Cluster: what one did moves to others",
    }
    /// How others take over when a member of a redundancy group is lost.
    Failover {
        Automatic = "automatic" "Automatic",
        Manual = "manual" "By hand",
    }
    /// How much depends on a vendor.
    VendorTier {
        Critical = "critical" "Critical",
        Important = "important" "Important",
        Other = "other" "Other",
    }
    /// What a team is for.
    TeamRole {
        Response = "response" "Emergency response",
        Recovery = "recovery" "Disaster recovery",
        CrisisManagement = "crisis_management" "Crisis management",
        DamageAssessment = "damage_assessment" "Damage assessment",
        Reconstitution = "reconstitution" "Reconstitution",
        Communications = "communications" "Communications",
        Security = "security" "Security",
        Steering = "steering" "Continuity steering",
    }
    /// When a crew can be called.
    Hours {
        Always = "always" "Around the clock",
        Business = "business" "Business hours",
    }
}

/// Confidentiality, integrity and availability: what the loss of each would mean (FIPS 199).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Protection {
    /// If it became known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidentiality: Option<ImpactLevel>,
    /// If it became wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integrity: Option<ImpactLevel>,
    /// If it were gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<ImpactLevel>,
}

macro_rules! details {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields, default)]
            pub struct $name {
                $($(#[$field_doc])* #[serde(skip_serializing_if = "is_empty")] pub $field: $type,)*
            }
        )*
    };
}

/// Whether a field says nothing, so that documents leave it out.
fn is_empty<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

details! {
    /// What only a service has.
    ServiceDetails {
        /// What kind of facility it is.
        facility: Option<ServiceType>,
        /// How much the state depends on it.
        importance: Option<Importance>,
        /// Where it runs.
        hosting: Option<Hosting>,
        /// What the loss of each kind of protection would mean.
        protection: Protection,
        /// Who uses it, and how many they are.
        users: String,
    }
    /// What only a business process has.
    ProcessDetails {
        /// What it produces.
        products: String,
        /// The level of service it must keep, such as "60% of payments within 2 days".
        required_level: String,
        /// When it is busiest.
        peaks: String,
        /// How people manage without its systems.
        workaround: String,
        /// For how long they can.
        workaround_holds: Option<Span>,
        /// How many people it takes at least.
        people_min: Option<u32>,
        /// Who can do it, by code of person.
        people: Vec<String>,
        /// How many of them need a seat elsewhere when their site is lost.
        seats: Option<u32>,
        /// Where those seats are, one site on each line with how many: "west-office 12".
        seats_at: Vec<String>,
    }
    /// What only an asset has.
    AssetDetails {
        /// What it is.
        asset_type: Option<AssetType>,
        /// What it is for.
        environment: Option<Environment>,
        /// Make and model.
        product: String,
        /// Which version of the product. Its name differs from that of the record's own version.
        product_version: String,
        /// When its maker stops supporting it.
        support_ends: Option<NaiveDate>,
        /// What the loss of each kind of protection would mean.
        protection: Protection,
    }
    /// What only a data set has.
    DataSetDetails {
        /// How sensitive it is.
        classification: Option<Classification>,
        /// What the loss of each kind of protection would mean.
        protection: Protection,
        /// How long it is kept, and by which rule.
        retention: String,
        /// Whether it is encrypted where it lies.
        encrypted_at_rest: bool,
        /// Whether it is encrypted on its way.
        encrypted_in_transit: bool,
    }
    /// What only a site has.
    SiteDetails {
        /// What it is for.
        site_role: Option<SiteRole>,
        /// How ready it stands by.
        readiness: Option<Readiness>,
        /// Street and town.
        address: String,
        /// Its county, by five-digit FIPS code.
        county_fips: String,
        /// Degrees north (WGS 84).
        latitude: Option<f64>,
        /// Degrees east (WGS 84); negative in America.
        longitude: Option<f64>,
        /// How many people can work there.
        seats: Option<u32>,
        /// How long its generators run without fuel.
        generator_holds: Option<Span>,
        /// Whether somebody is there around the clock.
        staffed_always: bool,
        /// What secures it.
        security: Vec<String>,
        /// What threatens it.
        hazards: Vec<String>,
        /// How much it can take, such as "racks: 40 of 60".
        capacity: Vec<String>,
    }
    /// What only a vendor has.
    VendorDetails {
        /// How much depends on it.
        vendor_tier: Option<VendorTier>,
        /// How to reach it.
        contact: String,
        /// When the agreement ends.
        agreement_ends: Option<NaiveDate>,
        /// When it last showed that its own plan works.
        evidence_on: Option<NaiveDate>,
    }
    /// What only a team has.
    TeamDetails {
        /// What it is for.
        team_role: Option<TeamRole>,
        /// Its members, by code of person.
        members: Vec<String>,
        /// Who stands in for whom: alternates, by code of person.
        alternates: Vec<String>,
        /// What its members can do.
        skills: Vec<String>,
        /// How many it takes at least.
        members_min: Option<u32>,
    }
    /// What only a crew has.
    CrewDetails {
        /// What it can restore.
        skill: String,
        /// How many people it has.
        people: Option<u32>,
        /// How many of them are there outside business hours. None said: all of them.
        people_off_hours: Option<u32>,
        /// When it can be called.
        hours: Option<Hours>,
    }
    /// What only equipment has.
    EquipmentDetails {
        /// How many of it there are.
        units: Option<u32>,
        /// What one of it is called, such as "generator" or "Mbit/s".
        unit: String,
    }
    /// What only a redundancy group has.
    GroupDetails {
        /// How many of the things it needs suffice.
        suffice: Option<u32>,
        /// How its members share the work.
        arrangement: Option<Arrangement>,
        /// How others take over when one is lost.
        failover: Option<Failover>,
    }
}

macro_rules! kinds {
    ($($kind:ident($details:ident),)*) => {
        /// What only items of one kind have.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Details {
            $(#[doc = concat!("Of a ", stringify!($kind), ".")] $kind($details),)*
        }

        impl Details {
            /// Nothing yet, for an item of `kind`.
            pub fn none(kind: Kind) -> Details {
                match kind { $(Kind::$kind => Details::$kind($details::default()),)* }
            }

            /// The kind of item that they belong to.
            pub fn kind(&self) -> Kind {
                match self { $(Details::$kind(_) => Kind::$kind,)* }
            }

            /// As a document writes them.
            pub fn to_map(&self) -> Map<String, Value> {
                let value = match self { $(Details::$kind(it) => serde_json::to_value(it),)* };
                match value {
                    Ok(Value::Object(map)) => map,
                    _ => Map::new(),
                }
            }

            /// What a document says of an item of `kind`.
            pub fn from_map(kind: Kind, map: Map<String, Value>) -> Result<Details, FieldProblem> {
                let value = Value::Object(map);
                let details = match kind {
                    $(Kind::$kind => serde_path_to_error::deserialize(value).map(Details::$kind),)*
                };
                details.map_err(|it| {
                    let reason = crate::misread::in_words(&it.inner().to_string(), &[]);
                    match it.path().to_string().as_str() {
                        "." => FieldProblem::new("details", reason),
                        path => FieldProblem::new(format!("details.{path}"), reason),
                    }
                })
            }

            /// The JSON Schema of the details of an item of `kind`.
            pub fn schema(kind: Kind, to: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match kind { $(Kind::$kind => to.subschema_for::<$details>(),)* }
            }
        }
    };
}

kinds! {
    Service(ServiceDetails),
    Process(ProcessDetails),
    Asset(AssetDetails),
    DataSet(DataSetDetails),
    Site(SiteDetails),
    Vendor(VendorDetails),
    Team(TeamDetails),
    Crew(CrewDetails),
    Equipment(EquipmentDetails),
    Group(GroupDetails),
}

/// The site and the number of seats that a line such as `west-office 12` says.
pub(crate) fn seats_in(line: &str) -> Option<(&str, u32)> {
    let (site, number) = line.trim().rsplit_once(' ')?;
    let number = number.parse().ok().filter(|it| (1..=1_000_000).contains(it))?;
    let site = site.trim().trim_end_matches(':');
    (!site.is_empty()).then_some((site, number))
}

impl Details {
    /// What the loss of each kind of protection would mean, for kinds that have it.
    pub fn protection(&self) -> Option<Protection> {
        match self {
            Details::Service(it) => Some(it.protection),
            Details::Asset(it) => Some(it.protection),
            Details::DataSet(it) => Some(it.protection),
            _ => None,
        }
    }

    /// How many people a crew has, or how many units of equipment there are, if somebody has said.
    pub fn strength(&self) -> Option<u32> {
        match self {
            Details::Crew(it) => it.people,
            Details::Equipment(it) => it.units,
            _ => None,
        }
    }

    /// Where it is, if it is a site and somebody has said.
    pub fn position(&self) -> Option<(f64, f64)> {
        match self {
            Details::Site(it) => it.latitude.zip(it.longitude),
            _ => None,
        }
    }

    /// What is said but cannot be true, field by field.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |holds: bool, field: &'static str, reason: &'static str| {
            if !holds {
                problems.push(FieldProblem::new(field, reason));
            }
        };
        match self {
            Details::Site(it) => {
                let within = |it: Option<f64>, max: f64| it.is_none_or(|it| it.abs() <= max);
                check(within(it.latitude, 90.0), "latitude", "Use degrees from -90 to 90.");
                check(within(it.longitude, 180.0), "longitude", "Use degrees from -180 to 180.");
                let fips = it.county_fips.as_str();
                let is_fips = fips.len() == 5 && fips.bytes().all(|it| it.is_ascii_digit());
                check(
                    fips.is_empty() || is_fips,
                    "county_fips",
                    "Use a five-digit FIPS code such as 37183.",
                );
            }
            Details::Group(it) => {
                check(it.suffice != Some(0), "suffice", "At least one of them must be needed.");
            }
            Details::Crew(it) => {
                check(it.people != Some(0), "people", "A crew has at least one person.");
                for (holds, reason) in off_hours::rules(it) {
                    check(holds, "people_off_hours", reason);
                }
            }
            Details::Equipment(it) => {
                check(it.units != Some(0), "units", "There is at least one of it.");
                let is_short = it.unit.chars().count() <= 40 && !it.unit.contains(char::is_control);
                check(is_short, "unit", "Use one line of at most 40 characters.");
            }
            Details::Process(it) => {
                let seats = it.seats_at.iter().map(|line| seats_in(line));
                let sites: Vec<&str> = seats.clone().flatten().map(|it| it.0).collect();
                let all = sites.len() == it.seats_at.len();
                check(all, "seats_at", "Write the code of a site and a number: west-office 12.");
                let once = sites.iter().collect::<BTreeSet<_>>().len() == sites.len();
                check(once, "seats_at", "Name each site once.");
            }
            _ => {}
        }
        problems
    }
}
