//! Rules about what must not be lost, and what is taken along.

use std::collections::BTreeSet;

use super::facts::Known;
use super::finding::Finding;
use super::rules::{
    AT_HAND_LATE, FEW_COPIES, KIT_EXPIRED, KIT_NONE, KIT_NOWHERE, LOST_WITH_IT, NO_KEEPER,
    NO_OWN_COPY, NOT_THERE, NOWHERE, ONE_PLACE, ONLY_THERE,
};
use super::subject::Subject;
use crate::plans::blocks::day;
use crate::plans::plan::{KitItem, SalvageItem, Trigger, VitalRecord};
use crate::plans::templates::BlockKind;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (n, it) in of.content.records.iter().enumerate() {
        found.extend(record(of, n, it));
    }
    for (n, it) in of.content.kit.iter().enumerate() {
        found.extend(kit(of, n, it));
    }
    for (n, it) in of.content.salvage.iter().enumerate() {
        found.extend(salvage(of, n, it));
    }
    found.extend(own_copy(of));
    found
}

fn record(of: &Subject<'_>, n: usize, it: &VitalRecord) -> Vec<Finding> {
    let mut found = Vec::new();
    let place = format!("records.{n}.copies");
    if it.keeper.trim().is_empty() {
        let sentence = format!("Nobody keeps “{}”.", it.name);
        let finding = NO_KEEPER.at(format!("records.{n}.keeper"), sentence);
        found.push(finding.fixed_by("Name who keeps it."));
    }
    if it.copies.len() < 2 {
        let sentence = match it.copies.first() {
            Some(_) => format!("Of “{}” there is one copy only.", it.name),
            None => format!("Nothing says where “{}” is.", it.name),
        };
        let fix = "Make another copy, and keep it elsewhere.";
        found.push(FEW_COPIES.at(place.as_str(), sentence).fixed_by(fix));
    }
    for copy in &it.copies {
        let site = copy.site.trim();
        if site.is_empty() {
            let sentence = format!("Nothing says where a copy of “{}” is.", it.name);
            let finding = NOWHERE.at(place.as_str(), sentence);
            found.push(finding.fixed_by("Name the site."));
        } else if matches!(of.facts.site(site), Known::Gone) {
            let sentence = format!("A copy of “{}” is at {site}, which is not in use.", it.name);
            let finding = NOT_THERE.at(place.as_str(), sentence).of(site);
            found.push(finding.fixed_by("Say where it is now."));
        }
    }
    found.extend(where_lost(of, &place, it));
    found.extend(only_there(of, &place, it));
    found.extend(at_hand(of, &place, it));
    found
}

/// Whether one loss takes every copy.
fn where_lost(of: &Subject<'_>, place: &str, it: &VitalRecord) -> Option<Finding> {
    let sites: Vec<&str> = it.copies.iter().map(|it| it.site.trim()).collect();
    if sites.is_empty() || sites.contains(&"") {
        return None;
    }
    let different: BTreeSet<&str> = sites.iter().copied().collect();
    let watched = of.content.activation.iter().filter(|it| it.trigger == Trigger::SiteLost);
    let watched = watched.filter_map(|it| it.item.trim().strip_prefix("site:"));
    let lost: BTreeSet<&str> = of.homes().into_iter().chain(watched).collect();
    if different.is_subset(&lost) {
        let sentence = format!(
            "Every copy of “{}” is at a site that may be lost when the plan is needed.",
            it.name
        );
        let finding = LOST_WITH_IT.at(place, sentence);
        return Some(finding.fixed_by("Keep a copy at another site."));
    }
    (1 < sites.len() && different.len() == 1).then(|| {
        let sentence = format!("Every copy of “{}” is at one site.", it.name);
        ONE_PLACE.at(place, sentence).fixed_by("Keep a copy at another site.")
    })
}

/// Whether every copy is on something that the plan brings back, by its code or its name.
fn only_there(of: &Subject<'_>, place: &str, it: &VitalRecord) -> Option<Finding> {
    let names =
        |medium: &str, name: &str| !name.is_empty() && medium.contains(&name.to_lowercase());
    let mut on: BTreeSet<&str> = BTreeSet::new();
    for copy in &it.copies {
        let medium = copy.medium.to_lowercase();
        let found = of.about.iter().find(|(name, it)| {
            it.kind.is_restored() && (names(&medium, name) || names(&medium, &it.name))
        });
        on.insert(found.map(|it| it.1.name.as_str())?);
    }
    let first = on.first()?;
    let sentence = format!("“{}” is kept only on “{first}”, which this plan brings back.", it.name);
    Some(ONLY_THERE.at(place, sentence).fixed_by("Keep a copy on paper, or on something else."))
}

fn at_hand(of: &Subject<'_>, place: &str, it: &VitalRecord) -> Option<Finding> {
    let (name, soonest) = of.soonest()?;
    let known = it.copies.iter().map(|it| it.within).collect::<Option<Vec<_>>>()?;
    let within = known.into_iter().min()?;
    (soonest < within).then(|| {
        let sentence = format!(
            "“{}” is at hand after {within}, and “{name}” must be back after {soonest}.",
            it.name
        );
        AT_HAND_LATE.at(place, sentence).fixed_by("Keep a copy within reach.")
    })
}

fn kit(of: &Subject<'_>, n: usize, it: &KitItem) -> Vec<Finding> {
    let mut found = Vec::new();
    let at = |field: &str| format!("kit.{n}.{field}");
    if let Some(on) = it.expires.filter(|on| *on < of.facts.today) {
        let sentence = format!("“{}” was to be replaced by {}.", it.what, day(on));
        found.push(KIT_EXPIRED.at(at("expires"), sentence).fixed_by("Replace it."));
    }
    if it.place.trim().is_empty() {
        let sentence = format!("Nothing says where “{}” lies.", it.what);
        found.push(KIT_NOWHERE.at(at("place"), sentence).fixed_by("Say where."));
    }
    if it.count == 0 {
        let sentence = format!("There is no “{}”.", it.what);
        found.push(KIT_NONE.at(at("count"), sentence).fixed_by("Get it, or take it off."));
    }
    found
}

/// What is to be saved, where it stands and who saves it must still be there.
fn salvage(of: &Subject<'_>, n: usize, it: &SalvageItem) -> Vec<Finding> {
    let gone = it.references().filter(|it| matches!(of.facts.item(it), Known::Gone));
    let finding = |name: String| {
        let sentence = format!("“{}” names {name}, which is not in use.", it.what);
        let finding = NOT_THERE.at(format!("salvage.{n}"), sentence).of(&name);
        finding.fixed_by("Name what takes its place.")
    };
    gone.map(finding).collect()
}

/// Whether the plan itself is taken along, where anything is.
fn own_copy(of: &Subject<'_>) -> Option<Finding> {
    let is_plan = |text: &str| {
        let text = text.to_lowercase();
        text.contains("plan") || text.contains(&of.document.title.to_lowercase())
    };
    let in_kit = of.content.kit.iter().any(|it| is_plan(&it.what));
    let in_records = of.content.records.iter().any(|it| is_plan(&it.name));
    (of.has(BlockKind::Kit) && !of.content.kit.is_empty() && !in_kit && !in_records).then(|| {
        let sentence = "The go-kit has no copy of this plan.";
        let finding = NO_OWN_COPY.at(of.section_of(BlockKind::Kit), sentence);
        finding.fixed_by("Add one: the platform may be gone too.")
    })
}
