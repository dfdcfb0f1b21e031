//! What stands behind a service: applications, databases and machines, down to what all share.

use super::Size;
use super::crews::APPLICATIONS;
use super::draft::{Draft, misses, needs, on};
use super::platform::{CITIZENS, CORE, DIRECTORY, GATEWAY, LPAR, OLD_ARRAY, Part, asset};
use super::random::Random;
use super::services::{Service, own_office, pair, place, rented};
use super::sites::{COMMUNICATIONS, EAST, WEST_CENTER};
use super::special::Cause;
use crate::Span;
use crate::prepare::inventory::{AssetType, Environment, Hosting, Kind, NeedDocument};

/// What stands behind a service.
#[derive(Clone)]
pub(super) struct System {
    pub(super) needs: Vec<NeedDocument>,
    pub(super) site: Option<String>,
    pub(super) vendor: Option<String>,
    pub(super) hosting: Hosting,
    pub(super) crew: &'static str,
}

/// The system behind a service.
pub(super) fn system(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let cause = service.special.map(|it| it.cause);
    match cause {
        Some(Cause::Mainframe(minutes)) => mainframe(draft, random, service, minutes),
        Some(Cause::Radio) => radio(draft, random, service),
        Some(Cause::Drivers) => drivers(draft, random, service),
        Some(cause) => {
            let mut system = standard(draft, random, service);
            because(draft, &mut system, cause);
            system
        }
        None if service.tier == 1 => standard(draft, random, service),
        None => match random.below(100) {
            0..62 => standard(draft, random, service),
            62..74 => on_site(draft, random, service),
            74..84 => in_cloud(draft, random, service),
            _ => {
                let hosting = if random.chance(75) { Hosting::Saas } else { Hosting::Vendor };
                let mut system = rented(random, hosting);
                system.needs.extend(sign_in(draft));
                system
            }
        },
    }
}

/// Adds what is special about it.
fn because(draft: &mut Draft, system: &mut System, cause: Cause) {
    let database = system.database(draft);
    match cause {
        Cause::Identity => system.needs.push(needs(Kind::Asset, CITIZENS)),
        Cause::Vendor(code) => {
            system.needs.push(needs(Kind::Vendor, code));
            system.vendor = Some(code.to_owned());
        }
        Cause::Without(code, hours) => {
            let note = "Checks can wait; deposits cannot.";
            system.needs.push(misses(Kind::Vendor, code, hours, note));
            system.vendor = Some(code.to_owned());
        }
        Cause::Tape => system.needs.push(needs(Kind::Asset, "imaging-archive-on-tape")),
        Cause::OldArray => {
            if let Some(it) = database.and_then(|it| draft.item(Kind::Asset, &it)) {
                it.needs = vec![needs(Kind::Asset, OLD_ARRAY), needs(Kind::Group, CORE)];
                it.document.site = Some(EAST.to_owned());
            }
        }
        Cause::Circle(other) => {
            system.needs.push(NeedDocument {
                note: "Each checks every filing against the other.".to_owned(),
                ..needs(Kind::Service, other)
            });
        }
        Cause::After(other) => {
            let note = "Its page starts from what the other one says.";
            let need = NeedDocument { note: note.to_owned(), ..needs(Kind::Service, other) };
            system.needs.push(need);
        }
        Cause::OldBackup => {
            if let Some(it) = database.and_then(|it| draft.item(Kind::Asset, &it)) {
                it.document.point = Some(Span::from_hours(24));
            }
        }
        Cause::Fresh => {
            if let Some(it) = database.and_then(|it| draft.item(Kind::Asset, &it)) {
                it.document.point = Some(Span::from_minutes(5));
            }
        }
        Cause::Unsaid => {
            if let Some(it) = database.and_then(|it| draft.item(Kind::Asset, &it)) {
                it.document.restore = None;
                it.document.proof = None;
            }
        }
        Cause::Mainframe(_) | Cause::Radio | Cause::Drivers => {}
    }
}

impl System {
    /// The database behind it.
    fn database(&self, draft: &mut Draft) -> Option<String> {
        let found = self.needs.iter().find_map(|it| it.on.strip_prefix("asset:"))?;
        if found.ends_with("-database") {
            return Some(found.to_owned());
        }
        let application = draft.item(Kind::Asset, found)?;
        let mut all = application.needs.iter().filter_map(|it| it.on.strip_prefix("asset:"));
        all.find(|it| it.contains("-database")).map(str::to_owned)
    }
}

fn part<'a>(
    service: &'a Service<'_>,
    name: &'a str,
    (kind, minutes): (AssetType, i64),
    crew: &'a str,
) -> Part<'a> {
    Part { agency: &service.unit.code, name, kind, minutes, crew, site: None, product: "" }
}

fn sign_in(draft: &Draft) -> Option<NeedDocument> {
    let service = "employee-sign-in";
    draft.has(Kind::Service, service).then(|| needs(Kind::Service, service))
}

