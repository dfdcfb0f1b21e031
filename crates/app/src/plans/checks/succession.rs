//! Rules about who follows whom, and who may decide what for whom (FCD-1 C and D).

use std::collections::BTreeSet;

use super::facts::Known;
use super::finding::Finding;
use super::rules::{
    FEW_SUCCESSORS, HOLDER_FOLLOWS, NO_BEGINNING, NO_END, NO_HOLDER, NO_LIMITS, NO_PARTIES,
    NONE_ELSEWHERE, NOT_IN_LINE, SAME_PLACE, TWICE_IN_LINE,
};
use super::subject::Subject;
use crate::plans::plan::{Delegation, Succession};

/// How many successors a key position has at least (FCD-1 C).
const SUCCESSORS_MIN: usize = 3;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (n, it) in of.content.successions.iter().enumerate() {
        found.extend(holder(of, n, it));
        found.extend(line(of, n, it));
    }
    for (n, it) in of.content.delegations.iter().enumerate() {
        found.extend(delegation(n, it));
    }
    found
}

fn names(all: &[String]) -> Vec<&str> {
    all.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect()
}

fn holder(of: &Subject<'_>, n: usize, it: &Succession) -> Option<Finding> {
    let holder = it.holder.trim();
    if holder.is_empty() {
        let sentence = format!("Nobody holds the position “{}”.", it.position);
        let finding = NO_HOLDER.at(format!("successions.{n}.holder"), sentence);
        return Some(finding.fixed_by("Name who holds it."));
    }
    names(&it.successors).contains(&holder).then(|| {
        let sentence =
            format!("{} follows themselves as “{}”.", of.facts.name(holder), it.position);
        let finding = HOLDER_FOLLOWS.at(format!("successions.{n}.successors"), sentence);
        finding.fixed_by("Name somebody else.")
    })
}

fn line(of: &Subject<'_>, n: usize, it: &Succession) -> Vec<Finding> {
    let mut found = Vec::new();
    let at = |field: &str| format!("successions.{n}.{field}");
    let line = names(&it.successors);
    let elsewhere = names(&it.elsewhere);
    let different: BTreeSet<&str> = line.iter().copied().collect();
    if different.len() < line.len() {
        let sentence =
            format!("Somebody stands twice among those who follow as “{}”.", it.position);
        let finding = TWICE_IN_LINE.at(at("successors"), sentence);
        found.push(finding.fixed_by("Name somebody else."));
    }
    if different.len() < SUCCESSORS_MIN {
        let sentence = format!(
            "“{}” has {} of at least {SUCCESSORS_MIN} successors.",
            it.position,
            different.len()
        );
        found.push(FEW_SUCCESSORS.at(at("successors"), sentence).fixed_by("Name more."));
    }
    if let Some(stray) = elsewhere.iter().find(|it| !different.contains(**it)) {
        let sentence = format!(
            "{} is said to work far away, and does not follow as “{}”.",
            of.facts.name(stray),
            it.position
        );
        let fix = "Add them to the successors.";
        found.push(NOT_IN_LINE.at(at("elsewhere"), sentence).fixed_by(fix));
    }
    if !line.is_empty() && !elsewhere.iter().any(|it| different.contains(it)) {
        let sentence = format!("Nobody who follows as “{}” works far away.", it.position);
        let finding = NONE_ELSEWHERE.at(at("elsewhere"), sentence);
        found.push(finding.fixed_by("Say who of them works elsewhere, or name such a person."));
    } else if let [first, second, ..] = line.as_slice()
        && let (Known::There(one), Known::There(other)) =
            (of.facts.person(first), of.facts.person(second))
        && one.agency == other.agency
        && !elsewhere.contains(first)
        && !elsewhere.contains(second)
    {
        let sentence =
            format!("{} and {} work at one place: one event can take both.", one.name, other.name);
        let fix = "Put somebody who works elsewhere first or second.";
        let finding = SAME_PLACE.at(at("successors"), sentence);
        found.push(finding.of(&format!("{first} {second}")).fixed_by(fix));
    }
    found
}

fn delegation(n: usize, it: &Delegation) -> Vec<Finding> {
    let mut found = Vec::new();
    let at = |field: &str| format!("delegations.{n}.{field}");
    if it.begins.trim().is_empty() {
        let sentence = format!("Nothing says what makes “{}” begin.", it.authority);
        let fix = "Say what makes it begin.";
        found.push(NO_BEGINNING.at(at("begins"), sentence).fixed_by(fix));
    }
    if it.ends.trim().is_empty() {
        let sentence = format!("Nothing says what makes “{}” end.", it.authority);
        found.push(NO_END.at(at("ends"), sentence).fixed_by("Say what makes it end."));
    }
    if it.limits.trim().is_empty() {
        let sentence = format!("“{}” has no limits.", it.authority);
        found.push(NO_LIMITS.at(at("limits"), sentence).fixed_by("Say how far it goes."));
    }
    let missing = [("from", "gives", &it.from), ("to", "receives", &it.to)];
    for (field, does, text) in missing {
        if text.trim().is_empty() {
            let sentence = format!("Nothing says who {does} “{}”.", it.authority);
            found.push(NO_PARTIES.at(at(field), sentence).fixed_by("Name the position."));
        }
    }
    found
}
