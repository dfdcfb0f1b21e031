//! Which agencies there are, by the size of the sample.

use super::Size;
use super::offices::{self, COMMON, FACETS, Office};
use crate::counties::{CAPITAL, COUNTIES, WEST};
use crate::people::agencies::AgencyKind;

/// How many agencies and services there are statewide.
const STATEWIDE: (usize, usize) = (500, 50_000);

/// How many services the state's own agencies deliver for each one in the demo.
const STATEWIDE_TIMES: usize = 3;

/// The agencies of the smallest sample, and how many services each delivers.
const SMALL: &[(&str, usize)] = &[
    ("franklin", 0),
    ("information-technology", 13),
    ("state-cio", 0),
    ("security-and-risk", 0),
    ("continuity-team", 0),
    ("commerce", 9),
    ("health", 9),
    ("public-safety", 9),
];

/// An agency, and what it delivers.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) parent: Option<String>,
    pub(super) name: String,
    pub(super) short: String,
    pub(super) aliases: Vec<String>,
    pub(super) kind: AgencyKind,
    /// Its own county, if it is of one county.
    pub(super) county_fips: Option<&'static str>,
    pub(super) headcount: u32,
    pub(super) mission: String,
    pub(super) users: String,
    /// Each with its tier.
    pub(super) services: Vec<(u8, String)>,
    /// Each with the level of service that it must keep.
    pub(super) processes: Vec<(String, String)>,
}

/// The agencies of a sample, each after the one that it is part of.
pub(super) fn units(size: Size) -> Vec<Unit> {
    match size {
        Size::Small => {
            let n_of = |code| SMALL.iter().find(|it| it.0 == code).map(|it| it.1);
            offices::all().filter_map(|it| Some(of_state(it, n_of(it.code)?))).collect()
        }
        Size::Demo => offices::all().map(|it| of_state(it, it.n_services)).collect(),
        Size::Statewide => {
            let of_state = offices::all().map(|it| of_state(it, it.n_services * STATEWIDE_TIMES));
            let mut units: Vec<Unit> = of_state.collect();
            let n_local = STATEWIDE.0 - units.len();
            let n_left = STATEWIDE.1 - units.iter().map(|it| it.services.len()).sum::<usize>();
            let local = LOCAL.iter().flat_map(|kind| COUNTIES.iter().map(move |it| (kind, it)));
            let local = local.filter(|(kind, it)| kind.of != "County Government" || it.0 != WEST.0);
            let n_services = |at| n_left * (at + 1) / n_local - n_left * at / n_local;
            let local = local.take(n_local).enumerate();
            units.extend(local.map(|(at, (kind, it))| of_county(kind, *it, n_services(at))));
            units
        }
    }
}

fn of_state(office: &Office, n_services: usize) -> Unit {
    let county_fips = match office.kind {
        AgencyKind::County => Some(WEST.0),
        _ => None,
    };
    Unit {
        code: office.code.to_owned(),
        parent: (!office.parent.is_empty()).then(|| office.parent.to_owned()),
        name: office.name.to_owned(),
        short: office.short.to_owned(),
        aliases: office.aliases.iter().map(|it| (*it).to_owned()).collect(),
        kind: office.kind,
        county_fips,
        headcount: office.headcount,
        mission: office.mission.to_owned(),
        users: office.users.to_owned(),
        services: services(office.services, office.short, n_services),
        processes: owned(office.processes),
    }
}

/// The first `n` services: its own, then what every agency delivers, then parts of its own.
fn services(own: &[&str], short: &str, n: usize) -> Vec<(u8, String)> {
    let common = COMMON.iter().map(|it| it.replace("{}", short));
    let whole: Vec<(u8, String)> =
        own.iter().map(|it| (*it).to_owned()).chain(common).map(|it| tiered(&it)).collect();
    let parts = FACETS.iter().flat_map(|facet| {
        whole.iter().map(move |(tier, name)| ((tier + 1).clamp(2, 4), format!("{name} {facet}")))
    });
    whole.iter().cloned().chain(parts).take(n).collect()
}

fn tiered(text: &str) -> (u8, String) {
    let (tier, name) = text.split_once(' ').unwrap_or(("4", text));
    (tier.parse().unwrap_or(4), name.to_owned())
}

