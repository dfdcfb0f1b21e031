//! All rules over all plans. Nothing here does I/O.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::night::{Noted, PlanNight};
use crate::Timestamp;
use crate::plans::checks::{self, Asked};
use crate::plans::plan::{Plan, PlanDocument};
use crate::programme::Programme;
use crate::programme::check::{Map, World, plan_facts};

/// A plan as the rules look at it.
pub(super) struct Looked {
    pub(super) plan: Plan,
    pub(super) document: PlanDocument,
    /// What obligations ask of it.
    pub(super) asked: Vec<Asked>,
    /// Who has acknowledged their part in its messages.
    pub(super) acknowledged: BTreeSet<String>,
}

/// What is found in each of these plans, in the version that somebody works on, or else in the one in
/// force.
pub(super) fn judged(
    programme: &Programme,
    plans: Vec<Looked>,
    (checked_for, today): (Timestamp, NaiveDate),
) -> Vec<PlanNight> {
    let world = World::of(programme);
    let map = Map::of(&world);
    let mut facts = plan_facts(&world, map.as_ref(), today);
    let mut nights = Vec::with_capacity(plans.len());
    for it in plans {
        let Some(version) = it.document.newest() else { continue };
        facts.turn_to(it.asked, it.acknowledged);
        let found = checks::check(&it.document, &version.content, &facts);
        nights.push(PlanNight {
            plan_id: it.plan.id,
            agency_id: it.plan.agency_id,
            code: it.plan.code,
            title: it.plan.title,
            checked_for,
            found: found.iter().map(Noted::from).collect(),
            new: Vec::new(),
            gone: Vec::new(),
        });
    }
    nights
}
