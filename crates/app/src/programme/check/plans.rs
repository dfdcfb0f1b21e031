//! Plans: whether they say what can be, name whose they are, and would work.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::recovery::Map;
use super::references::{dangling, invalid};
use super::world::{World, item, plan};
use crate::FieldProblem;
use crate::people::persons::PersonDocument;
use crate::plans::checks::{self, Facts, ItemFacts, PersonFacts, PlanFacts, Reach};
use crate::plans::plan::{PlanDocument, Standing, VersionDocument};
use crate::plans::waivers::{Granted, PlanWaivers, Waived};
use crate::programme::findings::{Finding, INVALID, Severity};
use crate::programme::folder::{TEMPLATES, WAIVERS, path_of};

pub(super) fn check(world: &World<'_>, map: Option<&Map<'_>>, today: NaiveDate) -> Vec<Finding> {
    let plans = &world.programme.plans;
    let mut found = Vec::new();
    for it in plans {
        found.extend(invalid(&plan(it), problems(it)));
        if !world.agencies.contains(it.agency.as_str()) {
            found.extend(dangling(world, plan(it), "agency", ("agency", &it.agency)));
        }
    }
    for it in &world.programme.templates {
        let problems = it.problems().into_iter();
        let problems = problems.map(|it| FieldProblem::new(indexed(&it.field), it.reason));
        let file = path_of(TEMPLATES, &it.code);
        found.extend(invalid(&(format!("template:{}", it.code), file), problems.collect()));
    }
    found.extend(waivers(world));
    found.extend(in_circles(plans));
    let facts = facts(world, map, today);
    for it in plans.iter().filter(|it| it.retired_at.is_none()) {
        found.extend(judged(it, &facts));
    }
    for (name, it) in checks::unplanned(&facts) {
        if let Some(subject) = world.items.get(name) {
            found.push(told(it, item(subject)));
        }
    }
    found
}

/// What cannot be so in a plan and its versions, by field.
fn problems(it: &PlanDocument) -> Vec<FieldProblem> {
    let mut problems = it.problems();
    for (n, version) in it.versions.iter().enumerate() {
        let of_version = version.content.problems().into_iter();
        problems.extend(of_version.map(|it| {
            let field = format!("versions[{n}].content.{}", indexed(&it.field));
            FieldProblem::new(field, it.reason)
        }));
    }
    problems
}

/// Waivers that cannot be: of plans that are not there, or granted by who asked.
fn waivers(world: &World<'_>) -> Vec<Finding> {
    let plans: BTreeSet<&str> = world.programme.plans.iter().map(|it| it.code.as_str()).collect();
    let mut found = Vec::new();
    for it in &world.programme.waivers {
        let subject = (format!("waivers:{}", it.code), path_of(WAIVERS, &it.code));
        if !plans.contains(it.code.as_str()) {
            found.extend(dangling(world, subject.clone(), "code", ("plan", &it.code)));
        }
        for (n, waiver) in it.waivers.iter().enumerate() {
            let problems = waiver.problems().into_iter();
            let problems = problems
                .map(|it| FieldProblem::new(format!("waivers[{n}].{}", it.field), it.reason));
            found.extend(invalid(&subject, problems.collect()));
        }
    }
    found
}

/// What a file says that was granted, as the rules look at it.
fn granted(file: &PlanWaivers, people: &BTreeMap<String, PersonFacts>) -> Vec<Granted> {
    let sound = file.waivers.iter().filter(|it| it.problems().is_empty());
    let granted = sound.map(|it| {
        let by = it.granted_by.trim();
        let by = people.get(by).map_or_else(|| by.to_owned(), |it| it.name.clone());
        let waived = Waived { by, until: it.until, reason: it.reason.trim().to_owned() };
        Granted { rule: it.rule.clone(), about: it.about.clone(), waived }
    });
    granted.collect()
}