fn owned(processes: &[(&str, &str)]) -> Vec<(String, String)> {
    processes.iter().map(|(name, level)| ((*name).to_owned(), (*level).to_owned())).collect()
}

/// A kind of local government, of which each county has one.
struct Local {
    of: &'static str,
    kind: AgencyKind,
    mission: &'static str,
    services: &'static [&'static str],
    processes: &'static [(&'static str, &'static str)],
}

const LOCAL: &[Local] = &[
    Local {
        of: "County Government",
        kind: AgencyKind::County,
        mission: "Serves the people of the county.",
        services: &[
            "1 Emergency dispatch",
            "2 Social services intake",
            "2 Jail records",
            "2 Tax payments",
            "2 Sheriff case records",
            "3 Property records",
            "3 Building permits",
            "3 Register of deeds",
            "3 Solid waste collection",
            "3 Animal shelter",
            "4 Library catalog",
            "4 Parks reservations",
        ],
        processes: &[
            ("Dispatch county responders", "a unit assigned within 2 minutes"),
            ("Collect property taxes", "deposits on the day they arrive"),
        ],
    },
    Local {
        of: "Health Department",
        kind: AgencyKind::SpecialDistrict,
        mission: "Protects the health of the county.",
        services: &[
            "1 Outbreak investigation",
            "2 Clinic appointments",
            "2 Immunization records",
            "2 Home health visits",
            "3 Food establishment permits",
            "3 Well and septic permits",
            "3 School nurse records",
            "4 Health education classes",
        ],
        processes: &[("Investigate outbreaks", "first calls within 4 hours")],
    },
    Local {
        of: "County Schools",
        kind: AgencyKind::SchoolDistrict,
        mission: "Teaches the children of the county.",
        services: &[
            "2 Student records",
            "2 Bus routing",
            "2 School closing notices",
            "2 Cafeteria accounts",
            "3 Learning platform",
            "3 Enrollment",
            "3 Substitute teachers",
            "4 Athletic events",
        ],
        processes: &[("Bring students to school", "route changes before 05:00")],
    },
    Local {
        of: "Water Authority",
        kind: AgencyKind::SpecialDistrict,
        mission: "Brings clean water, and takes waste water away.",
        services: &[
            "1 Water plant control",
            "1 Boil water notices",
            "2 Pump station telemetry",
            "2 Main break reports",
            "3 Water billing",
            "3 Meter readings",
            "4 New connections",
        ],
        processes: &[("Treat and deliver water", "pressure kept in every zone")],
    },
    Local {
        of: "Emergency Services District",
        kind: AgencyKind::SpecialDistrict,
        mission: "Sends fire engines and ambulances.",
        services: &[
            "1 Ambulance dispatch",
            "1 Fire alerting",
            "2 Patient care reports",
            "3 Hydrant inspections",
            "4 Burn permits",
        ],
        processes: &[("Send ambulances", "90% on scene within 12 minutes")],
    },
];

fn of_county(local: &Local, county: (&'static str, &str, f64, f64), n_services: usize) -> Unit {
    let (county_fips, county, _, _) = county;
    let name = format!("{county} {}", local.of);
    let short = name.trim_end_matches(" Government").to_owned();
    let alias = match local.kind {
        AgencyKind::County => format!("County of {county}"),
        _ => format!("{}, {county}", local.of),
    };
    let whole = services(local.services, &short, n_services);
    let is_own = |it: &str| !it.starts_with(&short);
    let named = whole.into_iter().map(|(tier, name)| match is_own(&name) {
        true => (tier, format!("{county} {}", lower(&name))),
        false => (tier, name),
    });
    Unit {
        code: super::draft::slug(&short),
        parent: Some("franklin".to_owned()),
        aliases: vec![alias],
        kind: local.kind,
        county_fips: Some(county_fips),
        headcount: if county_fips == CAPITAL.0 { 4_200 } else { 640 },
        mission: local.mission.to_owned(),
        users: format!("residents of {county} County"),
        services: named.collect(),
        processes: owned(local.processes),
        name,
        short,
    }
}

/// The same with a small first letter, to go on in a sentence.
pub(super) fn lower(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|it| it.to_lowercase().collect::<String>());
    // What starts with several capitals is a name, such as IT.
    match chars.clone().next() {
        Some(second) if second.is_uppercase() => text.to_owned(),
        _ => first.unwrap_or_default() + chars.as_str(),
    }
}
