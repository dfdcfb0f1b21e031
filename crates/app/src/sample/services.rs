//! The services, and the systems behind them.

use super::Size;
use super::draft::{Draft, item, misses, needs, on};
use super::platform::{self, CORE, DIRECTORY, INTERNET, Part, asset, group};
use super::random::Random;
use super::sites::{EAST, WEST_CENTER, office_of};
use super::special::{Cause, NO_TARGET, Special, special_of};
use super::systems::{self, System};
use super::units::Unit;
use super::vendors::{CLOUD, MAIL, SOFTWARE};
use crate::Span;
use crate::prepare::inventory::{
    AssetType, Details, Hosting, ImpactLevel, Importance, ItemDocument, Kind, NeedDocument, Proof,
    ProofSource, Protection, ServiceDetails, ServiceType, reference,
};

pub(super) const IT: &str = "information-technology";

/// A service while it is being written.
pub(super) struct Service<'a> {
    pub(super) unit: &'a Unit,
    pub(super) tier: u8,
    pub(super) name: &'a str,
    pub(super) special: Option<&'static Special>,
}

pub(super) fn write(draft: &mut Draft) {
    let units = draft.units.clone();
    if let Some(unit) = units.iter().find(|it| it.code == IT) {
        for (tier, name) in &unit.services {
            shared(draft, &Service { unit, tier: *tier, name, special: None });
        }
    }
    for unit in units.iter().filter(|it| it.code != IT) {
        let mut random = draft.random(&unit.code);
        // Where there are very many services, several of an agency share one system.
        let n_sharing = if draft.size == Size::Statewide { 4 } else { 1 };
        for services in unit.services.chunks(n_sharing) {
            let mut of_first = None;
            for (tier, name) in services {
                let service = Service { unit, tier: *tier, name, special: special_of(name) };
                let system = match (&service.special, &of_first) {
                    (None, Some(system)) => System::clone(system),
                    _ => systems::system(draft, &mut random, &service),
                };
                put(draft, &mut random, &service, &system);
                of_first = of_first.or(service.special.is_none().then_some(system));
            }
        }
    }
}

/// A service that others build on. All that is promised of it is known and kept.
fn shared(draft: &mut Draft, service: &Service<'_>) {
    let mut random = draft.random(service.name);
    let on_cluster = || vec![on(Kind::Group, "eastern-cluster-1"), needs(Kind::Group, CORE)];
    let (target, all) = match service.name {
        "Employee sign-in" => (2, vec![needs(Kind::Group, DIRECTORY), needs(Kind::Group, CORE)]),
        "Statewide network" => (2, vec![needs(Kind::Group, CORE)]),
        "Name resolution" => (2, vec![needs(Kind::Group, "name-servers")]),
        "Firewall management" => (2, vec![needs(Kind::Group, "firewalls")]),
        "Internet access" => {
            (2, vec![needs(Kind::Group, INTERNET), needs(Kind::Group, "firewalls")])
        }
        "Server hosting" => {
            (4, vec![needs(Kind::Group, "eastern-cluster-1"), needs(Kind::Group, "load-balancers")])
        }
        "Mainframe computing" => {
            let lpars = ["mainframe-lpar-1", "mainframe-lpar-2"];
            (4, lpars.iter().map(|it| needs(Kind::Asset, it)).collect())
        }
        "Telephone service" => (4, vec![needs(Kind::Group, "call-managers")]),
        "Data backup and restore" => (8, vec![needs(Kind::Group, "backup-stores")]),
        "Email and calendar" => (8, vec![needs(Kind::Vendor, MAIL), needs(Kind::Group, INTERNET)]),
        name => {
            let hours = match service.tier {
                1 => 4,
                2 => 8,
                3 => 24,
                _ => 72,
            };
            let name = format!("{name} server");
            let server = Part {
                agency: IT,
                name: &name,
                kind: AssetType::VirtualMachine,
                minutes: 15,
                crew: "linux",
                site: Some(EAST),
                product: "",
            };
            let server = asset(draft, &mut random, &server, on_cluster());
            (hours, vec![needs(Kind::Asset, &server), needs(Kind::Group, DIRECTORY)])
        }
    };
    let system = System {
        needs: all,
        site: Some(EAST.to_owned()),
        vendor: (service.name == "Email and calendar").then(|| MAIL.to_owned()),
        hosting: Hosting::StateDataCenter,
        crew: "network",
    };
    let code = put(draft, &mut random, service, &system);
    if let Some(it) = draft.item(Kind::Service, &code) {
        it.document.target_rto = Some(Span::from_hours(target));
        it.document.target_rpo = None;
        it.document.restore = Some(Span::from_minutes(5));
        if let Some(proof) = &mut it.document.proof {
            proof.measured = proof.source.is_measured().then_some(Span::from_minutes(5));
        }
        it.needs.retain(|it| it.max_gap.is_none());
    }
}