/// A field as documents have it: `steps[3].by` for `steps.3.by`.
pub(super) fn indexed(field: &str) -> String {
    let mut path = String::new();
    for part in field.split('.') {
        if part.bytes().all(|it| it.is_ascii_digit()) {
            path.push_str(&format!("[{part}]"));
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(part);
    }
    path
}

fn in_circles(plans: &[PlanDocument]) -> Vec<Finding> {
    let parents: BTreeMap<&str, &str> =
        plans.iter().filter_map(|it| Some((it.code.as_str(), it.parent.as_deref()?))).collect();
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
    let in_circle = plans.iter().filter(|it| is_own_ancestor(&it.code));
    let found = in_circle.map(|it| {
        let message = format!("The plan “{}” belongs to itself.", it.code);
        INVALID.finds(plan(it), message).at("parent")
    });
    found.collect()
}

/// What the folder says of what plans name.
pub(in crate::programme) fn facts(
    world: &World<'_>,
    map: Option<&Map<'_>>,
    today: NaiveDate,
) -> Facts {
    let programme = world.programme;
    let times = map.map(Map::times).unwrap_or_default();
    let items = world.items.iter().map(|(name, it)| {
        let times = times.get(name).copied().unwrap_or_default();
        (name.clone(), ItemFacts::of(&it.document, &it.needs, times))
    });
    // An export without contacts does not say that nobody can be reached.
    let has_channels = programme.persons.iter().any(|it| !it.channels.is_empty());
    let people = programme.persons.iter().map(|it| {
        let reach = if has_channels { reach(it) } else { Reach::Unknown };
        let (name, agency) = (it.name.clone(), it.agency.clone());
        (it.code.clone(), PersonFacts { name, agency, is_gone: false, reach })
    });
    let plans = programme.plans.iter().map(|it| (it.code.clone(), PlanFacts::of(it)));
    let limits = programme.settings.plan_checks.clone().unwrap_or_default();
    let people: BTreeMap<String, PersonFacts> = people.collect();
    let waivers = programme.waivers.iter().map(|it| (it.code.clone(), granted(it, &people)));
    let waivers = waivers.collect();
    let (items, plans) = (items.collect(), plans.collect());
    Facts::new((today, limits), people, items, plans, world.hidden()).with_waivers(waivers)
}

fn reach(it: &PersonDocument) -> Reach {
    let last = it.channels.iter().filter_map(|it| it.verified_at).max();
    last.map_or(Reach::Never, |it| Reach::On(it.date_naive()))
}

/// What is wrong with the version in force, or else with the newest.
fn judged(it: &PlanDocument, facts: &Facts) -> Vec<Finding> {
    let Some(version) = it.in_force().or_else(|| it.newest()) else { return Vec::new() };
    let index = it.versions.iter().position(|it| it.number == version.number).unwrap_or_default();
    let heads: BTreeSet<&str> = ["items", "owner", "parent", "review_due", "test"].into();
    let found = checks::check(it, &version.content, facts).into_iter().map(|finding| {
        let field = match heads.contains(finding.place.as_str()) {
            true => finding.place.clone(),
            false => format!("versions[{index}].content.{}", place(version, &finding.place)),
        };
        let finding = Finding { field: Some(field), ..told(finding, plan(it)) };
        // As long as nobody follows a plan, it breaks no promise.
        match finding.severity {
            Severity::Gap if it.standing == Standing::New => {
                finding.with_severity(Severity::Warning)
            }
            _ => finding,
        }
    });
    found.collect()
}

/// Where in the content of a version a finding is: its place may be the key of a section.
fn place(version: &VersionDocument, place: &str) -> String {
    match version.content.sections.iter().position(|it| it.key == place) {
        Some(n) => format!("sections[{n}].key"),
        None => indexed(place),
    }
}

/// A finding of the plan compiler, about `subject` with its file.
fn told(it: checks::Finding, (subject, file): (String, String)) -> Finding {
    Finding {
        code: it.code,
        severity: it.severity.into(),
        file: Some(file),
        line: None,
        column: None,
        field: None,
        subject,
        message: it.sentence,
        clause: it.clause,
        fix: it.fix,
        waived: it.waived,
        anchor: None,
    }
}
