//! Rules about who acts: whether somebody is named, is there, and can be reached.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::facts::{Known, Reach};
use super::finding::Finding;
use super::rules::{
    ALONE, GONE, NO_DUTIES, NOBODY, OWN_ALTERNATE, SAME_DUTY, TEAM_ALONE, TOO_FEW, TWO_DUTIES,
    UNACKNOWLEDGED, UNCONFIRMED, UNREACHABLE,
};
use super::subject::Subject;
use crate::plans::blocks::day;
use crate::plans::plan::Duty;
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::{Details, TeamDetails};

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if of.has(BlockKind::Duties) && of.content.duties.is_empty() {
        let finding = NO_DUTIES.at(of.section_of(BlockKind::Duties), "Nobody has a duty.");
        found.push(finding.fixed_by("List the duties, and who has them."));
    }
    let mut duties: BTreeSet<String> = BTreeSet::new();
    for (n, it) in of.content.duties.iter().enumerate() {
        found.extend(duty(of, n, it));
        if !duties.insert(it.duty.trim().to_lowercase()) {
            let sentence = format!("“{}” stands there twice.", it.duty);
            let fix = "Name further people as alternates.";
            found.push(SAME_DUTY.at(format!("duties.{n}.duty"), sentence).fixed_by(fix));
        }
    }
    found.extend(two_duties(of));
    found.extend(named(of));
    found.extend(teams(of));
    found.extend(unacknowledged(of));
    found
}

fn duty(of: &Subject<'_>, n: usize, it: &Duty) -> Vec<Finding> {
    let mut found = Vec::new();
    let person = it.person.trim();
    if person.is_empty() {
        let sentence = format!("Nobody has the duty “{}”.", it.duty);
        let finding = NOBODY.at(format!("duties.{n}.person"), sentence);
        found.push(finding.fixed_by("Name who does it."));
    }
    let place = format!("duties.{n}.alternates");
    let others: Vec<&str> = it.alternates.iter().map(|it| it.trim()).collect();
    if !person.is_empty() && others.contains(&person) {
        let sentence = format!("{} stands in for themselves.", of.facts.name(person));
        found.push(OWN_ALTERNATE.at(place, sentence).fixed_by("Name somebody else."));
    } else if others.iter().all(|it| it.is_empty()) {
        let sentence = format!("Nobody stands in as “{}”.", it.duty);
        found.push(ALONE.at(place, sentence).fixed_by("Name an alternate."));
    }
    found
}

fn two_duties(of: &Subject<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<&str, &Duty> = BTreeMap::new();
    let mut found = Vec::new();
    for (n, it) in of.content.duties.iter().enumerate() {
        let person = it.person.trim();
        if person.is_empty() {
            continue;
        }
        let Some(other) = first.get(person) else {
            first.insert(person, it);
            continue;
        };
        let sentence =
            format!("{} is “{}” and “{}” at once.", of.facts.name(person), other.duty, it.duty);
        let finding = TWO_DUTIES.at(format!("duties.{n}.person"), sentence).of(person);
        found.push(finding.fixed_by("Give one of the two to somebody else."));
    }
    found
}

