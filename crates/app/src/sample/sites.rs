//! The places: two data centers, hubs, and the offices of agencies.

use super::draft::{Draft, item};
use super::random::Random;
use crate::Span;
use crate::counties::{CAPITAL, COUNTIES, County, WEST};
use crate::prepare::inventory::{
    Details, ItemDocument, Proof, ProofSource, Readiness, SiteDetails, SiteRole,
};

/// The primary data center.
pub(super) const EAST: &str = "eastern-data-center";
/// The alternate one.
pub(super) const WEST_CENTER: &str = "western-data-center";
/// Where troopers and ambulances are dispatched from.
pub(super) const COMMUNICATIONS: &str = "public-safety-communications-center";

/// The counties in which agencies have offices besides the capital.
const REGIONS: [&str; 24] = [
    "37119", "37081", "37067", "37063", "37021", "37051", "37129", "37147", "37133", "37071",
    "37035", "37135", "37101", "37127", "37191", "37049", "37155", "37125", "37097", "37089",
    "37189", "37139", "37023", "37161",
];

const HAZARDS: [&str; 8] = [
    "Hurricane wind",
    "River flooding",
    "Ice storm",
    "Tornado",
    "Wildfire",
    "Landslide",
    "Prolonged power loss",
    "Chemical release on the railroad",
];

const STREETS: [&str; 10] = [
    "Main Street",
    "Courthouse Square",
    "Industrial Drive",
    "Old Mill Road",
    "Commerce Boulevard",
    "Depot Street",
    "Veterans Parkway",
    "College Avenue",
    "Railroad Avenue",
    "Governor's Lane",
];

const IT: &str = "information-technology";

pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("sites");
    data_centers(draft);
    hubs(draft, &mut random);
    if draft.units.iter().any(|it| it.code == "public-safety") {
        communications(draft);
    }
    offices(draft, &mut random);
    alternates(draft, &mut random);
}

fn data_centers(draft: &mut Draft) {
    let security = ["Guards around the clock", "Two-factor entry", "Cameras", "Mantrap"];
    let place = |county: County, role, readiness| SiteDetails {
        site_role: Some(role),
        readiness: Some(readiness),
        county_fips: county.0.to_owned(),
        latitude: Some(county.2),
        longitude: Some(county.3),
        staffed_always: true,
        security: security.map(str::to_owned).into(),
        ..SiteDetails::default()
    };
    let list = |items: &[&str]| items.iter().map(|it| (*it).to_owned()).collect();
    let east = SiteDetails {
        address: "3700 Wake Forge Road, Wake County".to_owned(),
        seats: Some(120),
        generator_holds: Some(Span::from_hours(72)),
        hazards: list(&["Hurricane wind", "Ice storm", "Chemical release on the railroad"]),
        capacity: list(&["racks: 212 of 240", "power: 1.9 of 2.4 MW", "cooling: 610 of 700 tons"]),
        ..place(CAPITAL, SiteRole::PrimaryDataCenter, Readiness::Hot)
    };
    let west = SiteDetails {
        address: "184 Broad River Parkway, Rutherford County".to_owned(),
        seats: Some(64),
        generator_holds: Some(Span::from_hours(96)),
        hazards: list(&["Landslide", "Ice storm", "Wildfire"]),
        capacity: list(&["racks: 96 of 160", "power: 0.8 of 1.6 MW", "cooling: 260 of 480 tons"]),
        ..place(WEST, SiteRole::AlternateDataCenter, Readiness::Warm)
    };
    let what = [
        (EAST, "Eastern Data Center", east, "Hosts most of what agencies run."),
        (WEST_CENTER, "Western Data Center", west, "Stands by for the Eastern Data Center."),
    ];
    for (code, name, details, description) in what {
        let restore = Span::from_minutes(10);
        let on = Some(draft.days_ago(74));
        let document = ItemDocument {
            description: description.to_owned(),
            owner: draft.person(IT, 0),
            restore: Some(restore),
            proof: Some(Proof { source: ProofSource::Test, on, measured: Some(restore) }),
            ..item(IT, code, name, &Details::Site(details))
        };
        draft.put(document, Vec::new());
    }
    draft.alternates.insert(IT.to_owned(), WEST_CENTER.to_owned());
}

fn hubs(draft: &mut Draft, random: &mut Random) {
    for (n, fips) in ["37063", "37119", "37147"].into_iter().enumerate() {
        let Some(county) = county(fips) else { continue };
        let details = SiteDetails {
            site_role: Some(SiteRole::Hub),
            readiness: Some(Readiness::Hot),
            generator_holds: Some(Span::from_hours(24 + 8 * i64::from(n == 1))),
            security: vec!["Cameras".to_owned(), "Badge entry".to_owned()],
            ..placed(county, random)
        };
        let name = format!("{} County network hub", county.1);
        put(draft, (IT, &name), details, 20);
    }
}