fn put(draft: &mut Draft, random: &mut Random, service: &Service<'_>, system: &System) -> String {
    let Service { unit, tier, name, special } = service;
    let restore = special.map_or_else(|| random.between(1, 4) * 5, |it| it.restore);
    let restore = Span::from_minutes(restore);
    let (target_rto, target_rpo) = targets(service, random);
    let details = ServiceDetails {
        facility: Some(facility(name)),
        importance: Some(importance(draft.size, *tier)),
        hosting: Some(system.hosting),
        protection: protection(*tier, random),
        users: unit.users.clone(),
    };
    let document = ItemDocument {
        description: format!(
            "{name} for {}, by the {}.",
            unit.users,
            unit.name.trim_start_matches("The ")
        ),
        owner: draft.owner(&unit.code, random),
        custodian: draft.custodian(&unit.code, random),
        site: system.site.clone(),
        vendor: system.vendor.clone(),
        crew: Some(system.crew.to_owned()),
        crew_size: Some(1),
        tier: Some(*tier),
        target_rto,
        target_rpo,
        restore: Some(restore),
        proof: proof(draft, restore, random),
        ..item(&unit.code, name, name, &Details::Service(details))
    };
    let mut needs = system.needs.clone();
    needs.extend(conveniences(draft, service, random));
    draft.put(document, needs)
}

/// How many needs there are statewide.
const STATEWIDE_NEEDS: usize = 200_000;

/// Fills the state up with what services can do without for a while.
pub(super) fn complete(draft: &mut Draft) {
    if draft.size != Size::Statewide {
        return;
    }
    let mut n_missing =
        STATEWIDE_NEEDS.saturating_sub(draft.items.iter().map(|it| it.needs.len()).sum());
    for (code, hours, _, note) in CONVENIENCES {
        let on = reference(Kind::Service, code);
        for it in &mut draft.items {
            let document = &it.document;
            if n_missing == 0 {
                return;
            }
            let is_new = document.agency != IT && it.needs.iter().all(|it| it.on != on);
            if document.kind == Kind::Service && is_new && document.tier != Some(1) {
                it.needs.push(misses(Kind::Service, code, *hours, note));
                n_missing -= 1;
            }
        }
    }
}

/// What services can do without: code, for how many hours, how many of a hundred use it, and what
/// happens meanwhile.
const CONVENIENCES: &[(&str, i64, usize, &str)] = &[
    ("email-and-calendar", 24, 55, "Notices go out later."),
    ("citizen-notifications", 24, 30, "Text messages wait."),
    ("statewide-online-payments", 48, 18, "Payments are taken at the counter."),
    ("document-imaging-platform", 72, 22, "Paper is kept in order of arrival."),
    ("it-service-desk", 48, 25, "Problems are called in to the continuity team."),
    ("data-warehouse", 72, 15, "Reports are a day old."),
    ("geographic-data-service", 48, 8, "Maps are as they were."),
];

/// What it can do without for a while.
fn conveniences(draft: &Draft, service: &Service<'_>, random: &mut Random) -> Vec<NeedDocument> {
    if service.tier == 1 && service.special.is_some_and(|it| it.target < 60) {
        return Vec::new();
    }
    let times = if draft.size == Size::Statewide { 25 } else { 100 };
    let all = CONVENIENCES.iter().filter(|(code, ..)| draft.has(Kind::Service, code));
    all.filter(|(_, _, percent, _)| random.chance(percent * times / 100))
        .map(|(code, hours, _, note)| misses(Kind::Service, code, *hours, note))
        .collect()
}

