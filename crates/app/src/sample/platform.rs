//! What all services stand on: power, network, storage, hosts, sign-in, mainframe, radio.

use super::Size;
use super::crews::GENERATORS;
use super::draft::{Draft, item, misses, needs, on};
use super::random::Random;
use super::sites::{COMMUNICATIONS, EAST, WEST_CENTER};
use crate::Span;
use crate::prepare::inventory::{
    Arrangement, AssetDetails, AssetType, Details, Environment, Failover, GroupDetails,
    ImpactLevel, ItemDocument, Kind, NeedDocument, Protection,
};

const IT: &str = "information-technology";

/// The sign-in of state employees: one of two.
pub(super) const DIRECTORY: &str = "employee-directory";
/// The sign-in of citizens: only one, in the west.
pub(super) const CITIZENS: &str = "citizen-identity-provider";
/// The slow part of the mainframe.
pub(super) const LPAR: &str = "mainframe-lpar-3";
/// An old storage array that agencies still use.
pub(super) const OLD_ARRAY: &str = "legacy-storage-array";
/// The only gateway between radio systems.
pub(super) const GATEWAY: &str = "statewide-radio-gateway";
/// The ways into the internet.
pub(super) const INTERNET: &str = "internet-circuits";
/// The core of the network.
pub(super) const CORE: &str = "core-routers";

/// An asset of the platform: code, name, kind, minutes, crew, and site.
pub(super) struct Part<'a> {
    pub(super) agency: &'a str,
    pub(super) name: &'a str,
    pub(super) kind: AssetType,
    pub(super) minutes: i64,
    pub(super) crew: &'a str,
    pub(super) site: Option<&'a str>,
    pub(super) product: &'a str,
}

pub(super) fn write(draft: &mut Draft) {
    let mut random = draft.random("platform");
    for (site, short) in [(EAST, "Eastern"), (WEST_CENTER, "Western")] {
        power(draft, &mut random, (site, short));
    }
    core(draft, &mut random);
    let (n_east, n_west) = n_clusters(draft.size);
    for (site, short, n) in [(EAST, "Eastern", n_east), (WEST_CENTER, "Western", n_west)] {
        storage(draft, &mut random, (site, short));
        for n in 1..=n {
            cluster(draft, &mut random, (site, short), n);
        }
    }
    sign_in(draft, &mut random);
    mainframe(draft, &mut random);
    voice_and_backup(draft, &mut random);
    if draft.has(Kind::Site, COMMUNICATIONS) {
        radio(draft, &mut random);
    }
}

/// How many clusters of hosts each data center has.
pub(super) fn n_clusters(size: Size) -> (usize, usize) {
    match size {
        Size::Small => (1, 1),
        Size::Demo => (8, 4),
        Size::Statewide => (40, 20),
    }
}

/// Puts in an asset.
pub(super) fn asset(
    draft: &mut Draft,
    random: &mut Random,
    part: &Part<'_>,
    needs: Vec<NeedDocument>,
) -> String {
    let restore = Span::from_minutes(part.minutes);
    let levels = [ImpactLevel::Moderate, ImpactLevel::High];
    let details = AssetDetails {
        asset_type: Some(part.kind),
        environment: Some(Environment::Production),
        product: part.product.to_owned(),
        product_version: format!("{}.{}", random.between(3, 14), random.between(0, 9)),
        support_ends: random.chance(70).then(|| draft.in_days(random.between(-90, 1_900))),
        protection: Protection {
            confidentiality: Some(*random.pick(&levels)),
            integrity: Some(*random.pick(&levels)),
            availability: Some(ImpactLevel::High),
        },
    };
    let document = ItemDocument {
        owner: draft.owner(part.agency, random),
        custodian: draft.custodian(part.agency, random),
        site: part.site.map(str::to_owned),
        crew: Some(part.crew.to_owned()),
        crew_size: Some(1 + u32::from(random.chance(25))),
        restore: Some(restore),
        proof: draft.proof(restore, random),
        ..item(part.agency, part.name, part.name, &Details::Asset(details))
    };
    draft.put(document, needs)
}

