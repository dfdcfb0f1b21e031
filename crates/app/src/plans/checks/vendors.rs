//! Rules about what comes from outside: vendors, and the circuits by which everything is reached.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::facts::{Facts, ItemFacts};
use super::finding::Finding;
use super::rules::{ENDED, ENDS_SOON, OLD_EVIDENCE, ONE_CIRCUIT};
use super::subject::Subject;
use crate::plans::blocks::day;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{AssetType, Details, Kind, VendorDetails, reference};

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if of.has(BlockKind::Vendors) {
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (name, it) in of.all() {
            if it.kind == Kind::Vendor {
                names.insert(name.to_owned());
            }
            names.extend(it.vendor.as_deref().map(|it| reference(Kind::Vendor, it)));
        }
        let vendors = names.iter().filter_map(|it| Some((it, of.facts.there(it)?)));
        found.extend(vendors.flat_map(|(name, it)| {
            vendor(of, it).into_iter().map(move |finding| finding.of(name))
        }));
    }
    if of.has(BlockKind::Circuits) {
        found.extend(circuits(of));
    }
    found
}

fn vendor(of: &Subject<'_>, item: &ItemFacts) -> Vec<Finding> {
    let Details::Vendor(it) = &item.details else { return Vec::new() };
    let (today, limits) = (of.facts.today, &of.facts.limits);
    let place = of.section_of(BlockKind::Vendors);
    let mut found = Vec::new();
    let soon = today + Duration::days(limits.agreement_days.into());
    match it.agreement_ends {
        Some(on) if on < today => {
            let sentence = format!("The agreement with “{}” ended on {}.", item.name, day(on));
            let fix = "Renew it, or plan without the vendor.";
            found.push(ENDED.at(place, sentence).fixed_by(fix));
        }
        Some(on) if on <= soon => {
            let sentence = format!("The agreement with “{}” ends on {}.", item.name, day(on));
            found.push(ENDS_SOON.at(place, sentence).fixed_by("Renew it."));
        }
        _ => {}
    }
    found.extend(evidence(of, (&item.name, it), place));
    found
}

fn evidence(of: &Subject<'_>, (name, it): (&str, &VendorDetails), place: &str) -> Option<Finding> {
    let days = of.facts.limits.evidence_days;
    let on = it.evidence_on?;
    (on < of.facts.today - Duration::days(days.into())).then(|| {
        let sentence = format!("“{name}” last showed on {} that its own plan works.", day(on));
        OLD_EVIDENCE.at(place, sentence).fixed_by("Ask it for evidence, and note when it came.")
    })
}

fn is_circuit(it: &ItemFacts) -> bool {
    match &it.details {
        Details::Asset(it) => it.asset_type == Some(AssetType::Circuit),
        _ => false,
    }
}

/// Whether what needs `circuits` goes on when one of them fails.
fn has_another_way(it: &ItemFacts, circuits: &[&str]) -> bool {
    match &it.details {
        Details::Group(group) => {
            let suffice = usize::try_from(group.suffice.unwrap_or(1)).unwrap_or(usize::MAX);
            suffice < circuits.len()
        }
        _ => 1 < circuits.len(),
    }
}

/// The circuits without another way beside them (S3-27): those that are alone under something that
/// the plan is about or rests on, and the only one that the plan is about.
fn circuits(of: &Subject<'_>) -> Vec<Finding> {
    let mut alone: BTreeMap<&str, &str> = BTreeMap::new();
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (_, it) in of.all() {
        let circuits = circuits_of(of.facts, it);
        used.extend(circuits.iter().copied());
        if !has_another_way(it, &circuits) {
            for name in circuits {
                alone.entry(name).or_insert(&it.name);
            }
        }
    }
    let own: Vec<&str> = of.about.iter().filter(|it| is_circuit(it.1)).map(|it| it.0).collect();
    if let [only] = own.as_slice()
        && !used.contains(only)
    {
        alone.entry(only).or_insert("");
    }
    let place = of.section_of(BlockKind::Circuits);
    let found = alone.into_iter().map(|(circuit, user)| {
        let name = of.facts.title(circuit);
        let sentence = match user {
            "" => format!("Beside “{name}” there is no other way."),
            user => format!("“{user}” has no other way than “{name}”."),
        };
        let fix = "Add a second circuit, or a group of which one suffices.";
        ONE_CIRCUIT.at(place, sentence).of(circuit).fixed_by(fix)
    });
    found.collect()
}

/// The circuits that something needs.
fn circuits_of<'a>(facts: &Facts, it: &'a ItemFacts) -> Vec<&'a str> {
    let needs = it.needs.iter().map(|it| it.0.as_str());
    needs.filter(|it| facts.there(it).is_some_and(is_circuit)).collect()
}