fn targets(service: &Service<'_>, random: &mut Random) -> (Option<Span>, Option<Span>) {
    let (rto, rpo) = match service.tier {
        1 => (*random.pick(&[4, 4, 4, 6]), 15),
        2 => (*random.pick(&[8, 12]), 4 * 60),
        3 => (*random.pick(&[24, 48]), 24 * 60),
        _ => (*random.pick(&[72, 168]), 72 * 60),
    };
    let is_fresh = service.special.is_some_and(|it| it.cause == Cause::Fresh);
    let rpo = if is_fresh { 15 } else { rpo };
    let rto = service.special.map_or(rto * 60, |it| it.target);
    if NO_TARGET.contains(&service.name) {
        return (None, None);
    }
    // What holds no data of its own loses none.
    let has_data = !matches!(facility(service.name), ServiceType::Telecommunications);
    (Some(Span::from_minutes(rto)), has_data.then(|| Span::from_minutes(rpo)))
}

fn proof(draft: &Draft, restore: Span, random: &mut Random) -> Option<Proof> {
    let (source, days) = match random.below(100) {
        0..80 => (ProofSource::Test, (5, 690)),
        80..88 => (ProofSource::Event, (10, 690)),
        88..92 => (ProofSource::Test, (735, 1_000)),
        92..96 => (ProofSource::Estimate, (30, 900)),
        _ => return None,
    };
    let measured = Span::from_minutes((restore.secs() * random.between(80, 100) / 6_000).max(1));
    Some(Proof {
        source,
        on: Some(draft.days_ago(random.between(days.0, days.1))),
        measured: source.is_measured().then_some(measured),
    })
}

/// In the demo, the programme holds only what is essential. A whole state also lists the rest.
fn importance(size: Size, tier: u8) -> Importance {
    match (size, tier) {
        (Size::Small | Size::Demo, _) | (Size::Statewide, 1 | 2) => Importance::Essential,
        (Size::Statewide, 3) => Importance::Important,
        (Size::Statewide, _) => Importance::Supporting,
    }
}

fn protection(tier: u8, random: &mut Random) -> Protection {
    use ImpactLevel::{High, Low, Moderate};
    let availability = match tier {
        1 => High,
        2 | 3 => Moderate,
        _ => Low,
    };
    Protection {
        confidentiality: Some(*random.pick(&[Low, Moderate, Moderate, High])),
        integrity: Some(*random.pick(&[Moderate, Moderate, High])),
        availability: Some(availability),
    }
}

/// What kind of facility a service is, by its name.
pub(super) fn facility(name: &str) -> ServiceType {
    let low = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|it| low.contains(it));
    match () {
        () if has(&["service desk"]) => ServiceType::ServiceDesk,
        () if has(&["technical support"]) => ServiceType::TechnicalSupport,
        () if has(&[
            "network",
            "internet access",
            "firewall",
            "name resolution",
            "remote access",
        ]) =>
        {
            ServiceType::Network
        }
        () if has(&[
            "radio",
            "telephone",
            "dispatch",
            "call center",
            "crisis line",
            "assistance line",
        ]) =>
        {
            ServiceType::Telecommunications
        }
        () if has(&["hosting", "computing", "backup"]) => ServiceType::ComputerSystem,
        () if has(&["statistics", "data publication", "data warehouse", "data service"]) => {
            ServiceType::DataService
        }
        () if has(&["door control", "building access"]) => ServiceType::Facility,
        () => ServiceType::Application,
    }
}

/// A rented system: software of a vendor, reached over the internet.
pub(super) fn rented(random: &mut Random, hosting: Hosting) -> System {
    let vendor = match hosting {
        Hosting::Cloud => CLOUD,
        _ => random.pick(&SOFTWARE),
    };
    System {
        needs: vec![needs(Kind::Vendor, vendor), needs(Kind::Group, INTERNET)],
        site: None,
        vendor: Some(vendor.to_owned()),
        hosting,
        crew: "cloud",
    }
}

/// A data center and one of its clusters.
pub(super) fn place(draft: &Draft, random: &mut Random) -> (&'static str, String) {
    let (n_east, n_west) = platform::n_clusters(draft.size);
    match random.chance(78) {
        true => (EAST, format!("eastern-cluster-{}", 1 + random.below(n_east))),
        false => (WEST_CENTER, format!("western-cluster-{}", 1 + random.below(n_west))),
    }
}

/// Two machines for the same work, of which one suffices.
pub(super) fn pair(
    draft: &mut Draft,
    agency: &str,
    name: &str,
    machines: &[String],
) -> NeedDocument {
    let group = group(draft, (agency, name), 1, machines);
    needs(Kind::Group, &group)
}

/// Where an agency keeps its own machines.
pub(super) fn own_office(draft: &Draft, agency: &str) -> Option<String> {
    office_of(draft, agency)
}
