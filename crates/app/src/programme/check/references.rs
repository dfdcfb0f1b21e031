//! Whether documents say what can be, and name what is there.

use std::collections::BTreeMap;

use super::registers;
use super::world::{
    World, agency, analysis, calendar, investment, item, person, plan, risk, scenario, strategy,
};
use crate::FieldProblem;
use crate::people::agencies;
use crate::prepare::inventory::{self, Details, Kind};
use crate::programme::ItemFile;
use crate::programme::findings::{
    DANGLING, Finding, INVALID, NO_LEVEL, NO_OWNER, NO_SYSTEM, TWICE,
};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = twice(world);
    for it in &world.programme.calendars {
        found.extend(invalid(&calendar(it), it.problems()));
    }
    found.extend(agency_names(world));
    found.extend(of_agencies(world));
    found.extend(of_persons(world));
    for it in world.items.values() {
        found.extend(invalid(&item(it), problems(it)));
        found.extend(of_item(world, it));
        found.extend(incomplete(it));
    }
    found
}

/// Codes that two documents of one kind share.
fn twice(world: &World<'_>) -> Vec<Finding> {
    let programme = world.programme;
    let mut found = Vec::new();
    let subjects = programme.agencies.iter().map(agency);
    let subjects = subjects.chain(programme.calendars.iter().map(calendar));
    let subjects = subjects.chain(programme.persons.iter().map(person));
    let subjects = subjects.chain(programme.analyses.iter().map(analysis));
    let subjects = subjects.chain(programme.risks.iter().map(risk));
    let subjects = subjects.chain(programme.strategies.iter().map(strategy));
    let subjects = subjects.chain(programme.investments.iter().map(investment));
    let subjects = subjects.chain(programme.scenarios.iter().map(scenario));
    let subjects = subjects.chain(programme.plans.iter().map(plan));
    let mut n_of: BTreeMap<(String, String), usize> = BTreeMap::new();
    let items = programme.items.iter().map(item);
    for subject in subjects.chain(items).chain(registers::subjects(world)) {
        *n_of.entry(subject).or_default() += 1;
    }
    for (subject, n) in n_of.into_iter().filter(|(_, n)| 1 < *n) {
        let message = format!("{n} documents describe {}.", subject.0);
        found.push(TWICE.finds(subject, message).at("code").fixed_by("Give each its own code."));
    }
    found
}

/// Names by which two agencies are known.
fn agency_names(world: &World<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for it in &world.programme.agencies {
        for name in it.aliases.iter().chain([&it.name]) {
            let other = *first.entry(agencies::comparable(name)).or_insert(&it.code);
            if other != it.code {
                let message = format!("The agency “{other}” is known as “{name}” too.");
                found.push(TWICE.finds(agency(it), message).at("name"));
            }
        }
    }
    found
}

fn of_agencies(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.agencies {
        found.extend(invalid(&agency(it), it.problems()));
        if let Some(parent) = it.parent.as_deref().filter(|it| !world.agencies.contains(it)) {
            found.extend(dangling(world, agency(it), "parent", ("agency", parent)));
        }
        if let Some(code) = it.calendar.as_deref().filter(|it| !world.calendars.contains(it)) {
            found.extend(dangling(world, agency(it), "calendar", ("calendar", code)));
        }
        let contacts = [
            ("primary_contact", &it.primary_contact),
            ("alternate_contact", &it.alternate_contact),
        ];
        for (field, code) in contacts {
            if let Some(code) = code.as_deref().filter(|it| !world.persons.contains(it)) {
                found.extend(dangling(world, agency(it), field, ("person", code)));
            }
        }
    }
    found.extend(agencies_in_circles(world));
    found
}

fn agencies_in_circles(world: &World<'_>) -> Vec<Finding> {
    let parents: BTreeMap<&str, &str> = world
        .programme
        .agencies
        .iter()
        .filter_map(|it| Some((it.code.as_str(), it.parent.as_deref()?)))
        .collect();
    let is_own_ancestor = |code: &str| {
        let mut above = parents.get(code);
        for _ in 0..parents.len() {
            match above {
                Some(it) if *it == code => return true,
                Some(it) => above = parents.get(it),
                None => return false,
            }
        }
        false
    };
    let in_circle = world.programme.agencies.iter().filter(|it| is_own_ancestor(&it.code));
    let found = in_circle.map(|it| {
        let message = format!("The agency “{}” is part of itself.", it.code);
        INVALID.finds(agency(it), message).at("parent")
    });
    found.collect()
}

fn of_persons(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.persons {
        found.extend(invalid(&person(it), it.problems()));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, person(it), "agency", ("agency", &it.agency)));
        }
    }
    found
}