fn database_minutes(tier: u8, random: &mut Random) -> (i64, i64) {
    match tier {
        1 => (random.between(4, 6) * 5, 5),
        2 => (random.between(4, 9) * 10, 60),
        3 => (random.between(4, 10) * 30, *random.pick(&[12 * 60, 24 * 60])),
        _ => (random.between(8, 16) * 30, 24 * 60),
    }
}

const DATABASES: &[&str] = &["PostgreSQL", "Corvane DB", "Redbud SQL"];

/// An application and its database on a cluster of a data center.
fn standard(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let Service { unit, tier, name, special } = service;
    let (site, cluster) = place(draft, random);
    let crew = *random.pick(&APPLICATIONS);
    let (minutes, point) = database_minutes(*tier, random);
    let database = format!("{name} database");
    let database = Part {
        site: Some(site),
        product: random.pick::<&str>(DATABASES),
        ..part(service, &database, (AssetType::Database, minutes), "database")
    };
    let database = asset(draft, random, &database, vec![on(Kind::Group, &cluster)]);
    if let Some(it) = draft.item(Kind::Asset, &database) {
        it.document.point = Some(Span::from_minutes(point));
    }
    let is_identity = special.is_some_and(|it| it.cause == Cause::Identity);
    let minutes = if is_identity { 60 } else { random.between(2, 4) * 5 };
    let mut below = vec![needs(Kind::Asset, &database), on(Kind::Group, &cluster)];
    if is_identity {
        below.push(needs(Kind::Asset, CITIZENS));
    }
    let n_machines = match (draft.size, tier) {
        (Size::Statewide, _) | (_, 3 | 4) => 1,
        (_, 1) => 2,
        _ => 1 + usize::from(random.chance(30)),
    };
    let mut machines = Vec::new();
    for n in 1..=n_machines {
        let name = match n_machines {
            1 => format!("{name} application server"),
            _ => format!("{name} application server {n}"),
        };
        let server = Part {
            site: Some(site),
            ..part(service, &name, (AssetType::VirtualMachine, minutes), crew)
        };
        machines.push(asset(draft, random, &server, below.clone()));
    }
    let mut all = match machines.as_slice() {
        [one] => vec![needs(Kind::Asset, one)],
        // The database first, so that it is found again.
        _ => {
            let group = format!("{name} application servers");
            vec![needs(Kind::Asset, &database), pair(draft, &unit.code, &group, &machines)]
        }
    };
    all.extend(sign_in(draft));
    if draft.size != Size::Statewide {
        spares(draft, random, service, (site, &cluster));
    }
    System {
        needs: all,
        site: Some(site.to_owned()),
        vendor: None,
        hosting: Hosting::StateDataCenter,
        crew,
    }
}

/// Machines on which nothing depends: for tests, for the other data center, for files and batches.
fn spares(
    draft: &mut Draft,
    random: &mut Random,
    service: &Service<'_>,
    (site, cluster): (&str, &str),
) {
    let Service { tier, name, .. } = service;
    let other = if site == EAST { WEST_CENTER } else { EAST };
    let far = if site == EAST { "western-cluster-1" } else { "eastern-cluster-1" };
    let all = [
        ("test server", Environment::Test, 88, (site, cluster), AssetType::VirtualMachine),
        (
            "recovery server",
            Environment::Recovery,
            if *tier < 3 { 92 } else { 40 },
            (other, far),
            AssetType::VirtualMachine,
        ),
        ("batch server", Environment::Production, 62, (site, cluster), AssetType::VirtualMachine),
        ("file share", Environment::Production, 66, (site, cluster), AssetType::Storage),
    ];
    for (what, environment, percent, (site, cluster), kind) in all {
        if !random.chance(percent) {
            continue;
        }
        let name = format!("{name} {what}");
        let machine = Part { site: Some(site), ..part(service, &name, (kind, 30), "linux") };
        let code = asset(draft, random, &machine, vec![on(Kind::Group, cluster)]);
        if let Some(it) = draft.item(Kind::Asset, &code) {
            let environment = serde_json::Value::from(environment.code());
            it.document.details.insert("environment".to_owned(), environment);
        }
    }
}

/// A machine in the agency's own office.
fn on_site(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let office = own_office(draft, &service.unit.code);
    let (minutes, point) = database_minutes(service.tier, random);
    let name = format!("{} office server", service.name);
    let server = Part {
        site: office.as_deref(),
        product: "Corvane T340",
        ..part(service, &name, (AssetType::Server, minutes + 30), "windows")
    };
    let mut below = vec![needs(Kind::Group, CORE)];
    below.extend(office.iter().map(|it| on(Kind::Site, it)));
    let server = asset(draft, random, &server, below);
    if let Some(it) = draft.item(Kind::Asset, &server) {
        it.document.point = Some(Span::from_minutes(point));
    }
    let mut all = vec![needs(Kind::Asset, &server)];
    all.extend(sign_in(draft));
    System { needs: all, site: office, vendor: None, hosting: Hosting::AgencySite, crew: "windows" }
}

