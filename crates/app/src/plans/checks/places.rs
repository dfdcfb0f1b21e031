//! Rules about where work goes when its place is lost.

use super::facts::ItemFacts;
use super::finding::Finding;
use super::rules::{COLD, NO_OTHER_SITE, SHARED_HAZARD, TOO_NEAR};
use super::subject::Subject;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{
    Details, Kind, Readiness, SiteDetails, SiteRole, kilometers, reference, shared_hazards,
};

/// A site with what is known of it.
type Site<'a> = (&'a str, &'a ItemFacts, &'a SiteDetails);

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let alternates: Vec<Site<'_>> = named(of).filter(|it| is_alternate(it.2)).collect();
    let primaries = primaries(of);
    if of.has(BlockKind::Sites) && !primaries.is_empty() && alternates.is_empty() {
        let names: Vec<&str> = primaries.iter().map(|it| it.1.name.as_str()).collect();
        let sentence = format!("Nothing says where it goes when {} is lost.", names.join(", "));
        let finding = NO_OTHER_SITE.at(of.section_of(BlockKind::Sites), sentence);
        found.push(finding.fixed_by("Add an alternate site to what the plan is about."));
    }
    for alternate in &alternates {
        for primary in primaries.iter().filter(|it| it.0 != alternate.0) {
            found.extend(near(of, primary, alternate));
            found.extend(hazards(of, primary, alternate));
        }
        found.extend(cold(of, alternate));
    }
    found
}

/// The sites that the plan is about.
fn named<'a>(of: &Subject<'a>) -> impl Iterator<Item = Site<'a>> {
    of.about.iter().filter_map(|(name, it)| match &it.details {
        Details::Site(site) => Some((*name, *it, site)),
        _ => None,
    })
}

const fn is_alternate(it: &SiteDetails) -> bool {
    matches!(
        it.site_role,
        Some(
            SiteRole::AlternateDataCenter | SiteRole::AlternateStorage | SiteRole::AlternateOffice
        )
    )
}

/// Where what the plan is about is, and the usual places among what it is about.
fn primaries<'a>(of: &Subject<'a>) -> Vec<Site<'a>> {
    let mut found: Vec<Site<'a>> = named(of).filter(|it| !is_alternate(it.2)).collect();
    for code in of.homes() {
        let name = reference(Kind::Site, code);
        let Some((name, it)) = of.facts.items.get_key_value(&name) else { continue };
        let Details::Site(site) = &it.details else { continue };
        let is_new = found.iter().all(|it| it.0 != name);
        if is_new && !it.is_gone && !is_alternate(site) {
            found.push((name, it, site));
        }
    }
    found
}

fn near(of: &Subject<'_>, primary: &Site<'_>, alternate: &Site<'_>) -> Option<Finding> {
    let place = |it: &SiteDetails| it.latitude.zip(it.longitude);
    let km = kilometers(place(primary.2)?, place(alternate.2)?);
    let least = of.facts.limits.near_km;
    (km < f64::from(least)).then(|| {
        let sentence = format!(
            "“{}” is {km:.1} km from “{}”: one event can strike both.",
            alternate.1.name, primary.1.name
        );
        let finding = TOO_NEAR.at(of.section_of(BlockKind::Sites), sentence);
        let finding = finding.of(&format!("{} {}", alternate.0, primary.0));
        finding.fixed_by(format!("Choose a site at least {least} km away."))
    })
}

fn hazards(of: &Subject<'_>, primary: &Site<'_>, alternate: &Site<'_>) -> Option<Finding> {
    let shared = shared_hazards(primary.2, alternate.2);
    (!shared.is_empty()).then(|| {
        let sentence = format!(
            "“{}” and “{}” are both threatened by {}.",
            primary.1.name,
            alternate.1.name,
            shared.join(", ").to_lowercase()
        );
        let finding = SHARED_HAZARD.at(of.section_of(BlockKind::Sites), sentence);
        let finding = finding.of(&format!("{} {}", alternate.0, primary.0));
        finding.fixed_by("Say what is done if both are struck, or choose another site.")
    })
}

fn cold(of: &Subject<'_>, (code, site, details): &Site<'_>) -> Option<Finding> {
    let (name, soonest) = of.soonest()?;
    let takes = of.facts.limits.cold_takes;
    (details.readiness == Some(Readiness::Cold) && soonest < takes).then(|| {
        let sentence = format!(
            "“{}” is cold and takes about {takes} to work, but “{name}” must be back after {soonest}.",
            site.name
        );
        let finding = COLD.at(of.section_of(BlockKind::Sites), sentence).of(code);
        finding.fixed_by("Choose a site that is warm or hot, or ask for it later.")
    })
}
