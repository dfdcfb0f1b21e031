//! Rules about the plan itself: what it is about, whose it is, its reviews and tests, and its place
//! among other plans.

use std::collections::BTreeSet;

use chrono::Duration;

use super::facts::{Facts, Known};
use super::finding::Finding;
use super::rules::{
    ABOUT_GONE, ABOUT_NOTHING, CHILD_NOT_READY, NO_PLAN_OWNER, OLD_TEST, OVERDUE, OWNER_GONE,
    PARENT_GONE, UNPLANNED, WAIVED,
};
use super::subject::Subject;
use crate::plans::blocks::day;
use crate::plans::plan::Standing;
use crate::plans::templates::BlockKind;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = about(of);
    found.extend(owner(of));
    found.extend(overdue(of));
    found.extend(tested(of));
    found.extend(family(of));
    found
}

fn about(of: &Subject<'_>) -> Vec<Finding> {
    if of.document.items.is_empty() {
        let finding = ABOUT_NOTHING.at("items", "Nothing says what the plan is about.");
        return vec![finding.fixed_by("Name services, processes or sites.")];
    }
    let gone = of.document.items.iter().filter(|it| matches!(of.facts.item(it), Known::Gone));
    let found = gone.map(|it| {
        let sentence = format!("The plan is about {it}, which is not in use.");
        let finding = ABOUT_GONE.at("items", sentence).of(it);
        finding.fixed_by("Take it out, or name what has replaced it.")
    });
    found.collect()
}

fn owner(of: &Subject<'_>) -> Option<Finding> {
    let Some(owner) = of.document.owner.as_deref() else {
        let finding = NO_PLAN_OWNER.at("owner", "Nobody answers for the plan.");
        return Some(finding.fixed_by("Name an owner."));
    };
    matches!(of.facts.person(owner), Known::Gone).then(|| {
        let sentence =
            format!("{} answers for the plan, and is not there any more.", of.facts.name(owner));
        OWNER_GONE.at("owner", sentence).of(owner).fixed_by("Name who has taken over.")
    })
}

fn overdue(of: &Subject<'_>) -> Option<Finding> {
    let document = of.document;
    let due = document.review_due.map(|it| it.date_naive());
    let is_late = due.is_some_and(|it| it < of.facts.today);
    let is_overdue =
        document.standing == Standing::Overdue || (document.standing.is_in_force() && is_late);
    is_overdue.then(|| {
        let sentence = match due {
            Some(due) => format!("Its review was due on {}.", day(due)),
            None => "Its review was not done in time.".to_owned(),
        };
        OVERDUE.at("review_due", sentence).fixed_by("State that it holds, or write a new version.")
    })
}

fn tested(of: &Subject<'_>) -> Option<Finding> {
    if !of.document.standing.is_in_force() {
        return None;
    }
    let oldest = of.facts.today - Duration::days(of.facts.limits.test_days.into());
    match of.document.test.as_ref().map(|it| (it.on, &it.note)) {
        None => {
            let finding = OLD_TEST.at("test", "It is in force, and was never tested.");
            Some(finding.fixed_by("Test it."))
        }
        Some((Some(on), _)) if on < oldest => {
            let sentence = format!("It was last tested on {}.", day(on));
            Some(OLD_TEST.at("test", sentence).fixed_by("Test it again."))
        }
        Some((Some(_), _)) => None,
        Some((None, why)) => {
            let sentence = format!("Its test was waived: {why}");
            Some(WAIVED.at("test", sentence).fixed_by("Test it when that does not hold any more."))
        }
    }
}

fn family(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(parent) = of.document.parent.as_deref()
        && matches!(of.facts.plan(parent), Known::Gone)
    {
        let sentence = format!("It belongs to the plan {parent}, which is not in use.");
        let fix = "Name the plan that calls it up now.";
        found.push(PARENT_GONE.at("parent", sentence).of(parent).fixed_by(fix));
    }
    if !of.document.standing.is_in_force() {
        return found;
    }
    let waiting = of.facts.children_of(&of.document.code);
    for (code, child) in waiting.filter(|it| !it.1.is_in_force && !it.1.is_gone) {
        let sentence =
            format!("It is in force, and “{}”, which belongs to it, is not.", child.title);
        let finding = CHILD_NOT_READY.at(of.section_of(BlockKind::Children), sentence).of(code);
        found.push(finding.fixed_by("Bring that plan into force."));
    }
    found
}

/// The essential services that no plan in force is about (S0-01).
pub(super) fn unplanned(facts: &Facts) -> Vec<(&str, Finding)> {
    let in_force = facts.plans.values().filter(|it| it.is_in_force);
    let covered: BTreeSet<&str> =
        in_force.flat_map(|it| it.items.iter().map(|it| it.trim())).collect();
    let open = facts
        .items
        .iter()
        .filter(|(name, it)| it.is_essential() && !it.is_gone && !covered.contains(name.as_str()));
    let found = open.map(|(name, it)| {
        let sentence = format!("“{}” is essential, and no plan in force is about it.", it.name);
        let finding = UNPLANNED.at("items", sentence).of(name);
        (name.as_str(), finding.fixed_by("Bring a plan into force that is about it."))
    });
    found.collect()
}
