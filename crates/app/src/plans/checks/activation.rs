//! Rules about when a plan is activated.

use super::facts::Known;
use super::finding::Finding;
use super::rules::{
    NO_CRITERIA, NO_DURATION, NOT_THERE, NOTHING_WATCHED, OFF_TOPIC, WAITS_TOO_LONG, WRONG_KIND,
};
use super::subject::Subject;
use crate::plans::plan::{Criterion, Trigger};
use crate::plans::templates::BlockKind;
use crate::prepare::inventory::Kind;

pub(super) fn check(of: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if of.has(BlockKind::Activation) && of.content.activation.is_empty() {
        let sentence = "No event is listed on which the plan is activated.";
        let finding = NO_CRITERIA.at(of.section_of(BlockKind::Activation), sentence);
        found.push(finding.fixed_by("List the events."));
    }
    for (n, it) in of.content.activation.iter().enumerate() {
        found.extend(watched(of, n, it));
        found.extend(waits(of, n, it));
    }
    found
}

fn watched(of: &Subject<'_>, n: usize, it: &Criterion) -> Option<Finding> {
    let place = format!("activation.{n}.item");
    let is_automatic = matches!(it.trigger, Trigger::ServiceDown | Trigger::SiteLost);
    let name = it.item.trim();
    if name.is_empty() {
        return is_automatic.then(|| {
            let sentence = format!("“{}” watches nothing.", it.text);
            NOTHING_WATCHED.at(place, sentence).fixed_by("Name what is down or lost.")
        });
    }
    let item = match of.facts.item(name) {
        Known::Hidden => return None,
        Known::Gone => {
            let sentence = format!("“{}” watches {name}, which is not in use.", it.text);
            let finding = NOT_THERE.at(place, sentence).of(name);
            return Some(finding.fixed_by("Name what has replaced it."));
        }
        Known::There(item) => item,
    };
    let fits = match it.trigger {
        Trigger::SiteLost => item.kind == Kind::Site,
        Trigger::ServiceDown => {
            matches!(item.kind, Kind::Service | Kind::Process | Kind::Asset | Kind::Group)
        }
        _ => true,
    };
    if !fits {
        let sentence = format!(
            "“{}” is set off when “{}” is the case, but “{}” is {}.",
            it.text,
            it.trigger.title(),
            item.name,
            item.kind.one()
        );
        let fix = "Name something else, or choose another trigger.";
        return Some(WRONG_KIND.at(place, sentence).of(name).fixed_by(fix));
    }
    let is_home = name.strip_prefix("site:").is_some_and(|it| of.homes().contains(it));
    let is_about = of.document.items.contains(name) || of.behind.contains(name) || is_home;
    // A plan about nothing has its own finding.
    (!is_about && !of.document.items.is_empty()).then(|| {
        let sentence =
            format!("“{}” watches “{}”, which the plan is not about.", it.text, item.name);
        OFF_TOPIC
            .at(place, sentence)
            .of(name)
            .fixed_by(format!("Add {name} to what the plan is about."))
    })
}

fn waits(of: &Subject<'_>, n: usize, it: &Criterion) -> Option<Finding> {
    let place = format!("activation.{n}.after");
    let Some(after) = it.after else {
        return (it.trigger == Trigger::ServiceDown).then(|| {
            let sentence = format!("“{}” does not say for how long.", it.text);
            NO_DURATION.at(place, sentence).fixed_by("Say for how long it must be down.")
        });
    };
    let (name, soonest) = of.soonest()?;
    (soonest <= after).then(|| {
        let sentence =
            format!("“{}” waits for {after}, and “{name}” must be back after {soonest}.", it.text);
        WAITS_TOO_LONG.at(place, sentence).fixed_by("Shorten the wait.")
    })
}