/// Puts in a group of which `suffice` members do.
pub(super) fn group(
    draft: &mut Draft,
    (agency, name): (&str, &str),
    suffice: u32,
    members: &[String],
) -> String {
    let (arrangement, failover) = arranged(name, suffice);
    let details = GroupDetails {
        suffice: Some(suffice),
        arrangement: Some(arrangement),
        failover: Some(failover),
    };
    let n = members.len();
    let document = ItemDocument {
        description: format!("Works with {suffice} of its {n} members."),
        ..item(agency, name, name, &Details::Group(details))
    };
    let needs = members.iter().map(|it| needs(Kind::Asset, it)).collect();
    draft.put(document, needs)
}

/// How the members of a group share the work: what is powered, carried and passed on goes through all
/// of them at once, the rest stands by.
fn arranged(name: &str, suffice: u32) -> (Arrangement, Failover) {
    let all_work = ["power", "network", "circuits", "routers", "firewalls", "balancers", "servers"];
    match name {
        _ if 1 < suffice => (Arrangement::Cluster, Failover::Automatic),
        "Backup stores" => (Arrangement::ActivePassive, Failover::Manual),
        name if all_work.iter().any(|it| name.ends_with(it)) => {
            (Arrangement::ActiveActive, Failover::Automatic)
        }
        _ => (Arrangement::ActivePassive, Failover::Automatic),
    }
}

fn part<'a>(name: &'a str, kind: AssetType, minutes: i64, crew: &'a str) -> Part<'a> {
    Part { agency: IT, name, kind, minutes, crew, site: None, product: "" }
}

fn power(draft: &mut Draft, random: &mut Random, (site, short): (&str, &str)) {
    let mut pair = Vec::new();
    for side in ["A", "B"] {
        let name = format!("{short} power supply {side}");
        let ups = Part {
            site: Some(site),
            product: "Roanoke UPS 800",
            ..part(&name, AssetType::Power, 10, "power")
        };
        pair.push(asset(draft, random, &ups, vec![on(Kind::Site, site)]));
    }
    let supply = group(draft, (IT, &format!("{short} power")), 1, &pair);
    for n in 1..=3 {
        let name = format!("{short} generator {n}");
        let generator = Part {
            site: Some(site),
            product: "Roanoke 1500",
            ..part(&name, AssetType::Power, 15, "power")
        };
        asset(draft, random, &generator, vec![on(Kind::Site, site)]);
    }
    let name = format!("{short} cooling plant");
    let cooling = Part { site: Some(site), ..part(&name, AssetType::Other, 10, "power") };
    asset(draft, random, &cooling, vec![needs(Kind::Group, &supply)]);
}

fn core(draft: &mut Draft, random: &mut Random) {
    let power = |short: &str| format!("{}-power", short.to_lowercase());
    let sides = [(EAST, "Eastern"), (WEST_CENTER, "Western")];
    let mut of_both = |draft: &mut Draft,
                       (what, kind, minutes): (&str, AssetType, i64),
                       crew: &str,
                       need: Option<&str>| {
        let members: Vec<String> = sides
            .iter()
            .map(|(site, short)| {
                let name = format!("{short} {what}");
                let device = Part { site: Some(site), ..part(&name, kind, minutes, crew) };
                let mut all = vec![needs(Kind::Group, &power(short))];
                all.extend(need.map(|it| needs(Kind::Group, it)));
                asset(draft, random, &device, all)
            })
            .collect();
        group(draft, (IT, &format!("{}{}s", what[..1].to_uppercase(), &what[1..])), 1, &members)
    };
    let device = AssetType::NetworkDevice;
    let routers = of_both(draft, ("core router", device, 15), "network", None);
    of_both(draft, ("firewall", device, 10), "firewall", Some(&routers));
    of_both(draft, ("load balancer", device, 5), "network", Some(&routers));
    of_both(draft, ("name server", AssetType::Server, 5), "network", Some(&routers));
    let carriers = [("North circuit", "bluestem-carrier"), ("South circuit", "tidewater-fiber")];
    let mut circuits = Vec::new();
    for (name, vendor) in carriers {
        let circuit = part(name, AssetType::Circuit, 20, "network");
        let all = vec![
            needs(Kind::Group, &routers),
            misses(Kind::Vendor, vendor, 72, "The line itself was never down for longer."),
        ];
        circuits.push(asset(draft, random, &circuit, all));
    }
    group(draft, (IT, "Internet circuits"), 1, &circuits);
}