/// Everybody whom a plan names, each once, with where.
fn people<'a>(of: &Subject<'a>) -> Vec<(String, &'a str)> {
    let content = of.content;
    let mut all: Vec<(String, &str)> = Vec::new();
    for (n, it) in content.duties.iter().enumerate() {
        all.push((format!("duties.{n}.person"), &it.person));
        let place = format!("duties.{n}.alternates");
        all.extend(it.alternates.iter().map(|it| (place.clone(), it.as_str())));
    }
    for (n, it) in content.successions.iter().enumerate() {
        all.push((format!("successions.{n}.holder"), &it.holder));
        let place = format!("successions.{n}.successors");
        all.extend(it.successors.iter().map(|it| (place.clone(), it.as_str())));
    }
    for (n, it) in content.records.iter().enumerate() {
        all.push((format!("records.{n}.keeper"), &it.keeper));
    }
    for (n, it) in content.communication.iter().enumerate() {
        let parts = it.parts().map(|(field, _, it)| (format!("communication.{n}.{field}"), it));
        all.extend(parts);
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    all.retain(|it| !it.1.trim().is_empty());
    // Somebody who is gone is gone everywhere; how to reach them is told once.
    all.retain(|it| seen.insert(it.1.trim()) || matches!(of.facts.person(it.1), Known::Gone));
    all
}

fn named(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let days = of.facts.limits.contact_days;
    let oldest = of.facts.today - Duration::days(days.into());
    for (place, code) in people(of) {
        let person = match of.facts.person(code) {
            Known::Hidden => continue,
            Known::Gone => {
                let sentence =
                    format!("{} is named, and is not there any more.", of.facts.name(code));
                found.push(GONE.at(place, sentence).of(code).fixed_by("Name who has taken over."));
                continue;
            }
            Known::There(it) => it,
        };
        match person.reach {
            Reach::Never => {
                let sentence = format!("No way to reach {} was ever verified.", person.name);
                let fix = "Verify how to reach them.";
                found.push(UNREACHABLE.at(place, sentence).of(code).fixed_by(fix));
            }
            Reach::On(on) if on < oldest => {
                let sentence = format!(
                    "How to reach {} was last confirmed on {}, more than {days} days ago.",
                    person.name,
                    day(on)
                );
                let finding = UNCONFIRMED.at(place, sentence).of(code);
                found.push(finding.fixed_by("Try it, and note it."));
            }
            Reach::On(_) | Reach::Unknown => {}
        }
    }
    found
}

/// Whoever has a part in messages, is there and has not acknowledged it, each once (S4-47).
fn unacknowledged(of: &Subject<'_>) -> Vec<Finding> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for (n, message) in of.content.communication.iter().enumerate() {
        for (field, _, code) in message.parts() {
            let Known::There(person) = of.facts.person(code) else { continue };
            if !of.facts.is_unacknowledged(code) || !seen.insert(code) {
                continue;
            }
            let sentence =
                format!("{} has not acknowledged their part in what is told.", person.name);
            let finding =
                UNACKNOWLEDGED.at(format!("communication.{n}.{field}"), sentence).of(code);
            let fix = "They are asked when the plan is handed in: remind them on its list.";
            found.push(finding.fixed_by(fix));
        }
    }
    found
}

/// The teams that the plan counts on, each once, with where.
fn teams(of: &Subject<'_>) -> Vec<Finding> {
    let mut places: BTreeMap<&str, String> = BTreeMap::new();
    for (n, it) in of.content.steps.iter().enumerate() {
        places.entry(it.by.trim()).or_insert_with(|| format!("steps.{n}.by"));
    }
    if of.has(BlockKind::Teams) {
        for it in of.facts.teams_of(&of.document.agency) {
            places.entry(it).or_insert_with(|| of.section_of(BlockKind::Teams).to_owned());
        }
    }
    let mut found = Vec::new();
    for (name, place) in places {
        let Some(item) = of.facts.there(name) else { continue };
        let Details::Team(team) = &item.details else { continue };
        if team.alternates.is_empty() {
            let sentence = format!("Nobody stands in for the members of “{}”.", item.name);
            let finding = TEAM_ALONE.at(place.as_str(), sentence).of(name);
            found.push(finding.fixed_by("Name alternates of the team."));
        }
        found.extend(too_few(of, (&item.name, team), place).map(|it| it.of(name)));
    }
    found
}

fn too_few(of: &Subject<'_>, (name, team): (&str, &TeamDetails), place: String) -> Option<Finding> {
    let least = usize::try_from(team.members_min?).ok()?;
    let there = |it: &&String| !matches!(of.facts.person(it), Known::Gone);
    let n = team.members.iter().filter(there).count();
    (n < least).then(|| {
        let sentence = format!("“{name}” takes at least {least} people, and has {n}.");
        TOO_FEW.at(place, sentence).fixed_by("Name more members, or correct how many it takes.")
    })
}