fn communications(draft: &mut Draft) {
    let details = SiteDetails {
        site_role: Some(SiteRole::Office),
        readiness: Some(Readiness::Hot),
        address: "1 Signal Hill, Wake County".to_owned(),
        county_fips: CAPITAL.0.to_owned(),
        latitude: Some(35.83),
        longitude: Some(-78.7),
        seats: Some(48),
        generator_holds: Some(Span::from_hours(120)),
        staffed_always: true,
        security: vec!["Guards around the clock".to_owned(), "Fence".to_owned()],
        hazards: vec!["Tornado".to_owned(), "Ice storm".to_owned()],
        capacity: vec!["dispatch positions: 40 of 48".to_owned()],
    };
    put(draft, ("public-safety", "Public Safety Communications Center"), details, 0);
}

fn offices(draft: &mut Draft, random: &mut Random) {
    let mut regions = REGIONS.iter().cycle();
    let units = draft.units.clone();
    for (n, unit) in units.iter().enumerate().filter(|(_, it)| !it.services.is_empty()) {
        let home = unit.county_fips.and_then(county).unwrap_or(CAPITAL);
        let main = office(home, random, (80, 700));
        let name = format!("{} main office", unit.short);
        let code = put(draft, (&unit.code, &name), main, 30);
        draft.offices.insert(unit.code.clone(), code);
        // Every other agency of the state has an office elsewhere, a few have two.
        let n_more = usize::from(n % 2 == 1) + usize::from(n % 7 == 3);
        for fips in regions.by_ref().take(if unit.county_fips.is_some() { 0 } else { n_more }) {
            let Some(county) = county(fips) else { continue };
            let name = format!("{} office, {} County", unit.short, county.1);
            put(draft, (&unit.code, &name), office(county, random, (12, 140)), 60);
        }
    }
}

/// Where people can work if their own office is lost.
fn alternates(draft: &mut Draft, random: &mut Random) {
    let all = [
        ("administration", "37063", 180, Readiness::Warm),
        ("health", "37081", 120, Readiness::Warm),
        ("revenue", "37127", 90, Readiness::Cold),
        ("transportation", "37067", 60, Readiness::Warm),
        ("commerce", "37101", 75, Readiness::Cold),
    ];
    for (agency, fips, seats, readiness) in all {
        let (Some(county), true) = (county(fips), draft.staff.contains_key(agency)) else {
            continue;
        };
        let details = SiteDetails {
            site_role: Some(SiteRole::AlternateOffice),
            readiness: Some(readiness),
            seats: Some(seats),
            ..office(county, random, (12, 60))
        };
        let name = format!("Alternate work site, {} County", county.1);
        let code = put(draft, (agency, &name), details, 240);
        draft.alternates.insert(agency.to_owned(), code);
    }
    let Some(county) = county("37021") else { return };
    let details = SiteDetails {
        site_role: Some(SiteRole::AlternateStorage),
        readiness: Some(Readiness::Cold),
        security: vec!["Vault".to_owned(), "Two-person entry".to_owned()],
        capacity: vec!["tapes: 14,200 of 20,000".to_owned()],
        ..placed(county, random)
    };
    put(draft, (IT, "Mountain tape vault"), details, 120);
}

fn office(county: County, random: &mut Random, seats: (i64, i64)) -> SiteDetails {
    let seats = u32::try_from(random.between(seats.0, seats.1)).ok();
    let has_generator = random.chance(55);
    SiteDetails {
        site_role: Some(SiteRole::Office),
        seats,
        generator_holds: has_generator.then(|| Span::from_hours(random.between(2, 12) * 4)),
        security: vec!["Badge entry".to_owned()],
        ..placed(county, random)
    }
}

fn placed(county: County, random: &mut Random) -> SiteDetails {
    let mut near = |degrees: f64| {
        let hundredths = i32::try_from(random.between(-6, 6)).unwrap_or(0);
        (degrees * 100.0 + f64::from(hundredths)).round() / 100.0
    };
    let (latitude, longitude) = (near(county.2), near(county.3));
    let mut hazards = vec![(*random.pick(&HAZARDS)).to_owned()];
    let second = (*random.pick(&HAZARDS)).to_owned();
    if !hazards.contains(&second) {
        hazards.push(second);
    }
    SiteDetails {
        address: format!(
            "{} {}, {} County",
            random.between(100, 4_900),
            random.pick(&STREETS),
            county.1
        ),
        county_fips: county.0.to_owned(),
        latitude: Some(latitude),
        longitude: Some(longitude),
        hazards,
        ..SiteDetails::default()
    }
}

fn county(fips: &str) -> Option<County> {
    COUNTIES.iter().find(|it| it.0 == fips).copied()
}

fn put(
    draft: &mut Draft,
    (agency, name): (&str, &str),
    details: SiteDetails,
    minutes: i64,
) -> String {
    let mut random = draft.random(name);
    let restore = Span::from_minutes(minutes);
    let document = ItemDocument {
        owner: draft.person(agency, 5),
        restore: Some(restore),
        proof: draft.proof(restore, &mut random),
        ..item(agency, name, name, &Details::Site(details))
    };
    draft.put(document, Vec::new())
}

/// The office of an agency.
pub(super) fn office_of(draft: &Draft, agency: &str) -> Option<String> {
    draft.offices.get(agency).cloned()
}
