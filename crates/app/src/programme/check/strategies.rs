//! Strategies: whether they say what can be, were approved upon what must be known, bring things back
//! in time, and have their money.

use std::collections::BTreeSet;

use super::references::{dangling, invalid};
use super::world::{World, least, strategy};
use crate::Span;
use crate::prepare::impact::Money;
use crate::prepare::inventory::{Kind, reference};
use crate::prepare::strategies::{State, StrategyDocument};
use crate::programme::findings::{Finding, GROUNDLESS_STRATEGY, LATE_STRATEGY, UNFUNDED_STRATEGY};

pub(super) fn check(world: &World<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for it in &world.programme.strategies {
        found.extend(invalid(&strategy(it), it.problems()));
        for code in it.people().filter(|it| !world.persons.contains(it)) {
            found.extend(dangling(world, strategy(it), code, ("person", code)));
        }
        let Some((kind, code)) = it.target() else { continue };
        if world.item(kind, code).is_none() {
            found.extend(dangling(world, strategy(it), "target", (kind.code(), code)));
            continue;
        }
        if it.state == State::Approved {
            found.extend(late(world, it, (kind, code)));
            found.extend(groundless(world, it, (kind, code)));
        }
        found.extend(unfunded(it));
    }
    found
}

/// The way that was chosen brings it back too late.
fn late(world: &World<'_>, it: &StrategyDocument, target: (Kind, &str)) -> Option<Finding> {
    let rto = it.content.chosen_way()?.rto?;
    let required = required(world, target).filter(|it| *it < rto)?;
    let message = format!(
        "“{}” brings {} back within {rto}, and it must be back within {required} (RTO).",
        it.name, it.target
    );
    let fix = "Choose a faster way in a new strategy, or have its impact analyzed anew.";
    Some(LATE_STRATEGY.finds(strategy(it), message).at("chosen").fixed_by(fix))
}

/// It was approved, but not upon what must be known: the impact, and the risks.
fn groundless(world: &World<'_>, it: &StrategyDocument, target: (Kind, &str)) -> Vec<Finding> {
    let name = reference(target.0, target.1);
    let mut lacking = Vec::new();
    let needers = needers(world, &name);
    let is_analyzed = |name: &str| world.wanted.contains_key(name);
    let by_needers = !needers.is_empty() && needers.iter().all(|it| is_analyzed(it));
    if !is_analyzed(&name) && !by_needers {
        lacking.push("approved impact analysis");
    }
    let site = world.item(target.0, target.1).and_then(|it| it.document.site.as_deref());
    let site = site.map(|it| reference(Kind::Site, it));
    let covers = |it: &String| *it == name || Some(it) == site.as_ref();
    let risks = world.programme.risks.iter().filter(|it| it.state.is_decided());
    if !risks.flat_map(|it| &it.content.affects).any(covers) {
        lacking.push("risk assessment that somebody decided about");
    }
    let found = lacking.into_iter().map(|what| {
        let message = format!("“{}” was approved, but there is no {what} for {name}.", it.name);
        GROUNDLESS_STRATEGY.finds(strategy(it), message).at("state")
    });
    found.collect()
}

/// It costs something, and nobody granted the money.
fn unfunded(it: &StrategyDocument) -> Option<Finding> {
    let (capital, yearly) = it.content.cost();
    if !it.state.is_wanted() || it.funded || capital.plus(yearly) == Money::ZERO {
        return None;
    }
    let message = format!(
        "“{}” costs {capital} once and {yearly} each year, and the money is not granted.",
        it.name
    );
    let fix = "Grant the money, or choose a way that can be paid for.";
    Some(UNFUNDED_STRATEGY.finds(strategy(it), message).fixed_by(fix))
}

/// The business processes that cannot do without an item for any time at all.
fn needers(world: &World<'_>, name: &str) -> BTreeSet<String> {
    let processes = world.items.values().filter(|it| it.document.kind == Kind::Process);
    let needs = processes
        .filter(|it| it.needs.iter().any(|need| need.on == name && need.max_gap.is_none()));
    needs.map(|it| it.reference()).collect()
}

/// How soon it must be back: by its own record and analysis, and by those of the business processes
/// that cannot do without it.
fn required(world: &World<'_>, (kind, code): (Kind, &str)) -> Option<Span> {
    let name = reference(kind, code);
    let own = world.item(kind, code).and_then(|it| it.document.target_rto);
    let names = needers(world, &name).into_iter().chain([name]);
    let analyzed = names.filter_map(|it| world.wanted.get(&it)?.0);
    least(own, analyzed.min())
}
