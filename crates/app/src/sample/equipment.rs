//! What stands in offices, and the data that agencies answer for.

use super::Size;
use super::draft::{Draft, item, needs, on};
use super::platform::{CORE, Part, asset};
use super::random::Random;
use crate::Span;
use crate::prepare::inventory::{
    AssetType, Classification, DataSetDetails, Details, ImpactLevel, ItemDocument, Kind,
    Protection, SiteRole,
};

/// What each office has: name, kind, minutes to restore, crew, and whether the network is needed.
const EQUIPMENT: &[(&str, AssetType, i64, &str, bool)] = &[
    ("router", AssetType::NetworkDevice, 45, "network", true),
    ("power supply", AssetType::Power, 60, "power", false),
    ("access switch", AssetType::NetworkDevice, 30, "network", false),
    ("wireless controller", AssetType::NetworkDevice, 40, "network", false),
    ("carrier circuit", AssetType::Circuit, 240, "network", true),
    ("print server", AssetType::Server, 90, "windows", false),
    ("workstations", AssetType::Endpoint, 480, "field-east", false),
    ("telephones", AssetType::Endpoint, 120, "telephony", false),
];

pub(super) fn of_offices(draft: &mut Draft) {
    let mut random = draft.random("equipment");
    let role = |it: &serde_json::Map<String, serde_json::Value>| {
        it.get("site_role").and_then(|it| it.as_str()) == Some(SiteRole::Office.code())
    };
    let sites = draft.items.iter().map(|it| &it.document);
    let sites = sites.filter(|it| it.kind == Kind::Site && role(&it.details));
    let sites: Vec<(String, String, String)> =
        sites.map(|it| (it.code.clone(), it.name.clone(), it.agency.clone())).collect();
    let n = if draft.size == Size::Statewide { 3 } else { EQUIPMENT.len() };
    for (code, name, agency) in sites {
        let site_name = name.trim_end_matches(" main office");
        for (what, kind, minutes, crew, is_connected) in EQUIPMENT.iter().take(n) {
            let name = match *kind {
                AssetType::Endpoint | AssetType::Power => format!("{site_name} office {what}"),
                _ => format!("{site_name} {what}"),
            };
            let part = Part {
                agency: &agency,
                name: &name,
                kind: *kind,
                minutes: *minutes,
                crew,
                site: Some(&code),
                product: "",
            };
            let mut all = vec![on(Kind::Site, &code)];
            all.extend(is_connected.then(|| needs(Kind::Group, CORE)));
            asset(draft, &mut random, &part, all);
        }
    }
    unowned(draft);
}

/// A few assets for which nobody answers, as is true everywhere.
fn unowned(draft: &mut Draft) {
    let mut random = draft.random("unowned");
    let assets: Vec<usize> = (0..)
        .zip(&draft.items)
        .filter(|(_, it)| it.document.kind == Kind::Asset)
        .map(|it| it.0)
        .collect();
    for _ in 0..assets.len().div_ceil(400) {
        let at = *random.pick(&assets);
        if let Some(it) = draft.items.get_mut(at) {
            it.document.owner = None;
        }
    }
}

/// How many of a hundred databases hold a data set that an agency has registered.
const REGISTERED: usize = 46;

pub(super) fn data_sets(draft: &mut Draft) {
    let mut random = draft.random("data sets");
    let of_database = |name: &str| {
        let name = name.strip_suffix(" cloud database").or_else(|| name.strip_suffix(" database"));
        name.map(str::to_owned)
    };
    let assets = draft.items.iter().filter(|it| it.document.kind == Kind::Asset);
    let databases: Vec<(String, ItemDocument)> = assets
        .filter_map(|it| Some((of_database(&it.document.name)?, it.document.clone())))
        .collect();
    let percent = if draft.size == Size::Statewide { 25 } else { REGISTERED };
    for (name, database) in databases {
        let service = super::draft::slug(&name);
        if !random.chance(percent) || !draft.has(Kind::Service, &service) {
            continue;
        }
        let data_set = data_set(draft, &mut random, &name, &database);
        let needs_it = needs(Kind::DataSet, &data_set);
        if let Some(service) = draft.item(Kind::Service, &service) {
            service.needs.push(needs_it);
        }
    }
}

fn data_set(draft: &mut Draft, random: &mut Random, name: &str, database: &ItemDocument) -> String {
    use ImpactLevel::{High, Low, Moderate};
    let (classification, confidentiality) = *random.pick(&[
        (Classification::Public, Low),
        (Classification::Restricted, Moderate),
        (Classification::Restricted, Moderate),
        (Classification::HighlyRestricted, High),
    ]);
    let is_open = classification == Classification::Public;
    let details = DataSetDetails {
        classification: Some(classification),
        protection: Protection {
            confidentiality: Some(confidentiality),
            integrity: Some(*random.pick(&[Moderate, High])),
            availability: Some(*random.pick(&[Low, Moderate, High])),
        },
        retention: (*random.pick(&RETENTION)).to_owned(),
        encrypted_at_rest: !is_open || random.chance(30),
        encrypted_in_transit: true,
    };
    let agency = &database.agency;
    let restore = Span::from_minutes(5);
    let name = match name.ends_with("records") || name.ends_with("registry") {
        true => format!("{name} data"),
        false => format!("{name} records"),
    };
    let document = ItemDocument {
        owner: draft.owner(agency, random),
        custodian: draft.custodian(agency, random),
        site: database.site.clone(),
        crew: Some("database".to_owned()),
        restore: Some(restore),
        point: database.point,
        proof: draft.proof(restore, random),
        ..item(agency, &name, &name, &Details::DataSet(details))
    };
    draft.put(document, vec![on(Kind::Asset, &database.code)])
}

const RETENTION: [&str; 7] = [
    "3 years after the case is closed",
    "5 years after the last entry",
    "7 years, by the tax schedule",
    "10 years after the person turns 18",
    "30 years, then to the state archives",
    "Permanent",
    "1 year after the audit",
];