fn storage(draft: &mut Draft, random: &mut Random, (site, short): (&str, &str)) {
    let low = short.to_lowercase();
    let power = needs(Kind::Group, &format!("{low}-power"));
    let mut pair = Vec::new();
    for side in ["A", "B"] {
        let name = format!("{short} storage switch {side}");
        let switch =
            Part { site: Some(site), ..part(&name, AssetType::NetworkDevice, 5, "storage") };
        pair.push(asset(draft, random, &switch, vec![power.clone()]));
    }
    let fabric = group(draft, (IT, &format!("{short} storage network")), 1, &pair);
    for n in 1..=3 {
        let name = format!("{short} block storage {n}");
        let array = Part {
            site: Some(site),
            product: "Sandhill S9",
            ..part(&name, AssetType::Storage, 30, "storage")
        };
        let all = vec![power.clone(), needs(Kind::Group, &fabric)];
        asset(draft, random, &array, all);
    }
    let name = format!("{short} distribution switch");
    let switch = Part { site: Some(site), ..part(&name, AssetType::NetworkDevice, 5, "network") };
    asset(draft, random, &switch, vec![power, needs(Kind::Group, CORE)]);
}

/// Hosts of virtual machines, of which six of eight suffice.
fn cluster(draft: &mut Draft, random: &mut Random, (site, short): (&str, &str), n: usize) {
    let low = short.to_lowercase();
    let array = format!("{low}-block-storage-{}", (n - 1) % 3 + 1);
    let all = vec![
        needs(Kind::Group, &format!("{low}-power")),
        needs(Kind::Asset, &array),
        needs(Kind::Asset, &format!("{low}-distribution-switch")),
    ];
    let mut hosts = Vec::new();
    for host in 1..=8 {
        let name = format!("{short} host {n}-{host}");
        let server = Part {
            site: Some(site),
            product: "Corvane R740",
            ..part(&name, AssetType::Server, 15, "virtualization")
        };
        hosts.push(asset(draft, random, &server, all.clone()));
    }
    group(draft, (IT, &format!("{short} cluster {n}")), 6, &hosts);
}

fn sign_in(draft: &mut Draft, random: &mut Random) {
    let mut pair = Vec::new();
    for (site, short) in [(EAST, "Eastern"), (WEST_CENTER, "Western")] {
        let name = format!("{short} domain controller");
        let server = Part { site: Some(site), ..part(&name, AssetType::Identity, 10, "identity") };
        let cluster = format!("{}-cluster-1", short.to_lowercase());
        pair.push(asset(draft, random, &server, vec![on(Kind::Group, &cluster)]));
    }
    group(draft, (IT, "Employee directory"), 1, &pair);
    let provider = Part {
        site: Some(WEST_CENTER),
        product: "Trillium Identity 6",
        ..part("Citizen identity provider", AssetType::Identity, 220, "identity")
    };
    let all = vec![on(Kind::Group, "western-cluster-1"), needs(Kind::Group, CORE)];
    asset(draft, random, &provider, all);
}

/// A part of the mainframe.
fn frame_part<'a>(name: &'a str, kind: AssetType, minutes: i64, crew: &'a str) -> Part<'a> {
    Part { site: Some(EAST), product: "Ironwood Z", ..part(name, kind, minutes, crew) }
}

/// A part of the radio system.
fn radio_part<'a>(name: &'a str, kind: AssetType, minutes: i64, crew: &'a str) -> Part<'a> {
    Part {
        agency: "public-safety",
        site: Some(COMMUNICATIONS),
        product: "Kestrel K20",
        ..part(name, kind, minutes, crew)
    }
}

