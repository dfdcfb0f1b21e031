//! Which services are in time only if each part has people and equipment of its own.

use std::collections::BTreeMap;

use super::recovery::{Map, span};
use super::world::item;
use crate::prepare::inventory::Kind;
use crate::programme::ItemFile;
use crate::programme::findings::{Finding, LATE_BY_CREWS, Severity};
use crate::prove::recovery::{LateByCrews, NODES_MAX, NODES_SEARCHED_MAX, Trial, Tried};

/// Each service is tried for itself alone, the most important first, as if nobody else called for the
/// crews and the equipment. What they come to at once, a scenario tells.
pub(super) fn check(map: &Map<'_>) -> Vec<Finding> {
    let supplies = (0..).zip(map.items()).filter(|it| it.1.document.kind.is_supply());
    let strength = |it: &ItemFile| it.document.parsed_details().ok()?.strength();
    let people: BTreeMap<u32, u32> =
        supplies.filter_map(|(node, it)| Some((node, strength(it)?))).collect();
    let people = |crew: u32| people.get(&crew).copied();
    let mut trial = Trial::of(map.model(), map.analysis(), &people);
    let (mut found, mut too_large, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
    for (node, &it) in (0..).zip(map.items()) {
        let Some(target) = map.model().node(node).target_rto else { continue };
        let alone = map.analysis().achievable_rto(node);
        // What is late anyhow is told as that.
        if it.document.kind != Kind::Service || target < alone {
            continue;
        }
        match trial.tried(node, target) {
            Tried::InTime => {}
            Tried::Late(late) => found.push(finding(map, it, (target, alone, &late))),
            Tried::TooLarge => too_large.push(it),
            Tried::BeyondLimit => beyond.push(it),
        }
    }
    let why = format!("what is behind is more than {NODES_MAX} things: a scenario tells");
    found.extend(not_tried(&too_large, &why));
    let why = format!(
        "orders are looked for only until those tried rest on {NODES_SEARCHED_MAX} things all in all: \
         the page tells"
    );
    found.extend(not_tried(&beyond, &why));
    found
}

fn finding(
    map: &Map<'_>,
    it: &ItemFile,
    (target, alone, late): (u32, u32, &LateByCrews),
) -> Finding {
    let (target, alone) = (span(target), span(alone));
    let least = if late.is_complete { "" } else { "at least " };
    let end = match late.end {
        Some(end) => format!("it is back after {least}{}", span(end)),
        None => "it never comes back, because one of them has nobody".to_owned(),
    };
    let waits_for = late.wait.and_then(|it| map.item(it.waits_for?));
    let of_equipment = waits_for.filter(|it| it.document.kind == Kind::Equipment);
    let wait = late.wait.map(|it| {
        let (waits, until, wait) = (map.name(it.node), map.name(it.after), span(it.wait));
        match of_equipment {
            Some(of) => {
                let of = &of.document.name;
                format!(": {waits} waits {wait} for “{of}”, which {until} takes until then")
            }
            None => format!(": {waits} waits {wait} for its crew, who work on {until} until then"),
        }
    });
    let wait = wait.unwrap_or_default();
    let message = format!(
        "“{}” must be back after {target} and can be after {least}{alone} if each part has people \
         of its own. With the crews there are, {end}{wait}.",
        it.document.name
    );
    let fix = match of_equipment {
        Some(_) => {
            "Get more of the equipment, or let some of the work do without. The page of the service \
             ranks what would help."
        }
        None => {
            "Give the crew more people, or another one some of its work. The page of the service \
             ranks what would help."
        }
    };
    LATE_BY_CREWS.finds(item(it), message).at("target_rto").fixed_by(fix)
}

/// How many were not tried and why, told of the first of them.
fn not_tried(left_out: &[&ItemFile], why: &str) -> Option<Finding> {
    let first = left_out.first()?;
    let name = &first.document.name;
    let what = match left_out.len() {
        1 => format!("“{name}” was"),
        n => format!("{n} services, “{name}” first, were"),
    };
    let message = format!("{what} not tried with the crews there are, because {why}.");
    Some(LATE_BY_CREWS.finds(item(first), message).with_severity(Severity::Note))
}