/// Machines rented by the hour.
fn in_cloud(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let mut system = rented(random, Hosting::Cloud);
    let (_, point) = database_minutes(service.tier, random);
    let name = format!("{} cloud database", service.name);
    let database = part(service, &name, (AssetType::Database, 40), "cloud");
    let database = asset(draft, random, &database, system.needs.clone());
    if let Some(it) = draft.item(Kind::Asset, &database) {
        it.document.point = Some(Span::from_minutes(point));
        it.document.vendor = system.vendor.clone();
    }
    let name = format!("{} cloud application", service.name);
    let application = part(service, &name, (AssetType::Software, 20), "cloud");
    let mut below = vec![needs(Kind::Asset, &database)];
    below.extend(system.needs.iter().take(1).cloned());
    let application = asset(draft, random, &application, below);
    system.needs = vec![needs(Kind::Asset, &application)];
    system.needs.extend(sign_in(draft));
    system
}

fn mainframe(
    draft: &mut Draft,
    random: &mut Random,
    service: &Service<'_>,
    minutes: i64,
) -> System {
    let unit = service.unit;
    let database = format!("{} mainframe database", unit.short);
    let code = super::draft::slug(&database);
    if !draft.has(Kind::Asset, &code) {
        let part = Part {
            site: Some(EAST),
            product: "Ironwood DB",
            ..part(service, &database, (AssetType::Database, 80), "database")
        };
        asset(draft, random, &part, vec![on(Kind::Asset, LPAR)]);
        if let Some(it) = draft.item(Kind::Asset, &code) {
            it.document.point = Some(Span::from_minutes(6));
        }
    }
    let name = format!("{} application", service.name);
    let application = Part {
        site: Some(EAST),
        product: "Ironwood Transactions",
        ..part(service, &name, (AssetType::Software, minutes), "benefits")
    };
    let below = vec![needs(Kind::Asset, &code), on(Kind::Asset, LPAR)];
    let application = asset(draft, random, &application, below);
    let mut all = vec![needs(Kind::Asset, &application)];
    all.extend(sign_in(draft));
    System {
        needs: all,
        site: Some(EAST.to_owned()),
        vendor: None,
        hosting: Hosting::StateDataCenter,
        crew: "mainframe",
    }
}

fn radio(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let name = format!("{} consoles", service.name);
    let consoles = Part {
        site: Some(COMMUNICATIONS),
        product: "Kestrel Console",
        ..part(service, &name, (AssetType::Radio, 5), "radio")
    };
    let has_gateway = draft.has(Kind::Asset, GATEWAY);
    let power = [needs(Kind::Asset, "communications-center-power")];
    let below = power.into_iter().filter(|_| has_gateway).collect();
    let consoles = asset(draft, random, &consoles, below);
    let mut all = vec![needs(Kind::Asset, &consoles)];
    all.extend(has_gateway.then(|| needs(Kind::Asset, GATEWAY)));
    System {
        needs: all,
        site: Some(COMMUNICATIONS.to_owned()).filter(|_| has_gateway),
        vendor: Some("kestrel-radio".to_owned()),
        hosting: Hosting::AgencySite,
        crew: "radio",
    }
}

/// One database for all that is known of drivers, and slow to check after a restore.
fn drivers(draft: &mut Draft, random: &mut Random, service: &Service<'_>) -> System {
    let shared = "driver-record-database";
    if !draft.has(Kind::Asset, shared) {
        let database = Part {
            agency: "motor-vehicles",
            site: Some(EAST),
            product: "PostgreSQL",
            ..part(service, "Driver record database", (AssetType::Database, 380), "database")
        };
        asset(draft, random, &database, vec![on(Kind::Group, "eastern-cluster-1")]);
        if let Some(it) = draft.item(Kind::Asset, shared) {
            it.document.point = Some(Span::from_minutes(60));
            it.document.crew_size = Some(2);
        }
    }
    let name = format!("{} application server", service.name);
    let server = Part {
        site: Some(EAST),
        ..part(service, &name, (AssetType::VirtualMachine, 15), "licensing")
    };
    let below = vec![needs(Kind::Asset, shared), on(Kind::Group, "eastern-cluster-1")];
    let server = asset(draft, random, &server, below);
    let mut all = vec![needs(Kind::Asset, &server)];
    all.extend(sign_in(draft));
    all.push(needs(Kind::Group, DIRECTORY));
    System {
        needs: all,
        site: Some(EAST.to_owned()),
        vendor: None,
        hosting: Hosting::StateDataCenter,
        crew: "licensing",
    }
}
