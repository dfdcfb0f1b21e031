//! Rules about what is done: by whom, in what order, and whether there is time for it.

use std::collections::BTreeMap;

use super::facts::Known;
use super::finding::{Finding, Severity};
use super::rules::{
    BACK_TWICE, LATE, NO_CHECK, NO_DOER, NO_STEPS, NO_TIME, NOBODY_LEFT, NOT_RESTORED, NOT_THERE,
    OUT_OF_ORDER, STRANGER, TOO_FAST, TOO_LONG,
};
use super::subject::Subject;
use crate::Span;
use crate::plans::plan::{Duty, Step};
use crate::plans::templates::BlockKind;

/// How many steps down the order of needs is followed.
const DEPTH: usize = 6;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let steps = &of.content.steps;
    if of.has(BlockKind::Steps) && steps.is_empty() {
        let finding = NO_STEPS.at(of.section_of(BlockKind::Steps), "No step is listed.");
        found.push(finding.fixed_by("List what is done, by whom and in what time."));
    }
    for (n, it) in steps.iter().enumerate() {
        found.extend(doer(of, n, it));
        found.extend(restored(of, n, it));
        if it.takes.is_none() {
            let sentence = format!("“{}” does not say how long it takes.", it.text);
            let fix = "Say how long it takes.";
            found.push(NO_TIME.at(format!("steps.{n}.takes"), sentence).fixed_by(fix));
        }
        if it.check.trim().is_empty() {
            let sentence = format!("Nothing says how to see that “{}” is done.", it.text);
            let fix = "Say what must be seen then.";
            found.push(NO_CHECK.at(format!("steps.{n}.check"), sentence).fixed_by(fix));
        }
    }
    found.extend(order(of));
    found.extend(too_long(of));
    found.extend(twice(of));
    found.extend(not_restored(of));
    found.extend(late(of));
    found
}

fn doer(of: &Subject<'_>, n: usize, it: &Step) -> Option<Finding> {
    let place = format!("steps.{n}.by");
    let by = it.by.trim();
    if by.is_empty() {
        let sentence = format!("Nobody does “{}”.", it.text);
        let finding = NO_DOER.at(place, sentence);
        return Some(finding.fixed_by("Name a duty of this plan, a crew or a team."));
    }
    let called = |it: &&Duty| it.duty.trim().to_lowercase() == by.to_lowercase();
    if let Some(duty) = of.content.duties.iter().find(called) {
        return nobody_left(of, (place, it), duty);
    }
    if !by.contains(':') {
        let sentence = format!("“{}” is done by “{by}”, which is no duty of this plan.", it.text);
        let finding = STRANGER.at(place, sentence).of(by);
        return Some(finding.fixed_by(format!("Add the duty “{by}”, or name a crew or a team.")));
    }
    matches!(of.facts.item(by), Known::Gone).then(|| {
        let sentence = format!("“{}” is done by {by}, which is not in use.", it.text);
        NOT_THERE.at(place, sentence).of(by).fixed_by("Name who does it now.")
    })
}

/// A step whose duty nobody can do, or only somebody who stands in (S3-14).
fn nobody_left(of: &Subject<'_>, (place, it): (String, &Step), duty: &Duty) -> Option<Finding> {
    let person = duty.person.trim();
    // A duty that nobody has is told where it stands.
    if person.is_empty() || of.facts.is_reached(person) {
        return None;
    }
    let stands_in = duty.alternates.iter().find(|it| of.facts.is_reached(it));
    let name = of.facts.name(person);
    Some(match stands_in {
        Some(other) => {
            let other = of.facts.name(other);
            let sentence = format!(
                "“{}” cannot be done by {name}, who is gone or cannot be reached: {other} stands in.",
                it.text
            );
            let finding = NOBODY_LEFT.at(place, sentence).of(person);
            let finding = finding.with_severity(Severity::Warning);
            finding.fixed_by(format!("Name somebody else as “{}”.", duty.duty))
        }
        None => {
            let sentence = format!(
                "“{}” cannot be done: {name} is gone or cannot be reached, and nobody stands in.",
                it.text
            );
            let finding = NOBODY_LEFT.at(place, sentence).of(person);
            finding.fixed_by(format!("Name who is “{}”.", duty.duty))
        }
    })
}