fn mainframe(draft: &mut Draft, random: &mut Random) {
    let power = needs(Kind::Group, "eastern-power");
    let frame = frame_part("Mainframe frame", AssetType::Mainframe, 30, "mainframe");
    let frame = asset(draft, random, &frame, vec![power.clone()]);
    let disks = frame_part("Mainframe disk storage", AssetType::Storage, 40, "storage");
    let all = vec![power, needs(Kind::Group, "eastern-storage-network")];
    let disks = asset(draft, random, &disks, all);
    for (n, minutes) in [(1, 40), (2, 45), (3, 300), (4, 60)] {
        let name = format!("Mainframe LPAR {n}");
        let lpar = frame_part(&name, AssetType::Mainframe, minutes, "mainframe");
        let all =
            vec![on(Kind::Asset, &frame), needs(Kind::Asset, &disks), needs(Kind::Group, CORE)];
        let code = asset(draft, random, &lpar, all);
        if let Some(lpar) = draft.item(Kind::Asset, &code) {
            // The third is restored from a dump, by more people than the crew has.
            lpar.document.crew_size = Some(if n == 3 { 3 } else { 2 });
            lpar.document.description = match n {
                3 => "Runs benefits, titles and payroll. Restored from a full dump.".to_owned(),
                _ => "Restored from a copy at the same site.".to_owned(),
            };
        }
    }
    let tapes = frame_part(TAPES, AssetType::Backup, 120, "backup");
    let tapes = asset(draft, random, &tapes, vec![needs(Kind::Group, "eastern-power")]);
    let archive = frame_part("Imaging archive on tape", AssetType::Storage, 36 * 60, "backup");
    let archive = asset(draft, random, &archive, vec![needs(Kind::Asset, &tapes)]);
    // Some tapes cannot be read, and a full dump does not always load: then it is begun anew.
    for (code, percent) in [(archive.as_str(), 10), (LPAR, 5)] {
        if let Some(part) = draft.item(Kind::Asset, code) {
            part.document.fails_percent = Some(percent);
        }
    }
    let old = frame_part("Legacy storage array", AssetType::Storage, 9 * 60, "storage");
    let old = asset(draft, random, &old, vec![needs(Kind::Group, "eastern-power")]);
    // There are two, so the disks wait for the frame, or the frame for the disks.
    for (code, n) in [(frame, 1), (disks, 2), (old, 1)] {
        if let Some(part) = draft.item(Kind::Asset, &code) {
            part.document.equipment = Some(GENERATORS.to_owned());
            part.document.equipment_size = Some(n);
        }
    }
}

/// On which archives lie.
const TAPES: &str = "Tape library";

fn voice_and_backup(draft: &mut Draft, random: &mut Random) {
    let (mut managers, mut copies) = (Vec::new(), Vec::new());
    for (site, short) in [(EAST, "Eastern"), (WEST_CENTER, "Western")] {
        let on_cluster = || vec![on(Kind::Group, &format!("{}-cluster-1", short.to_lowercase()))];
        let name = format!("{short} call manager");
        let manager = Part { site: Some(site), ..part(&name, AssetType::Server, 20, "telephony") };
        managers.push(asset(draft, random, &manager, on_cluster()));
        let name = format!("{short} backup store");
        let copy = Part {
            site: Some(site),
            product: "Sourwood Vault",
            ..part(&name, AssetType::Backup, 30, "backup")
        };
        copies.push(asset(draft, random, &copy, on_cluster()));
    }
    group(draft, (IT, "Call managers"), 1, &managers);
    group(draft, (IT, "Backup stores"), 1, &copies);
}

fn radio(draft: &mut Draft, random: &mut Random) {
    let generator = radio_part("Communications center power", AssetType::Power, 5, "power");
    let generator = asset(draft, random, &generator, vec![on(Kind::Site, COMMUNICATIONS)]);
    let gateway = radio_part("Statewide radio gateway", AssetType::Radio, 30, "radio");
    asset(draft, random, &gateway, vec![needs(Kind::Asset, &generator)]);
    for n in 1..=9 {
        let name = format!("Radio tower {n}");
        let tower = radio_part(&name, AssetType::Radio, 240, "radio");
        asset(draft, random, &tower, Vec::new());
    }
}