/// What an item names that is not there.
fn of_item(world: &World<'_>, it: &ItemFile) -> Vec<Finding> {
    let mut found = Vec::new();
    let document = &it.document;
    let mut miss = |field: &str, kind: &str, code: &str| {
        found.extend(dangling(world, item(it), field, (kind, code)));
    };
    if !world.agencies.contains(document.agency.as_str()) {
        miss("agency", "agency", &document.agency);
    }
    for (field, code) in [("owner", &document.owner), ("custodian", &document.custodian)] {
        if let Some(code) = code.as_deref().filter(|it| !world.persons.contains(it)) {
            miss(field, "person", code);
        }
    }
    for (field, kind, code) in [
        ("site", Kind::Site, &document.site),
        ("vendor", Kind::Vendor, &document.vendor),
        ("crew", Kind::Crew, &document.crew),
        ("equipment", Kind::Equipment, &document.equipment),
    ] {
        if let Some(code) = code.as_deref().filter(|it| world.item(kind, it).is_none()) {
            miss(field, kind.code(), code);
        }
    }
    let (people, sites) = match document.parsed_details() {
        Ok(Details::Team(it)) => ([it.members, it.alternates].concat(), Vec::new()),
        Ok(Details::Process(it)) => (it.people, it.seats_at),
        _ => (Vec::new(), Vec::new()),
    };
    for code in people.iter().filter(|it| !world.persons.contains(it.as_str())) {
        miss(code, "person", code);
    }
    for (site, _) in sites.iter().filter_map(|it| inventory::seats_in(it)) {
        if world.item(Kind::Site, site).is_none() {
            miss(site, "site", site);
        }
    }
    for need in &it.needs {
        if let Ok((kind, code)) = need.target()
            && world.item(kind, code).is_none()
        {
            miss(&need.on, kind.code(), code);
        }
    }
    found
}

pub(super) fn dangling(
    world: &World<'_>,
    of: (String, String),
    at: &str,
    (kind, code): (&str, &str),
) -> Option<Finding> {
    if world.may_be_there(kind, code) {
        return None;
    }
    let message = format!("“{}” names the {} “{code}”, which is not there.", of.0, spoken(kind));
    let fix = format!("Correct the code, or describe {kind}:{code}.");
    Some(DANGLING.finds(of, message).at(at).fixed_by(fix))
}

fn spoken(kind: &str) -> String {
    kind.parse::<Kind>().map_or_else(|()| kind.to_owned(), |it| it.title().to_lowercase())
}

/// What cannot be so in an item, whatever else there is.
fn problems(it: &ItemFile) -> Vec<FieldProblem> {
    let mut problems = inventory::check_texts(&it.document);
    problems.extend(it.document.parsed_details().err().unwrap_or_default());
    let mut seen = Vec::new();
    for (index, need) in it.needs.iter().enumerate() {
        let problem = |reason: String| FieldProblem::new(format!("needs[{index}].on"), reason);
        match need.target() {
            Err(it) => problems.push(problem(it.reason.into_owned())),
            Ok(_) if need.on == it.reference() => {
                problems.push(problem("Nothing needs itself.".to_owned()));
            }
            Ok(_) if seen.contains(&&need.on) => {
                problems.push(problem(format!("{} stands here twice.", need.on)));
            }
            Ok(_) => seen.push(&need.on),
        }
    }
    problems
}

pub(super) fn invalid(of: &(String, String), problems: Vec<FieldProblem>) -> Vec<Finding> {
    let found = problems.into_iter().map(|it| {
        let message = format!("{} of “{}”: {}", it.field, of.0, it.reason);
        INVALID.finds(of.clone(), message).in_field(&it.field)
    });
    found.collect()
}

/// What an item should have and has not.
fn incomplete(it: &ItemFile) -> Vec<Finding> {
    let document = &it.document;
    let mut found = Vec::new();
    let name = &document.name;
    match document.kind {
        Kind::Asset | Kind::DataSet if document.owner.is_none() => {
            let message = format!("Nobody answers for “{name}”.");
            found.push(NO_OWNER.finds(item(it), message).fixed_by("Name an owner."));
        }
        Kind::Process => {
            let is_system = |(kind, _): (Kind, &str)| {
                matches!(kind, Kind::Service | Kind::Asset | Kind::DataSet | Kind::Group)
            };
            if !it.needs.iter().any(|it| it.target().is_ok_and(is_system)) {
                let message = format!("No system stands behind “{name}”.");
                let fix = "Say which services or assets it needs.";
                found.push(NO_SYSTEM.finds(item(it), message).fixed_by(fix));
            }
            let level = document.details.get("required_level").and_then(|it| it.as_str());
            if level.is_none_or(|it| it.trim().is_empty()) {
                let message = format!("“{name}” has no level of service that it must keep.");
                let fix = "Write it as a quantity, such as 60% of payments within 2 days.";
                found.push(NO_LEVEL.finds(item(it), message).fixed_by(fix));
            }
        }
        _ => {}
    }
    found
}