fn restored(of: &Subject<'_>, n: usize, it: &Step) -> Option<Finding> {
    let name = it.restores.trim();
    if name.is_empty() {
        return None;
    }
    let item = match of.facts.item(name) {
        Known::Hidden => return None,
        Known::Gone => {
            let sentence = format!("“{}” brings back {name}, which is not in use.", it.text);
            let finding = NOT_THERE.at(format!("steps.{n}.restores"), sentence).of(name);
            return Some(finding.fixed_by("Name what has replaced it, or take the step out."));
        }
        Known::There(item) => item,
    };
    let (takes, restore) = (it.takes?, item.restore?);
    (takes < restore).then(|| {
        let sentence =
            format!("“{}” allows {takes}, and restoring “{}” takes {restore}.", it.text, item.name);
        let finding = TOO_FAST.at(format!("steps.{n}.takes"), sentence).of(name);
        finding.fixed_by(format!("Allow {restore}, or correct the record."))
    })
}

/// Steps that bring something back before a later step brings back what it needs.
fn order(of: &Subject<'_>) -> Vec<Finding> {
    let steps = || {
        let all = of.content.steps.iter().enumerate().map(|(n, it)| (n, it, it.restores.trim()));
        all.filter(|it| !it.2.is_empty())
    };
    let mut found = Vec::new();
    for (n, step, name) in steps() {
        if steps().all(|it| it.0 <= n) {
            break;
        }
        let needs = of.facts.below([name], (DEPTH, true));
        let earlier = |it: &str| steps().any(|other| other.0 < n && other.2 == it);
        let late = steps().find(|(later, _, other)| {
            n < *later
                && needs.contains(other)
                && *other != name
                && !earlier(other)
                && !of.facts.below([*other], (DEPTH, true)).contains(name)
        });
        if let Some((later, _, other)) = late {
            let sentence = format!(
                "“{}” brings back “{}” before step {} brings back “{}”, which it needs.",
                step.text,
                of.facts.title(name),
                later + 1,
                of.facts.title(other)
            );
            let finding = OUT_OF_ORDER.at(format!("steps.{n}.restores"), sentence).of(other);
            found.push(finding.fixed_by(format!("Move it behind step {}.", later + 1)));
        }
    }
    found
}

fn too_long(of: &Subject<'_>) -> Option<Finding> {
    let (name, soonest) = of.soonest()?;
    let all = of.content.steps.iter().filter_map(|it| it.takes);
    let all = all.fold(Span::ZERO, Span::plus);
    (soonest < all).then(|| {
        let sentence = format!(
            "One after the other, the steps take {all}, and “{name}” must be back after {soonest}."
        );
        let finding = TOO_LONG.at(of.section_of(BlockKind::Steps), sentence);
        finding.fixed_by("Shorten them, or ask for it later.")
    })
}

fn twice(of: &Subject<'_>) -> Vec<Finding> {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (n, it) in of.content.steps.iter().enumerate() {
        let name = it.restores.trim();
        if name.is_empty() {
            continue;
        }
        let step = *first.entry(name).or_insert(n);
        if step != n {
            let sentence = format!(
                "“{}” brings back “{}”, as step {} did.",
                it.text,
                of.facts.title(name),
                step + 1
            );
            let finding = BACK_TWICE.at(format!("steps.{n}.restores"), sentence).of(name);
            found.push(finding.fixed_by("Leave one of the two out."));
        }
    }
    found
}

fn not_restored(of: &Subject<'_>) -> Vec<Finding> {
    let restored =
        || of.content.steps.iter().map(|it| it.restores.trim()).filter(|it| !it.is_empty());
    if restored().next().is_none() {
        return Vec::new();
    }
    let left = of.about.iter().filter(|(name, it)| {
        it.kind.is_restored() && it.restore.is_some() && restored().all(|it| it != *name)
    });
    let found = left.map(|(name, it)| {
        let sentence = format!("No step brings back “{}”.", it.name);
        let finding = NOT_RESTORED.at(of.section_of(BlockKind::Steps), sentence).of(name);
        finding.fixed_by("Add a step.")
    });
    found.collect()
}

fn late(of: &Subject<'_>) -> Vec<Finding> {
    let found = of.about.iter().filter_map(|(name, it)| {
        let (required, achievable) = (it.required?, it.achievable?);
        (required < achievable).then(|| {
            let sentence = format!(
                "“{}” must be back after {required}, and can be after {achievable}.",
                it.name
            );
            let finding = LATE.at("items", sentence).of(name);
            finding.fixed_by("Look up what decides it on its page.")
        })
    });
    found.collect()
}
